"""What the back office comes for, done with the keyboard alone in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.fixtures.people import make_user
from tests.fixtures.portfolio import Portfolio
from tests.keyboard import press_and_wait, sign_in, tab_to

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def context_options() -> dict[str, Any]:
    return {"locale": "en-GB", "viewport": {"width": 1280, "height": 900}}


@pytest.fixture
def portfolio(transactional_db: None, make_portfolio: Callable[[], Portfolio]) -> Portfolio:
    return make_portfolio()


def test_the_back_office_enters_an_application_mends_an_error_and_lands_on_the_score(
    page: Page, live_server: Any, portfolio: Portfolio
) -> None:
    make_user("backoffice", "back_office")
    sign_in(page, live_server.url, "backoffice")
    tab_to(page, "New application")
    press_and_wait(page)
    for label, typed in (
        ("First name", "Léa"),
        ("Last name", "Roche"),
        ("Date of birth", "3 March 1990"),
        ("Kind of loan", "c"),
        ("Amount of the loan", "120,000"),
        ("Income", "plenty"),
    ):
        tab_to(page, label)
        page.keyboard.type(typed)
    press_and_wait(page)
    expect(page.locator("#error-summary")).to_be_focused()
    expect(page).to_have_title(re.compile("^Error: New application"))
    page.keyboard.press("Tab")
    expect(page.locator("#error-summary a").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#id_income")).to_be_focused()
    expect(page.locator("#id_income")).to_have_value("plenty")
    expect(page.locator("#id_first_name")).to_have_value("Léa")
    page.keyboard.press("Control+A")
    page.keyboard.type("31,500.50")
    press_and_wait(page)
    expect(page).to_have_url(re.compile("/clients/"))
    status = page.locator(".messages[role=status]")
    for said in ("Léa Roche", "out of 100", "left empty"):
        expect(status).to_contain_text(said)
    expect(page.locator("h1")).to_have_text("Léa Roche")
