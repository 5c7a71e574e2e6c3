"""The account page: who one is, language and colours, password, first steps."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client as Browser

from portal.account.preferences import save_preferences
from portal.models import Preferences
from tests.fixtures.people import PASSWORD
from tests.markup import Page

pytestmark = pytest.mark.django_db
NEW_PASSWORD = "another horse, another battery"


def page(browser: Browser, address: str = "/account/") -> Page:
    browser.cookies["django_language"] = "en"
    response = browser.get(address)
    assert response.status_code == 200
    return Page(response.content.decode())


def checked(parsed: Page) -> set[str]:
    return {e.get("value") for e in parsed.all("input") if "checked" in e.attributes}


def test_each_role_is_said_in_words(
    advisor_client: Browser, administrator_client: Browser, outsider_client: Browser
) -> None:
    advisor = page(advisor_client).one("main").text
    assert "Advisor" in advisor
    assert "Enter and correct applications" not in advisor
    assert "Manage users" in page(administrator_client).one("main").text
    assert "You have no role yet" in page(outsider_client).one("main").text


def test_it_is_for_who_is_signed_in(client: Browser) -> None:
    for address in ("/account/", "/account/password/"):
        assert client.get(address).url == f"/accounts/login/?next={address}"
    for address in ("/account/", "/account/first-steps/", "/account/extend/"):
        assert client.post(address).url.startswith("/accounts/login/")
    assert not Preferences.objects.exists()


def test_choices_are_kept_and_shown_at_once(advisor_client: Browser, advisor: Any) -> None:
    assert checked(page(advisor_client)) == {"en", "system"}
    response = advisor_client.post("/account/", {"language": "fr", "theme": "dark"})
    assert response.url == "/account/"
    shown = Page(advisor_client.get("/account/").content.decode())
    assert shown.one("html").get("lang") == "fr"
    assert shown.one("html").get("data-theme") == "dark"
    assert checked(shown) == {"fr", "dark"}
    kept = Preferences.objects.get(user=advisor)
    assert (kept.language, kept.theme) == ("fr", "dark")


def test_the_system_s_colours_come_back(advisor_client: Browser) -> None:
    advisor_client.post("/account/", {"language": "en", "theme": "light"})
    assert page(advisor_client).one("html").get("data-theme") == "light"
    advisor_client.post("/account/", {"language": "en", "theme": "system"})
    assert page(advisor_client).one("html").get("data-theme") == ""


def test_what_is_not_offered_is_refused(advisor_client: Browser, advisor: Any) -> None:
    response = advisor_client.post("/account/", {"language": "de", "theme": "dark"})
    assert response.status_code == 422
    assert Page(response.content.decode()).title.startswith(("Error:", "Erreur"))
    with pytest.raises(ValidationError):
        save_preferences(user=advisor, theme="pink")
    assert not Preferences.objects.exists()


def test_a_forged_cookie_changes_nothing(advisor_client: Browser) -> None:
    advisor_client.cookies["theme"] = '"><script>'
    assert "data-theme" not in page(advisor_client).one("html").attributes


def test_signing_in_on_another_machine_brings_the_choices(client: Browser, advisor: Any) -> None:
    save_preferences(user=advisor, language="en", theme="dark")
    client.cookies["django_language"] = "fr"
    client.post("/accounts/login/", {"username": "advisor", "password": PASSWORD})
    home = Page(client.get("/").content.decode())
    assert (home.one("html").get("lang"), home.one("html").get("data-theme")) == ("en", "dark")


def test_signing_in_without_choices_changes_no_language(client: Browser, advisor: Any) -> None:
    client.cookies["django_language"] = "en"
    client.post("/accounts/login/", {"username": "advisor", "password": PASSWORD})
    assert Page(client.get("/").content.decode()).one("html").get("lang") == "en"
    assert not Preferences.objects.exists()


def test_the_switch_in_the_header_is_remembered(advisor_client: Browser, advisor: Any) -> None:
    advisor_client.post("/i18n/setlang/", {"language": "fr", "next": "/clients/?q=a"})
    assert Preferences.objects.get(user=advisor).language == "fr"
    advisor_client.post("/i18n/setlang/", {"language": "de", "next": "/"})
    assert Preferences.objects.get(user=advisor).language == "fr"


def test_nobody_s_switch_is_kept_without_an_account(client: Browser) -> None:
    assert client.post("/i18n/setlang/", {"language": "en", "next": "/help/"}).url == "/help/"
    assert client.cookies["django_language"].value == "en"
    assert not Preferences.objects.exists()


def test_the_password_is_changed_and_others_are_signed_out(
    advisor_client: Browser, advisor: Any, client: Browser
) -> None:
    client.force_login(advisor)
    sent = {"old_password": PASSWORD, "new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    response = advisor_client.post("/account/password/", sent, follow=True)
    assert response.redirect_chain == [("/account/", 302)]
    assert client.get("/account/").status_code == 302
    advisor.refresh_from_db()
    assert advisor.check_password(NEW_PASSWORD)


@pytest.mark.parametrize(
    ("old", "new", "again"),
    [("wrong", NEW_PASSWORD, NEW_PASSWORD), (PASSWORD, "short", "short"), (PASSWORD, "a", "b")],
)
def test_a_password_that_will_not_do_is_refused(
    old: str, new: str, again: str, advisor_client: Browser, advisor: Any
) -> None:
    advisor_client.cookies["django_language"] = "en"
    sent = {"old_password": old, "new_password1": new, "new_password2": again}
    response = advisor_client.post("/account/password/", sent)
    parsed = Page(response.content.decode())
    assert parsed.title.startswith("Error: ")
    assert any(e.get("id") == "error-summary" for e in parsed.elements)
    advisor.refresh_from_db()
    assert advisor.check_password(PASSWORD)
