"""Every stop of the keyboard: in order, seen, not covered, ringed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.accessibility.conftest import Opened

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STOPS = 400
SETTLED = "() => document.activeElement !== document.body || !document.querySelector('[autofocus]')"
STOP = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const box = e.getBoundingClientRect();
  const own = getComputedStyle(e), after = getComputedStyle(e, '::after');
  const drawn = s => s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2;
  // One point of a grid on it that is not covered is enough (WCAG 2.4.11).
  const parts = [0.02, 0.25, 0.5, 0.75, 0.98];
  const uncovered = parts.some(x => parts.some(y => {
    const hit = document.elementFromPoint(box.left + box.width * x, box.top + box.height * y);
    return hit && (e.contains(hit) || hit.contains(e) && hit.tagName === 'LABEL');
  }));
  return { what: e.outerHTML.slice(0, 100), ring: drawn(own) || drawn(after),
           seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight, uncovered,
           number: [...document.querySelectorAll('*')].indexOf(e) };
}"""

ABOVE = "header.masthead :focus, .skip-link:focus, .breadcrumbs :focus"


def stops(page: Page) -> list[dict[str, Any]]:
    """What the keyboard meets, from where it is until it meets something again."""
    met: list[dict[str, Any]] = []
    for _ in range(STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        known = {before["number"] for before in met}
        if stop is None or stop["number"] in known:  # at once: `press` returns when Tab has worked
            break
        met.append(stop)
    return met


# The narrow screen is also that of 200 % zoom, where what stays in place covers most.
@pytest.mark.parametrize("size", [(1280, 900), (640, 450)])
def test_every_stop_of_the_keyboard_shows_where_it_is(
    opened: Opened, size: tuple[int, int]
) -> None:
    found = []
    viewport = {"width": size[0], "height": size[1]}
    for address, page in opened(viewport=viewport, reduced_motion="reduce"):
        page.wait_for_function(SETTLED)
        met = stops(page)
        assert len(met) > 2, address
        bad = [s for s in met if not (s["ring"] and s["seen"] and s["uncovered"])]
        found += [f"{address}: {stop}" for stop in bad]
        numbers = [stop["number"] for stop in met]
        if "gallery" not in address:  # its error summary takes the focus at load
            assert numbers == sorted(numbers), f"{address}: the order of focus jumps"
    assert found == []


def test_the_skip_link_leads_past_the_header(opened: Opened) -> None:
    for address, page in opened("en", viewport={"width": 1280, "height": 900}):
        if "gallery" in address:
            continue
        page.keyboard.press("Tab")
        link = page.locator(":focus")
        expect(link, address).to_have_text("Skip to the main content")
        box = link.bounding_box()
        assert box, address
        assert box["height"] >= 24, address
        page.keyboard.press("Enter")
        expect(page.locator("#main"), address).to_be_focused()
        page.keyboard.press("Tab")
        expect(page.locator("#main"), address).not_to_be_focused()
        expect(page.locator(":focus"), address).to_have_count(1)
        expect(page.locator(ABOVE), address).to_have_count(0)
