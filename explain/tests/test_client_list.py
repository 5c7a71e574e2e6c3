"""The list answers what is asked of it in its address, and says what it answers."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from clients.models import Application
from explain.client_list import age_at
from explain.client_list.page import PAGE_SIZE
from explain.tests.conftest import People
from explain.tests.makers import make_application
from tests.markup import Element, Page, problems

pytestmark = pytest.mark.django_db


def opened(browser: Browser, query: str = "", language: str = "en", **headers: str) -> Page:
    browser.cookies["django_language"] = language
    response = browser.get(f"/clients/{query}", headers=headers)
    assert response.status_code == 200
    return Page(response.content.decode())


def words(element: Element) -> str:
    return " ".join(element.text.split())


def listed(page: Page) -> list[str]:
    """The references in the table, in order."""
    return [words(e) for e in page.all("th") if e.get("scope") == "row"]


def count(page: Page) -> str:
    status = next(e for e in page.elements if e.get("id") == "client-count")
    assert status.get("role") == "status"
    return words(status)


@pytest.mark.parametrize(
    ("query", "references"),
    [
        ("", ["100001", "100002", "100003", "100010"]),
        ("?advice=refuse", ["100002"]),
        ("?advice=grant&advice=review", ["100001", "100003"]),
        ("?advice=none", ["100010"]),
        ("?advice=none&advice=refuse", ["100002", "100010"]),
        ("?q=moreau", ["100001"]),
        ("?q=LEFEVRE", ["100003"]),
        ("?q=10001", ["100010"]),
        ("?q=moreau&advice=refuse", []),
        ("?sort=-reference", ["100010", "100003", "100002", "100001"]),
        ("?sort=score", ["100002", "100003", "100001", "100010"]),
        ("?sort=-score", ["100001", "100003", "100002", "100010"]),
        ("?sort=amount", ["100010", "100001", "100002", "100003"]),
        ("?sort=age", ["100002", "100003", "100010", "100001"]),
        ("?sort=-age", ["100001", "100010", "100003", "100002"]),
        ("?sort=name", ["100003", "100001", "100002", "100010"]),
        ("?sort=-name", ["100001", "100003", "100010", "100002"]),
        ("?page=7", ["100001", "100002", "100003", "100010"]),
        ("?page=nonsense", ["100001", "100002", "100003", "100010"]),
    ],
)
def test_it_lists_what_is_asked(
    people: People, advisor_client: Browser, query: str, references: list[str]
) -> None:
    page = opened(advisor_client, query)
    assert listed(page) == references
    assert count(page).split()[0] == str(len(references))
    assert problems(page) == []


def test_only_the_newest_application_of_a_client_counts(
    people: People, advisor_client: Browser
) -> None:
    older = people.granted.application
    Application.objects.create(
        client=older.client,
        applied_on=date(2026, 11, 21),
        contract="cash",
        credit_amount=1_234,
        income=1_000,
        known_tables=["application"],
        source=Application.Source.FORM,
    )
    page = opened(advisor_client, "?q=100001")
    assert listed(page) == ["100001"]
    assert "1,234" in words(page.one("tbody"))
    assert "not scored yet" in words(page.one("tbody"))


def test_a_row_says_score_advice_and_loan_in_words_and_units(
    people: People, advisor_client: Browser
) -> None:  # 17, 19
    page = opened(advisor_client)
    heads = [words(e) for e in page.all("th") if e.get("scope") == "col"]
    assert heads == [
        "Reference",
        "Score, 0 to 100",
        "Advice",
        "Name",
        "Age, years",
        "Income, €",
        "Loan asked for, €",
    ]
    row = next(e for e in page.all("tr") if "100001" in e.text)
    assert [words(cell) for cell in row.children] == [
        "100001",
        "62.3",
        "Grant",
        "Nina Moreau",
        "41",
        "202,500",
        "90,000",
    ]
    link = next(e for e in row.inside() if e.tag == "a")
    assert link.get("href") == "/clients/100001/"


@pytest.mark.parametrize(
    ("query", "column", "direction"),
    [
        ("", "Reference", "ascending"),
        ("?sort=-score", "Score, 0 to 100", "descending"),
        ("?sort=age", "Age, years", "ascending"),
    ],
)
def test_sorting_is_a_link_and_says_so(
    people: People, advisor_client: Browser, query: str, column: str, direction: str
) -> None:  # 18
    page = opened(advisor_client, query)
    sorted_by = [e for e in page.all("th") if e.get("aria-sort")]
    assert [(words(e), e.get("aria-sort")) for e in sorted_by] == [(column, direction)]
    link = next(e for e in sorted_by[0].inside() if e.tag == "a")
    turned = parse_qs(urlsplit(link.get("href")).query)["sort"][0]
    assert turned.startswith("-") == (direction == "ascending")


def test_sorting_keeps_the_filters_and_leaves_the_page_number(
    people: People, advisor_client: Browser
) -> None:
    page = opened(advisor_client, "?q=1000&advice=refuse&advice=grant&page=1")
    link = next(e for e in page.all("a") if words(e) == "Score, 0 to 100")
    asked = parse_qs(urlsplit(link.get("href")).query)
    assert asked == {"q": ["1000"], "advice": ["grant", "refuse"], "sort": ["score"]}


def test_the_filter_is_a_form_that_gets(people: People, advisor_client: Browser) -> None:  # 21, 24
    page = opened(advisor_client, "?q=nina&advice=grant&sort=-score")
    form = next(e for e in page.all("form") if e.get("role") == "search")
    assert form.get("method") == "get"
    inside = list(form.inside())
    assert [e for e in inside if e.tag == "button" and e.get("type") in {"", "submit"}]
    fields = {(e.get("name"), e.get("value")): e for e in inside if e.tag == "input"}
    assert ("q", "nina") in fields
    assert ("sort", "-score") in fields
    assert "checked" in fields["advice", "grant"].attributes
    assert "checked" not in fields["advice", "refuse"].attributes
    legend = next(e for e in inside if e.tag == "legend")
    assert legend.parent is not None
    assert legend.parent.tag == "fieldset"
    region = next(e for e in page.elements if e.get("id") == "client-list")
    assert "“nina” in reference or name" in words(region)
    assert "advice: Grant" in words(region)
    reset = [e for e in region.inside() if e.tag == "a" and e.get("href") == "/clients/"]
    assert words(reset[0]) == "Remove the filters"


def test_what_is_not_understood_is_said_and_not_obeyed(
    people: People, advisor_client: Browser
) -> None:
    page = opened(advisor_client, "?advice=perhaps&sort=shoe_size")
    assert len(listed(page)) == 4
    assert "perhaps" in words(next(e for e in page.elements if e.get("id") == "error-summary"))


def test_nobody_found_says_what_to_do(people: People, advisor_client: Browser) -> None:
    page = opened(advisor_client, "?q=nobody")
    assert not page.all("table")
    assert "No client fits" in words(page.one("main"))
    assert count(page) == "0 clients"


def test_an_empty_portal_says_how_to_fill_it(advisor_client: Browser) -> None:
    assert "No client is recorded yet" in words(opened(advisor_client).one("main"))


def test_titles_tell_lists_apart(people: People, advisor_client: Browser) -> None:
    assert opened(advisor_client).title == "Clients – Prêt à dépenser"
    filtered = opened(advisor_client, "?q=nina&advice=none").title
    assert filtered == (
        "Clients – “nina” in reference or name, advice: Not scored yet – Prêt à dépenser"
    )
    french = opened(advisor_client, "?q=nina", "fr").title
    assert french == "Clients – «\u00a0nina\u00a0» dans la référence ou le nom – Prêt à dépenser"


def test_long_lists_have_pages(people: People, advisor_client: Browser) -> None:
    for reference in range(200_000, 200_000 + PAGE_SIZE):
        make_application(reference)
    first, second = opened(advisor_client), opened(advisor_client, "?page=2")
    assert len(listed(first)) == PAGE_SIZE
    assert len(listed(second)) == 4
    assert not set(listed(first)) & set(listed(second))
    assert second.title == "Clients – page 2 – Prêt à dépenser"


@pytest.mark.parametrize("sort", ["reference", "-score", "score", "-name"])
def test_the_last_pages_are_in_the_same_order(
    people: People, advisor_client: Browser, monkeypatch: pytest.MonkeyPatch, sort: str
) -> None:
    whole = listed(opened(advisor_client, f"?sort={sort}"))
    monkeypatch.setattr("explain.client_list.page.PAGE_SIZE", 1)
    pages = [opened(advisor_client, f"?sort={sort}&page={number}") for number in (1, 2, 3, 4)]
    assert [listed(page) for page in pages] == [[reference] for reference in whole]


def test_a_list_takes_four_queries_however_long(people: People, advisor_client: Browser) -> None:
    for reference in range(300_000, 300_000 + PAGE_SIZE):
        make_application(reference)
    for query in ("", "?q=nina&advice=grant&advice=none&score=above&sort=-score"):
        with CaptureQueriesContext(connection) as made:
            opened(advisor_client, query)
        about_clients = [q["sql"] for q in made if "scoring_listedclient" in q["sql"]]
        assert len(about_clients) == 4


def test_an_update_is_the_same_part_of_the_fresh_page(
    people: People, advisor_client: Browser
) -> None:
    advisor_client.cookies["django_language"] = "en"
    address = "/clients/?advice=refuse&sort=-score"
    whole = advisor_client.get(address)
    part = advisor_client.get(address, headers={"HX-Request": "true"})
    title, rest = part.content.decode().strip().split("\n", 1)
    assert title == "<title>Clients – advice: Refuse – Prêt à dépenser</title>"
    parts = re.split(r'(?=<form class="filter-panel|<p class="filtered__count)', rest.strip())
    assert len(parts) == 3
    for piece in parts:
        assert piece.strip() in whole.content.decode()
    assert "<html" not in rest
    for response in (whole, part):
        assert "HX-Request" in response["Vary"]


def test_going_back_gets_the_whole_page(people: People, advisor_client: Browser) -> None:
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert b"<html" in advisor_client.get("/clients/", headers=headers).content


@pytest.mark.parametrize(
    ("who", "status"),
    [("advisor", 200), ("back_office", 200), ("administrator", 200), ("outsider", 403)],
)
def test_who_sees_the_list(request: pytest.FixtureRequest, who: str, status: int) -> None:
    assert request.getfixturevalue(f"{who}_client").get("/clients/").status_code == status


def test_nobody_sees_the_list_unsigned(db: None) -> None:
    assert Browser().get("/clients/").status_code == 302


@pytest.mark.parametrize(
    ("born", "age"),
    [(date(2000, 11, 22), 26), (date(2000, 11, 23), 25), (date(2000, 2, 29), 26)],
)
def test_age_is_in_completed_years(born: date, age: int) -> None:
    assert age_at(born, date(2026, 11, 22)) == age
