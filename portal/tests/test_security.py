"""What every answer carries, and what needs sign-in."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client
from django.urls import NoReverseMatch, URLResolver, get_resolver, reverse

pytestmark = pytest.mark.django_db

OPEN = {"portal:healthz", "portal:help", "portal:accessibility", "login"}
POST_ONLY = {"logout", "set_language", "api-scores"}


def names(resolver: URLResolver, space: str = "") -> list[str]:
    """The name of every address."""
    found = []
    for item in resolver.url_patterns:
        if isinstance(item, URLResolver):
            found += names(item, f"{space}{item.namespace}:" if item.namespace else space)
        else:
            found.append(f"{space}{item.name}")
    return found


NAMES = names(get_resolver())


def address(name: str) -> str:
    """The address of that name, of a client and of an item where it needs them."""
    for arguments in ([], [100002]):
        try:
            return reverse(name, args=arguments)
        except NoReverseMatch:
            continue
    return reverse(name, args=[100002, "income"])


@pytest.mark.parametrize("name", sorted(set(NAMES) - POST_ONLY))
def test_a_stranger_sees_nothing_that_is_not_open(client: Client, name: str) -> None:
    response = client.get(address(name))
    if name in OPEN:
        assert response.status_code == 200
    elif name == "api-unknown":  # the same for everybody
        assert response.status_code == 404
    elif name == "api-schema":  # a program asks: a status, not a page to sign in on
        assert response.status_code in {401, 403}
    else:
        assert response.status_code == 302
        assert response["Location"].startswith("/accounts/login/?next=")


@pytest.mark.parametrize("name", sorted(POST_ONLY))
def test_what_takes_only_post_gives_a_stranger_nothing(client: Client, name: str) -> None:
    response = client.post(address(name))
    assert response.status_code == 401 if name == "api-scores" else response.status_code == 302


def test_one_outside_all_groups_sees_no_client(outsider_client: Client) -> None:
    for name in NAMES:
        if name.startswith(("explain:", "scoring:")):
            assert outsider_client.get(address(name)).status_code == 403, name


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


def test_no_page_is_kept_or_shared_and_none_asks_for_a_device(
    client: Client, advisor_client: Client
) -> None:
    for browser, path in ((client, "/accounts/login/"), (advisor_client, "/"),
                          (advisor_client, "/clients/"), (advisor_client, "/nowhere/"),
                          (client, "/api/nowhere/")):  # fmt: skip
        answer = browser.get(path)
        assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", ")), path
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
        refused = answer["Permissions-Policy"].split(", ")
        assert {"camera=()", "geolocation=()", "microphone=()", "payment=()"} <= set(refused)
        assert all(power.endswith("=()") for power in refused)


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
