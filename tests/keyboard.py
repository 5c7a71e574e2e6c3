"""A person at the keyboard: what has the focus, going somewhere with Tab, pressing Enter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import override

from tests.fixtures.browser import loaded
from tests.fixtures.people import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Page

STOPS = 400


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
    for _stop in range(STOPS):
        page.keyboard.press("Tab")
        if focused(page).startswith(name):  # at once: `press` returns when Tab has worked
            return
    raise AssertionError(f"{name!r} cannot be reached with Tab")


def press_and_wait(page: Page, key: str = "Enter") -> None:
    """Press a key that opens another page, or the same one with a part of it updated."""
    with page.expect_navigation():
        page.keyboard.press(key)
    loaded(page)  # htmx gives the new address before the new part


def sign_in(page: Page, url: str, user: str) -> None:
    """Sign in by keyboard, in the language of the page."""
    page.goto(url)
    with override(page.evaluate("document.documentElement.lang")):
        user_name, password = _("User name"), _("Password")
    tab_to(page, user_name)
    page.keyboard.type(user)
    tab_to(page, password)
    page.keyboard.type(PASSWORD)
    press_and_wait(page)
