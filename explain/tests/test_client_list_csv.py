"""The list as a file: everybody who fits, in order, safe to open."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client as Browser

from clients.models import Client
from explain.client_list.page import PAGE_SIZE
from explain.spreadsheet import safe
from explain.tests.conftest import People
from explain.tests.makers import make_application
from explain.tests.test_client_list import listed, opened

pytestmark = pytest.mark.django_db


def file_of(browser: Browser, query: str = "", language: str = "en") -> list[list[str]]:
    browser.cookies["django_language"] = language
    response = browser.get(f"/clients/list.csv{query}")
    assert response.status_code == 200
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert 'attachment; filename="clients.csv"' in response["Content-Disposition"]
    text = response.getvalue().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";" if language == "fr" else ","))


def test_it_has_the_columns_of_the_page_and_the_kind_of_loan(
    people: People, advisor_client: Browser
) -> None:
    heads, *rows = file_of(advisor_client)
    assert heads == [
        "Reference", "Score, 0 to 100", "Advice", "Name", "Age, years", "Income, €",
        "Loan asked for, €", "Kind of loan", "Range of the score, from",
        "Range of the score, to", "Answers not known", "Ask first",
    ]  # fmt: skip
    assert rows[0] == [
        "100001", "62.3", "Grant", "Nina Moreau", "41", "202500", "90000", "cash loan",
        "", "", "", "",
    ]  # fmt: skip
    assert rows[3][1:3] == ["", "not scored yet"]


def test_french_spreadsheets_read_french_figures(people: People, advisor_client: Browser) -> None:
    rows = file_of(advisor_client, "?q=10000", "fr")
    assert rows[1][1] == "62,3"
    assert rows[2][6] == "406597,5"
    assert rows[1][2] == "Accorder"


@pytest.mark.parametrize("query", ["?advice=refuse&advice=review&sort=-score", "?age=35"])
def test_it_lists_whom_the_page_lists_in_the_same_order(
    people: People, advisor_client: Browser, query: str
) -> None:
    rows = file_of(advisor_client, query)[1:]
    assert [row[0] for row in rows] == listed(opened(advisor_client, query))
    assert rows


def test_it_is_not_cut_into_pages(people: People, advisor_client: Browser) -> None:
    for reference in range(200_000, 200_000 + PAGE_SIZE):
        make_application(reference)
    assert len(file_of(advisor_client, "?page=2")) == 1 + 4 + PAGE_SIZE


def test_the_page_links_to_it_with_what_is_asked(people: People, advisor_client: Browser) -> None:
    page = opened(advisor_client, "?advice=refuse&sort=-score&page=1")
    link = next(e for e in page.all("a") if "CSV" in e.text)
    assert link.get("href") == "/clients/list.csv?sort=-score&advice=refuse"
    assert link.text.split() == ["Download", "this", "client", "(CSV)"]


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(people: People, advisor_client: Browser, first: str) -> None:
    Client.objects.filter(reference=100001).update(first_name=f"{first}cmd|'/c calc'!A0")
    name = file_of(advisor_client, "?q=100001")[1][3]
    assert name.lstrip("'")[:1] == first.strip() or not first.strip()
    assert not name.startswith(("=", "+", "-", "@", "\t", "\r"))


def test_a_text_that_is_no_formula_stays_as_it_is() -> None:
    assert safe("Jean-Pierre") == "Jean-Pierre"
    assert safe("") == ""
    assert safe("-1+1") == "'-1+1"


@pytest.mark.parametrize(("who", "status"), [("outsider", 403), ("advisor", 200)])
def test_who_gets_it(request: pytest.FixtureRequest, who: str, status: int) -> None:
    assert request.getfixturevalue(f"{who}_client").get("/clients/list.csv").status_code == status


def test_nobody_gets_it_unsigned(db: None) -> None:
    assert Browser().get("/clients/list.csv").status_code == 302


def test_it_is_not_written_to(advisor_client: Browser) -> None:
    assert advisor_client.post("/clients/list.csv").status_code == 405
