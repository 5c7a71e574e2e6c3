"""Stored drawings drawn again by who looks after the model: who may, what is said and done."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.messages import get_messages
from django.test import Client as Browser
from kombu.exceptions import OperationalError

from explain.models import Plot
from explain.stored_drawings import draw_stored
from explain.tasks import order_waterfalls
from portal.model import drawing, redrawing
from portal.model.figure_store import drawn, numbers_of
from portal.model.tasks import draw_factor_figures, draw_model_figures
from portal.models import ModelDrawing, ModelFigure
from scoring.models import CurrentScore, ModelVersion
from scoring.services.engines import active
from tests.fixtures.people import signed_in
from tests.fixtures.portfolio import Portfolio
from tests.markup import Page

URL = "/model/redraw/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def queued(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any, Any]]:
    """What is queued: the task's name and arguments."""
    seen: list[tuple[str, Any, Any]] = []
    for task in (draw_model_figures, order_waterfalls):

        def queue(args: Any, kwargs: Any, *, name: str = task.__name__, **_options: Any) -> None:
            seen.append((name, args, kwargs))

        monkeypatch.setattr(task, "apply_async", queue)
    return seen


def said(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def post(browser: Browser, what: str, language: str = "en") -> Any:
    browser.cookies["django_language"] = language
    return browser.post(URL, {"what": what})


def test_a_risk_manager_has_the_figures_drawn_again(
    risk_manager_client: Browser,
    risk_manager: User,
    portfolio: Portfolio,
    queued: list[tuple[str, Any, Any]],
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.INFO, logger="portal.model.redrawing"):
        response = post(risk_manager_client, "figures")
    assert (response.status_code, response.url) == (302, "/model/")
    assert queued == [("draw_model_figures", (active().version.pk,), {"again": True})]
    assert len(said(response)) == 1
    assert said(response)[0].startswith("The model’s figures are being drawn again")
    assert f"figures are drawn again for {risk_manager.username}" in caplog.text


def test_a_risk_manager_has_the_waterfalls_drawn_again(
    risk_manager_client: Browser, portfolio: Portfolio, queued: list[tuple[str, Any, Any]]
) -> None:
    response = post(risk_manager_client, "waterfalls")
    assert queued == [("order_waterfalls", (), {"again": True})]
    assert said(response)[0].startswith("The scores of open applications are being drawn again")


def test_only_who_looks_after_the_model_may(
    portfolio: Portfolio,
    queued: list[tuple[str, Any, Any]],
    client: Browser,
    advisor_client: Browser,
    back_office_client: Browser,
    outsider_client: Browser,
    administrator_client: Browser,
) -> None:
    assert client.post(URL, {"what": "figures"}).url.startswith("/accounts/login/")
    for browser in (advisor_client, back_office_client, outsider_client):
        assert browser.post(URL, {"what": "figures"}).status_code == 403
    assert queued == []
    assert administrator_client.post(URL, {"what": "figures"}).status_code == 302
    assert len(queued) == 1


def test_a_page_of_another_site_cannot_order_it(risk_manager: User, portfolio: Portfolio) -> None:
    browser = signed_in(risk_manager)
    browser.handler.enforce_csrf_checks = True
    assert browser.post(URL, {"what": "figures"}).status_code == 403


def test_looking_orders_nothing_and_odd_orders_are_refused(
    risk_manager_client: Browser, portfolio: Portfolio, queued: list[tuple[str, Any, Any]]
) -> None:
    assert risk_manager_client.get(URL).status_code == 405
    assert risk_manager_client.post(URL, {"what": "everything"}).status_code == 400
    assert risk_manager_client.post(URL).status_code == 400
    assert queued == []


def test_without_a_model_that_is_said(
    risk_manager_client: Browser, queued: list[tuple[str, Any, Any]]
) -> None:
    response = post(risk_manager_client, "figures")
    assert said(response) == ["No model is in force yet, so nothing can be scored."]
    assert queued == []


def test_a_queue_that_does_not_answer_is_said(
    risk_manager_client: Browser, portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: Any, **_options: Any) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(draw_model_figures, "apply_async", refuse)
    drawn(active(), ["themes"], language="en")
    response = post(risk_manager_client, "figures")
    assert said(response)[0].startswith("Nothing is drawn again and nothing has changed")
    assert ModelDrawing.objects.count() == 2


def test_again_forgets_what_was_kept(portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draw_factor_figures, "delay", lambda *_args: None)
    drawn(active(), ["themes"], language="en")
    ModelDrawing.objects.update(svg="<svg/>")
    version = ModelVersion.objects.get()
    draw_model_figures(version.pk)
    assert ModelDrawing.objects.filter(svg="<svg/>").count() == 2
    draw_model_figures(version.pk, again=True)
    assert not ModelDrawing.objects.filter(svg="<svg/>").exists()


def test_a_figure_that_is_removed_while_it_is_drawn_is_shown_and_not_kept(
    portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another version was put in force meanwhile, and a worker tidied up."""
    numbers_of(active(), ["themes"])

    def removed_meanwhile(*_given: Any, **_options: Any) -> str:
        ModelFigure.objects.all().delete()
        return "<svg>drawn</svg>"

    monkeypatch.setattr(drawing, "draw", removed_meanwhile)
    shown = drawn(active(), ["themes"], language="en")
    assert set(shown["themes"].svg.values()) == {"<svg>drawn</svg>"}
    assert not ModelDrawing.objects.exists()


def test_figures_stay_in_their_place_while_they_are_made_anew(
    portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that has read them may still be drawing."""
    monkeypatch.setattr(draw_factor_figures, "delay", lambda *_args: None)
    before = numbers_of(active(), ["themes"])["themes"]
    draw_model_figures(active().version.pk, again=True)
    after = numbers_of(active(), ["themes"])["themes"]
    assert after == before


def test_who_looks_after_the_model_sees_what_is_kept_and_a_form(
    risk_manager_client: Browser, advisor_client: Browser, portfolio: Portfolio
) -> None:
    draw_stored([CurrentScore.objects.order_by("pk").values_list("score_id", flat=True)[0]])
    drawn(active(), ["themes", "cost"], language="en")
    assert Plot.objects.count() == 4
    risk_manager_client.cookies["django_language"] = "en"
    page = Page(risk_manager_client.get("/model/").content.decode())
    section = next(e for e in page.all("section") if e.get("id") == "drawings")
    text = " ".join(section.text.split())
    assert "1 of the 3 open applications with a score have theirs." in text
    assert text.count("The oldest was drawn on") == 2
    form = next(e for e in section.inside() if e.tag == "form")
    assert (form.get("method"), form.get("action")) == ("post", URL)
    buttons = [e.get("value") for e in form.inside() if e.tag == "button"]
    assert buttons == [what.value for what in redrawing.Redrawn]
    advisor_client.cookies["django_language"] = "en"
    assert "Stored drawings" not in advisor_client.get("/model/").content.decode()
