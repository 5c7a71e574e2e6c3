"""What the demo is made of: folders, port, accounts, commands and the environment of its parts."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from portal.connections import debug_secret_key
from portal.environment import Environment, as_count, as_path
from portal.roles import Role
from portal.servers import embedded

SEED = 1
OPEN_SHARE = 0.1
"""Applications still to be decided; the others have the outcomes that a model learns from."""
DEFAULT_PASSWORD = "pret-a-depenser"  # noqa: S105 - only ever served on 127.0.0.1
ACCOUNTS = {
    "advisor": Role.ADVISOR,
    "backoffice": Role.BACK_OFFICE,
    "risk": Role.RISK_MANAGER,
    "admin": Role.ADMINISTRATOR,
}


class DemoError(Exception):
    """The demo cannot go on; the message says why and what to do."""


@dataclass(frozen=True)
class Plan:
    """One demo: everything it writes lies in `folder`."""

    folder: Path
    port: int
    clients: int
    password: str
    environment: Mapping[str, str]

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Self:
        """Read PORT, DEMO_DIR, DEMO_CLIENTS and DEMO_PASSWORD. Raises DemoError.

        Whatever else the shell says of the portal's settings is left out: the demo must not write
        into a real database that DATABASE_URL happens to name.
        """
        try:
            folder = as_path(environ.get("DEMO_DIR") or ".demo")
            port = as_count(environ.get("PORT") or "8000")
            clients = as_count(environ.get("DEMO_CLIENTS") or "20000")
        except ValueError as error:
            raise DemoError(f"PORT and DEMO_CLIENTS must be whole numbers: {error}") from None
        if not 1 <= port <= 65535:
            raise DemoError(f"PORT={port}: expected 1 to 65535")
        folder.mkdir(parents=True, exist_ok=True)
        servers = embedded.addresses(folder / "servers")
        own = {
            "DJANGO_SETTINGS_MODULE": "portal.settings",
            "DJANGO_DEBUG": "0",
            "DJANGO_SECRET_KEY": debug_secret_key(folder),
            "DJANGO_ALLOWED_HOSTS": "127.0.0.1,localhost",
            "DJANGO_HTTPS": "0",
            "DJANGO_LOG_LEVEL": environ.get("DJANGO_LOG_LEVEL") or "INFO",
            "DATABASE_URL": servers.database_url,
            "REDIS_URL": servers.redis_url,
            "DEMO_DIR": str(folder),
            "BUNDLES_DIR": str(folder / "bundles"),
            "STATIC_ROOT": str(folder / "static"),
        }
        rest = {name: text for name, text in environ.items() if name not in Environment.names()}
        password = environ.get("DEMO_PASSWORD") or DEFAULT_PASSWORD
        return cls(folder, port, clients, password, rest | own)

    @property
    def address(self) -> str:
        """Where the demo serves."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def data(self) -> Path:
        """The made clients, in the original format."""
        return self.folder / f"data-{self.clients}-{SEED}"

    def start_servers(self) -> None:
        """Start PostgreSQL and Valkey and keep them. Raises DemoError."""
        try:
            embedded.hold(self.folder / "servers")
        except embedded.EmbeddedServersError as error:
            raise DemoError(str(error)) from None

    def release(self, *, wait: float) -> bool:
        """Give the servers up and wait (seconds) for their end; False while others use them."""
        return embedded.release(self.folder / "servers", wait=wait)

    def web_command(self) -> list[str]:
        """The web server; two processes so that one slow page does not hold up the other."""
        return [
            *(sys.executable, "-m", "gunicorn", "portal.wsgi", "--bind", f"127.0.0.1:{self.port}"),
            *("--workers", "2", "--threads", "4", "--timeout", "60", "--graceful-timeout", "5"),
            *("--access-logfile", "-"),
        ]

    def worker_command(self) -> list[str]:
        """The worker for what is done in the background."""
        return [
            *(sys.executable, "-m", "celery", "-A", "portal", "worker", "--concurrency", "1"),
            *("--without-gossip", "--without-mingle", "--loglevel", "INFO"),
        ]

    def accounts(self) -> list[str]:
        """What to tell people about signing in."""
        return [f"accounts: {', '.join(ACCOUNTS)}", f"password: {self.password}"]
