"""Root of all tests: the settings they run under, and the fixtures of `tests/fixtures`.

Database and broker are real: one temporary PostgreSQL and Valkey for the whole run, started by the
first test that needs them, shared by all xdist workers (each has its own database and broker
number), gone with the last process. With DATABASE_URL and REDIS_URL in the environment those
servers are used instead.
"""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path

import pytest

pytest_plugins = [
    "tests.fixtures.servers",
    "tests.fixtures.models",
    "tests.fixtures.people",
    "tests.fixtures.portfolio",
    "tests.fixtures.browser",
]

_PORTAL = ("DJANGO_", "DATABASE_", "REDIS_", "ADVICE_", "STATIC_ROOT", "BUNDLES_DIR", "DEMO_DIR")
_PORTAL += ("LANGUAGE_CODE", "TIME_ZONE", "CURRENCY", "SESSION_", "SUPPORT_", "MAINTENANCE")


def _set_environment() -> None:
    """The same settings for everybody, whatever a developer has in the shell or in .env."""
    run_folder = os.environ.get("PORTAL_TEST_DIR")
    if run_folder is None:  # not an xdist worker: those inherit it
        run_folder = tempfile.mkdtemp(prefix="portal-tests-")
        os.environ["PORTAL_TEST_DIR"] = run_folder
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    for name in list(os.environ):
        if name.startswith(_PORTAL) and name not in {"DATABASE_URL", "REDIS_URL"}:
            del os.environ[name]
    given = {name: os.environ.get(name) for name in ("DATABASE_URL", "REDIS_URL")}
    if not all(given.values()):
        from portal.servers.embedded import addresses

        servers = addresses(Path(run_folder) / "servers")
        os.environ["DATABASE_URL"] = servers.database_url
        os.environ["REDIS_URL"] = servers.redis_url.replace("db=0", f"db={worker}")
        os.environ["PORTAL_TEST_SERVERS"] = str(Path(run_folder) / "servers")
    os.environ.update(
        DJANGO_SETTINGS_MODULE="portal.settings",
        DJANGO_DEBUG="1",
        DJANGO_SECRET_KEY=secrets.token_urlsafe(50),
        DJANGO_LOG_LEVEL="WARNING",
        DEMO_DIR=str(Path(run_folder) / "demo"),
        BUNDLES_DIR=str(Path(run_folder) / "bundles"),
        STATIC_ROOT=str(Path(run_folder) / "static"),
        DATABASE_MAX_AGE="0",
    )


_set_environment()


def pytest_configure(config: pytest.Config) -> None:
    """Configure Django here, so that pytest-django finds it done; compile the translations."""
    import hypothesis
    from django.conf import settings

    from portal.catalogues import compile_if_older

    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # reads the settings now
    compile_if_older()
    # A slow machine is no error: no limit on the time of an example, or of making one.
    slow = [hypothesis.HealthCheck.too_slow]
    hypothesis.settings.register_profile("patient", deadline=None, suppress_health_check=slow)
    hypothesis.settings.load_profile("patient")


def pytest_unconfigure(config: pytest.Config) -> None:
    """The controller removes what the run left on disk, once its servers have ended."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        return
    from tests.fixtures.servers import clean_up

    clean_up(Path(os.environ["PORTAL_TEST_DIR"]))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests first: begun last, they would keep one worker while others rest."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)
