"""No scripts, no motion, forced colours, and nothing that the security policy refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.accessibility.conftest import Opened

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MOVING = """() => [...document.querySelectorAll('*')].filter(e => {
  const s = getComputedStyle(e);
  return parseFloat(s.transitionDuration) > 0 || s.animationName !== 'none';
}).map(e => e.outerHTML.slice(0, 80))"""
EDGELESS = """() => ['.button', '.card', '.alert', '.tag', '.pagination__link', '.table-region',
    '.tabs__link[aria-current]', '.field input'].filter(selector => {
  const element = document.querySelector('main ' + selector);
  const style = getComputedStyle(element);
  return style.borderBottomStyle === 'none' || style.borderBottomColor === style.backgroundColor;
})"""
COUNTING = "#drawings, section:has(> #queue-title)"
"""Parts that count what opening the pages before has drawn or queued."""
COLOURS = "e => { const s = getComputedStyle(e); return [s.%s, s.%s]; }"


def test_nothing_is_refused_by_the_content_security_policy(opened: Opened) -> None:
    said: list[str] = []
    for _ in opened(said=said):
        pass
    # A browser reports the status of the page that is not found.
    assert [text for text in said if "404" not in text] == []


def text_of(page: Page) -> str:
    """The page's text, less what counts the work that opened pages leave behind."""
    counting = page.locator(COUNTING)
    text = page.inner_text("main")
    for place in range(counting.count()):
        text = text.replace(counting.nth(place).inner_text(), "…")
    return text


def test_pages_read_the_same_without_scripts(opened: Opened) -> None:
    def texts(*, scripts: bool) -> dict[str, str]:
        visits = opened(java_script_enabled=scripts)
        return {address: text_of(page) for address, page in visits}

    without = texts(scripts=False)
    assert all(len(text) > 40 for text in without.values())
    assert without == texts(scripts=True)


def test_nothing_moves_for_those_who_asked_for_it(opened: Opened) -> None:
    found = []
    for address, page in opened(reduced_motion="reduce"):
        found += [f"{address}: {element}" for element in page.evaluate(MOVING)]
    assert found == []


def test_forced_colours_keep_edges_and_marks(opened: Opened) -> None:
    for address, page in opened(forced_colors="active"):
        if address == "/gallery/":
            assert page.evaluate(EDGELESS) == []
            zone = page.locator(".gauge__zone--grant").first
            stroke, fill = zone.evaluate(COLOURS % ("stroke", "fill"))
            assert stroke != fill
            button = page.locator("main .button").first
            ink, paper = button.evaluate(COLOURS % ("color", "backgroundColor"))
            assert ink != paper
            break
    else:
        raise AssertionError("the gallery was not opened")
