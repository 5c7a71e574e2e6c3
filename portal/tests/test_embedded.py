"""The pair of servers: started by the first, shared by all, stopped by the last, never stale."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg2
import pytest
import redis

from portal.servers import embedded
from portal.servers.keeper import running_server
from tests.fixtures.servers import ROOT, STOP_SECONDS

USER = """
import sys, signal, time
from pathlib import Path
from portal.servers import embedded
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
embedded.hold(Path(sys.argv[1]))
print("holding", flush=True)
time.sleep(120)
"""


class User:
    """Another process that uses the servers of a folder."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", USER, str(folder)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def wait_until_holding(self) -> User:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line == b"holding\n", self.process.communicate()[1].decode()
        return self

    def end(self, how: int) -> None:
        self.process.send_signal(how)
        self.process.communicate(timeout=STOP_SECONDS)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder for servers; fails when a test leaves one running."""
    yield tmp_path
    assert embedded.release(tmp_path, wait=STOP_SECONDS), "the keeper did not end"
    wait_for_end(tmp_path)


@pytest.fixture
def start_user(folder: Path) -> Iterator[Callable[[], User]]:
    """Starts other users of the folder, and ends them."""
    users: list[User] = []

    def start() -> User:
        users.append(User(folder))
        return users[-1]

    yield start
    for user in users:
        if user.process.poll() is None:
            user.end(signal.SIGKILL)


def servers_of(folder: Path) -> list[int]:
    """Process ids of everything that runs out of a folder: servers and keeper."""
    found = []
    for process in psutil.process_iter(["cmdline", "name"]):
        line = " ".join(process.info["cmdline"] or [])
        is_server = process.info["name"] in {"postgres", "valkey-server"} or "keeper.py" in line
        if is_server and str(folder) in line:
            found.append(process.pid)
    return found


def start_times(folder: Path) -> tuple[str, str]:
    """When each server was started, asked from the servers: proves that both answer, and which."""
    where = embedded.addresses(folder)
    connection = psycopg2.connect(host=str(where.sockets), user="portal", dbname="portal")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_postmaster_start_time()::text")
        (postgres,) = cursor.fetchone() or ("",)
    connection.close()
    with redis.Redis.from_url(where.redis_url) as client:
        return postgres, str(client.info("server")["run_id"])


def wait_for_end(folder: Path, seconds: float = STOP_SECONDS) -> None:
    """Wait until nothing runs out of the folder."""
    deadline = time.monotonic() + seconds
    while servers_of(folder):
        assert time.monotonic() < deadline, "servers are still running"
        time.sleep(0.1)


def test_nothing_starts_by_asking_for_addresses(folder: Path) -> None:
    embedded.addresses(folder)
    assert servers_of(folder) == []


def test_servers_start_answer_and_stop(folder: Path) -> None:
    embedded.hold(folder)
    assert all(start_times(folder))
    assert embedded.release(folder, wait=STOP_SECONDS)
    wait_for_end(folder)


def test_data_outlives_a_restart(folder: Path) -> None:
    where = embedded.hold(folder)
    connection = psycopg2.connect(host=str(where.sockets), user="portal", dbname="portal")
    with connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE kept AS SELECT 'é' AS text")
    connection.close()
    embedded.release(folder, wait=STOP_SECONDS)
    embedded.hold(folder)
    connection = psycopg2.connect(host=str(where.sockets), user="portal", dbname="portal")
    with connection.cursor() as cursor:
        cursor.execute("SELECT upper(text) FROM kept")
        assert cursor.fetchone() == ("É",)
    connection.close()


def test_several_processes_share_one_pair(folder: Path, start_user: Callable[[], User]) -> None:
    users = [start_user() for _ in range(3)]
    for user in users:
        user.wait_until_holding()
    first = start_times(folder)
    embedded.hold(folder)
    assert start_times(folder) == first


def test_the_pair_outlives_the_process_that_started_it(
    folder: Path, start_user: Callable[[], User]
) -> None:
    starter = start_user().wait_until_holding()
    other = start_user().wait_until_holding()
    before = start_times(folder)
    starter.end(signal.SIGTERM)
    time.sleep(0.5)
    assert start_times(folder) == before
    other.end(signal.SIGTERM)
    wait_for_end(folder)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_the_pair_ends_with_its_last_user_however_that_ends(
    folder: Path, start_user: Callable[[], User], how: int
) -> None:
    user = start_user().wait_until_holding()
    assert servers_of(folder)
    user.end(how)
    wait_for_end(folder)


def test_servers_stop_when_their_keeper_is_killed_and_start_again(folder: Path) -> None:
    embedded.hold(folder)
    before = start_times(folder)
    (keeper,) = (p for p in servers_of(folder) if "keeper.py" in psutil.Process(p).cmdline()[2])
    killed = psutil.Process(keeper)
    killed.kill()
    psutil.wait_procs([killed], timeout=STOP_SECONDS)
    embedded.hold(folder)
    after = start_times(folder)
    assert before[0] != after[0]
    assert before[1] != after[1]


def test_a_stale_pid_file_does_not_prevent_a_start(folder: Path) -> None:
    embedded.hold(folder)
    embedded.release(folder, wait=STOP_SECONDS)
    stale = subprocess.Popen([sys.executable, "-c", "pass"])
    stale.wait()
    (folder / "valkey" / "server.pid").write_text(str(stale.pid))
    (folder / "ready").touch()
    embedded.hold(folder)
    assert all(start_times(folder))


def test_a_pid_file_that_names_an_innocent_process_does_no_harm(folder: Path) -> None:
    folder.joinpath("server.pid").write_text(str(os.getpid()))
    assert running_server(folder / "server.pid", "valkey") is None


def test_a_long_path_gets_a_short_socket(folder: Path) -> None:
    deep = folder / ("x" * 60) / ("y" * 60)
    where = embedded.hold(deep, temporary=True)
    assert len(str(where.sockets)) < embedded.SOCKET_PATH_LIMIT
    assert all(start_times(deep))
    assert embedded.release(deep, wait=STOP_SECONDS)
    assert not where.sockets.exists()


def test_temporary_servers_leave_nothing_on_disk(folder: Path) -> None:
    embedded.hold(folder / "servers", temporary=True)
    embedded.release(folder / "servers", wait=STOP_SECONDS)
    wait_for_end(folder)
    assert not (folder / "servers").exists()


def test_a_start_that_fails_says_why(folder: Path) -> None:
    (folder / "postgres").mkdir()
    (folder / "postgres" / "PG_VERSION").write_text("9\n")
    with pytest.raises(embedded.EmbeddedServersError, match="PostgreSQL ended while starting"):
        embedded.hold(folder)
