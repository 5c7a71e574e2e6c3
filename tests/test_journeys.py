"""What an advisor comes for, done with the keyboard alone in a real browser, in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.utils.translation import gettext as _
from django.utils.translation import override
from playwright.sync_api import expect

from explain.reading.kept_score import read_score
from scoring.models import Score
from tests.fixtures.people import make_user
from tests.fixtures.portfolio import Portfolio
from tests.keyboard import press_and_wait, sign_in, tab_to

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(params=["en", "fr"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    """The reader's language; what the test looks for is said in it too."""
    with override(request.param):
        yield request.param


@pytest.fixture
def context_options(language: str) -> dict[str, Any]:
    return {"locale": language, "viewport": {"width": 1280, "height": 900}}


@pytest.fixture
def portfolio(transactional_db: None, make_portfolio: Callable[[], Portfolio]) -> Portfolio:
    return make_portfolio()


def flat(text: str) -> str:
    """Words with one space between them, whatever the line and the space."""
    return " ".join(text.split())


def in_order(text: str, parts: list[str]) -> None:
    """The parts are in the text, one after the other."""
    place = 0
    for part in parts:
        found = text.find(flat(part), place)
        assert found >= 0, f"{part!r} does not come after what should precede it in: {text}"
        place = found + len(flat(part))


def answer(reference: int, language: str) -> list[str]:
    """Score, advice, distance and main reasons, in the order in which they should be heard."""
    score = Score.objects.get(application__client__reference=reference)
    reading = read_score(score, language=language)
    sides = [reading.reasons_for, reading.reasons_against]
    if score.score < 50:
        sides.reverse()
    reasons = [reason.lead.fact for side in sides for reason in side]
    assert len(reasons) >= 2
    return [reading.headline_text, reading.advice_word, reading.distance_sentence, *reasons]


def test_an_advisor_explains_a_client(
    page: Page, live_server: Any, portfolio: Portfolio, language: str
) -> None:
    make_user("advisor", "advisor")
    sign_in(page, live_server.url, "advisor")
    tab_to(page, _("Reference or name"))
    page.keyboard.type("moreau")
    press_and_wait(page)
    expect(page).to_have_url(re.compile(r"/clients/\?q=moreau"))
    tab_to(page, str(portfolio.scored))
    press_and_wait(page)
    expect(page).to_have_url(re.compile(f"/clients/{portfolio.scored}/$"))
    expect(page.locator("h1")).to_contain_text("Nina Moreau")

    said = answer(portfolio.scored, language)
    in_order(flat(page.inner_text("main")), ["Nina Moreau", *said])
    # And as assistive technology is told it: the tree of roles and names.
    heard = flat(page.locator("main").aria_snapshot())
    in_order(heard, ["Nina Moreau", *said, _("How the score comes about"), _("History")])

    tab_to(page, _("The same as a table"))
    page.keyboard.press("Enter")
    expect(page.locator("#waterfall-table")).to_be_visible()
    rows = page.locator("#waterfall-table tbody")
    expect(rows, "the table ends on another score").to_contain_text(said[0])

    page.goto(page.url)
    tab_to(page, _("History"))
    page.keyboard.press("Enter")
    page.wait_for_url("**#history")
    history = page.locator("section.history")
    expect(history).to_contain_text(said[0])
    # The keyboard goes on from there, not from the top.
    page.keyboard.press("Tab")
    expect(history.locator(":focus")).to_have_count(1)


def test_a_whole_reference_opens_the_file(
    page: Page, live_server: Any, portfolio: Portfolio
) -> None:
    make_user("advisor", "advisor")
    sign_in(page, live_server.url, "advisor")
    tab_to(page, _("Reference or name"))
    page.keyboard.type(str(portfolio.scored))
    press_and_wait(page)
    expect(page).to_have_url(re.compile(f"/clients/{portfolio.scored}/$"))
