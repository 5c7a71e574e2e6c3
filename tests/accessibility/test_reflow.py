"""Narrow screens, 200 % zoom, spread text, sizes of targets."""

from __future__ import annotations

import pytest

from tests.accessibility.conftest import Opened
from tests.fixtures.browser import resize

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TEXT_SPACING = """
* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important; }
p { margin-block-end: 2em !important; }
"""
SPILLED = """() => [...document.querySelectorAll('main *, header *, footer *')].filter(e => {
  if (e.childElementCount || !e.textContent.trim() || e.closest('svg')) return false;
  if (['INPUT', 'SELECT', 'TEXTAREA', 'OPTION'].includes(e.tagName)) return false;
  // Clipped away as a whole: meant for those who listen.
  const around = function* (n) { for (; n; n = n.parentElement) yield n; };
  if ([...around(e)].some(n => getComputedStyle(n).clipPath !== 'none')) return false;
  const style = getComputedStyle(e);
  return (style.overflowX !== 'visible' && e.scrollWidth > e.clientWidth + 1)
      || (style.overflowY !== 'visible' && e.scrollHeight > e.clientHeight + 1);
}).map(e => e.outerHTML.slice(0, 120))"""
"""Elements whose text is cut off by their own box."""
OUTSIDE = """() => [...document.querySelectorAll('main *, header *, footer *')].filter(e => {
  const box = e.getBoundingClientRect();
  if (!box.width || e.closest('.table-region, .visually-hidden, svg, .skip-link')) return false;
  return box.right > innerWidth + 1 || box.left < -1;
}).map(e => e.outerHTML.slice(0, 120))"""
"""Elements that reach past the sides of the screen."""
SMALL_TARGETS = """() => [...document.querySelectorAll(
    'a[href], button, input:not([type=hidden]), select, textarea, summary')].filter(e => {
  const style = getComputedStyle(e);
  if (!e.getBoundingClientRect().width || style.visibility === 'hidden') return false;
  // A link inside a sentence is exempt (WCAG 2.5.8); the skip link shows with the focus.
  if ((style.display === 'inline' && e.tagName === 'A') || e.matches('.skip-link')) return false;
  // The label of a tick box is part of what one can hit.
  const ticked = ['checkbox', 'radio'].includes(e.type);
  const boxes = [e, ...(ticked ? e.labels : [])].map(part => part.getBoundingClientRect());
  const size = (from, to) =>
      Math.max(...boxes.map(b => b[to])) - Math.min(...boxes.map(b => b[from]));
  return size('left', 'right') < 24 || size('top', 'bottom') < 24;
}).map(e => e.outerHTML.slice(0, 120) + ' ' + e.getBoundingClientRect().height)"""
WIDTH = "document.documentElement.scrollWidth"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_nothing_scrolls_sideways_at_320_pixels(opened: Opened, language: str) -> None:
    found = []
    for address, page in opened(language, viewport={"width": 320, "height": 640}):
        if page.evaluate(WIDTH) > 320:
            found.append(f"{address}: {page.evaluate(WIDTH)} px")
        found += [f"{address}: outside {e}" for e in page.evaluate(OUTSIDE)]
        found += [f"{address}: cut off {e}" for e in page.evaluate(SPILLED)]
        found += [f"{address}: small target {e}" for e in page.evaluate(SMALL_TARGETS)]
    assert found == []


def test_at_200_percent_nothing_is_lost(opened: Opened) -> None:
    """A window of 1280 by 900 pixels at 200 % is 640 by 450 of the page's own pixels."""
    found = []
    window = {"width": 640, "height": 450}
    for address, page in opened(viewport=window, device_scale_factor=2):
        if page.evaluate(WIDTH) > 640:
            found.append(f"{address}: {page.evaluate(WIDTH)} px")
        found += [f"{address}: outside {e}" for e in page.evaluate(OUTSIDE)]
        found += [f"{address}: cut off {e}" for e in page.evaluate(SPILLED)]
        # What stays in place must leave room for the text to be read.
        stuck = page.evaluate(
            """() => [...document.querySelectorAll('body *')].filter(e =>
                ['fixed', 'sticky'].includes(getComputedStyle(e).position)
                && e.getBoundingClientRect().height > innerHeight / 3
                && e.getBoundingClientRect().width > innerWidth / 2).map(e => e.className)"""
        )
        found += [f"{address}: {name} covers the page" for name in stuck]
    assert found == []


def test_spread_text_loses_nothing(opened: Opened) -> None:
    found = []
    # The strict policy of the pages forbids added styles, so the test goes around it.
    for address, page in opened(viewport={"width": 1280, "height": 900}, bypass_csp=True):
        page.add_style_tag(content=TEXT_SPACING)
        for width in (1280, 320):
            resize(page, width=width, height=900)
            found += [f"{address} ({width}): cut off {e}" for e in page.evaluate(SPILLED)]
            if page.evaluate(WIDTH) > width:
                found.append(f"{address}: {page.evaluate(WIDTH)} px of {width}")
    assert found == []


def test_targets_are_large_enough(opened: Opened) -> None:
    """At 320 pixels too: above."""
    found = []
    for address, page in opened("en", viewport={"width": 1280, "height": 900}):
        for width in (1280, 800):
            resize(page, width=width, height=900)
            found += [f"{address} ({width}): {e}" for e in page.evaluate(SMALL_TARGETS)]
    assert found == []
