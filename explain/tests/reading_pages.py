"""A client's page as tests read it: opened, cut into its sections, as words."""

from __future__ import annotations

from django.test import Client as Browser

from tests.markup import Element, Page


def opened(browser: Browser, address: str, language: str = "en") -> Page:
    browser.cookies["django_language"] = language
    response = browser.get(address)
    assert response.status_code == 200
    return Page(response.content.decode())


def words(element: Element) -> str:
    """An element's text, as it is read."""
    return " ".join(element.text.split())


def section(page: Page, heading: str) -> Element:
    """The section that a heading names."""
    title = next(e for e in page.all("h2", "h3") if words(e) == heading)
    return next(e for e in title.above() if e.get("aria-labelledby") == title.get("id"))
