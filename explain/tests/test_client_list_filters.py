"""Filters one by one and together; the number beside a choice is the number that it lists."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from django.test import Client as Browser

from clients.models import Application
from explain.client_list.facets import band_labels, facets, rounded_amount
from explain.client_list.find import SORTS, count, find
from explain.tests.conftest import People
from explain.tests.makers import make_application, make_score
from explain.tests.test_client_list import count as said_count
from explain.tests.test_client_list import listed, opened, words
from tests.markup import Element, Page, problems

pytestmark = pytest.mark.django_db

SCORES = (3.0, 24.94, 24.96, 44.97, 45.0, 50.0, 55.0, 55.02, 69.94, 69.96, 99.0, 120.0, None)


@pytest.fixture
def crowd(people: People) -> People:
    """Clients at the edges of the bands, of both kinds of loan and many incomes."""
    for number, score in enumerate(SCORES):
        made = make_application(500_000 + number, first_name="Ada" if number % 3 else "")
        Application.objects.filter(pk=made.pk).update(
            contract="revolving" if number % 2 else "cash",
            income=20_000 + 7_300 * number,
            applied_on=made.applied_on.replace(year=2012 + 4 * number),
            employed_since=None,
        )
        if score is not None:
            make_score(made, people.version, score=score, seed=100 + number)
    return people


def chosen(page: Page, name: str) -> dict[str, Element]:
    """The checkboxes of a question, by their value."""
    return {e.get("value"): e for e in page.all("input") if e.get("name") == name}


def numbers(page: Page) -> dict[str, int]:
    """The number beside each choice, by its element's id."""
    return {
        e.get("id"): int(words(e).split()[0].replace(",", ""))
        for e in page.elements
        if e.get("id").startswith("count-")
    }


@pytest.mark.parametrize(
    ("query", "references"),
    [
        ("?score=far-below", ["100002"]),
        ("?score=review", ["100003"]),
        ("?score=review&score=above", ["100001", "100003"]),
        ("?age=25", ["100002"]),
        ("?age=35", ["100001", "100003", "100010"]),
        ("?age=35&score=above", ["100001"]),
        ("?contract=cash", ["100001", "100002", "100003", "100010"]),
        ("?contract=revolving", []),
        ("?advice=grant&score=review", []),
        ("?income=second&age=25&age=35&advice=none", ["100010"]),
    ],
)
def test_each_filter_lists_who_fits(
    people: People, advisor_client: Browser, query: str, references: list[str]
) -> None:
    page = opened(advisor_client, query)
    assert listed(page) == references
    assert said_count(page).split()[0] == str(len(references))
    assert problems(page) == []


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"q": "ada"},
        {"q": "50"},
        {"score": ["above", "review"]},
        {"score": ["below"], "advice": ["refuse"], "contract": ["cash"]},
        {"advice": ["none", "grant"], "q": "ada", "age": ["35", "45", "55", "65"]},
        {"income": ["lowest", "highest"], "contract": ["revolving"]},
    ],
)
def test_a_choice_lists_as_many_as_it_says(crowd: People, asked: dict[str, list[str]]) -> None:
    questions = facets()
    counts = count(asked, questions)
    assert counts.total == len(find(asked, questions))
    assert counts.total > 0
    for facet, key in ((f, key) for f in questions for key in f.choices):
        with_it = {**asked, facet.name: [key]}
        assert counts.by_choice[facet.name, key] == len(find(with_it, questions)), (facet, key)
    for facet in questions:
        left = {name: value for name, value in asked.items() if name != facet.name}
        assert counts.without[facet.name] == len(find(left, questions))


def test_the_page_says_those_numbers(crowd: People, advisor_client: Browser) -> None:
    page = opened(advisor_client, "?contract=cash&score=below")
    said = numbers(page)
    for name, key in (("contract", "revolving"), ("score", "far-above"), ("advice", "refuse")):
        others = "&contract=cash" * (name != "contract") + "&score=below" * (name != "score")
        there = opened(advisor_client, f"?{name}={key}{others}")
        assert said_count(there).split()[0] == str(said[f"count-{name}-{key}"])


def test_every_client_with_a_score_is_in_one_band(crowd: People) -> None:
    score = next(facet for facet in facets() if facet.name == "score")
    found = [set(find({"score": [key]}, facets())) for key in score.choices]
    assert sum(map(len, found)) == len(set().union(*found)) == len(SCORES) - 1 + 3


@pytest.mark.parametrize(
    ("score", "band"),
    [(24.94, "under 25"), (24.96, "25 to 44.9"), (44.97, "25 to 44.9"), (45, "45 to 55"),
     (55, "45 to 55"), (55.02, "55.1 to 69.9"), (69.94, "55.1 to 69.9"), (69.96, "70 and over")],
)  # fmt: skip
def test_a_score_is_in_the_band_that_its_figures_say(
    people: People, advisor_client: Browser, score: float, band: str
) -> None:
    made = make_application(700_000)
    # The maker's score is exact to rounding; the bounds themselves are tried where they are exact.
    make_score(made, people.version, score=score + (1e-9 if score == 45 else -1e-9), seed=9)
    facet = next(facet for facet in facets() if facet.name == "score")
    key = next(key for key, label in facet.choices.items() if label == band)
    assert "700000" in listed(opened(advisor_client, f"?score={key}"))


@pytest.mark.parametrize(
    ("review", "labels"),
    [
        ((45, 55), ["under 25", "25 to 44.9", "45 to 55", "55.1 to 69.9", "70 and over"]),
        ((40.25, 60), ["under 20.2", "20.2 to 40.2", "40.3 to 60", "60.1 to 74.9", "75 and over"]),
        ((20, 90), ["under 20", "20 to 90", "90.1 and over"]),
    ],
)
def test_the_bands_follow_the_bounds_of_the_advice(
    db: None, settings: Any, review: tuple[float, float], labels: list[str]
) -> None:
    settings.ADVICE_REVIEW_FROM, settings.ADVICE_REVIEW_TO = review
    score = next(facet for facet in facets() if facet.name == "score")
    assert list(score.choices.values()) == labels
    assert len(score.bounds) == len(labels) - 1
    assert list(score.bounds) == sorted(score.bounds)


def test_bands_are_said_without_overlap() -> None:
    assert band_labels([25, 35], str) == ["under 25", "25 to 34", "35 and over"]
    assert band_labels([], str) == ["any"]


@pytest.mark.parametrize(
    ("amount", "said"),
    [(96_750, 97_000), (137_300, 135_000), (159_750, 160_000), (0, 0), (7, 7),
     (83, 83), (444, 445)],
)  # fmt: skip
def test_amounts_are_rounded_to_what_is_easily_said(amount: float, said: float) -> None:
    assert rounded_amount(amount) == said


def test_incomes_are_parted_into_about_fifths(crowd: People, advisor_client: Browser) -> None:
    page = opened(advisor_client)
    bands = {key: many for key, many in numbers(page).items() if key.startswith("count-income-")}
    assert len(bands) == 5
    assert sum(bands.values()) == len(SCORES) + 4
    assert min(bands.values()) >= 1


def test_an_order_is_the_same_on_every_page_and_keeps_everybody(crowd: People) -> None:
    for sort in (sign + name for name, sign in product(SORTS, ("", "-"))):
        everybody = [client.reference for client in find({"sort": sort}, facets())]
        assert len(set(everybody)) == len(SCORES) + 4
        paged = [
            client.reference
            for start in range(0, len(everybody), 5)
            for client in find({"sort": sort}, facets())[start : start + 5]
        ]
        assert paged == everybody, sort


def test_active_filters_are_text_each_with_a_way_to_remove_it(
    people: People, advisor_client: Browser
) -> None:  # 24
    page = opened(advisor_client, "?q=10&advice=grant&advice=review&age=35&sort=-score")
    links = {
        words(e): e.get("href")
        for e in page.all("a")
        if words(e).startswith("Remove the filter:")
    }  # fmt: skip
    assert links == {
        "Remove the filter: “10” in reference or name":
            "/clients/?sort=-score&advice=grant&advice=review&age=35",
        "Remove the filter: advice: Grant": "/clients/?q=10&sort=-score&advice=review&age=35",
        "Remove the filter: advice: Review": "/clients/?q=10&sort=-score&advice=grant&age=35",
        "Remove the filter: age: 35 to 44":
            "/clients/?q=10&sort=-score&advice=grant&advice=review",
    }  # fmt: skip
    one = opened(advisor_client, "?advice=grant")
    assert next(e for e in one.all("a") if "advice: Grant" in words(e)).get("href") == "/clients/"


def test_filters_stand_in_fieldsets_with_legends_and_keep_their_answers(
    people: People, advisor_client: Browser
) -> None:  # 21, 24
    page = opened(advisor_client, "?score=above&income=lowest")
    legends = [words(e) for e in page.all("legend")]
    assert legends == [
        "More filters", "Advice", "Score, 0 to 100", "Age, years", "Income, €", "Kind of loan",
    ]  # fmt: skip
    assert "checked" in chosen(page, "score")["above"].attributes
    assert "checked" in chosen(page, "income")["lowest"].attributes
    assert "checked" not in chosen(page, "score")["review"].attributes


def test_a_wrong_value_is_said_and_the_right_ones_still_count(
    people: People, advisor_client: Browser
) -> None:
    page = opened(advisor_client, "?advice=refuse&advice=perhaps&age=old&sort=shoe_size&q=10")
    assert listed(page) == ["100002"]
    assert page.title.startswith("Error: Clients")
    said = words(next(e for e in page.elements if e.get("id") == "error-summary"))
    for wrong in ("perhaps", "old", "shoe_size"):
        assert f"“{wrong}”" in said
    assert problems(page) == []
    details = next(e for e in page.all("details") if "filter-panel__group" in e.get("class"))
    assert "open" in details.attributes
    assert not chosen(page, "sort"), "the wrong order would be sent again"


def test_a_question_too_long_is_not_obeyed_and_not_lost(
    people: People, advisor_client: Browser
) -> None:
    page = opened(advisor_client, f"?advice=refuse&q={'x' * 101}")
    assert listed(page) == ["100002"]
    assert next(e for e in page.all("input") if e.get("name") == "q").get("value") == "x" * 101


@pytest.mark.parametrize(
    ("wanted", "said"),
    [("7", True), ("nonsense", True), ("0", True), ("1", False), ("", False)],
)
def test_a_page_that_there_is_not_is_said(
    people: People, advisor_client: Browser, wanted: str, said: bool
) -> None:
    page = opened(advisor_client, f"?page={wanted}")
    assert len(listed(page)) == 4
    assert ("There is no page" in words(page.one("main"))) is said


def test_where_nobody_fits_it_says_what_to_drop(people: People, advisor_client: Browser) -> None:
    page = opened(advisor_client, "?advice=grant&age=25&score=above")
    assert not page.all("table")
    links = {words(e): e.get("href") for e in page.all("a") if words(e).startswith("Without")}
    assert links == {
        "Without the filter by age: 1 client": "/clients/?advice=grant&score=above",
    }


def test_an_update_puts_the_shortest_address_in_the_history(
    people: People, advisor_client: Browser
) -> None:
    def pushed(query: str, now: str) -> str:
        headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{now}"}
        return str(advisor_client.get(f"/clients/{query}", headers=headers)["HX-Push-Url"])

    assert pushed("?q=&advice=refuse&sort=", "/clients/") == "/clients/?advice=refuse"
    assert pushed("?q=&sort=", "/clients/?advice=refuse") == "/clients/"
    assert pushed("?q=&advice=refuse&sort=", "/clients/?advice=refuse") == "false"
