"""What each user comes for, done with the keyboard alone in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from tests.fixtures.people import PASSWORD, make_user
from tests.fixtures.portfolio import Portfolio

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
STOPS = 400


@pytest.fixture
def context_options() -> dict[str, Any]:
    return {"locale": "en-GB", "viewport": {"width": 1280, "height": 900}}


@pytest.fixture
def portfolio(transactional_db: None, make_portfolio: Callable[[], Portfolio]) -> Portfolio:
    return make_portfolio()


def focused(page: Page) -> str:
    """The name of what has the focus: its label, or its text."""
    return str(
        page.evaluate(
            """() => { const e = document.activeElement;
            const label = e.labels && e.labels[0];
            return (label ? label.innerText : e.getAttribute('aria-label') || e.innerText || '')
                .replace(/\\s+/g, ' ').trim(); }"""
        )
    )


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the focus is on something whose name starts so."""
    for _ in range(STOPS):
        page.keyboard.press("Tab")
        if focused(page).startswith(name):
            return
    raise AssertionError(f"{name!r} cannot be reached with Tab")


def press_and_wait(page: Page, key: str = "Enter") -> None:
    with page.expect_navigation():
        page.keyboard.press(key)


def sign_in(page: Page, url: str, user: str) -> None:
    page.goto(url)
    tab_to(page, "User name")
    page.keyboard.type(user)
    tab_to(page, "Password")
    page.keyboard.type(PASSWORD)
    press_and_wait(page)


def test_the_skip_link_leads_past_the_header(page: Page, live_server: Any) -> None:
    page.goto(f"{live_server.url}/help/")
    page.keyboard.press("Tab")
    assert focused(page) == "Skip to the main content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_sign_in_says_what_is_wrong_and_takes_a_password_manager(
    page: Page, live_server: Any, transactional_db: None
) -> None:
    make_user("advisor", "advisor")
    page.goto(f"{live_server.url}/clients/")
    assert page.get_attribute("#id_username", "autocomplete") == "username"
    assert page.get_attribute("#id_password", "autocomplete") == "current-password"
    page.fill("#id_username", "advisor")
    # Pasting: the value arrives at once, with no key pressed.
    page.evaluate("document.querySelector('#id_password').value = 'wrong'")
    page.press("#id_password", "Enter")
    page.wait_for_selector("#error-summary")
    assert page.title().startswith("Error: Sign in")
    page.wait_for_selector("#error-summary:focus")
    assert page.input_value("#id_username") == "advisor"
    page.fill("#id_password", PASSWORD)
    page.press("#id_password", "Enter")
    page.wait_for_url("**/clients/")


def test_an_advisor_finds_a_client_and_reads_the_reasons(
    page: Page, live_server: Any, portfolio: Portfolio
) -> None:
    make_user("advisor", "advisor")
    sign_in(page, live_server.url, "advisor")
    tab_to(page, "Reference or name")
    page.keyboard.type("moreau")
    press_and_wait(page)
    assert "/clients/?q=moreau" in page.url
    tab_to(page, str(portfolio.scored))
    press_and_wait(page)
    assert page.url.endswith(f"/clients/{portfolio.scored}/")
    read_aloud = page.inner_text("main")
    for words in ("Nina Moreau", "out of 100", "cut-off", "Advice:", "never a decision"):
        assert words in read_aloud, words
    assert "This raises the score" in read_aloud
    tab_to(page, "The same as a table")
    page.keyboard.press("Enter")
    assert page.is_visible("figure table")


def test_a_whole_reference_opens_the_file(
    page: Page, live_server: Any, portfolio: Portfolio
) -> None:
    make_user("advisor", "advisor")
    sign_in(page, live_server.url, "advisor")
    tab_to(page, "Reference or name")
    page.keyboard.type(str(portfolio.scored))
    press_and_wait(page)
    assert page.url.endswith(f"/clients/{portfolio.scored}/")


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


def test_a_failed_update_says_so_in_the_page(
    page: Page, live_server: Any, portfolio: Portfolio
) -> None:
    make_user("advisor", "advisor")
    sign_in(page, live_server.url, "advisor")
    page.goto(f"{live_server.url}/clients/")
    page.route("**/clients/?*", lambda route: route.abort())
    page.fill("input[name=q]", "nina")
    page.press("input[name=q]", "Enter")
    page.wait_for_selector("#live-alert .alert")
    assert "could not be updated" in page.inner_text("[role=alert]")


def test_the_list_updates_in_place_and_back_restores_it(
    page: Page, live_server: Any, portfolio: Portfolio
) -> None:
    make_user("advisor", "advisor")
    sign_in(page, live_server.url, "advisor")
    page.goto(f"{live_server.url}/clients/")
    page.focus("input[name=q]")
    page.keyboard.type("benali")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=benali*")
    page.wait_for_selector("tbody:not(:has(tr:nth-child(2)))")
    assert page.evaluate("document.activeElement.name") == "q"
    assert "benali" in page.title()
    page.go_back()
    page.wait_for_selector("tbody tr:nth-child(4)")
    assert "benali" not in page.title()
