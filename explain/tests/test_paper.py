"""The client's file on paper: two sheets, nothing cut, the same words as on the screen."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from clients.models import Application
from explain.tests.conftest import People
from explain.tests.makers import make_application, make_score
from explain.tests.test_history import scored_again
from ml.schema.inputs import OPTIONAL
from scoring.models import ModelVersion
from tests.fixtures.browser import resize, sign_in

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SHEET = {"width": 688, "height": 1032}
"""A4 less its margins, in CSS pixels."""
PAGES = re.compile(rb"/Type\s*/Page\b(?!s)")
"""Chromium writes a page's dictionary uncompressed."""

CUT = """() => {
    const [first] = document.querySelectorAll('.client-sheet');
    const end = first.getBoundingClientRect().bottom + 1;
    const side = document.documentElement.clientWidth + 1;
    return [...document.querySelectorAll('.client-sheet *')]
        .filter(e => !e.closest('svg') && !e.closest('.visually-hidden'))
        .filter(e => e.getClientRects().length)
        .filter(e => e.getBoundingClientRect().right > side
            || (first.contains(e) && e.getBoundingClientRect().bottom > end))
        .map(e => e.tagName + '.' + e.className)
}"""
DRAWN = """() => document.querySelector('.drawing__wide svg').getBoundingClientRect().height"""


@pytest.fixture(params=["en-GB", "fr-FR"])
def context_options(request: pytest.FixtureRequest) -> dict[str, Any]:
    return {"locale": request.param}


@pytest.fixture
def hard(people: People) -> int:
    """A client with a very long name, more scores and more applications than paper has room for."""
    application = make_application(
        100_077, first_name="Marie-Antoinette Joséphine", last_name="de La Rochefoucauld " * 3
    )
    ModelVersion.objects.update(usual={name: [0.0, 0.0] for name in people.version.features})
    score = make_score(application, people.version, score=31.2, seed=8)
    for place in range(8):
        score = scored_again(score, points=30 + 3 * place, digest=f"{place:063x}b")
    for year in (2019, 2021, 2023, 2025):
        Application.objects.create(
            client=application.client,
            applied_on=date(year, 3, 1),
            contract="revolving",
            credit_amount=5_000 * year,
            income=150_000,
            known_tables=["application"],
            source=Application.Source.FORM,
        )
    return 100_077


@pytest.fixture
def thin(people: People) -> int:
    """A client of whom nearly nothing is known: the range and what to ask take room too."""
    make_score(
        make_application(100_078, first_name="Léa", last_name="Petit"),
        people.version,
        score=47.2,
        seed=5,
        advice="complete",
        range_low=38.0,
        range_high=66.0,
        below_cut_off=0.38,
        unknown_inputs=[each.name for each in OPTIONAL],
        ask_first="external_score_3",
        narrows_by=3.6,
    )
    return 100_078


def test_the_file_prints_on_two_sheets(
    page: Page, live_server: Any, people: People, hard: int, thin: int, advisor: User
) -> None:  # 51
    sign_in(page, live_server.url, advisor.username)
    for reference in (100_001, 100_002, 100_003, hard, thin):
        page.goto(f"{live_server.url}/clients/{reference}/")
        sheets = page.pdf(prefer_css_page_size=True)
        assert len(PAGES.findall(sheets)) == 2, reference
        page.emulate_media(media="print")
        resize(page, **SHEET)
        assert page.evaluate(CUT) == [], reference
        assert page.evaluate(DRAWN) >= 250, reference


def test_paper_says_whose_when_and_by_which_model(
    page: Page, live_server: Any, people: People, advisor: User
) -> None:  # 51
    sign_in(page, live_server.url, advisor.username)
    page.goto(f"{live_server.url}/clients/100001/")
    feet = page.locator(".client-sheet__foot")
    expect(feet).to_have_count(2)
    expect(feet.first).to_be_hidden()
    page.emulate_media(media="print")
    for place in range(2):
        foot = feet.nth(place)
        expect(foot).to_be_visible()
        for said in ("100001", people.version.label, re.compile(r"\b20\d\d\b")):
            expect(foot).to_contain_text(said)
    for shown in ("#score-title", "#for-title", "#information", "#history", "#contest-title"):
        expect(page.locator(shown)).to_be_visible()
    for only_clicked in ("nav", "#waterfall details", "#all-factors", "a[download]"):
        expect(page.locator(only_clicked)).not_to_have_count(0)
        expect(page.locator(only_clicked).first).to_be_hidden()
