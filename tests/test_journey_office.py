"""What the back office comes for, done with the keyboard alone in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

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
    page.wait_for_selector("#error-summary:focus")
    assert page.title().startswith("Error: New application")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "id_income"
    assert page.input_value("#id_income") == "plenty"
    assert page.input_value("#id_first_name") == "Léa"
    page.keyboard.press("Control+A")
    page.keyboard.type("31,500.50")
    press_and_wait(page)
    assert "/clients/" in page.url
    status = page.inner_text(".messages[role=status]")
    assert "Léa Roche" in status
    assert "out of 100" in status
    assert "left empty" in status
    assert page.inner_text("h1") == "Léa Roche"
