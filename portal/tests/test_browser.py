"""Sessions, forms and colours in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.sessions.models import Session

from tests.fixtures.browser import sign_in
from tests.fixtures.people import PASSWORD, make_user

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FORM = "/applications/new/"


@pytest.fixture
def context_options() -> dict[str, Any]:
    return {"locale": "en-GB", "viewport": {"width": 1280, "height": 900}}


@pytest.fixture
def url(live_server: Any, transactional_db: None) -> str:
    make_user("backoffice", "back_office")
    return str(live_server.url)


def half_filled(page: Page, url: str) -> None:
    page.goto(url + FORM)
    page.fill("#id_first_name", "Léa")
    page.focus("#id_last_name")


def sign_in_again(page: Page) -> None:
    page.wait_for_load_state()
    page.fill("input[name=username]", "backoffice")
    page.fill("input[name=password]", PASSWORD)
    with page.expect_navigation():
        page.click("main button[type=submit]")


def press(page: Page, button: str, times: int = 1) -> None:
    """Press with the mouse, as fast as people do, without waiting for what comes."""
    page.locator(button).scroll_into_view_if_needed()
    box = page.locator(button).bounding_box()
    assert box is not None
    for _ in range(times):
        page.mouse.click(box["x"] + 9, box["y"] + 9)
        page.wait_for_timeout(100)
    page.wait_for_timeout(200)


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id"))


def test_before_a_session_ends_people_are_warned_and_can_stay(
    page: Page, url: str, settings: Any
) -> None:
    settings.SESSION_COOKIE_AGE = 14
    sign_in(page, url, "backoffice")
    half_filled(page, url)
    assert page.inner_html("#session-notice") == ""
    page.wait_for_selector("#session-notice .alert--caution")
    assert page.get_attribute("#session-notice", "role") == "alert"
    assert "Your session ends soon" in page.inner_text("#session-notice")
    assert "In a moment you will be signed out" in page.inner_text("#session-notice")
    assert focused(page) == "id_last_name"
    expires = Session.objects.get().expire_date
    page.keyboard.type("Roche")
    page.focus("#session-notice button")
    page.keyboard.press("Enter")
    page.wait_for_selector("#session-notice .alert--positive")
    assert "You stay signed in" in page.inner_text("#session-notice")
    assert focused(page) == "id_last_name"
    assert Session.objects.get().expire_date > expires
    assert page.input_value("#id_last_name") == "Roche"
    page.wait_for_selector("#session-notice .alert--caution")  # and the time runs again


def test_the_warning_hides_nothing_at_320_pixels(page: Page, url: str, settings: Any) -> None:
    settings.SESSION_COOKIE_AGE = 6
    page.set_viewport_size({"width": 320, "height": 640})
    sign_in(page, url, "backoffice")
    page.goto(url + "/help/")
    page.wait_for_selector("#session-notice .alert--caution")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    box = page.locator("#session-notice").bounding_box()
    assert box is not None
    assert box["height"] < 400
    page.focus("footer a")
    link = page.locator("footer a").first.bounding_box()
    assert link is not None
    assert link["y"] + link["height"] <= page.locator("#session-notice").bounding_box()["y"] + 1  # type: ignore[index]


def test_after_the_end_signing_in_in_another_tab_lets_the_form_be_sent(
    page: Page, url: str, settings: Any
) -> None:
    settings.SESSION_COOKIE_AGE = 6
    sign_in(page, url, "backoffice")
    half_filled(page, url)
    page.wait_for_selector("#session-notice .alert--negative")
    assert "still on this page" in page.inner_text("#session-notice")
    settings.SESSION_COOKIE_AGE = 600
    with page.context.expect_page() as opened:
        page.click("#session-notice a")
    sign_in_again(opened.value)
    page.wait_for_function("!document.querySelector('#session-notice').children.length")
    with page.expect_navigation():
        page.click("main form button[type=submit]")
    assert page.title().startswith("Error: New application")  # read and checked, not turned away
    assert page.input_value("#id_first_name") == "Léa"


def test_without_scripts_what_was_typed_is_still_there_after_the_end(
    browser: Browser, url: str
) -> None:
    context = browser.new_context(locale="en-GB", java_script_enabled=False)
    page = context.new_page()
    sign_in(page, url, "backoffice")
    half_filled(page, url)
    Session.objects.all().delete()
    with page.expect_navigation():
        page.click("main form button[type=submit]")
    assert page.inner_text("h1") == "Your session has ended"
    sign_in_again(page)
    assert page.inner_text("h1") == "You are signed in again"
    with page.expect_navigation():
        page.click("main form button[type=submit]")
    assert page.title().startswith("Error: New application")
    assert page.input_value("#id_first_name") == "Léa"
    context.close()


def test_a_form_that_writes_is_sent_once_and_again_after_coming_back(page: Page, url: str) -> None:
    sign_in(page, url, "backoffice")
    half_filled(page, url)
    held: list[Route] = []

    def hold(route: Route) -> None:
        if route.request.method == "POST":
            held.append(route)
        else:
            route.continue_()

    page.route(f"**{FORM}", hold)
    button = "form[data-once] button[type=submit]"
    press(page, button, times=3)
    assert len(held) == 1
    held[0].fulfill(status=302, headers={"Location": f"{url}/help/"})
    page.wait_for_url("**/help/")
    page.go_back()
    press(page, button)
    assert len(held) == 2
    held[1].abort()


def test_chosen_colours_hold_without_scripts_whatever_the_device_says(
    browser: Browser, url: str
) -> None:
    context = browser.new_context(locale="en-GB", color_scheme="light", java_script_enabled=False)
    page = context.new_page()
    sign_in(page, url, "backoffice")
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    light = page.evaluate(ground)
    page.goto(f"{url}/account/")
    page.check("input[name=theme][value=dark]")
    with page.expect_navigation():
        page.click("main form button:has-text('Save')")
    assert "Your choices are kept." in page.inner_text("[role=status]")
    dark = page.evaluate(ground)
    assert dark != light
    with page.expect_navigation():
        page.click("text=Sign out")
    assert page.evaluate(ground) == dark
    page.goto(f"{url}/nothing/")
    assert page.evaluate(ground) == dark
    context.close()


def test_the_switch_of_language_keeps_the_page_and_its_question(page: Page, url: str) -> None:
    sign_in(page, url, "backoffice")
    page.goto(f"{url}/clients/?q=roche&sort=-score")
    with page.expect_navigation():
        page.click("button[name=language]")
    assert page.url == f"{url}/clients/?q=roche&sort=-score"
    assert page.get_attribute("html", "lang") == "fr"
