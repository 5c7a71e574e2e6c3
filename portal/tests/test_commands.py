"""What ends a command from outside is said in a sentence."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest
from django.apps import apps
from django.core.management import get_commands

from clients.tests.factories import ClientFactory
from portal.celery import app
from portal.commands import WRITING
from portal.environment import BASE_DIR
from tests.fixtures.servers import environment_of_children

WAIT_SECONDS = 60


def start(*arguments: str | Path, **extra: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "manage.py", *map(str, arguments)],
        cwd=BASE_DIR,
        env=environment_of_children(**extra),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_database_that_is_away_is_said() -> None:
    command = start("migrate", "--check", DATABASE_URL="postgres://nobody@127.0.0.1:1/none")
    _, said = command.communicate(timeout=WAIT_SECONDS)
    assert command.returncode == 1
    assert "migrate: the database cannot be reached: " in said
    assert "Traceback" not in said


@pytest.mark.django_db(transaction=True)
def test_an_import_that_is_stopped_leaves_nothing(small_records: Path, tmp_path: Path) -> None:
    from clients.models import Client

    command = start("import_records", small_records, TMPDIR=str(tmp_path))
    assert command.stderr is not None
    deadline = time.monotonic() + WAIT_SECONDS
    while "reading and checking" not in command.stderr.readline():
        assert time.monotonic() < deadline
    command.send_signal(signal.SIGINT)
    _, said = command.communicate(timeout=WAIT_SECONDS)
    assert command.returncode == 130
    assert said.strip().endswith("import_records: stopped; what was not finished is not kept")
    assert "Traceback" not in said
    assert not Client.objects.exists()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db(transaction=True)
def test_history_says_which_command_changed_records(small_records: Path, tmp_path: Path) -> None:
    for path in small_records.iterdir():
        frame = pl.read_csv(path, infer_schema=False)
        if path.name.startswith("application_"):
            frame.head(30).write_csv(tmp_path / path.name)
    assert start("import_records", tmp_path).wait(WAIT_SECONDS) == 0
    for path in tmp_path.iterdir():
        frame = pl.read_csv(path, infer_schema=False)
        frame.with_columns(AMT_INCOME_TOTAL=pl.lit("4321")).write_csv(path)
    assert start("import_records", tmp_path).wait(WAIT_SECONDS) == 0
    events = apps.get_model("clients", "ApplicationEvent").objects.all()
    assert events
    assert {event.pgh_context.metadata["command"] for event in events} == {"import_records"}


@pytest.mark.django_db
def test_history_says_which_task_changed_records() -> None:
    client = ClientFactory(last_name="Petit")

    @app.task(name="test.rename")
    def rename() -> None:
        type(client).objects.filter(pk=client.pk).update(last_name="Roy")

    rename.apply().get()
    event = apps.get_model("clients", "ClientEvent").objects.get()
    assert event.last_name == "Petit"
    assert event.pgh_context.metadata == {"task": "test.rename"}


def test_every_command_that_writes_says_so() -> None:
    own = {
        name
        for name, room in get_commands().items()
        if room in {"clients", "scoring", "explain", "portal"}
    }
    only_drawings_and_texts = {"draw_waterfalls", "rebuild_model_figures", "translations"}
    assert own - only_drawings_and_texts <= WRITING
