"""What only a browser can tell of these pages: updates, focus, sizes, colours, the keyboard."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from explain.tests.conftest import People
from tests.fixtures.browser import loaded, sign_in

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ENGLISH = {"locale": "en-GB", "viewport": {"width": 1280, "height": 900}}
SHOWN_TEXTS = """() => [...document.querySelectorAll('.drawing svg')]
    .filter(svg => svg.getBoundingClientRect().width > 0)
    .flatMap(svg => [...svg.querySelectorAll('text')].map(text =>
        parseFloat(text.getAttribute('font-size'))
            * svg.getBoundingClientRect().width / svg.viewBox.baseVal.width))"""
FILLS = """name => [...document.querySelectorAll('.drawing svg')]
    .filter(svg => svg.getBoundingClientRect().width > 0)
    .flatMap(svg => [...svg.querySelectorAll(name)].map(e => getComputedStyle(e).fill))"""


@pytest.fixture
def context_options() -> dict[str, Any]:
    return dict(ENGLISH)


@pytest.fixture
def signed_in_page(page: Page, live_server: Any, people: People, advisor: User) -> Page:
    sign_in(page, live_server.url, advisor.username)
    return page


def test_filtering_changes_list_count_title_and_address_and_leaves_the_focus(
    signed_in_page: Page, live_server: Any
) -> None:  # 22, 23, 25, 46, 47
    page = signed_in_page
    page.goto(f"{live_server.url}/clients/")
    page.evaluate("window.stayed = true")
    status = page.query_selector("#client-count")
    assert status is not None
    page.get_by_label("Refuse").check()
    expect(page.locator("#client-count")).to_have_text("1 client")
    loaded(page)
    button = page.get_by_role("button", name="Show")
    button.focus()
    with page.expect_response("**/clients/?*"):
        page.keyboard.press("Enter")
    loaded(page)
    expect(page.locator("#client-count")).to_have_text("1 client")
    assert page.evaluate("window.stayed"), "the whole page was loaded"
    assert status.evaluate("e => e.isConnected"), "the status element was replaced"
    expect(button).to_be_focused()
    expect(page).to_have_url(re.compile("advice=refuse"))
    expect(page).to_have_title(re.compile("^Clients – advice: Refuse"))
    expect(page.locator("tbody tr")).to_have_count(1)
    page.go_back()
    expect(page.locator("#client-count")).to_have_text("4 clients")
    expect(page.locator("tbody tr")).to_have_count(4)
    expect(page).to_have_title("Clients – Prêt à dépenser")
    stored = page.evaluate("JSON.stringify({...localStorage, ...sessionStorage})")
    assert "Moreau" not in stored, "a client's data is kept in the browser"


def test_a_failed_update_says_so(signed_in_page: Page, live_server: Any) -> None:  # 48
    page = signed_in_page
    page.goto(f"{live_server.url}/clients/")
    page.route("**/clients/?*", lambda route: route.abort())
    page.get_by_role("button", name="Show").click()
    expect(page.locator("[role=alert] .alert")).to_be_visible()
    expect(page.locator("tbody tr")).to_have_count(4)


class TestWithoutScripts:
    """Pages work as HTML alone."""

    @pytest.fixture
    def context_options(self) -> dict[str, Any]:
        return ENGLISH | {"java_script_enabled": False}

    def test_filter_sort_and_details(self, signed_in_page: Page, live_server: Any) -> None:  # 21
        page = signed_in_page
        page.goto(f"{live_server.url}/clients/")
        page.get_by_label("Reference or name").fill("moreau")
        page.get_by_role("button", name="Show").click()
        expect(page.locator("#client-count")).to_have_text("1 client")
        page.get_by_role("link", name="Remove the filters").first.click()
        expect(page.locator("#client-count")).to_have_text("4 clients")
        page.get_by_role("link", name="Score, 0 to 100").click()
        expect(page.locator("tbody th").first).to_have_text("100002")
        page.get_by_role("link", name="100002").click()
        expect(page.locator(".drawing svg").first).to_be_visible()
        page.get_by_text("The same as a table").click()
        expect(page.locator("#waterfall-table")).to_be_visible()


def test_all_factors_open_by_keyboard(signed_in_page: Page, live_server: Any) -> None:  # 14
    page = signed_in_page
    page.goto(f"{live_server.url}/clients/100001/")
    page.get_by_text("The same as a table").focus()
    page.keyboard.press("Enter")
    link = page.locator("#waterfall-table").get_by_role("link", name="other factors")
    expect(link).to_be_visible()
    link.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#all-factors[open]")).to_be_visible()
    expect(page.locator("#factors-table")).to_be_visible()


def test_marks_are_no_tab_stops(signed_in_page: Page, live_server: Any) -> None:  # 9
    page = signed_in_page
    page.goto(f"{live_server.url}/clients/100001/")
    expect(page.locator("svg")).not_to_have_count(0)
    expect(page.locator("svg [tabindex], svg a, svg[tabindex]")).to_have_count(0)


@pytest.mark.parametrize(
    ("width", "layout"), [(320, "narrow"), (700, "narrow"), (800, "wide"), (1280, "wide")]
)
def test_the_drawing_fits_and_its_text_stays_readable(
    signed_in_page: Page, live_server: Any, width: int, layout: str
) -> None:  # 6, 20
    page = signed_in_page
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{live_server.url}/clients/100001/")
    expect(page.locator(f".drawing__{layout} svg")).to_be_visible()
    expect(page.locator(".drawing svg:visible")).to_have_count(1)
    assert min(page.evaluate(SHOWN_TEXTS)) >= 12
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("colours", ["light", "dark", "forced"])
def test_the_drawing_follows_the_colours(
    signed_in_page: Page, live_server: Any, colours: str
) -> None:  # 5, 6, 43, 44
    page = signed_in_page
    if colours == "forced":
        page.emulate_media(forced_colors="active")
    else:
        page.emulate_media(color_scheme=colours)  # type: ignore[arg-type]
    page.goto(f"{live_server.url}/clients/100001/")
    behind = rgb(page.evaluate("getComputedStyle(document.querySelector('.card')).backgroundColor"))
    texts = {rgb(fill) for fill in page.evaluate(FILLS, "text")}
    marks = {
        rgb(f) for f in page.evaluate(FILLS, "path:not(defs path), use") if f.startswith("rgb")
    } - {behind}
    assert texts
    assert marks
    assert min(contrast(text, behind) for text in texts) >= 4.5
    assert min(contrast(mark, behind) for mark in marks) >= 3


def rgb(colour: str) -> tuple[int, ...]:
    """``rgb(1, 2, 3)`` as numbers."""
    return tuple(int(number) for number in re.findall(r"\d+", colour)[:3])


def contrast(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """WCAG 2's contrast ratio of two colours."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: tuple[int, ...]) -> float:
    """WCAG 2's relative luminance."""
    shares = [value / 255 for value in colour]
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
