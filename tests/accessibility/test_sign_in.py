"""Signing in and changing the password: errors said, password managers served."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

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


def test_a_password_manager_knows_whose_password_changes(
    page: Page, live_server: Any, transactional_db: None
) -> None:
    make_user("advisor", "advisor")
    sign_in(page, live_server.url, "advisor")
    page.goto(f"{live_server.url}/account/password/")
    kinds = page.eval_on_selector_all("main input", "all => all.map(e => e.autocomplete)")
    assert kinds[-4:] == ["username", "current-password", "new-password", "new-password"]
    assert page.input_value("input[autocomplete=username]") == "advisor"
