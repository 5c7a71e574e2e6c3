"""Home, search, help and gallery, for their readers and for others."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client as Browser

from tests.fixtures.portfolio import Portfolio

pytestmark = pytest.mark.django_db


def page(browser: Browser, address: str = "/") -> str:
    browser.cookies["django_language"] = "en"
    response = browser.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_home_needs_sign_in_and_comes_back_to_the_page(client: Browser) -> None:
    assert client.get("/?q=1").url == "/accounts/login/?next=/%3Fq%3D1"


def test_home_shows_each_role_what_it_may_do(
    portfolio: Portfolio,
    advisor_client: Browser,
    back_office_client: Browser,
    risk_manager_client: Browser,
    outsider_client: Browser,
) -> None:
    advisor = page(advisor_client)
    assert "Find a client" in advisor
    assert "Enter a new application" not in advisor
    assert "The model in force" not in advisor
    assert "Enter a new application" in page(back_office_client)
    assert "The model in force" in page(risk_manager_client)
    outsider = page(outsider_client)
    assert "Find a client" not in outsider
    assert "You have no role yet" in outsider
    assert "Moreau" not in outsider
    assert "/clients/" not in outsider


def test_a_whole_reference_opens_the_file_and_anything_else_the_list(
    portfolio: Portfolio, advisor_client: Browser
) -> None:
    def found(query: str) -> str:
        return str(advisor_client.get("/find/", {"q": query}).url)

    assert found(f" {portfolio.scored} ") == f"/clients/{portfolio.scored}/"
    assert found("100") == "/clients/?q=100"
    assert found("Léa & co") == "/clients/?q=L%C3%A9a+%26+co"
    assert found("") == "/clients/?q="
    assert found("9" * 40) == f"/clients/?q={'9' * 40}"
    assert found("١٢٣").startswith("/clients/?q=")


def test_search_is_for_those_who_see_clients(outsider_client: Browser) -> None:
    assert outsider_client.get("/find/", {"q": "100002"}).status_code == 403


def test_help_is_open_to_everybody_and_gives_the_bounds_in_force(
    client: Browser, settings: Any
) -> None:
    settings.ADVICE_REVIEW_FROM = 42.5
    assert "“refuse” below 42.5" in page(client, "/help/")


def test_the_gallery_is_for_developers_and_staff(
    client: Browser, advisor_client: Browser, advisor: Any, settings: Any
) -> None:
    assert client.get("/gallery/").status_code == 302
    settings.DEBUG = False
    assert advisor_client.get("/gallery/").status_code == 404
    advisor.is_staff = True
    advisor.save()
    assert "Gallery of components" in page(advisor_client, "/gallery/")


def test_pages_of_reading_take_no_writes(advisor_client: Browser) -> None:
    for address in ("/", "/find/", "/help/", "/gallery/"):
        assert advisor_client.post(address).status_code == 405


def test_sign_out_is_a_post(advisor_client: Browser) -> None:
    assert advisor_client.get("/accounts/logout/").status_code == 405
    assert advisor_client.post("/accounts/logout/").url == "/accounts/login/"
    assert advisor_client.get("/").status_code == 302
