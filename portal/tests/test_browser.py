"""Sessions, forms and colours in a real browser."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import expect

from clients.models import Client
from tests.fixtures.browser import profile, sign_in, wait_for
from tests.fixtures.people import PASSWORD, make_user

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FORM = "/applications/new/"
LASTS = 540
"""Seconds that a page may stay open where a session lasts 600 (``portal.sessions``)."""
GROUND = "getComputedStyle(document.documentElement).backgroundColor"


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


def stop_the_clock(page: Page, settings: Any) -> None:
    """The browser's time passes only as we say: the server, however slow, is always in time."""
    settings.SESSION_COOKIE_AGE = 600
    page.clock.install()
    page.clock.pause_at(timezone.now() + timedelta(hours=1))


def let_pass(page: Page, seconds: int) -> None:
    page.clock.fast_forward(seconds * 1000)


def sign_in_again(page: Page) -> None:
    page.wait_for_load_state()
    page.fill("input[name=username]", "backoffice")
    page.fill("input[name=password]", PASSWORD)
    with page.expect_navigation():
        page.click("main button[type=submit]")


def press(page: Page, button: str, times: int = 1) -> None:
    """Press with the mouse, without waiting for what comes."""
    page.locator(button).scroll_into_view_if_needed()
    box = page.locator(button).bounding_box()
    assert box is not None
    for _ in range(times):
        page.mouse.click(box["x"] + 9, box["y"] + 9)


def test_before_a_session_ends_people_are_warned_and_can_stay(
    page: Page, url: str, settings: Any
) -> None:
    stop_the_clock(page, settings)
    sign_in(page, url, "backoffice")
    half_filled(page, url)
    notice, last_name = page.locator("#session-notice"), page.locator("#id_last_name")
    expect(notice).to_be_empty()
    let_pass(page, LASTS - 130)
    expect(notice).to_be_empty()
    let_pass(page, 90)
    expect(notice.locator(".alert--caution")).to_be_visible()
    expect(notice).to_have_role("alert")
    expect(notice).to_contain_text("Your session ends soon")
    expect(notice).to_contain_text("In a moment you will be signed out")
    expect(last_name).to_be_focused()
    expires = Session.objects.get().expire_date
    page.keyboard.type("Roche")
    notice.get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(notice.locator(".alert--positive")).to_be_visible()
    expect(notice).to_contain_text("You stay signed in")
    expect(last_name).to_be_focused()
    assert Session.objects.get().expire_date > expires
    expect(last_name).to_have_value("Roche")
    let_pass(page, LASTS - 40)
    expect(notice.locator(".alert--caution")).to_be_visible()  # the time runs again


def test_the_warning_hides_nothing_at_320_pixels(page: Page, url: str, settings: Any) -> None:
    stop_the_clock(page, settings)
    page.set_viewport_size({"width": 320, "height": 640})
    sign_in(page, url, "backoffice")
    page.goto(url + "/help/")
    let_pass(page, LASTS - 40)
    expect(page.locator("#session-notice .alert--caution")).to_be_visible()
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
    stop_the_clock(page, settings)
    sign_in(page, url, "backoffice")
    half_filled(page, url)
    Session.objects.all().delete()
    let_pass(page, LASTS + 60)
    expect(page.locator("#session-notice .alert--negative")).to_be_visible()
    expect(page.locator("#session-notice")).to_contain_text("still on this page")
    with page.context.expect_page() as opened:
        page.click("#session-notice a")
    sign_in_again(opened.value)
    expect(page.locator("#session-notice")).to_be_empty()
    page.click("main form button[type=submit]")
    # Read and checked, not turned away.
    expect(page).to_have_title(re.compile("^Error: New application"))
    expect(page.locator("#id_first_name")).to_have_value("Léa")


def test_without_scripts_what_was_typed_is_still_there_after_the_end(
    browser: Browser, url: str
) -> None:
    with profile(browser, locale="en-GB", java_script_enabled=False) as context:
        page = context.new_page()
        sign_in(page, url, "backoffice")
        half_filled(page, url)
        Session.objects.all().delete()
        page.click("main form button[type=submit]")
        expect(page.locator("h1")).to_have_text("Your session has ended")
        sign_in_again(page)
        expect(page.locator("h1")).to_have_text("You are signed in again")
        page.click("main form button[type=submit]")
        expect(page).to_have_title(re.compile("^Error: New application"))
        expect(page.locator("#id_first_name")).to_have_value("Léa")


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
    wait_for(page, lambda: held, "the form was sent")
    held[0].fulfill(status=302, headers={"Location": f"{url}/help/"})
    page.wait_for_url("**/help/")
    assert len(held) == 1
    page.go_back()
    press(page, button)
    wait_for(page, lambda: len(held) == 2, "the form was sent again")
    held[1].abort()


def test_chosen_colours_hold_without_scripts_whatever_the_device_says(
    browser: Browser, url: str
) -> None:
    options = {"color_scheme": "light", "java_script_enabled": False}
    with profile(browser, locale="en-GB", **options) as context:
        page = context.new_page()
        sign_in(page, url, "backoffice")
        light = page.evaluate(GROUND)
        page.goto(f"{url}/account/")
        page.check("input[name=theme][value=dark]")
        page.click("main form button:has-text('Save')")
        expect(page.locator("[role=status]").first).to_contain_text("Your choices are kept.")
        expect(page.locator("html")).not_to_have_css("background-color", light)
        dark = page.evaluate(GROUND)
        page.click("text=Sign out")
        expect(page.locator("input[name=username]")).to_be_visible()
        expect(page.locator("html")).to_have_css("background-color", dark)
        page.goto(f"{url}/nothing/")
        expect(page.locator("html")).to_have_css("background-color", dark)


def test_the_switch_of_language_keeps_the_page_and_its_question(page: Page, url: str) -> None:
    sign_in(page, url, "backoffice")
    page.goto(f"{url}/clients/?q=roche&sort=-score")
    page.click("button[name=language]")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page).to_have_url(f"{url}/clients/?q=roche&sort=-score")


def test_after_sign_out_back_shows_nothing(page: Page, url: str) -> None:
    sign_in(page, url, "backoffice")
    half_filled(page, url)
    with page.expect_navigation():
        page.click("form[action='/accounts/logout/'] button")
    page.go_back()
    expect(page).to_have_url(re.compile(r"/accounts/login/"))
    expect(page.locator("#id_first_name")).to_have_count(0)
    expect(page.locator("body")).not_to_contain_text("Léa")


def test_a_form_sent_again_after_back_gives_one_record(page: Page, url: str) -> None:
    sign_in(page, url, "backoffice")
    page.goto(url + FORM)
    for name, text in {
        "first_name": "Nina", "last_name": "Moreau", "birth_date": "27/3/1985",
        "credit_amount": "250 000", "income": "34 000",
    }.items():  # fmt: skip
        page.fill(f"#id_{name}", text)
    page.select_option("#id_contract", "cash")
    once = page.input_value("input[name=once]")
    page.click("main form button[type=submit]")
    expect(page).to_have_url(re.compile(r"/clients/\d+/$"))
    landed = f"{url}/clients/{Client.objects.get().reference}/"
    expect(page).to_have_url(landed)
    # As a tab that still shows the form would send it.
    sent = page.evaluate(
        """async ([path, once]) => {
            const form = new FormData();
            for (const [name, text] of Object.entries({once, first_name: 'Nina',
                last_name: 'Moreau', birth_date: '27/3/1985', contract: 'cash',
                credit_amount: '250 000', income: '34 000',
                csrfmiddlewaretoken: document.querySelector('[name=csrfmiddlewaretoken]').value}))
                form.set(name, text);
            return (await fetch(path, {method: 'POST', body: form})).url;
        }""",
        [FORM, once],
    )
    assert sent == landed
    page.goto(f"{url}/clients/?q=Moreau")
    expect(page.locator("main table tbody tr")).to_have_count(1)
