"""Help by keyboard alone, and by touch: opened in place, followed to its page, and back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from explain.tests.conftest import People
from tests.fixtures.browser import sign_in

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from playwright.sync_api import Locator, Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FACTOR = re.compile(r"/model/factors/\w+/$")


@pytest.fixture
def context_options() -> dict[str, Any]:
    return {"locale": "en-GB", "viewport": {"width": 1280, "height": 900}}


@pytest.fixture
def file_of_a_client(page: Page, live_server: Any, people: People, advisor: User) -> Page:
    sign_in(page, live_server.url, advisor.username)
    page.goto(f"{live_server.url}/clients/100001/")
    return page


def first_help(page: Page) -> Locator:
    return page.locator(".reason .factor-help").first


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_a_reason_s_help_opens_by_key_and_leads_on_and_back(
    file_of_a_client: Page, key: str
) -> None:
    page = file_of_a_client
    helping = first_help(page)
    summary, link = helping.locator("summary"), helping.get_by_role("link")
    expect(link).to_be_hidden()
    summary.focus()
    page.keyboard.press(key)
    expect(helping).to_have_attribute("open", "")
    expect(link).to_be_visible()
    expect(summary).to_be_focused()
    page.keyboard.press("Tab")
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(FACTOR)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.go_back()
    expect(page).to_have_url(re.compile(r"/clients/100001/$"))
    expect(first_help(page).locator("summary")).to_be_visible()


def test_a_key_closes_it_again(file_of_a_client: Page) -> None:
    helping = first_help(file_of_a_client)
    helping.locator("summary").focus()
    file_of_a_client.keyboard.press("Enter")
    expect(helping.locator(".factor-help__text")).to_be_visible()
    file_of_a_client.keyboard.press("Enter")
    expect(helping.locator(".factor-help__text")).to_be_hidden()


def test_a_row_of_the_table_leads_to_its_factor_and_the_page_back_to_the_file(
    file_of_a_client: Page,
) -> None:
    page = file_of_a_client
    opener = page.locator(".explanation .figure summary")
    opener.focus()
    page.keyboard.press("Enter")
    link = page.locator("#waterfall-table tbody th a").first
    expect(link).to_be_visible()
    link.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(FACTOR)
    back = page.get_by_role("link", name="Back to client 100001")
    back.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/clients/100001/$"))


def test_a_term_leads_to_its_entry(file_of_a_client: Page) -> None:
    page = file_of_a_client
    term = page.locator(".explanation a.term").first
    term.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/help/#term-average-client$"))
    expect(page.locator("#term-average-client")).to_be_in_viewport()


class TestByTouch:
    @pytest.fixture
    def context_options(self) -> dict[str, Any]:
        phone = {"width": 320, "height": 640}
        return {"locale": "en-GB", "viewport": phone, "has_touch": True}

    def test_a_tap_opens_it(self, file_of_a_client: Page) -> None:
        helping = first_help(file_of_a_client)
        helping.locator("summary").tap()
        expect(helping.locator(".factor-help__text")).to_be_visible()


class TestWithoutScripts:
    @pytest.fixture
    def context_options(self) -> dict[str, Any]:
        return {"locale": "en-GB", "java_script_enabled": False}

    def test_it_opens_and_leads_on(self, file_of_a_client: Page) -> None:
        helping = first_help(file_of_a_client)
        helping.locator("summary").click()
        helping.get_by_role("link").click()
        expect(file_of_a_client).to_have_url(FACTOR)
