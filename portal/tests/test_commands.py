"""What ends a command from outside is said in a sentence."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

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
