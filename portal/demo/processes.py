"""The demo's child processes: none may outlive it, none may end unnoticed."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from portal.demo.plan import DemoError
from portal.environment import BASE_DIR
from portal.servers.keeper import die_with_parent, tail

STOP_SECONDS = 15.0


class Children:
    """Processes in sessions of their own, so that we choose who is told to stop, and when."""

    def __init__(self) -> None:
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._logs: dict[str, Path] = {}

    def start(
        self, name: str, command: Sequence[str], environment: Mapping[str, str], logs: Path
    ) -> None:
        """Start a process that is to run until `stop`; its output goes to `logs`/`name`.log."""
        logs.mkdir(parents=True, exist_ok=True)
        self._logs[name] = logs / f"{name}.log"
        with self._logs[name].open("wb") as output:
            self._running[name] = _spawn(command, environment, output.fileno())

    def run(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> None:
        """Run a command to its end, its output among ours. Raises DemoError when it fails."""
        self._running[name] = _spawn(command, environment, None)
        code = self._running[name].wait()
        del self._running[name]
        if code:
            raise DemoError(f"{name} failed (exit code {code}): {' '.join(command)}")

    def fail_if_one_ended(self) -> None:
        """Raise DemoError with the end of its log when a process has ended by itself."""
        for name, child in self._running.items():
            if child.poll() is not None:
                log = self._logs[name]
                raise DemoError(
                    f"{name} ended (exit code {child.returncode}). End of {log}:\n{tail(log)}"
                )

    def said(self, name: str, text: str) -> bool:
        """Whether a started process has written `text` to its log."""
        return text in self._logs[name].read_text(errors="replace")

    def stop(self) -> None:
        """Ask all to end, then make them: whatever is left in their sessions is killed."""
        for child in self._running.values():
            if child.poll() is None:
                child.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for child in self._running.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(max(0.1, deadline - time.monotonic()))
            _kill_session(child)
        self._running.clear()


def _spawn(
    command: Sequence[str], environment: Mapping[str, str], output: int | None
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        cwd=BASE_DIR,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output if output is None else subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=lambda: die_with_parent(signal.SIGTERM),  # noqa: PLW1509
    )


def _kill_session(child: subprocess.Popen[bytes]) -> None:
    """Kill the process and the children it left behind; their group has its number."""
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    child.wait()
