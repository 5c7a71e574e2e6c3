"""Nobody listens where broker and cache should be: pages work, records are kept, nobody waits."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client as Browser

from clients.models import Application
from explain.models import Plot
from portal.celery import app
from portal.models import ModelDrawing
from scoring.models import CurrentScore, ModelVersion
from scoring.services import register_model, score_portfolio
from tests.fixtures.people import make_user, signed_in
from tests.fixtures.portfolio import Portfolio
from tests.markup import Page
from tests.pages import pages

SECONDS = 20
"""As long as one step may take on a busy machine; a broker that is waited for takes longer."""

pytestmark = pytest.mark.django_db(transaction=True)


def forget_connections() -> None:
    """The next message opens a connection anew, as in a process that has just started."""
    app._after_fork()


@pytest.fixture
def nobody_listens(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A real address at which connections are refused, for broker and cache."""
    with socket.socket() as held:  # bound and not listening: nobody else takes the port
        held.bind(("127.0.0.1", 0))
        address = f"redis://127.0.0.1:{held.getsockname()[1]}/0"
        settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": address}}
        monkeypatch.setenv("CELERY_BROKER_WRITE_URL", address)
        forget_connections()
        yield
    monkeypatch.undo()
    forget_connections()


@contextmanager
def soon(what: str) -> Iterator[None]:
    started = time.monotonic()
    yield
    assert time.monotonic() - started < SECONDS, what


@pytest.fixture
def browser(db: None) -> Browser:
    user = make_user("admin", "administrator")
    user.is_staff = True  # for the gallery of components
    user.save()
    made = signed_in(user)
    made.cookies["django_language"] = "en"
    return made


def test_every_page_works(
    nobody_listens: None, browser: Browser, make_portfolio: Callable[[], Portfolio]
) -> None:
    portfolio = make_portfolio()
    for page in pages(portfolio.scored, portfolio.unscored):
        if "admin" in page.readers and page.name != "404":
            with soon(page.address):
                assert browser.get(page.address).status_code == 200, page.address
    assert Plot.objects.exists()
    assert ModelDrawing.objects.exists()


def test_an_activation_is_kept_and_its_figures_are_drawn_by_the_pages(
    nobody_listens: None, browser: Browser, small_bundle: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with soon("activation"), caplog.at_level(logging.ERROR):
        version = register_model(path=small_bundle, activate=True)
    assert ModelVersion.objects.in_force().get() == version
    assert "draw_model_figures(" in caplog.text
    assert "is not queued" in caplog.text
    for address in ("/model/quality/", "/model/factors/"):
        page = Page(browser.get(address).content.decode())
        assert all(any(e.tag == "svg" for e in figure.inside()) for figure in page.all("figure"))


def test_an_application_entered_by_form_is_recorded_scored_and_drawn(
    nobody_listens: None, browser: Browser, small_bundle: Path
) -> None:
    register_model(path=small_bundle, activate=True)
    with soon("entering an application"):
        response = browser.post(
            "/applications/new/",
            {
                "first_name": "Nina",
                "last_name": "Moreau",
                "birth_date": "27/3/1985",
                "contract": "cash",
                "credit_amount": "250 000",
                "income": "34 000",
            },
        )
    assert response.status_code == 302
    current = CurrentScore.objects.get(application=Application.objects.get())
    assert not Plot.objects.exists()
    with soon("the client's page"):
        page = Page(browser.get(response.url).content.decode())
    assert any(figure.get("id") == "waterfall" for figure in page.all("figure"))
    assert set(Plot.objects.values_list("score_id", "language")) == {(current.score_id, "en")}


def test_the_portfolio_is_scored(
    nobody_listens: None, make_portfolio: Callable[[], Portfolio]
) -> None:
    make_portfolio()
    with soon("scoring"):
        assert score_portfolio().scored == 1


def test_an_order_to_draw_again_says_that_nothing_came_of_it(
    nobody_listens: None, browser: Browser, make_portfolio: Callable[[], Portfolio]
) -> None:
    make_portfolio()
    browser.get("/model/quality/")
    kept = ModelDrawing.objects.count()
    for what in ("figures", "waterfalls"):
        with soon(what):
            response = browser.post("/model/redraw/", {"what": what})
        assert response.status_code == 302
        said = [str(message) for message in get_messages(response.wsgi_request)]
        assert any("the queue of background work does not answer" in text for text in said)
    assert ModelDrawing.objects.count() == kept
