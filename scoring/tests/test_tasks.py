"""Scoring in the background, by a worker of its own."""

from __future__ import annotations

from typing import Any

import pytest
from celery.exceptions import Retry
from django.core.management import call_command
from django.db import OperationalError

from clients.tests.factories import ApplicationFactory
from scoring import tasks
from scoring.models import CurrentScore, ModelVersion, Score
from tests.fixtures.servers import wait_until


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_worker_scores_the_portfolio(
    active_model: ModelVersion, celery_worker_process: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    ApplicationFactory.create_batch(5)
    call_command("score_portfolio", queue=True)
    assert "Queued" in capsys.readouterr().out
    wait_until(lambda: CurrentScore.objects.count() == 5, what="all applications have scores")
    assert Score.objects.count() == 5


@pytest.mark.django_db
def test_every_stale_application_is_queued_once(
    active_model: ModelVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    queued: list[list[int]] = []
    monkeypatch.setattr(tasks, "BATCH", 2)
    monkeypatch.setattr(tasks.score_batch, "delay", queued.append)
    ids = [application.pk for application in ApplicationFactory.create_batch(5)]
    assert tasks.score_portfolio() == 5
    assert queued == [ids[:2], ids[2:4], ids[4:]]
    for batch in queued:
        tasks.score_batch(batch)
        tasks.score_batch(batch)
    assert Score.objects.count() == 5
    assert tasks.score_portfolio() == 0


@pytest.mark.django_db
def test_a_database_that_does_not_answer_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_arguments: Any) -> int:
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr(tasks, "score_part", fail)
    with pytest.raises((Retry, OperationalError)):
        tasks.score_batch.apply(args=[[1]], throw=True)
    for task in (tasks.score_batch, tasks.score_portfolio):
        assert task.acks_late
        assert task.max_retries == 5
        assert 0 < task.soft_time_limit < task.time_limit
