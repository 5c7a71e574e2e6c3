"""Opens every page of the portal in a real browser, as somebody who may read it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings

from tests.fixtures.browser import profile
from tests.fixtures.people import make_user, signed_in
from tests.fixtures.portfolio import Portfolio
from tests.pages import pages

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Opened = Callable[..., "Iterator[tuple[str, Page]]"]
"""``opened(language, **context options)`` gives each address and its loaded page."""


@pytest.fixture
def portfolio(transactional_db: None, make_portfolio: Callable[[], Portfolio]) -> Portfolio:
    return make_portfolio()


@pytest.fixture
def opened(
    browser: Browser, live_server: Any, portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> Opened:
    """Each page once.

    Each visit is a new session: what a page says of those opened before it is the same again.
    ``said`` collects what the browser writes to its console.
    """
    from portal import views

    monkeypatch.setattr(views, "shows_gallery", lambda _request: True)
    reader = make_user("admin", "administrator")
    addresses = {
        page.address: "admin" in page.readers
        for page in pages(portfolio.scored, portfolio.unscored)
    }

    def visit(
        language: str = "fr", *, said: list[str] | None = None, **options: Any
    ) -> Iterator[tuple[str, Page]]:
        for signed in (True, False):
            with profile(browser, locale=language, **options) as context:
                if signed:
                    name = settings.SESSION_COOKIE_NAME
                    value = signed_in(reader).cookies[name].value
                    context.add_cookies([{"name": name, "url": live_server.url, "value": value}])
                page = context.new_page()
                if said is not None:
                    page.on("console", lambda message: said.append(message.text))
                    page.on("pageerror", lambda error: said.append(str(error)))
                for address, needs in addresses.items():
                    if needs is signed:
                        page.goto(live_server.url + address)
                        yield address, page

    return visit
