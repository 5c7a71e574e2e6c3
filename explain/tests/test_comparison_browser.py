"""What only a browser can tell of comparisons: updates, focus, Back, failures, small screens."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from explain.tests.comparing import make_crowd
from explain.tests.test_browser import contrast, rgb
from tests.fixtures.browser import sign_in

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from playwright.sync_api import Page, Route

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDE = {"locale": "en-GB", "viewport": {"width": 1440, "height": 900}}
NARROW = {"locale": "en-GB", "viewport": {"width": 320, "height": 800}}
START = "/clients/300000/comparison/"
PATHS = ("", "item/", "item/?item=occupation", "pair/", "clients/?with=300002")


@pytest.fixture
def context_options() -> dict[str, Any]:
    return dict(WIDE)


@pytest.fixture
def comparing(page: Page, live_server: Any, transactional_db: None, advisor: User) -> Page:
    """The page of one item, income, among 260 clients."""
    make_crowd(260)
    sign_in(page, live_server.url, advisor.username)
    page.goto(f"{live_server.url}{START}item/")
    return page


def test_a_choice_by_keyboard_updates_charts_count_title_and_address_and_keeps_the_focus(
    comparing: Page,
) -> None:  # 21, 22, 23, 46, 47
    page = comparing
    title = page.title()
    page.evaluate("window.stayed = true")
    count = page.locator("#comparison-count")
    expect(count).to_have_attribute("role", "status")
    expect(count).to_contain_text("Compared with similar clients")
    everybody = page.get_by_role("radio", name="All clients")
    page.get_by_role("radio", name="Similar clients").focus()
    page.keyboard.press("ArrowDown")
    expect(count).to_have_text("Compared with all clients: 260 clients")
    expect(page).to_have_url(re.compile(r"/item/\?against=all$"))
    expect(page).to_have_title(re.compile(r"^Client 300000 – Income: .* of clients – Comparison"))
    expect(everybody).to_be_focused()
    expect(everybody).to_be_checked()
    expect(page.locator("#distribution-title")).to_contain_text("of clients")
    tab = page.get_by_role("link", name="Two items together")
    expect(tab).to_have_attribute("href", f"{START}pair/?against=all")
    page.locator("summary", has_text="Kind of loan").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    cash = page.get_by_label("Cash loan")
    expect(cash).to_be_focused()
    page.keyboard.press("Space")
    expect(count).to_contain_text("Compared with the chosen group")
    expect(page).to_have_url(re.compile(r"contract=cash"))
    expect(cash).to_be_focused()
    expect(
        page.get_by_role("link", name="Remove the filter: kind of loan: Cash loan")
    ).to_be_visible()
    assert page.evaluate("window.stayed === true"), "the whole page was loaded"
    page.go_back()
    expect(count).to_have_text("Compared with all clients: 260 clients")
    expect(cash).not_to_be_checked()
    page.go_back()
    expect(count).to_contain_text("Compared with similar clients")
    expect(page).to_have_title(title)
    expect(page).to_have_url(re.compile(r"/item/$"))


@pytest.mark.parametrize("path", ["", "pair/"])
def test_the_other_pages_update_as_well(comparing: Page, live_server: Any, path: str) -> None:
    page = comparing
    page.goto(f"{live_server.url}{START}{path}")
    page.get_by_role("radio", name="All clients").check()
    expect(page.locator("#comparison-count")).to_have_text("Compared with all clients: 260 clients")
    expect(page).to_have_url(re.compile(r"\?against=all$"))
    expect(page).to_have_title(re.compile("all clients" if path == "" else "of clients"))
    expect(page.get_by_role("radio", name="All clients")).to_be_focused()


def test_waiting_and_failing_are_said(comparing: Page) -> None:  # 25, 48
    page = comparing
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/item/?*", hold)
    page.get_by_role("radio", name="All clients").check()
    expect(page.locator("#comparison")).to_have_attribute("aria-busy", "true")
    expect(page.locator("#live-status")).to_have_text("Updating…")
    held[0].abort()
    alert = page.locator("#live-alert")
    expect(alert).to_have_attribute("role", "alert")
    expect(alert).to_contain_text("could not be updated")
    expect(page.get_by_role("radio", name="All clients")).to_be_focused()
    expect(page.locator("#comparison-count")).to_contain_text("similar clients")
    page.unroute("**/item/?*")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("#comparison-count")).to_contain_text("all clients")
    expect(alert).to_have_text("")
    expect(page.locator("[aria-busy=true]")).to_have_count(0)


def test_how_similar_clients_are_found_opens_by_keyboard(comparing: Page) -> None:
    page = comparing
    help_text = page.get_by_text("The same client always gets the same rule")
    expect(help_text).to_be_hidden()
    page.get_by_text("How similar clients are found").focus()
    page.keyboard.press("Enter")
    expect(help_text).to_be_visible()
    expect(page.get_by_text("(this rule is used)")).to_be_visible()


@pytest.mark.parametrize("path", PATHS)
def test_marks_are_no_tab_stops_and_texts_stay_text(
    comparing: Page, live_server: Any, path: str
) -> None:  # 6, 9
    page = comparing
    page.goto(f"{live_server.url}{START}{path}")
    expect(page.locator("figure svg[role=img]").first).to_be_visible()
    expect(page.locator("figure svg [tabindex], figure svg a, figure svg[tabindex]")).to_have_count(
        0
    )
    sizes = page.locator("figure svg text").evaluate_all(
        "found => found.map(e => parseFloat(getComputedStyle(e).fontSize))"
    )
    assert min(sizes) >= 12


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("path", ["item/?against=all", "pair/", "clients/?with=300002"])
def test_marks_stand_out_in_both_themes(
    comparing: Page, live_server: Any, path: str, colours: Any
) -> None:  # 5, 44
    page = comparing
    page.emulate_media(color_scheme=colours)
    page.goto(f"{live_server.url}{START}{path}")
    expect(page.locator("figure svg[role=img]").first).to_be_visible()
    behind = rgb(page.locator(".card").last.evaluate("e => getComputedStyle(e).backgroundColor"))
    marks = (".chart__rate", ".chart__mark", ".chart__cross", ".chart__other", ".chart__bar")
    seen = 0
    for mark in marks:
        colour = "fill" if mark in {".chart__rate", ".chart__mark"} else "stroke"
        for found in page.locator(f"figure svg[role=img] {mark}").evaluate_all(
            f"found => found.slice(0, 3).map(e => getComputedStyle(e).{colour})"
        ):
            seen += 1
            assert contrast(rgb(found), behind) >= 3, (mark, found, behind)
    assert seen


def test_forced_colours_keep_every_mark(comparing: Page, live_server: Any) -> None:  # 43
    page = comparing
    page.emulate_media(forced_colors="active")
    page.goto(f"{live_server.url}{START}item/?against=all")
    expect(page.locator(".chart__bar--plain").first).to_be_visible()
    for mark, colour in ((".chart__bar--plain", "stroke"), (".chart__mark", "fill"),
                         (".chart__rate-line", "stroke")):  # fmt: skip
        canvas = page.locator("body").evaluate("e => getComputedStyle(e).backgroundColor")
        found = page.locator(f"figure svg[role=img] {mark}").first.evaluate(
            f"e => getComputedStyle(e).{colour}"
        )
        assert contrast(rgb(found), rgb(canvas)) >= 3, (mark, found, canvas)


class TestSmall:
    """At 320 px."""

    @pytest.fixture
    def context_options(self) -> dict[str, Any]:
        return dict(NARROW)

    @pytest.mark.parametrize("path", PATHS)
    def test_nothing_is_wider_and_each_table_scrolls_by_keyboard(
        self, comparing: Page, live_server: Any, path: str
    ) -> None:  # 20
        page = comparing
        page.goto(f"{live_server.url}{START}{path}")
        page.locator("figure details > summary").evaluate_all("all => all.forEach(e => e.click())")
        regions = page.locator("main .table-region")
        expect(regions.first).to_be_visible()
        widest = page.evaluate("document.documentElement.scrollWidth")
        assert widest == 320
        for number in range(regions.count()):
            region = regions.nth(number)
            expect(region).to_have_attribute("role", "region")
            name = region.get_attribute("aria-labelledby")
            expect(page.locator(f"[id='{name}']")).to_have_count(1)
            expect(region).to_have_accessible_name(re.compile(r"\w"))
            region.focus()
            expect(region).to_be_focused()


class TestWithoutScripts:
    """As HTML alone."""

    @pytest.fixture
    def context_options(self) -> dict[str, Any]:
        return WIDE | {"java_script_enabled": False}

    def test_groups_are_chosen_shown_and_left_again(self, comparing: Page) -> None:  # 21, 24
        page = comparing
        page.get_by_label("Item").select_option("age")
        page.locator("summary", has_text="Kind of loan").click()
        page.get_by_label("Cash loan").check()
        page.get_by_role("button", name="Show").click()
        expect(page.locator("#comparison-count")).to_contain_text("Compared with the chosen group")
        expect(page).to_have_title(re.compile(r"^Client 300000 – Age: "))
        expect(page.get_by_label("Cash loan")).to_be_checked()
        page.get_by_text("The same as a table").first.click()
        expect(page.locator("#distribution-table")).to_be_visible()
        page.get_by_role("link", name="Overview").click()
        expect(page).to_have_url(re.compile(r"/comparison/\?contract=cash$"))
        page.locator("#overview-table").get_by_role("link", name="Income", exact=True).click()
        expect(page).to_have_url(re.compile(r"item=income.*contract=cash"))
        page.get_by_role("link", name="Remove the filters").first.click()
        expect(page.locator("#comparison-count")).to_contain_text("similar clients")
