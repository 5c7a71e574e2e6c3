"""Every page, for every role, in both languages: frame, words, rights."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.template import engines
from django.test import Client as Browser
from django.test import override_settings
from django.urls import URLPattern, URLResolver, get_resolver

from ml.wording.typography import typography_problems
from tests.fixtures.people import make_user, signed_in
from tests.fixtures.portfolio import Portfolio
from tests.markup import Page, problems
from tests.pages import NOT_PAGES, pages

GROUPS = {
    "outsider": None,
    "advisor": "advisor",
    "backoffice": "back_office",
    "risk": "risk_manager",
    "admin": "administrator",
}
UNDEFINED = "§ undefined §"

pytestmark = pytest.mark.django_db


@pytest.fixture
def browsers(db: None) -> dict[str, Browser]:
    """A browser for each user, and one for nobody."""
    signed = {name: signed_in(make_user(name, group)) for name, group in GROUPS.items()}
    return {"anonymous": Browser(raise_request_exception=False), **signed}


@pytest.fixture
def loud_templates(settings: Any) -> Iterator[None]:
    """Templates that show a variable which does not exist."""
    options = {**settings.TEMPLATES[0]["OPTIONS"], "string_if_invalid": UNDEFINED}
    with override_settings(DEBUG=False, TEMPLATES=[{**settings.TEMPLATES[0], "OPTIONS": options}]):
        yield
    engines._engines = {}  # type: ignore[attr-defined]


def read(browser: Browser, address: str, language: str) -> Page:
    browser.cookies["django_language"] = language
    response = browser.get(address)
    assert response.status_code in {200, 404}, (address, response.status_code)
    return Page(response.content.decode())


def url_names(patterns: list[Any], namespace: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from url_names(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}"


def test_the_list_of_pages_is_complete() -> None:
    listed = {page.name for page in pages(1, 2)} - {"404"}
    named = {name for name in url_names(get_resolver().url_patterns) if not name.startswith("api-")}
    assert named - NOT_PAGES == listed


def test_each_role_opens_what_it_may_and_nothing_else(
    portfolio: Portfolio, browsers: dict[str, Browser]
) -> None:
    for page in pages(portfolio.scored, portfolio.unscored):
        for user, browser in browsers.items():
            response = browser.get(page.address)
            if page.name in {"404", "portal:gallery"}:
                expected = 404 if user != "anonymous" or page.name == "404" else 302
            elif user in page.readers:
                expected = 200
            else:
                expected = 302 if user == "anonymous" or page.name == "login" else 403
            assert response.status_code == expected, (page.address, user)
            if expected == 302 and user == "anonymous":
                assert response.url.startswith("/accounts/login/?next=")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_page_keeps_the_rules_of_the_house(
    language: str,
    portfolio: Portfolio,
    browsers: dict[str, Browser],
    loud_templates: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from portal import views

    monkeypatch.setattr(views, "shows_gallery", lambda _request: True)
    titles: dict[str, str] = {}
    found: list[str] = []
    for page in pages(portfolio.scored, portfolio.unscored):
        for user in sorted(page.readers):
            parsed = read(browsers[user], page.address, language)
            where = f"{page.address} ({user})"
            found += [f"{where}: {problem}" for problem in problems(parsed)]
            found += [f"{where}: {text!r}" for text in odd_texts(parsed, language)]
            if parsed.one("html").get("lang") != language:
                found.append(f"{where}: not in {language}")
            if titles.setdefault(parsed.title, page.address) != page.address:
                found.append(f"{where}: the title {parsed.title!r} of {titles[parsed.title]}")
    assert found == []


def odd_texts(page: Page, language: str) -> Iterator[str]:
    """Undefined variables, code that leaked, and French that is badly set."""
    for element in page.elements:
        for text in (element.text, *(value or "" for value in element.attributes.values())):
            if UNDEFINED in text or "{{" in text or "{%" in text or "None" in text.split():
                yield text.strip()[:80]
    if language == "fr":
        for text in page.texts():
            if typography_problems(text.strip()):
                yield text.strip()[:80]


def test_an_undefined_variable_would_show(loud_templates: None) -> None:
    assert engines["django"].from_string("{{ nothing }}").render() == UNDEFINED


@pytest.mark.parametrize("status", [400, 403, 500])
def test_error_pages_say_what_to_do(
    status: int, advisor_client: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.core.exceptions import PermissionDenied, SuspiciousOperation

    from portal import home as home_page

    error: Exception = {400: SuspiciousOperation, 403: PermissionDenied, 500: ValueError}[status]()

    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(home_page, "home_context", fail)
    advisor_client.raise_request_exception = False
    for language in ("fr", "en"):
        advisor_client.cookies["django_language"] = language
        response = advisor_client.get("/")
        assert response.status_code == status
        page = Page(response.content.decode())
        assert problems(page) == []
        assert page.one("html").get("lang") == language
        assert 'href="/"' in response.content.decode()


def test_a_page_that_was_open_too_long_says_so(advisor: Any) -> None:
    browser = Browser(enforce_csrf_checks=True)
    browser.force_login(advisor)
    browser.cookies["django_language"] = "en"
    response = browser.post("/accounts/logout/")
    assert response.status_code == 403
    page = Page(response.content.decode())
    assert problems(page) == []
    assert page.one("h1").text == "This page was open for too long"


def test_the_language_switch_keeps_the_page(portfolio: Portfolio, advisor_client: Browser) -> None:
    address = "/clients/?advice=refuse&sort=-score"
    advisor_client.cookies["django_language"] = "fr"
    form = next(
        form
        for form in Page(advisor_client.get(address).content.decode()).all("form")
        if form.get("action") == "/i18n/setlang/"
    )
    fields = {e.get("name"): e.get("value") for e in form.inside() if e.get("name")}
    assert fields["language"] == "en"
    response = advisor_client.post("/i18n/setlang/", fields)
    assert response.url == address
    assert 'lang="en"' in advisor_client.get(address).content.decode()


def test_nothing_but_the_language_changes_by_a_get(
    portfolio: Portfolio,
    browsers: dict[str, Browser],
    django_assert_max_num_queries: Callable[..., Any],
) -> None:
    for page in pages(portfolio.scored, portfolio.unscored):
        for user in page.readers & {"admin"}:
            with django_assert_max_num_queries(30) as queries:
                browsers[user].get(page.address)
            for query in queries.captured_queries:
                words = query["sql"].split()
                if "django_session" in query["sql"]:
                    continue  # kept alive by use; remembers whose files were opened
                assert words[0] not in {"UPDATE", "DELETE"}, query["sql"]
                if words[0] == "INSERT":
                    # the drawings that are kept
                    kept = ("explain_", "portal_modelfigure", "portal_modeldrawing")
                    assert any(table in query["sql"] for table in kept), query["sql"]
