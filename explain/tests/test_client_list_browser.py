"""What only a browser can tell of the list: updates, focus, small screens, the keyboard."""

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

WIDE = {"locale": "en-GB", "viewport": {"width": 1440, "height": 900}}
NARROW = {"locale": "en-GB", "viewport": {"width": 320, "height": 800}}


@pytest.fixture
def context_options() -> dict[str, Any]:
    return dict(WIDE)


@pytest.fixture
def clients_page(page: Page, live_server: Any, people: People, advisor: User) -> Page:
    sign_in(page, live_server.url, advisor.username)
    page.goto(f"{live_server.url}/clients/")
    return page


def test_a_choice_updates_list_counts_title_and_address_and_keeps_the_focus(
    clients_page: Page,
) -> None:  # 22, 23, 46, 47
    page = clients_page
    page.evaluate("window.stayed = true")
    refuse = page.locator("input[name=advice][value=refuse]")
    refuse.focus()
    page.keyboard.press("Space")
    expect(page.locator("#client-count")).to_have_text("1 client")
    expect(page).to_have_url(re.compile(r"/clients/\?advice=refuse$"))
    expect(page).to_have_title("Clients – advice: Refuse – Prêt à dépenser")
    loaded(page)
    expect(refuse).to_be_focused()
    expect(page.locator("#count-age-25")).to_have_text(re.compile(r"^\s*1\b"))
    expect(page.locator("#count-age-35")).to_have_text(re.compile(r"^\s*0\b"))
    expect(page.locator("#count-advice-grant"), "facet is kept").to_have_text(
        re.compile(r"^\s*1\b")
    )
    for _ in ("ask first", "not scored", "far below", "below"):
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator("#client-count")).to_have_text("0 clients")
    loaded(page)
    expect(page.locator("input[value=below]")).to_be_focused()
    assert page.evaluate("window.stayed")
    page.go_back()
    expect(page.locator("#client-count")).to_have_text("1 client")
    expect(page.locator("input:checked")).to_have_count(1)
    expect(refuse).to_be_checked()
    page.go_back()
    expect(page.locator("#client-count")).to_have_text("4 clients")
    expect(page.locator("input:checked")).to_have_count(0)
    expect(page).to_have_title("Clients – Prêt à dépenser")


def test_pressing_the_button_too_does_not_lengthen_the_history(clients_page: Page) -> None:
    page = clients_page
    before = page.evaluate("history.length")
    page.locator("input[name=advice][value=refuse]").check()
    expect(page.locator("#client-count")).to_have_text("1 client")
    loaded(page)
    with page.expect_response("**/clients/?*"):
        page.get_by_role("button", name="Show").click()
    loaded(page)
    assert page.evaluate("history.length") == before + 1


def test_beside_the_list_the_filters_stand_open(clients_page: Page) -> None:
    expect(clients_page.get_by_label("Cash loan")).to_be_visible()
    expect(clients_page.get_by_text("More filters").first).to_be_hidden()


def test_a_filter_is_removed_by_keyboard(clients_page: Page, live_server: Any) -> None:
    page = clients_page
    page.goto(f"{live_server.url}/clients/?advice=refuse&age=25")
    link = page.get_by_role("link", name="Remove the filter: advice: Refuse")
    link.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/clients/\?age=25$"))
    expect(page.locator("input[name=advice][value=refuse]")).not_to_be_checked()


class TestSmallAndWithoutScripts:
    """At 320 px and as HTML alone."""

    @pytest.fixture
    def context_options(self) -> dict[str, Any]:
        return NARROW | {"java_script_enabled": False}

    def test_filters_open_by_keyboard_and_do_not_push_the_list_away(
        self, clients_page: Page
    ) -> None:  # 20, 21
        page = clients_page
        box = page.locator("#client-count").bounding_box()
        assert box is not None
        assert box["y"] < 800, "the list begins on the first screen"
        expect(page.get_by_label("Cash loan")).to_be_hidden()
        page.get_by_text("More filters").first.focus()
        page.keyboard.press("Enter")
        expect(page.get_by_label("Cash loan")).to_be_visible()
        page.locator("input[name=advice][value=refuse]").check()
        page.locator("input[name=score][value=far-below]").check()
        page.get_by_role("button", name="Show").click()
        expect(page.locator("#client-count")).to_have_text("1 client")
        expect(page.locator("tbody th")).to_have_text(["100002"])
        page.get_by_role("link", name="Score, 0 to 100").click()
        expect(page).to_have_url(re.compile("sort="))
        expect(page.locator("#client-count")).to_have_text("1 client")
        page.get_by_role("link", name="Remove the filters").first.click()
        expect(page.locator("#client-count")).to_have_text("4 clients")

    def test_nothing_is_wider_than_the_screen(self, clients_page: Page) -> None:
        page = clients_page
        page.get_by_text("More filters").first.click()
        expect(page.get_by_label("Cash loan")).to_be_visible()
        widest = page.locator("main *").evaluate_all(
            "found => Math.max(...found.filter(e => getComputedStyle(e).clipPath === 'none')"
            ".map(e => e.getBoundingClientRect().right))"
        )
        assert widest <= 320
