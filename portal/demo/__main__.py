"""Prepare what is not there yet, then serve until told to stop."""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import NoReturn

from portal.demo.plan import DemoError, Plan
from portal.demo.processes import Children

STOP_SECONDS = 30.0


def main() -> int:
    """Run the demo. 0 after Ctrl-C or SIGTERM, 1 with the reason on stderr when it cannot go on."""
    started = time.monotonic()

    def say(text: str) -> None:
        print(f"[{time.monotonic() - started:6.1f} s] {text}", file=sys.stderr, flush=True)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    children = Children()
    plan: Plan | None = None
    try:
        plan = Plan.from_environment(os.environ)
        with _only_one(plan.folder):
            _refuse_used_port(plan.port)
            return _run(plan, children, say)
    except KeyboardInterrupt:
        say("stopping")
        return 0
    except DemoError as error:
        print(f"demo: {error}", file=sys.stderr)
        return 1
    finally:
        _ignore_signals()
        children.stop()
        if plan is not None and not plan.release(wait=STOP_SECONDS):
            say("PostgreSQL and Valkey go on: another process uses them")


def _run(plan: Plan, children: Children, say: Callable[[str], None]) -> int:
    from portal.demo import steps

    plan.start_servers()
    say("PostgreSQL and Valkey run")
    steps.prepare(plan, children, say)
    children.start("web", plan.web_command(), plan.environment, plan.folder / "logs")
    children.start("worker", plan.worker_command(), plan.environment, plan.folder / "logs")
    steps.wait_until_healthy(plan, children)
    for line in plan.accounts():
        print(line)
    print(f"ready: {plan.address}", flush=True)
    while True:
        children.fail_if_one_ended()
        time.sleep(0.5)


def _stop(_number: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def _ignore_signals() -> None:
    """A second Ctrl-C must not interrupt the clean-up."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


class _only_one:  # noqa: N801 - reads as a phrase
    """Refuse a second demo in the same folder. The lock ends with the process."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / "demo.lock"

    def __enter__(self) -> None:
        self.handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self.handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self.handle)
            raise DemoError(f"a demo already runs in {self.path.parent}") from None

    def __exit__(self, *_: object) -> None:
        os.close(self.handle)


def _refuse_used_port(port: int) -> None:
    """Say so before minutes of work, not after."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise DemoError(
                f"port {port} cannot be used ({error.strerror}); "
                "choose another: PORT=8001 make demo"
            ) from None


if __name__ == "__main__":
    sys.exit(main())
