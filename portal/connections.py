"""From the addresses in the environment to what Django and Celery want."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import environ


def database_settings(url: str, *, max_age: int) -> dict[str, Any]:
    """Django's settings of a database from a URL; `max_age` in seconds, 0 closes each time.

    A socket folder may stand as the host, written with %2F as libpq has it.
    """
    settings: dict[str, Any] = dict(environ.Env.db_url_config(url))
    settings["HOST"] = unquote(str(settings["HOST"]))
    settings["CONN_MAX_AGE"] = max_age
    settings["CONN_HEALTH_CHECKS"] = True
    settings["ATOMIC_REQUESTS"] = False
    settings.setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
    return settings


def broker_url(redis_url: str) -> str:
    """Celery's name for the same server: it writes a socket otherwise than redis-py does."""
    parts = urlsplit(redis_url)
    if parts.scheme != "unix":
        return redis_url
    database = parse_qs(parts.query).get("db", ["0"])[0]
    return f"redis+socket://{parts.path}?virtual_host={database}"


def debug_secret_key(folder: Path) -> str:
    """A key of this checkout, made once, so that sessions outlive a restart in development."""
    path = folder / "secret-key"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as output:
        output.write(secrets.token_urlsafe(50))
    return path.read_text().strip()
