"""Parts of a page that change by themselves: focus, address, title, Back, failures, waiting."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.fixtures.browser import loaded, sign_in, wait_for
from tests.fixtures.people import make_user
from tests.fixtures.portfolio import Portfolio

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def context_options() -> dict[str, Any]:
    return {"locale": "en-GB", "viewport": {"width": 1280, "height": 900}}


@pytest.fixture
def listing(page: Page, live_server: Any, portfolio: Portfolio) -> Page:
    """The list of clients, opened by an advisor whose focus is in the search."""
    make_user("advisor", "advisor")
    sign_in(page, live_server.url, "advisor")
    page.goto(f"{live_server.url}/clients/")
    page.focus("input[name=q]")
    expect(page.locator("#client-list tbody tr")).to_have_count(4)
    return page


def test_focus_stays_and_address_and_title_change_and_go_back_together(listing: Page) -> None:
    listing.evaluate("window.stayed = true")
    title = listing.title()
    search = listing.locator("input[name=q]")
    listing.keyboard.type("benali")
    listing.keyboard.press("Enter")
    listing.wait_for_url("**q=benali*")
    expect(listing.locator("#client-list tbody tr")).to_have_count(1)
    loaded(listing)
    assert listing.evaluate("window.stayed"), "the whole page was loaded"
    expect(search).to_be_focused()
    expect(listing).to_have_title(re.compile("benali"))
    expect(listing.get_by_role("status").filter(has_text="1 client")).to_have_count(1)
    listing.go_back()
    expect(listing.locator("#client-list tbody tr")).to_have_count(4)
    expect(listing).not_to_have_url(re.compile("q="))
    expect(listing).to_have_title(title)
    expect(search).to_have_value("")
    loaded(listing)
    listing.go_forward()
    expect(listing.locator("#client-list tbody tr")).to_have_count(1)
    expect(listing).to_have_title(re.compile("benali"))


def test_waiting_is_said_and_shown_to_assistive_technology(listing: Page) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    listing.route("**/clients/?*", hold)
    listing.keyboard.type("benali")
    listing.keyboard.press("Enter")
    expect(listing.locator("[aria-busy=true]")).to_have_count(1)
    expect(listing.locator("#live-status")).to_have_text("Updating…")
    wait_for(listing, lambda: held, "the request for the update was held")
    held[0].continue_()
    expect(listing.locator("#client-list tbody tr")).to_have_count(1)
    expect(listing.locator("[aria-busy=true]")).to_have_count(0)
    expect(listing.locator("#live-status")).to_have_text("")


@pytest.mark.parametrize("failure", ["no network", "server error"])
def test_a_failed_update_says_so_until_one_succeeds(listing: Page, failure: str) -> None:
    def fail(route: Route) -> None:
        if failure == "no network":
            route.abort()
        else:
            route.fulfill(status=500, body="")

    listing.route("**/clients/?*", fail)
    listing.keyboard.type("benali")
    listing.keyboard.press("Enter")
    alert = listing.locator("#live-alert")
    expect(alert).to_contain_text("could not be updated")
    expect(alert).to_have_role("alert")
    expect(alert).to_be_visible()
    expect(listing.locator("input[name=q]")).to_be_focused()
    expect(listing.locator("input[name=q]")).to_have_value("benali")
    expect(listing.locator("#client-list tbody tr")).to_have_count(4)
    listing.unroute("**/clients/?*")
    listing.keyboard.press("Enter")
    expect(listing.locator("#client-list tbody tr")).to_have_count(1)
    expect(alert).to_have_text("")
