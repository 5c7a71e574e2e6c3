"""What every answer carries, and what needs sign-in."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

pytestmark = pytest.mark.django_db

OPEN = {"portal:healthz", "portal:help", "login", "set_language"}


def all_patterns(
    resolver: URLResolver, prefix: str = "", space: str = ""
) -> list[tuple[str, str, URLPattern]]:
    """(name, path, pattern) of every address."""
    found = []
    for item in resolver.url_patterns:
        path = prefix + str(item.pattern)
        if isinstance(item, URLResolver):
            inner = f"{space}{item.namespace}:" if item.namespace else space
            found += all_patterns(item, path, inner)
        else:
            found.append((f"{space}{item.name}", path, item))
    return found


PATTERNS = all_patterns(get_resolver())


@pytest.mark.parametrize(("name", "path", "pattern"), PATTERNS, ids=[name for name, *_ in PATTERNS])
def test_everything_needs_sign_in_unless_said(name: str, path: str, pattern: URLPattern) -> None:
    needs = getattr(pattern.callback, "login_required", True)
    authenticates_itself = path.startswith("api/v1/")
    assert needs != (name in OPEN or authenticates_itself), f"{name} ({path})"


def test_a_stranger_is_sent_to_sign_in_and_back(client: Client) -> None:
    response = client.get("/clients/")
    assert response.status_code == 302
    assert response["Location"] == "/accounts/login/?next=/clients/"


def test_the_policy_allows_nothing_inline_and_no_other_host(client: Client) -> None:
    policy = client.get("/accounts/login/")["Content-Security-Policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert {rules[name] for name in ("script-src", "style-src", "img-src")} == {"'self'"}
    assert "unsafe" not in policy
    assert "http" not in policy


def test_an_answer_names_its_request_and_the_caller_cannot_choose_the_name(client: Client) -> None:
    given = {"x-request-id": "chosen"}
    ids = {client.get("/healthz/", headers=given)["X-Request-ID"] for _ in range(2)}
    assert len(ids) == 2
    assert all(uuid.UUID(one) for one in ids)


@pytest.mark.parametrize(
    ("wanted", "language"),
    [("fr-CA,fr;q=0.9", "fr"), ("en-GB,en;q=0.9", "en"), ("de", "fr")],
)
def test_the_browser_chooses_the_language(client: Client, wanted: str, language: str) -> None:
    response = client.get("/accounts/login/", headers={"accept-language": wanted})
    assert response["Content-Language"] == language
    assert f'<html lang="{language}"' in response.text


def test_a_person_may_choose_otherwise(client: Client) -> None:
    client.post("/i18n/setlang/", {"language": "en", "next": "/accounts/login/"})
    response = client.get("/accounts/login/", headers={"accept-language": "fr"})
    assert '<html lang="en"' in response.text
