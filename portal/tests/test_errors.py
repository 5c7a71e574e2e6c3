"""Pages for what goes wrong, and for maintenance."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client as Browser

from tests.markup import Page, problems


def opened(browser: Browser, address: str, status: int, language: str = "en") -> Page:
    browser.cookies["django_language"] = language
    response = browser.get(address)
    assert response.status_code == status
    page = Page(response.content.decode())
    assert problems(page) == []
    assert page.one("html").get("lang") == language
    return page


@pytest.mark.parametrize("language", ["fr", "en"])
def test_under_maintenance_every_page_says_so_without_the_database(
    language: str, client: Browser, settings: Any
) -> None:
    settings.MAINTENANCE = True
    for address in ("/", "/clients/", "/accounts/login/", "/nothing-here/"):
        opened(client, address, 503, language)
    response = client.get("/")
    assert response["Retry-After"] == "600"
    assert response["Cache-Control"] == "no-store"
    assert "Content-Security-Policy" in response


def test_under_maintenance_the_api_answers_with_a_problem(client: Browser, settings: Any) -> None:
    settings.MAINTENANCE = True
    response = client.post("/api/v1/scores/", {}, content_type="application/json")
    assert response.status_code == 503
    assert response["Content-Type"] == "application/problem+json"
    assert response["Retry-After"] == "600"
    assert response.json()["status"] == 503


@pytest.mark.django_db
def test_under_maintenance_health_is_still_told(client: Browser, settings: Any) -> None:
    settings.MAINTENANCE = True
    assert "checks" in client.get("/healthz/").json()


def test_a_file_stands_for_the_setting(client: Browser, settings: Any, tmp_path: Path) -> None:
    settings.MAINTENANCE_FILE = tmp_path / "maintenance"
    assert client.get("/help/").status_code == 200
    settings.MAINTENANCE_FILE.touch()
    assert client.get("/help/").status_code == 503
    settings.MAINTENANCE_FILE.unlink()
    assert client.get("/help/").status_code == 200


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_fault_of_ours_is_told_without_the_database(
    language: str, client: Browser, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import OperationalError, connection

    settings.SUPPORT_CONTACT = "help@example.org"
    client.raise_request_exception = False
    client.cookies["sessionid"] = "a" * 32
    client.cookies["theme"] = "dark"

    def down() -> None:
        raise OperationalError("the database is down")

    monkeypatch.setattr(connection, "ensure_connection", down)
    page = opened(client, "/help/", 500, language)
    assert page.one("html").get("data-theme") == "dark"
    assert "help@example.org" in page.all("footer")[-1].text


def test_nobody_else_s_words_come_into_the_footer(client: Browser, settings: Any) -> None:
    settings.SUPPORT_CONTACT = "<b>help</b>"
    assert "&lt;b&gt;help&lt;/b&gt;" in client.get("/help/").content.decode()


@pytest.mark.django_db
def test_a_missing_page_names_clients_only_to_who_sees_them(
    advisor_client: Browser, outsider_client: Browser, client: Browser
) -> None:
    assert "look for a client" in opened(advisor_client, "/nothing/", 404).one("main").text
    assert "look for a client" not in opened(outsider_client, "/nothing/", 404).one("main").text
    assert "look for a client" not in opened(client, "/nothing/", 404).one("main").text


@pytest.mark.django_db
def test_the_statement_is_open_to_everybody_and_linked_everywhere(
    client: Browser, advisor_client: Browser, settings: Any
) -> None:
    settings.SUPPORT_CONTACT = "help@example.org"
    assert "help@example.org" in opened(client, "/accessibility/", 200).one("main").text
    for browser, address in ((client, "/help/"), (advisor_client, "/"), (client, "/x/")):
        browser.cookies["django_language"] = "en"
        page = Page(browser.get(address).content.decode())
        links = [e.get("href") for e in page.all("footer")[-1].inside() if e.tag == "a"]
        assert links == ["/help/", "/accessibility/"]
