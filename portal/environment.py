"""What the environment may set, each with its type, default and meaning.

`Environment.read` is loud: it reports everything that is wrong at once, and never falls back to a
default when a value is present but cannot be read. `.env.example` lists the same names; a test
holds the two together.
"""

# ruff: noqa: RUF009 - `variable` makes dataclass fields, which ruff cannot know
from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any, Self
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
SECRET_KEY_LENGTH = 50
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


def as_bool(text: str) -> bool:
    """1/0, true/false, yes/no, on/off in any case; anything else is an error."""
    known = {"1": True, "true": True, "yes": True, "on": True}
    known |= {"0": False, "false": False, "no": False, "off": False}
    if text.lower() not in known:
        raise ValueError("expected 1 or 0 (also true/false, yes/no, on/off)")
    return known[text.lower()]


def as_list(text: str) -> tuple[str, ...]:
    """Words separated by commas."""
    return tuple(word.strip() for word in text.split(",") if word.strip())


def as_path(text: str) -> Path:
    """A path; a relative one counts from the folder of the project."""
    return (BASE_DIR / Path(text).expanduser()).resolve()


def as_score(text: str) -> float:
    """A number of points on the 0 to 100 scale."""
    value = float(text)
    if not 0 <= value <= 100:
        raise ValueError("expected a score from 0 to 100")
    return value


def as_count(text: str) -> int:
    """A whole number from 0 up."""
    value = int(text)
    if value < 0:
        raise ValueError("expected 0 or more")
    return value


def as_minutes(text: str) -> int:
    """From five minutes to a day."""
    value = int(text)
    if not 5 <= value <= 24 * 60:
        raise ValueError("expected 5 to 1440 minutes")
    return value


def as_contact(text: str) -> str:
    """Who helps, in one short line: an address, a telephone number, a name."""
    if len(text) > 120 or not text.isprintable():
        raise ValueError("expected one line of at most 120 characters")
    return text


def as_currency(text: str) -> str:
    """An ISO 4217 code."""
    if not re.fullmatch(r"[A-Z]{3}", text):
        raise ValueError("expected an ISO 4217 code such as EUR")
    return text


def as_time_zone(text: str) -> str:
    """A name of the IANA time-zone database."""
    if text not in available_timezones():
        raise ValueError("expected a time zone such as Europe/Paris")
    return ZoneInfo(text).key


def as_log_level(text: str) -> str:
    """A level of Python's logging."""
    if text.upper() not in LOG_LEVELS:
        raise ValueError(f"expected one of {', '.join(LOG_LEVELS)}")
    return text.upper()


def as_database_url(text: str) -> str:
    """Only PostgreSQL is supported."""
    if not text.startswith(("postgres://", "postgresql://")):
        raise ValueError("expected postgresql://user:password@host:port/name")
    return text


def as_redis_url(text: str) -> str:
    """Redis or Valkey, over TCP, TLS or a socket."""
    if not text.startswith(("redis://", "rediss://", "unix://")):
        raise ValueError("expected redis://, rediss:// or unix://")
    return text


def variable(name: str, parse: Callable[[str], Any], default: Any = MISSING) -> Any:
    """One variable of the environment as a dataclass field."""
    return field(metadata={"name": name, "parse": parse, "default": default})


@dataclass(frozen=True)
class Environment:
    """The environment, read and checked."""

    debug: bool = variable("DJANGO_DEBUG", as_bool, default=False)
    secret_key: str = variable("DJANGO_SECRET_KEY", str, default="")
    allowed_hosts: tuple[str, ...] = variable("DJANGO_ALLOWED_HOSTS", as_list, default=())
    csrf_trusted_origins: tuple[str, ...] = variable(
        "DJANGO_CSRF_TRUSTED_ORIGINS", as_list, default=()
    )
    https: bool = variable("DJANGO_HTTPS", as_bool, default=True)
    behind_proxy: bool = variable("DJANGO_BEHIND_PROXY", as_bool, default=False)
    session_minutes: int = variable("SESSION_MINUTES", as_minutes, default=120)
    support_contact: str = variable("SUPPORT_CONTACT", as_contact, default="")
    maintenance: bool = variable("MAINTENANCE", as_bool, default=False)
    maintenance_file: Path | None = variable("MAINTENANCE_FILE", as_path, default=None)
    log_level: str = variable("DJANGO_LOG_LEVEL", as_log_level, default="INFO")
    database_url: str = variable("DATABASE_URL", as_database_url, default="")
    database_max_age: int = variable("DATABASE_MAX_AGE", as_count, default=60)
    redis_url: str = variable("REDIS_URL", as_redis_url, default="")
    demo_dir: Path = variable("DEMO_DIR", as_path, default=BASE_DIR / ".demo")
    bundles_dir: Path = variable("BUNDLES_DIR", as_path, default=BASE_DIR / "bundles")
    static_root: Path = variable("STATIC_ROOT", as_path, default=BASE_DIR / "staticfiles")
    language: str = variable("LANGUAGE_CODE", str, default="fr")
    time_zone: str = variable("TIME_ZONE", as_time_zone, default="Europe/Paris")
    currency: str = variable("CURRENCY", as_currency, default="EUR")
    review_from: float = variable("ADVICE_REVIEW_FROM", as_score, default=45.0)
    review_to: float = variable("ADVICE_REVIEW_TO", as_score, default=55.0)

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> Self:
        """Read every variable. Raises ImproperlyConfigured naming all that are wrong.

        An empty value counts as unset: compose files and shells pass those on.
        """
        values: dict[str, Any] = {}
        problems = []
        for item in fields(cls):
            name, text = item.metadata["name"], environ.get(item.metadata["name"], "").strip()
            try:
                values[item.name] = (
                    item.metadata["parse"](text) if text else item.metadata["default"]
                )
            except ValueError as error:
                problems.append(f"{name}={text!r}: {error}")
                values[item.name] = item.metadata["default"]
        environment = cls(**values)
        problems += environment.problems()
        if problems:
            listed = "\n".join(f"  - {problem}" for problem in problems)
            raise ImproperlyConfigured(
                f"The environment is not right; .env.example explains each variable:\n{listed}"
            )
        return environment

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """The variables, in order."""
        return tuple(item.metadata["name"] for item in fields(cls))

    def problems(self) -> list[str]:
        """What is wrong between the variables."""
        found = []
        if not self.debug:
            hint = "must be set where DJANGO_DEBUG is off"
            if len(self.secret_key) < SECRET_KEY_LENGTH:
                found.append(
                    f"DJANGO_SECRET_KEY {hint}, to at least {SECRET_KEY_LENGTH} random characters"
                )
            if not self.allowed_hosts:
                found.append(f"DJANGO_ALLOWED_HOSTS {hint}, to the host names of the portal")
            if not self.database_url:
                found.append(f"DATABASE_URL {hint}, to a PostgreSQL server")
            if not self.redis_url:
                found.append(f"REDIS_URL {hint}, to a Valkey or Redis server")
        elif bool(self.database_url) != bool(self.redis_url):
            found.append("DATABASE_URL and REDIS_URL must be set both, or neither")
        if not self.review_from <= 50 <= self.review_to:
            found.append("ADVICE_REVIEW_FROM and ADVICE_REVIEW_TO must lie on both sides of 50")
        if self.language not in {"fr", "en"}:
            found.append(f"LANGUAGE_CODE={self.language!r}: expected fr or en")
        return found
