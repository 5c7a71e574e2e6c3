"""Every page in a real browser: axe, narrow screens, enlarged text, no scripts, visible focus."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings

from tests.fixtures.people import make_user, signed_in
from tests.fixtures.portfolio import Portfolio
from tests.pages import pages

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AXE = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}
TEXT_SPACING = """
* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important; }
p { margin-block-end: 2em !important; }
"""
SPILLED = """() => [...document.querySelectorAll('main *, header *, footer *')].filter(e => {
  const style = getComputedStyle(e), box = e.getBoundingClientRect();
  if (!e.childElementCount && e.textContent.trim() && style.overflowX !== 'visible'
      && box.width > 2 && e.scrollWidth > e.clientWidth + 1
      && !['INPUT', 'SELECT'].includes(e.tagName)) return true;
  return false;
}).map(e => e.outerHTML.slice(0, 120))"""
SMALL_TARGETS = """() => [...document.querySelectorAll(
    'a[href], button, input:not([type=hidden]), select, summary')].filter(e => {
  const box = e.getBoundingClientRect(), style = getComputedStyle(e);
  if (!box.width || style.visibility === 'hidden' || e.matches('.skip-link')) return false;
  // A link inside a sentence is exempt (WCAG 2.5.8).
  if (style.display === 'inline' && e.tagName === 'A') return false;
  return box.height < 24 || box.width < 24;
}).map(e => e.outerHTML.slice(0, 120) + ' ' + e.getBoundingClientRect().height)"""
FOCUS_STOPS = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const box = e.getBoundingClientRect();
  const own = getComputedStyle(e), after = getComputedStyle(e, '::after');
  const drawn = s => s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2;
  return { what: e.outerHTML.slice(0, 100), ring: drawn(own) || drawn(after),
           seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight,
           number: [...document.querySelectorAll('*')].indexOf(e) };
}"""


@pytest.fixture
def portfolio(transactional_db: None, make_portfolio: Callable[[], Portfolio]) -> Portfolio:
    return make_portfolio()


@pytest.fixture
def opened(
    browser: Browser, live_server: Any, portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Iterator[tuple[str, Page]]]:
    """``opened(language=…, **context options)``: each page once, in a browser of its reader."""
    from portal import views

    monkeypatch.setattr(views, "shows_gallery", lambda _request: True)
    session = signed_in(make_user("admin", "administrator")).cookies[settings.SESSION_COOKIE_NAME]
    addresses = {
        page.address: "admin" in page.readers
        for page in pages(portfolio.scored, portfolio.unscored)
    }

    @contextmanager
    def context(options: dict[str, Any], *, signed: bool) -> Iterator[Any]:
        instance = browser.new_context(**options)
        if signed:
            name = settings.SESSION_COOKIE_NAME
            cookie = {"name": name, "value": session.value, "url": live_server.url}
            instance.add_cookies([cookie])  # type: ignore[list-item]
        yield instance
        instance.close()

    def visit(language: str = "fr", **options: Any) -> Iterator[tuple[str, Page]]:
        for signed in (True, False):
            with context({"locale": language, **options}, signed=signed) as instance:
                page = instance.new_page()
                for address, needs in addresses.items():
                    if needs is signed:
                        page.goto(live_server.url + address)
                        yield address, page

    return visit


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_axe_finds_nothing(opened: Any, colours: str, language: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    found = []
    for address, page in opened(language=language, color_scheme=colours):
        for details in page.query_selector_all("details"):
            details.evaluate("e => { e.open = true }")
        result = Axe().run(page, options=AXE)
        for rule in result.response["violations"]:
            nodes = [f"{address}: {rule['id']}: {node['html'][:160]}" for node in rule["nodes"]]
            found.extend(nodes)
    assert found == []


def test_nothing_scrolls_sideways_at_320_pixels(opened: Any) -> None:
    found = []
    for language in ("fr", "en"):
        for address, page in opened(language, viewport={"width": 320, "height": 640}):
            width = page.evaluate("document.documentElement.scrollWidth")
            if width > 320:
                found.append(f"{address} ({language}): {width} px")
            found += [f"{address}: small target {e}" for e in page.evaluate(SMALL_TARGETS)]
    assert found == []


def test_spread_text_loses_nothing(opened: Any) -> None:
    found = []
    # The strict policy of the pages forbids added styles, so the test goes around it.
    for address, page in opened(viewport={"width": 1280, "height": 900}, bypass_csp=True):
        page.add_style_tag(content=TEXT_SPACING)
        found += [f"{address}: {element}" for element in page.evaluate(SPILLED)]
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 1280:
            found.append(f"{address}: {width} px")
    assert found == []


def test_nothing_is_refused_by_the_content_security_policy(opened: Any) -> None:
    found: list[str] = []
    seen: set[int] = set()
    for address, page in opened():
        if id(page) not in seen:
            seen.add(id(page))
            page.on("console", lambda message: found.append(message.text))
            page.on("pageerror", lambda error: found.append(str(error)))
        page.goto(page.url)
        assert address in page.url
    # A browser reports the status of the page that is not found.
    assert [text for text in found if "404" not in text] == []


def test_every_stop_of_the_keyboard_shows_where_it_is(opened: Any) -> None:
    found = []
    for address, page in opened(viewport={"width": 1280, "height": 900}, reduced_motion="reduce"):
        numbers: list[int] = []
        for _ in range(250):
            page.keyboard.press("Tab")
            stop = page.evaluate(FOCUS_STOPS)
            if stop is None or stop["number"] in numbers:
                break
            numbers.append(stop["number"])
            if not stop["ring"] or not stop["seen"]:
                found.append(f"{address}: {stop}")
        assert len(numbers) > 2, address
        if "gallery" not in address:  # its error summary takes the focus at load
            assert numbers == sorted(numbers), f"{address}: the order of focus jumps"
    assert found == []


def test_pages_read_the_same_without_scripts(opened: Any) -> None:
    def texts(**options: Any) -> dict[str, str]:
        return {address: page.inner_text("main") for address, page in opened(**options)}

    assert texts(java_script_enabled=False) == texts(java_script_enabled=True)


def test_nothing_moves_for_those_who_asked_for_it(opened: Any) -> None:
    moving = """() => [...document.querySelectorAll('*')].filter(e => {
      const s = getComputedStyle(e);
      return parseFloat(s.transitionDuration) > 0 || s.animationName !== 'none';
    }).map(e => e.outerHTML.slice(0, 80))"""
    found = []
    for address, page in opened(reduced_motion="reduce"):
        found += [f"{address}: {element}" for element in page.evaluate(moving)]
    assert found == []


def test_forced_colours_keep_edges_and_marks(opened: Any) -> None:
    for address, page in opened(forced_colors="active"):
        if address == "/gallery/":
            edges = page.evaluate(
                """() => ['.button', '.card', '.alert', '.tag', '.pagination__link']
                .filter(s => getComputedStyle(document.querySelector('main ' + s))
                .borderTopStyle === 'none')"""
            )
            assert edges == []
            stroke, fill = page.evaluate(
                """() => { const s = getComputedStyle(
                    document.querySelector('.gauge__zone--grant'));
                  return [s.stroke, s.fill]; }"""
            )
            assert stroke != fill
            ink, paper = page.evaluate(
                """() => { const s = getComputedStyle(document.querySelector('main .button'));
                  return [s.color, s.backgroundColor]; }"""
            )
            assert ink != paper
