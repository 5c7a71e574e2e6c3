"""Sessions: how long they last, what keeps them alive, and what is said when one has ended."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client as Browser
from django.utils import timezone

from tests.fixtures.people import PASSWORD
from tests.fixtures.portfolio import Portfolio
from tests.markup import Page, problems

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in_by_form(client: Browser, advisor: Any) -> Browser:
    """The advisor, signed in as people do: with the cookies that this sets."""
    client.cookies["django_language"] = "en"
    client.post("/accounts/login/", {"username": "advisor", "password": PASSWORD})
    return client


def end(browser: Browser) -> None:
    """End the session as time does; the browser still has its cookies."""
    Session.objects.update(expire_date=timezone.now())


def test_pages_tell_the_browser_how_long_a_session_lasts(
    advisor_client: Browser, client: Browser, settings: Any
) -> None:
    settings.SESSION_COOKIE_AGE = 3600
    notice = next(e for e in Page(advisor_client.get("/").content.decode()).all("div")
                  if e.get("id") == "session-notice")  # fmt: skip
    assert notice.get("data-seconds") == "3540"
    assert notice.get("data-warned") == "120.0"
    assert notice.text.strip() == ""
    assert 'id="session-notice"' not in client.get("/help/").content.decode()


def test_use_keeps_a_session_alive_without_a_write_at_each_request(
    advisor_client: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    from portal import sessions

    now = 1_000_000.0
    monkeypatch.setattr(sessions.time, "time", lambda: now)
    advisor_client.get("/help/")
    first = Session.objects.get().expire_date
    now += 30
    advisor_client.get("/help/")
    assert Session.objects.get().expire_date == first
    now += 31
    advisor_client.get("/help/")
    assert Session.objects.get().expire_date > first


def test_extending_is_a_post_and_says_how_long(advisor_client: Browser, settings: Any) -> None:
    settings.SESSION_COOKIE_AGE = 600
    assert advisor_client.get("/account/extend/").status_code == 405
    advisor_client.get("/help/")
    before = Session.objects.get().expire_date
    assert advisor_client.post("/account/extend/").json() == {"seconds": 540}
    assert Session.objects.get().expire_date > before


def test_extending_wants_the_token_of_the_form(advisor: Any) -> None:
    strict = Browser(enforce_csrf_checks=True)
    strict.force_login(advisor)
    assert strict.post("/account/extend/").status_code == 403


def test_who_comes_back_after_the_end_is_told_and_sent_where_they_wanted(
    signed_in_by_form: Browser,
) -> None:
    end(signed_in_by_form)
    response = signed_in_by_form.get("/clients/?q=a", follow=True)
    assert response.redirect_chain[0][0] == "/accounts/login/?next=/clients/%3Fq%3Da"
    page = Page(response.content.decode())
    assert "Your session has ended" in page.one("main").text
    assert problems(page) == []
    sent = {"username": "advisor", "password": PASSWORD, "next": "/clients/?q=a"}
    assert signed_in_by_form.post("/accounts/login/", sent).url == "/clients/?q=a"


def test_who_was_never_here_or_signed_out_is_not_told(
    client: Browser, signed_in_by_form: Browser
) -> None:
    signed_in_by_form.post("/accounts/logout/")
    said = signed_in_by_form.get("/clients/", follow=True).content.decode()
    assert "Your session has ended" not in said
    fresh = Browser(headers={"Accept-Language": "en"})
    assert "Your session has ended" not in fresh.get("/clients/", follow=True).content.decode()


def test_a_form_sent_after_the_end_gets_a_way_on_instead_of_a_redirect(
    signed_in_by_form: Browser,
) -> None:
    end(signed_in_by_form)
    response = signed_in_by_form.post("/applications/new/?a=1", {"last_name": 'Ro"che'})
    assert response.status_code == 403
    page = Page(response.content.decode())
    assert page.one("h1").text == "Your session has ended"
    assert "nothing is lost" in page.one("main").text
    assert problems(page) == []
    kept = next(e.get("value") for e in page.all("input") if e.get("name") == "kept")
    wrong = {"username": "advisor", "password": "wrong", "kept": kept}
    again = Page(signed_in_by_form.post("/accounts/login/", wrong).content.decode())
    assert kept in {e.get("value") for e in again.all("input")}
    sent = {"username": "advisor", "password": PASSWORD, "kept": kept}
    response = signed_in_by_form.post("/accounts/login/", sent)
    assert response.status_code == 200
    page = Page(response.content.decode())
    assert problems(page) == []
    form = next(e for e in page.one("main").inside() if e.tag == "form")
    assert form.get("action") == "/applications/new/?a=1"
    carried = {e.get("name"): e.get("value") for e in form.inside() if e.tag == "input"}
    assert carried.pop("csrfmiddlewaretoken")
    assert carried == {"last_name": 'Ro"che'}


def test_passwords_are_not_carried_through_sign_in(signed_in_by_form: Browser) -> None:
    end(signed_in_by_form)
    response = signed_in_by_form.post("/account/password/", {"old_password": PASSWORD})
    assert response.url == "/accounts/login/?next=/account/password/"


def test_a_forged_form_is_not_carried(client: Browser, advisor: Any) -> None:
    sent = {"username": "advisor", "password": PASSWORD, "kept": "eyJwYXRoIjoiLyJ9:1:x"}
    assert client.post("/accounts/login/", sent).url == "/"


def test_a_form_sent_by_who_never_signed_in_leads_to_sign_in(client: Browser) -> None:
    assert client.post("/applications/new/").url.startswith("/accounts/login/")


def test_a_partial_update_after_the_end_opens_the_sign_in_page_whole(
    portfolio: Portfolio, signed_in_by_form: Browser
) -> None:
    end(signed_in_by_form)
    response = signed_in_by_form.get("/clients/?q=a", headers={"HX-Request": "true"})
    assert response.status_code == 200
    assert response["HX-Redirect"] == "/accounts/login/?next=%2Fclients%2F%3Fq%3Da"
    assert response.content == b""
