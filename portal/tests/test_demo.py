"""The demo from an empty folder to a signed-in page, and what is left of it afterwards: nothing."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

import psutil
import pytest

from portal.demo.plan import DemoError, Plan
from tests.fixtures.servers import ROOT

CLIENTS = "600"
FIRST_SECONDS = 900
LATER_SECONDS = 300
STOP_SECONDS = 120


class Demo:
    """A running `python -m portal.demo`, its output in a file."""

    def __init__(self, folder: Path, port: int) -> None:
        self.port, self.folder = port, folder
        self.output = folder.parent / f"demo-{time.monotonic_ns()}.txt"
        chosen = {"DEMO_DIR": str(folder), "PORT": str(port), "DEMO_CLIENTS": CLIENTS}
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "portal.demo"],
                cwd=ROOT,
                env=os.environ | chosen | {"DEMO_PASSWORD": "for this test only"},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def text(self) -> str:
        return self.output.read_text()

    def wait_until_ready(self, seconds: float) -> Demo:
        deadline = time.monotonic() + seconds
        while "ready: " not in self.text:
            assert self.process.poll() is None, self.text
            assert time.monotonic() < deadline, self.text
            time.sleep(0.1)
        return self

    def end(self, how: int) -> int:
        self.process.send_signal(how)
        return self.process.wait(STOP_SECONDS)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all: the first test fills it, the next find it filled."""
    return tmp_path_factory.mktemp("demo") / "data"


@pytest.fixture
def start(folder: Path) -> Iterator[type[Demo]]:
    """Starts demos, and ends what a failing test leaves."""
    yield Demo
    for process in processes_of(folder):
        process.kill()


def free_port() -> int:
    """A port that nobody takes meanwhile: below those that systems give to who asks for any."""
    while True:
        port = random.randint(20_000, 32_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def processes_of(folder: Path) -> list[psutil.Process]:
    """Everything that runs for the demo in a folder: it is in their environment or arguments."""
    found = []
    for process in psutil.process_iter():
        try:
            said = " ".join(process.cmdline()) + str(process.environ().get("DEMO_DIR"))
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
        if str(folder) in said and process.status() != psutil.STATUS_ZOMBIE:
            found.append(process)
    return found


def assert_nothing_is_left(folder: Path, port: int, seconds: float = 0) -> None:
    deadline = time.monotonic() + seconds
    while (left := processes_of(folder)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert [process.cmdline() for process in left] == []
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))


def sign_in(port: int) -> str:
    """Sign in as the advisor over HTTP; the page that follows."""
    jar = CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    address = f"http://127.0.0.1:{port}/accounts/login/"
    browser.open(address, timeout=30).read()
    token = next(cookie.value for cookie in jar if cookie.name == "csrftoken")
    form = {"username": "advisor", "password": "for this test only", "csrfmiddlewaretoken": token}
    with browser.open(address, urlencode(form).encode(), timeout=30) as response:
        assert response.url == f"http://127.0.0.1:{port}/"
        return str(response.read().decode())


@pytest.mark.slow
def test_from_nothing_to_a_served_portal_and_back(folder: Path, start: type[Demo]) -> None:
    demo = start(folder, free_port()).wait_until_ready(FIRST_SECONDS)
    lines = demo.text.splitlines()
    assert lines.count(f"ready: http://127.0.0.1:{demo.port}") == 1
    assert "password: for this test only" in lines
    page = sign_in(demo.port)
    assert "/static/css/portal." in page  # the hashed file of the real storage
    assert "40 applications with little known" in demo.text
    assert demo.end(signal.SIGTERM) == 0
    assert_nothing_is_left(folder, demo.port)


@pytest.mark.slow
def test_a_later_start_does_nothing_twice_and_ctrl_c_stops_it(
    folder: Path, start: type[Demo]
) -> None:
    demo = start(folder, free_port()).wait_until_ready(LATER_SECONDS)
    for work in ("making", "importing", "training", "registering", "scoring", "entering"):
        assert work not in demo.text
    assert demo.end(signal.SIGINT) == 0
    assert_nothing_is_left(folder, demo.port)


@pytest.mark.slow
def test_a_second_demo_in_the_same_folder_is_refused(folder: Path, start: type[Demo]) -> None:
    first = start(folder, free_port()).wait_until_ready(LATER_SECONDS)
    second = start(folder, free_port())
    assert second.process.wait(STOP_SECONDS) == 1
    assert "a demo already runs" in second.text
    assert first.end(signal.SIGTERM) == 0


@pytest.mark.slow
def test_it_ends_with_an_error_when_a_part_of_it_dies(folder: Path, start: type[Demo]) -> None:
    demo = start(folder, free_port()).wait_until_ready(LATER_SECONDS)
    worker = next(
        child
        for child in psutil.Process(demo.process.pid).children()
        if "celery" in child.cmdline()
    )
    worker.kill()
    assert demo.process.wait(STOP_SECONDS) == 1
    assert "worker ended" in demo.text
    assert_nothing_is_left(folder, demo.port)


@pytest.mark.slow
def test_nothing_outlives_a_demo_that_is_killed(folder: Path, start: type[Demo]) -> None:
    demo = start(folder, free_port()).wait_until_ready(LATER_SECONDS)
    demo.end(signal.SIGKILL)
    assert_nothing_is_left(folder, demo.port, seconds=STOP_SECONDS)


def test_a_port_in_use_is_refused_at_once(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        demo = Demo(tmp_path / "data", other.getsockname()[1])
        assert demo.process.wait(STOP_SECONDS) == 1
    assert f"port {demo.port} cannot be used" in demo.text
    assert_nothing_is_left(tmp_path, demo.port)


@pytest.mark.parametrize(("name", "text"), [("PORT", "http"), ("PORT", "70000"), ("PORT", "0")])
def test_a_port_that_cannot_be_is_refused(tmp_path: Path, name: str, text: str) -> None:
    with pytest.raises(DemoError, match="PORT"):
        Plan.from_environment({"DEMO_DIR": str(tmp_path), name: text})


def test_the_demo_never_takes_a_real_database_from_the_shell(tmp_path: Path) -> None:
    shell = {"DATABASE_URL": "postgresql://prod/portal", "REDIS_URL": "redis://prod", "HOME": "/x"}
    plan = Plan.from_environment(shell | {"DEMO_DIR": str(tmp_path), "DJANGO_DEBUG": "1"})
    assert "prod" not in str(plan.environment)
    assert plan.environment["DJANGO_DEBUG"] == "0"
    assert plan.environment["HOME"] == "/x"
