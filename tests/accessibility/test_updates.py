"""Parts of a page that change by themselves: focus, address, title, Back, failures, waiting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.fixtures.browser import sign_in
from tests.fixtures.people import make_user
from tests.fixtures.portfolio import Portfolio

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FOCUSED = "document.activeElement.name"


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
    return page


def test_focus_stays_and_address_and_title_change_and_go_back_together(listing: Page) -> None:
    listing.evaluate("window.stayed = true")
    title = listing.title()
    listing.keyboard.type("benali")
    listing.keyboard.press("Enter")
    listing.wait_for_url("**q=benali*")
    expect(listing.locator("#client-list tbody tr")).to_have_count(1)
    assert listing.evaluate("window.stayed"), "the whole page was loaded"
    assert listing.evaluate(FOCUSED) == "q"
    assert "benali" in listing.title()
    assert listing.get_by_role("status").filter(has_text="1 client").count() == 1
    listing.go_back()
    expect(listing.locator("#client-list tbody tr")).to_have_count(4)
    assert "q=" not in listing.url
    assert listing.title() == title
    assert listing.input_value("input[name=q]") == ""
    listing.go_forward()
    expect(listing.locator("#client-list tbody tr")).to_have_count(1)
    assert "benali" in listing.title()


def test_waiting_is_said_and_shown_to_assistive_technology(listing: Page) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    listing.route("**/clients/?*", hold)
    listing.keyboard.type("benali")
    listing.keyboard.press("Enter")
    expect(listing.locator("[aria-busy=true]")).to_have_count(1)
    expect(listing.locator("#live-status")).to_have_text("Updating…")
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
    assert alert.get_attribute("role") == "alert"
    assert alert.is_visible()
    assert listing.evaluate(FOCUSED) == "q"
    assert listing.input_value("input[name=q]") == "benali"
    assert listing.locator("#client-list tbody tr").count() == 4
    listing.unroute("**/clients/?*")
    listing.keyboard.press("Enter")
    expect(listing.locator("#client-list tbody tr")).to_have_count(1)
    expect(alert).to_have_text("")
