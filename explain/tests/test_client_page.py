"""The client's file says what is so, to everybody who may read it, in words first."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser

from clients.models import Client
from explain.models import Plot
from explain.reading.kept_score import read_score
from explain.tests.conftest import People
from explain.tests.reading_pages import opened, section, words
from scoring.models import CurrentScore, ModelVersion
from tests.markup import problems

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("reference", "score", "advice", "distance"),
    [
        (100001, "62.3", "Grant", "12.3 points above the cut-off: granting is advised."),
        (100002, "20.3", "Refuse", "29.7 points below the cut-off: refusing is advised."),
        (100003, "51.2", "Review", "1.2 points above the cut-off, so close that a closer look"),
    ],
)
def test_the_answer_is_text(  # 11, 12
    people: People,
    advisor_client: Browser,
    reference: int,
    score: str,
    advice: str,
    distance: str,
) -> None:
    page = opened(advisor_client, f"/clients/{reference}/")
    answer = section(page, "Score and advice")
    said = words(answer)
    assert f"{score} out of 100" in said
    assert f"Advice: {advice}" in said
    assert distance in said
    assert "never a decision" in said
    assert "Probability of repayment" in said
    assert "Cut-off: 50" in said
    tag = next(e for e in answer.inside() if e.get("class").startswith("tag "))
    assert [e for e in tag.inside() if e.tag == "use"], "the advice has no icon"
    gauge = next(e for e in answer.inside() if e.get("role") == "img")
    assert score in gauge.name
    assert page.title == f"Client {reference} – Score – Prêt à dépenser"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_chart_comes_with_title_sentence_table_and_file(  # 1-4, 8
    people: People, advisor_client: Browser, language: str
) -> None:
    page = opened(advisor_client, "/clients/100001/", language)
    assert problems(page) == []
    figure = page.one("figure")
    inside = list(figure.inside())
    drawings = [e for e in inside if e.tag == "svg" and e.get("role") == "img"]
    assert len(drawings) == 2
    names = {e.get("id"): words(e) for e in inside if e.tag in {"title", "desc"}}
    caption = words(next(e for e in inside if e.tag == "figcaption"))
    for drawing in drawings:
        title, description = drawing.get("aria-labelledby").split()
        assert names[title] == words(next(e for e in inside if e.tag == "p"))
        assert names[description] in caption
    advice = {"fr": "Accorder", "en": "Grant"}[language]
    score = {"fr": "62,3", "en": "62.3"}[language]
    cut_off = {"fr": "seuil", "en": "cut-off"}[language]
    assert advice in caption
    assert score in caption
    assert cut_off in caption
    assert {"fr": "plus haut, c’est mieux", "en": "higher is better"}[language] in caption
    links = {e.get("href") for e in inside if e.tag == "a"}
    assert "/clients/100001/waterfall.csv" in links
    assert next(e for e in inside if e.tag == "details").children[0].tag == "summary"
    assert not [e for e in inside if e.tag == "svg" and "tabindex" in e.attributes]


def test_the_table_tells_each_step_in_order(people: People, advisor_client: Browser) -> None:  # 13
    page = opened(advisor_client, "/clients/100001/")
    table = next(e for e in page.all("table") if e.get("id") == "waterfall-table")
    rows = [[words(cell) for cell in row.children] for row in table.inside() if row.tag == "tr"]
    assert rows[0] == [
        "Factor",
        "Client’s value",
        "Effect, points",
        "Direction",
        "Score so far, points",
    ]
    assert rows[1][0] == "Average client"
    assert rows[-1][0].startswith("This client’s score")
    assert rows[-1][4] == "62.3"
    assert "other factors" in rows[-2][0]
    sizes = [abs(float(row[2].replace("−", "-"))) for row in rows[2:-2]]
    assert sizes == sorted(sizes, reverse=True)
    for row in rows[2:-1]:
        assert row[3] == ("raises" if row[2].startswith("+") else "lowers")


def test_all_factors_open(people: People, advisor_client: Browser) -> None:  # 14
    page = opened(advisor_client, "/clients/100001/")
    details = next(e for e in page.all("details") if e.get("id") == "all-factors")
    count = len(people.granted.values)
    assert words(details.children[0]) == f"All {count} factors, one by one"
    link = next(e for e in page.all("a") if e.get("href") == "#factors-table-caption")
    assert "other factors" in words(link)
    assert [e for e in details.inside() if e.get("id") == "factors-table-caption"]


def test_a_reason_that_stands_for_several_says_so(people: People, advisor_client: Browser) -> None:
    reading = read_score(people.granted, language="en")
    told = [*reading.reasons_for, *reading.reasons_against]
    assert any(reason.others for reason in told)
    page = opened(advisor_client, "/clients/100001/")
    items = [words(e) for e in page.all("li") if e.get("class").startswith("reason ")]
    assert len(items) == len(told)
    for item, reason in zip(items, told, strict=True):
        plural = "s" if reason.others > 1 else ""
        related = f"With {reason.others} related factor{plural}."
        assert (related in item) == bool(reason.others)
        assert " ".join(reason.lead.fact.split()) in item
        assert ("This alone" in item) == reason.lead.missing
        told = item.split("(what this is)")[0]
        bad = not (reason.raises or reason.lead.missing)
        assert ("This depends on the client" in told) == (reason.lead.actionable and not bad)
        assert ("The client can change it" in told) == (reason.lead.actionable and bad)


def test_reasons_are_sentences_and_what_decides_comes_first(
    people: People, advisor_client: Browser
) -> None:
    headings = {}
    for reference in (100001, 100002):
        page = opened(advisor_client, f"/clients/{reference}/")
        headings[reference] = [words(e) for e in page.all("h2")]
        for title, verb in (
            ("What speaks for the client", "raises"),
            ("What speaks against", "low"),
        ):
            reasons = [e for e in section(page, title).inside() if e.tag == "li"]
            assert len(reasons) == 4
            assert all(verb in words(reason) for reason in reasons)
            assert all(words(reason)[0] in "+−" for reason in reasons)
    assert headings[100001][1] == "What speaks for the client"
    assert headings[100002][1] == "What speaks against"


def test_what_was_missing_is_listed(people: People, advisor_client: Browser) -> None:
    page = opened(advisor_client, "/clients/100001/")
    missing = section(page, "What was not known")
    count = sum(value is None for value in people.granted.values)
    assert f"{count} of the {len(people.granted.values)} items" in words(missing)
    items = [words(e) for e in missing.inside() if e.tag == "li"]
    assert len(items) == count
    effects = [re.search(r"\(([+−]?[\d.]+)\)", item) for item in items]
    total = sum(float(found[1].replace("−", "-")) for found in effects if found)
    said = re.search(r"In all, that (costs|brings) ([\d.]+) points", words(missing))
    assert said
    assert total == pytest.approx(float(said[2]) * (-1 if said[1] == "costs" else 1))


def test_who_asks_for_what(people: People, advisor_client: Browser) -> None:
    page = opened(advisor_client, "/clients/100001/")
    assert words(page.one("h1")) == "Nina Moreau"
    assert "Client 100001" in words(page.one("main"))
    lead = next(e for e in page.all("p") if "page-header__lead" in e.get("class"))
    assert words(lead) == (
        "Cash loan of €90,000 asked for, with repayments of €24,700. "
        "Income: €202,500. Age: 41 years."
    )
    rows = {
        words(e.children[0]): words(e.children[1])
        for e in page.all("div")
        if e.get("class") == "summary-list__row"
    }
    assert rows["Owns a car"] == "no"
    assert rows["Price of the goods"] == "not known"
    assert rows["Model version"] == people.version.label


def test_limits_and_model_are_said(people: People, advisor_client: Browser) -> None:  # 10
    page = opened(advisor_client, "/clients/100001/")
    model = words(section(page, "The model behind the score"))
    for fact in (
        people.version.label,
        "22 November 2026",
        "What the model cannot know",
        "45 to 55",
    ):
        assert fact in model


def test_a_score_that_is_out_of_date_says_so(people: People, advisor_client: Browser) -> None:
    application = people.granted.application
    type(application).objects.filter(pk=application.pk).update(inputs_digest="another")
    said = words(opened(advisor_client, "/clients/100001/").one("main"))
    assert "The score is out of date" in said


def test_a_score_that_stands_says_nothing_of_the_kind(
    people: People, advisor_client: Browser
) -> None:
    application = people.granted.application
    digest = people.granted.inputs_digest
    type(application).objects.filter(pk=application.pk).update(inputs_digest=digest)
    said = words(opened(advisor_client, "/clients/100001/").one("main"))
    assert "out of date" not in said


@pytest.mark.parametrize("active", [True, False])
def test_a_client_without_a_score(people: People, advisor_client: Browser, active: bool) -> None:
    ModelVersion.objects.update(is_active=active)
    page = opened(advisor_client, "/clients/100010/")
    said = words(page.one("main"))
    assert problems(page) == []
    assert "This application has no score yet" in said
    assert ("A model is in force" if active else "No model is in force") in said
    assert "€12,000" in said
    assert not page.all("figure")
    for suffix in ("svg", "csv"):
        assert advisor_client.get(f"/clients/100010/waterfall.{suffix}").status_code == 404


@pytest.mark.parametrize("suffix", ["", "waterfall.svg", "waterfall.csv"])
@pytest.mark.parametrize(
    ("who", "status"),
    [("advisor", 200), ("back_office", 200), ("risk_manager", 200), ("outsider", 403)],
)
def test_who_may_read_a_file(
    people: People, request: pytest.FixtureRequest, who: str, status: int, suffix: str
) -> None:
    browser = request.getfixturevalue(f"{who}_client")
    assert browser.get(f"/clients/100001/{suffix}").status_code == status


@pytest.mark.parametrize("suffix", ["", "waterfall.svg", "waterfall.csv"])
def test_nobody_reads_a_file_unsigned(people: People, suffix: str) -> None:
    response = Browser().get(f"/clients/100001/{suffix}")
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("reference", ["99", "999999999999999999", "1" * 40])
def test_nobody_there_is_not_found(people: People, advisor_client: Browser, reference: str) -> None:
    assert advisor_client.get(f"/clients/{reference}/").status_code == 404


def test_a_file_is_read_with_few_queries(
    people: People, advisor_client: Browser, django_assert_num_queries: Any
) -> None:
    advisor_client.get("/clients/100001/")
    # Of these, eleven count similar clients: two sums, each within settings of its own.
    with django_assert_num_queries(20):
        advisor_client.get("/clients/100001/")


def next_steps(browser: Browser, reference: int) -> list[str]:
    found = section(opened(browser, f"/clients/{reference}/"), "What to do next")
    return [words(e) for e in found.inside() if e.tag == "li"]


def test_what_to_do_next_follows_from_the_advice(people: People, advisor_client: Browser) -> None:
    for score, wanted in (
        (people.granted, "granting is advised, but you decide"),
        (people.refused, "they may ask for a review by a person"),
        (people.reviewed, "Look closer before you decide"),
    ):
        application = score.application
        stands = type(application).objects.filter(pk=application.pk)
        stands.update(inputs_digest=score.inputs_digest)
        steps = next_steps(advisor_client, application.client.reference)
        assert wanted in steps[-1]
        asked = any("items were not known" in step for step in steps)
        assert asked == (score != people.granted)
        stands.update(inputs_digest="another")
        assert next_steps(advisor_client, application.client.reference) == [
            "Have the application scored again: its information has changed."
        ]


def test_the_pages_own_navigation_leads_somewhere(people: People, advisor_client: Browser) -> None:
    for reference, parts in ((100001, 4), (100010, 2)):
        page = opened(advisor_client, f"/clients/{reference}/")
        nav = next(e for e in page.all("nav") if e.get("aria-label") == "On this page")
        targets = [e.get("href") for e in nav.inside() if e.tag == "a"]
        assert len(targets) == parts
        headings = {f"#{e.get('id')}" for e in page.all("h2")}
        assert set(targets) <= headings


def test_how_to_contest_is_said(people: People, advisor_client: Browser) -> None:
    page = opened(advisor_client, "/clients/100002/")
    said = words(section(page, "The client’s rights"))
    for part in ("reference 100002", "have a person review", "did not take the decision"):
        assert part in said


def test_looking_writes_nothing_but_the_drawing(people: People, advisor_client: Browser) -> None:
    before = list(CurrentScore.objects.values_list("score_id", "updated_at").order_by("pk"))
    assert advisor_client.post("/clients/100001/").status_code == 405
    advisor_client.get("/clients/100001/")
    assert list(CurrentScore.objects.values_list("score_id", "updated_at").order_by("pk")) == before
    assert {plot.kind for plot in Plot.objects.all()} == {"waterfall-wide", "waterfall-narrow"}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_files_are_of_the_pages_language(
    people: People, advisor_client: Browser, language: str
) -> None:
    advisor_client.cookies["django_language"] = language
    drawn = advisor_client.get("/clients/100001/waterfall.svg")
    assert drawn["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert {"fr": "Client moyen", "en": "Average client"}[language] in drawn.content.decode()
    table = advisor_client.get("/clients/100001/waterfall.csv")
    assert table["Content-Type"] == "text/csv; charset=utf-8"
    assert {"fr": "Facteur;", "en": "Factor,"}[language] in table.content.decode("utf-8-sig")
    for response in (drawn, table):
        assert response["Cache-Control"] == "private, no-store"
        assert "100001" in response["Content-Disposition"]


def test_others_of_the_same_name_and_birth_date_are_shown(
    people: People, advisor_client: Browser
) -> None:
    client = people.granted.application.client
    other = Client.objects.create(
        reference=100_900,
        first_name=client.first_name.upper(),
        last_name=client.last_name,
        birth_date=client.birth_date,
    )
    address = f"/clients/{client.reference}/"
    text = advisor_client.get(address, headers={"accept-language": "en"}).text
    assert "Perhaps the same person twice" in text
    assert '<a href="/clients/100900/">Client 100900</a>' in text
    other.birth_date -= timedelta(days=1)
    other.save()
    assert (
        "Perhaps the same person"
        not in advisor_client.get(address, headers={"accept-language": "en"}).text
    )
