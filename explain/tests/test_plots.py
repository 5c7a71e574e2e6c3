"""Drawings are kept, fresh ones are used again, and none is missing when the broker is down."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import redis
from celery import current_app
from celery.exceptions import Retry
from django.conf import settings
from django.db import OperationalError as DatabaseDown
from django.db import transaction
from django.test import Client as Browser

from clients.models import Application
from explain import stored_drawings as plots
from explain import tasks
from explain.models import Plot
from explain.tests.conftest import People
from explain.tests.makers import make_application, superseding
from scoring.models import CurrentScore, Score
from scoring.services import register_model, score_application, score_portfolio
from tests.markup import Page

pytestmark = pytest.mark.django_db


def draw_all(*scores: Score) -> None:
    assert plots.draw_stored([score.pk for score in scores]) == len(scores)


def test_the_pages_load_without_what_only_drawing_needs() -> None:
    """A web process and every command load the pages; matplotlib alone takes a second."""
    code = (
        "import sys, django; django.setup(); import explain.client_file.views, explain.tasks; "
        "sys.exit('matplotlib' in sys.modules)"
    )
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "portal.settings"}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True, timeout=300)


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
    tasks.draw_waterfalls([people.granted.pk])
    assert len(drawn) == 4
    for language in ("fr", "en"):
        advisor_client.cookies["django_language"] = language
        page = advisor_client.get("/clients/100001/").content.decode()
        for plot in Plot.objects.of(score_id=people.granted.pk, language=language):
            assert plot.svg in page
    assert len(drawn) == 4


def test_drawing_twice_is_as_good_as_once(people: People, drawn: list[str]) -> None:
    tasks.draw_waterfalls([people.granted.pk, people.refused.pk])
    tasks.draw_waterfalls([people.granted.pk, people.refused.pk])
    assert len(drawn) == 8
    assert Plot.objects.count() == 8


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Drawn on 22 November 2026 at 09:14"), ("fr", "Dessiné le 22 novembre 2026 à 09:14")],
)
def test_the_page_says_when_it_was_drawn(
    people: People, advisor_client: Browser, language: str, said: str, settings: Any
) -> None:
    settings.TIME_ZONE = "UTC"
    draw_all(people.granted)
    Plot.objects.update(drawn_at=datetime(2026, 11, 22, 10, 0, tzinfo=UTC))
    Plot.objects.filter(kind=Plot.Kind.WATERFALL_WIDE).update(
        drawn_at=datetime(2026, 11, 22, 9, 14, tzinfo=UTC)
    )
    advisor_client.cookies["django_language"] = language
    page = Page(advisor_client.get("/clients/100001/").content.decode())
    figure = next(figure for figure in page.all("figure") if figure.get("id") == "waterfall")
    times = [element for element in figure.inside() if element.tag == "time"]
    assert [time.text.strip() for time in times] == [said]


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
    tasks.draw_waterfalls([people.granted.pk])
    monkeypatch.setattr(plots, "VERSION", plots.VERSION + 1)
    tasks.draw_waterfalls([people.granted.pk])
    assert len(drawn) == 8
    assert Plot.objects.count() == 4


def test_a_score_that_is_gone_needs_no_drawing(people: People) -> None:
    people.granted.application.client.delete()
    tasks.draw_waterfalls([people.granted.pk])
    assert not Plot.objects.exists()


def test_only_open_applications_are_drawn_ahead(people: People) -> None:
    Application.objects.filter(pk=people.granted.application_id).update(default=False)
    Application.objects.filter(pk=people.refused.application_id).update(default=True)
    everybody = [people.granted.pk, people.reviewed.pk, people.refused.pk]
    assert plots.undrawn_score_ids() == [people.reviewed.pk]
    assert plots.draw_stored(everybody) == 1
    assert set(Plot.objects.values_list("score_id", flat=True)) == {people.reviewed.pk}


def test_a_closed_application_is_drawn_when_it_is_looked_at(
    people: People, advisor_client: Browser
) -> None:
    Application.objects.filter(pk=people.granted.application_id).update(default=True)
    assert advisor_client.get("/clients/100001/").status_code == 200
    assert Plot.objects.filter(score=people.granted).count() == 2


def test_what_lacks_a_drawing_comes_nearest_to_the_cut_off_first(people: People) -> None:
    nearest = [people.reviewed.pk, people.granted.pk, people.refused.pk]
    assert plots.undrawn_score_ids() == nearest
    assert plots.undrawn_score_ids(limit=2) == nearest[:2]
    assert plots.undrawn_score_ids(application_ids=[people.refused.application_id]) == nearest[2:]
    draw_all(people.granted)
    Plot.objects.filter(score=people.granted).first().delete()  # type: ignore[union-attr]
    draw_all(people.reviewed)
    assert plots.undrawn_score_ids() == nearest[1:]


def test_drawings_of_superseded_scores_are_removed(people: People) -> None:
    draw_all(people.granted, people.refused)
    new = superseding(people.granted)
    assert plots.remove_superseded(application_ids=[people.refused.application_id]) == 0
    assert plots.remove_superseded(application_ids=[people.granted.application_id]) == 4
    assert plots.remove_superseded() == 0
    assert set(Plot.objects.values_list("score_id", flat=True)) == {people.refused.pk}
    assert plots.draw_stored([people.granted.pk]) == 0
    draw_all(new)


@pytest.mark.django_db(transaction=True)
def test_a_new_score_takes_the_old_drawings_away_and_has_new_ones_made(
    small_bundle: Path, ordered: list[tuple[str, Any, int]]
) -> None:
    register_model(path=small_bundle, activate=True)
    application = make_application(100_050)
    first = score_application(application_id=application.pk)
    assert ordered == [("draw_waterfalls", [first.pk], 0)]
    draw_all(first)
    application.income = 61_000
    application.save()
    with transaction.atomic():
        second = score_application(application_id=application.pk)
        assert len(ordered) == 1
    assert second.pk != first.pk
    assert ordered[1:] == [("draw_waterfalls", [second.pk], 0)]
    assert not Plot.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_portfolio_is_drawn_in_parts_after_everything_else(
    small_bundle: Path, ordered: list[tuple[str, Any, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    register_model(path=small_bundle, activate=True)
    made = [make_application(100_060 + number).pk for number in range(5)]
    Application.objects.filter(pk=made[0]).update(default=False)
    monkeypatch.setattr(tasks, "AT_ONCE", 3)
    score_portfolio(batch=4)
    assert ordered == [("order_waterfalls", made[:4], 0), ("order_waterfalls", made[4:], 0)]
    ordered.clear()
    for part in (made[:4], made[4:]):
        tasks.order_waterfalls(part)
    assert [(name, len(ids), priority) for name, ids, priority in ordered] == [
        ("draw_waterfalls", 3, tasks.LAST),
        ("draw_waterfalls", 1, tasks.LAST),
    ]
    expected = CurrentScore.objects.filter(application__in=made[1:])
    queued = {score_id for _name, ids, _priority in ordered for score_id in ids}
    assert queued == set(expected.values_list("score_id", flat=True))


def test_all_can_be_drawn_again(people: People, ordered: list[tuple[str, Any, int]]) -> None:
    draw_all(people.granted)
    tasks.order_waterfalls()
    assert ordered == [("draw_waterfalls", [people.reviewed.pk, people.refused.pk], tasks.LAST)]
    tasks.order_waterfalls(again=True)
    assert not Plot.objects.exists()
    assert len(ordered[1][1]) == 3


@pytest.mark.django_db(transaction=True)
def test_a_broker_gives_what_somebody_waits_for_first(people: People) -> None:
    with redis.Redis.from_url(settings.REDIS_URL) as broker:
        broker.flushdb()
    tasks.order([people.refused.pk])
    tasks.waterfall_wanted(score_id=people.granted.pk)
    with current_app.connection_for_read() as connection, connection.SimpleQueue("celery") as queue:
        first, second = (queue.get(timeout=10) for _ in range(2))
        assert [message.payload[0] for message in (first, second)] == [
            [[people.granted.pk]],
            [[people.refused.pk]],
        ]
        first.ack()
        second.ack()


def test_tasks_are_given_again_and_end() -> None:
    for task in (tasks.draw_waterfalls, tasks.order_waterfalls):
        assert task.acks_late
        assert task.max_retries == 5
        assert 0 < task.soft_time_limit < task.time_limit


def test_a_database_that_does_not_answer_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_score_ids: list[int]) -> int:
        raise DatabaseDown("the server closed the connection")

    monkeypatch.setattr(tasks, "draw_stored", fail)
    with pytest.raises((Retry, DatabaseDown)):
        tasks.draw_waterfalls.apply(args=[[1]], throw=True)
