"""Signing in and changing the password: errors said, password managers served."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.fixtures.browser import sign_in
from tests.fixtures.people import PASSWORD, make_user

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def context_options() -> dict[str, Any]:
    return {"locale": "en-GB", "viewport": {"width": 1280, "height": 900}}


def test_sign_in_says_what_is_wrong_and_takes_a_password_manager(
    page: Page, live_server: Any, transactional_db: None
) -> None:
    make_user("advisor", "advisor")
    page.goto(f"{live_server.url}/clients/")
    user_name, password = page.locator("#id_username"), page.locator("#id_password")
    expect(user_name).to_have_attribute("autocomplete", "username")
    expect(password).to_have_attribute("autocomplete", "current-password")
    user_name.fill("advisor")
    # Pasting: the value arrives at once, with no key pressed.
    password.evaluate("element => { element.value = 'wrong' }")
    password.press("Enter")
    expect(page).to_have_title(re.compile("^Error: Sign in"))
    expect(page.locator("#error-summary")).to_be_focused()
    expect(user_name).to_have_value("advisor")
    password.fill(PASSWORD)
    password.press("Enter")
    page.wait_for_url("**/clients/")


def test_a_password_manager_knows_whose_password_changes(
    page: Page, live_server: Any, transactional_db: None
) -> None:
    make_user("advisor", "advisor")
    sign_in(page, live_server.url, "advisor")
    page.goto(f"{live_server.url}/account/password/")
    kinds = page.eval_on_selector_all("main input", "all => all.map(e => e.autocomplete)")
    assert kinds[-4:] == ["username", "current-password", "new-password", "new-password"]
    expect(page.locator("input[autocomplete=username]")).to_have_value("advisor")
