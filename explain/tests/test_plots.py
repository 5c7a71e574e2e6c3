"""Drawings are kept, fresh ones are used again, and none is missing when the broker is down."""

from __future__ import annotations

import os
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.test import Client as Browser
from kombu.exceptions import OperationalError

from explain import drawing, plots, tasks
from explain.models import Plot
from explain.tests.conftest import People
from explain.tests.makers import make_application
from scoring.services import register_model, score_application
from tests.fixtures.servers import wait_until

pytestmark = pytest.mark.django_db


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The layouts that are drawn from now on."""
    seen: list[str] = []
    draw = drawing.draw

    def counted(*args: Any, layout: str, **kwargs: Any) -> str:
        seen.append(layout)
        return draw(*args, layout=layout, **kwargs)

    monkeypatch.setattr(drawing, "draw", counted)
    return seen


@pytest.fixture
def broker_down(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody listens where the broker should be."""

    def refuse(*_args: Any, **_options: Any) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(tasks.draw_waterfall, "apply_async", refuse)


def test_the_pages_load_without_what_only_drawing_needs() -> None:
    """A web process and every command load the pages; matplotlib alone takes a second."""
    code = (
        "import sys, django; django.setup(); import explain.views, explain.tasks; "
        "sys.exit('matplotlib' in sys.modules)"
    )
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "portal.settings"}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True, timeout=60)


def test_a_page_draws_once(people: People, advisor_client: Browser, drawn: list[str]) -> None:
    advisor_client.get("/clients/100001/")
    assert sorted(drawn) == ["narrow", "wide"]
    advisor_client.get("/clients/100001/")
    advisor_client.get("/clients/100001/waterfall.svg")
    assert len(drawn) == 2
    assert Plot.objects.count() == 2


def test_what_a_worker_drew_is_what_the_page_shows(
    people: People, advisor_client: Browser, drawn: list[str]
) -> None:
    tasks.draw_waterfall(people.granted.pk, "fr")
    assert len(drawn) == 2
    advisor_client.cookies["django_language"] = "fr"
    page = advisor_client.get("/clients/100001/").content.decode()
    assert len(drawn) == 2
    for plot in Plot.objects.of(score_id=people.granted.pk, language="fr"):
        assert plot.svg in page


def test_drawing_twice_is_as_good_as_once(people: People, drawn: list[str]) -> None:
    tasks.draw_waterfall(people.granted.pk, "en")
    tasks.draw_waterfall(people.granted.pk, "en")
    assert len(drawn) == 2
    assert Plot.objects.count() == 2


def test_a_stale_drawing_is_drawn_again(
    people: People, advisor_client: Browser, drawn: list[str], settings: Any
) -> None:
    advisor_client.get("/clients/100001/")
    settings.CURRENCY = "USD"
    advisor_client.get("/clients/100001/")
    assert len(drawn) == 4
    assert Plot.objects.count() == 2


def test_a_new_way_of_drawing_makes_the_old_ones_stale(
    people: People, drawn: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks.draw_waterfall(people.granted.pk, "en")
    monkeypatch.setattr(plots, "VERSION", plots.VERSION + 1)
    tasks.draw_waterfall(people.granted.pk, "en")
    assert len(drawn) == 4


def test_a_score_that_is_gone_needs_no_drawing(people: People) -> None:
    people.granted.application.client.delete()
    tasks.draw_waterfall(people.granted.pk, "en")
    assert not Plot.objects.exists()


@pytest.mark.usefixtures("broker_down")
def test_a_broker_that_is_down_breaks_nothing(
    people: People, advisor_client: Browser, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True) as orders:
        tasks.queue_plots(people.granted.pk)
    assert len(orders) == 2
    assert advisor_client.get("/clients/100001/").status_code == 200
    with pytest.raises(CommandError, match="the broker does not answer"):
        call_command("draw_waterfalls", limit=1)


def test_drawings_are_ordered_when_the_transaction_is_committed(
    people: People, django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    ordered: list[tuple[int, str]] = []
    monkeypatch.setattr(
        tasks.draw_waterfall, "apply_async", lambda args, _kwargs: ordered.append(args)
    )
    with django_capture_on_commit_callbacks(execute=True):
        tasks.queue_plots(people.granted.pk)
        assert ordered == []
    assert ordered == [(people.granted.pk, "fr"), (people.granted.pk, "en")]


def test_scoring_one_application_orders_its_drawings(
    small_bundle: Path, django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    register_model(path=small_bundle, activate=True)
    ordered: list[int] = []
    monkeypatch.setattr(
        tasks.draw_waterfall, "apply_async", lambda args, _kwargs: ordered.append(args[0])
    )
    application = make_application(100_050)
    with django_capture_on_commit_callbacks(execute=True):
        score = score_application(application_id=application.pk)
    assert ordered == [score.pk, score.pk]
    tasks.draw_waterfall(score.pk, "fr")
    assert Plot.objects.of(score_id=score.pk, language="fr").count() == 2


def test_the_command_takes_those_nearest_to_the_cut_off(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    ordered: list[int] = []
    monkeypatch.setattr(tasks.draw_waterfall, "delay", lambda score, _lang: ordered.append(score))
    said = StringIO()
    call_command("draw_waterfalls", limit=2, stdout=said)
    assert list(dict.fromkeys(ordered)) == [people.reviewed.pk, people.granted.pk]
    assert said.getvalue() == "2 clients' waterfalls queued, in 2 languages\n"


@pytest.mark.parametrize("limit", [0, -1])
def test_the_command_refuses_an_odd_limit(limit: int) -> None:
    with pytest.raises(CommandError, match="--limit"):
        call_command("draw_waterfalls", limit=limit)


@pytest.mark.django_db(transaction=True)
def test_a_real_worker_draws(
    celery_worker_process: subprocess.Popen[bytes], people: People
) -> None:
    tasks.queue_plots(people.granted.pk)
    wait_until(lambda: Plot.objects.count() == 4, seconds=60, what="a worker has drawn")
    for language in ("fr", "en"):
        for plot in Plot.objects.of(score_id=people.granted.pk, language=language):
            assert plot.svg.startswith("<svg ")
            assert {"fr": "Client moyen", "en": "Average client"}[language] in plot.svg
    assert celery_worker_process.pid != os.getpid()
    assert connections["default"].vendor == "postgresql"
