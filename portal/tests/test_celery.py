"""Work in the background: what queues it goes on whatever the broker does."""

from __future__ import annotations

import logging
import socket
import subprocess
import time

import pytest
from celery import Celery
from celery import Task as PlainTask
from django.contrib.auth.models import Group
from django.db import transaction
from kombu.exceptions import OperationalError

from portal.celery import Task, app
from tests.fixtures.servers import wait_until


@pytest.fixture
def task_without_broker() -> PlainTask:
    """A task of ours on a broker that refuses connections."""
    alone = Celery("alone", broker="redis://127.0.0.1:1/0", task_cls=Task, set_as_current=False)
    alone.conf.task_publish_retry_policy = app.conf.task_publish_retry_policy
    alone.conf.broker_transport_options = app.conf.broker_transport_options

    @alone.task(shared=False)
    def nothing() -> None:
        """Is never run."""

    return nothing


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("queue", ["delay_on_commit", "apply_async_on_commit"])
def test_a_broker_that_is_down_loses_no_record_and_raises_nothing(
    task_without_broker: PlainTask, queue: str, caplog: pytest.LogCaptureFixture
) -> None:
    started = time.monotonic()
    with caplog.at_level(logging.ERROR), transaction.atomic():
        Group.objects.create(name="kept")
        getattr(task_without_broker, queue)()
    assert Group.objects.filter(name="kept").exists()
    assert "is not queued" in caplog.text
    assert time.monotonic() - started < 60, "it should give up, not try for minutes"


def test_a_broker_that_takes_the_connection_and_says_nothing_is_not_waited_for() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        address = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        started = time.monotonic()
        with app.connection_for_write(url=address) as connection, pytest.raises(OperationalError):
            connection.default_channel.client.ping()
    assert time.monotonic() - started < 30


def test_every_task_is_given_again_when_its_worker_dies() -> None:
    app.loader.import_default_modules()
    ours = {name: task for name, task in app.tasks.items() if not name.startswith("celery.")}
    assert {name.split(".")[0] for name in ours} >= {"scoring", "explain"}
    lost = [n for n, task in ours.items() if not (task.acks_late and task.reject_on_worker_lost)]
    assert lost == []
    unlimited = [n for n, task in ours.items() if not (task.time_limit or app.conf.task_time_limit)]
    assert unlimited == []


@pytest.mark.django_db(transaction=True)
def test_a_worker_of_its_own_answers(celery_worker_process: subprocess.Popen[bytes]) -> None:
    answers: list[dict[str, dict[str, str]]] = []
    wait_until(lambda: answers or answers.extend(app.control.ping(timeout=5)), what="it answers")
    assert [list(answer.values()) for answer in answers] == [[{"ok": "pong"}]]
