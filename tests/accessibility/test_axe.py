"""axe on every page, in both languages, in light, dark and forced colours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from tests.accessibility.conftest import Opened

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
MODES: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light", "forced_colors": "none"},
    "dark": {"color_scheme": "dark", "forced_colors": "none"},
    "forced": {"color_scheme": "light", "forced_colors": "active"},
}
RUN = """options => axe.run(document, options).then(result => result.violations.flatMap(rule =>
    rule.nodes.map(node => rule.id + ': ' + node.html.slice(0, 160))))"""
HTML = "element => element.outerHTML"


def violations(page: Page) -> list[str]:
    """What axe finds on the page as it is now; axe is in it already."""
    options = {
        "runOnly": {"type": "tag", "values": TAGS},
        "resultTypes": ["violations"],  # the rest is not even written down
    }
    found: list[str] = page.evaluate(RUN, options)
    return found


@pytest.mark.parametrize("language", ["fr", "en"])
def test_axe_finds_nothing(opened: Opened, language: str) -> None:
    """Opening a page costs more than changing its colours, so each is opened once."""
    found = []
    for address, page in opened(language):
        page.evaluate("document.querySelectorAll('details').forEach(e => { e.open = true })")
        page.evaluate(AXE_SCRIPT)
        for mode, media in MODES.items():
            page.emulate_media(reduced_motion="reduce", **media)
            found += [f"{address} ({mode}): {problem}" for problem in violations(page)]
    assert found == []


def test_axe_sees_the_colours_of_each_mode(page: Page) -> None:
    """A paragraph that is pale in one mode only is found in that mode only."""
    page.set_content(
        """<!doctype html><html lang="en"><title>Pale</title><style>
        p { color: #000; background: #fff; forced-color-adjust: none }
        @media (prefers-color-scheme: light) and (forced-colors: none) { .light { color: #bbb } }
        @media (prefers-color-scheme: dark) { .dark { color: #bbb } }
        @media (forced-colors: active) { .forced { color: #bbb } }
        </style><main><h1>Pale</h1>
        <p class="light">One</p><p class="dark">Two</p><p class="forced">Three</p></main></html>"""
    )
    page.evaluate(AXE_SCRIPT)
    for mode, media in MODES.items():
        page.emulate_media(**media)
        assert violations(page) == [f"color-contrast: {page.locator('.' + mode).evaluate(HTML)}"]
