"""PostgreSQL and Valkey from wheels, for development, the demo and the tests.

Where `DATABASE_URL` and `REDIS_URL` are unset and debug is on, every process of this project uses
the pair of servers that belongs to a folder. The first process to need the pair starts it (through
`portal/servers/keeper.py`), the others find it, and it stops when the last one has ended, in
whatever way.
The addresses are sockets whose paths follow from the folder, so settings need no running server.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

KEEPER = Path(__file__).with_name("keeper.py")
SOCKET_PATH_LIMIT = 90  # Linux takes 107 bytes, macOS 103, with the name of the socket
START_SECONDS = 90.0

_held: dict[Path, int] = {}
_started: list[subprocess.Popen[bytes]] = []  # keepers of ours: they are to outlive the variable


class EmbeddedServersError(RuntimeError):
    """The servers could not be started; the message is the keeper's."""


@dataclass(frozen=True)
class Addresses:
    """Where the pair of servers of one folder listens."""

    sockets: Path

    @property
    def database_url(self) -> str:
        """For `DATABASE_URL`."""
        return f"postgresql://portal@{str(self.sockets).replace('/', '%2F')}/portal"

    @property
    def redis_url(self) -> str:
        """For `REDIS_URL`."""
        return f"unix://{self.sockets / 'valkey.sock'}?db=0"


def addresses(folder: Path) -> Addresses:
    """The addresses that belong to a folder; nothing is started."""
    folder = folder.resolve()
    sockets = folder / "sockets"
    if len(str(sockets).encode()) > SOCKET_PATH_LIMIT:
        digest = hashlib.sha256(str(folder).encode()).hexdigest()[:16]
        sockets = Path(tempfile.gettempdir()) / f"portal-{os.getuid()}-{digest}"
    return Addresses(sockets)


def hold(folder: Path, *, temporary: bool = False) -> Addresses:
    """Make sure that the servers of `folder` run, and keep them until this process ends.

    `temporary` servers trade safety on disk for speed, and their folder is removed at the end.
    Raises EmbeddedServersError when they do not start.
    """
    folder = folder.resolve()
    if folder in _held and _is_locked(folder / "keeper.lock"):
        return addresses(folder)
    release(folder)
    start = _lock(folder / "start.lock", fcntl.LOCK_EX)
    try:
        # Blocks while an ending keeper still stops its servers.
        user = _lock(folder / "users.lock", fcntl.LOCK_SH)
        try:
            _ensure_running(folder, temporary=temporary)
        except BaseException:
            os.close(user)
            raise
        _held[folder] = user
    finally:
        os.close(start)
    return addresses(folder)


def release(folder: Path, *, wait: float = 0) -> bool:
    """Stop using the servers and wait up to `wait` seconds; True when they have ended."""
    folder = folder.resolve()
    user = _held.pop(folder, None)
    if user is not None:
        os.close(user)
    deadline = time.monotonic() + wait
    # An ending keeper has users.lock for itself to its very end.
    while _is_locked(folder / "keeper.lock") or _is_locked(folder / "users.lock"):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def start_if_configured() -> None:
    """Hold the servers that the settings ask for; nothing where these name real ones."""
    from django.conf import settings

    if settings.EMBEDDED_SERVERS_DIR is not None:
        hold(settings.EMBEDDED_SERVERS_DIR)


def _lock(path: Path, kind: int) -> int:
    """Lock a file, waiting for it; survives the removal of a temporary folder under our feet."""
    while True:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(handle, kind)
        try:
            if path.stat().st_ino == os.fstat(handle).st_ino:
                return handle
        except FileNotFoundError:
            pass
        os.close(handle)


def _is_locked(path: Path) -> bool:
    if not path.exists():
        return False
    handle = os.open(path, os.O_RDWR)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def _ensure_running(folder: Path, *, temporary: bool) -> None:
    """Under the start lock: find the running keeper, or start one and wait for its word."""
    deadline = time.monotonic() + START_SECONDS
    while _is_locked(folder / "keeper.lock"):
        if (folder / "ready").exists():
            return
        # Its starter was killed meanwhile; our own lock keeps it going.
        if time.monotonic() > deadline:
            raise EmbeddedServersError(f"the servers in {folder} do not become ready")
        time.sleep(0.05)
    (folder / "ready").unlink(missing_ok=True)
    command = [sys.executable, "-P", str(KEEPER), str(folder), str(addresses(folder).sockets)]
    with (folder / "keeper.log").open("ab") as log:
        # A session of its own: Ctrl-C in the terminal must not reach the servers first.
        keeper = subprocess.Popen(
            command + (["--temporary"] if temporary else []),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,
        )
    _started.append(keeper)
    if keeper.stdout is None:
        raise EmbeddedServersError("the keeper has no output")
    answer = keeper.stdout.readline().decode()
    if answer.strip() != "ready":
        answer += keeper.stdout.read().decode()
        raise EmbeddedServersError(f"the embedded servers did not start: {answer or 'no answer'}")
    keeper.stdout.close()
