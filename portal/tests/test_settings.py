"""What the environment may say, and how loudly it is refused."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal.connections import broker_url, database_settings, debug_secret_key
from portal.environment import Environment
from tests.fixtures.servers import ROOT

PRODUCTION = {
    "DJANGO_SECRET_KEY": "k" * 50,
    "DJANGO_ALLOWED_HOSTS": "portal.example.org, www.example.org",
    "DATABASE_URL": "postgresql://u:p@db:5433/name",
    "REDIS_URL": "redis://broker:6379/1",
}


def test_production_needs_nothing_more_than_four_variables() -> None:
    environment = Environment.read(PRODUCTION)
    assert environment.debug is False
    assert environment.https is True
    assert environment.allowed_hosts == ("portal.example.org", "www.example.org")


@pytest.mark.parametrize("name", list(PRODUCTION))
def test_each_is_named_when_it_is_missing(name: str) -> None:
    rest = {key: value for key, value in PRODUCTION.items() if key != name}
    with pytest.raises(ImproperlyConfigured, match=rf"{name} must be set"):
        Environment.read(rest)


def test_all_problems_are_reported_at_once() -> None:
    with pytest.raises(ImproperlyConfigured) as raised:
        Environment.read({})
    assert all(name in str(raised.value) for name in PRODUCTION)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("DJANGO_DEBUG", "maybe"),
        ("DJANGO_SECRET_KEY", "short"),
        ("DATABASE_URL", "sqlite:///x.db"),
        ("DATABASE_MAX_AGE", "-1"),
        ("REDIS_URL", "amqp://rabbit"),
        ("ADVICE_REVIEW_FROM", "forty"),
        ("ADVICE_REVIEW_FROM", "51"),
        ("ADVICE_REVIEW_TO", "101"),
        ("CURRENCY", "euros"),
        ("TIME_ZONE", "Mars/Olympus"),
        ("LANGUAGE_CODE", "de"),
        ("DJANGO_LOG_LEVEL", "LOUD"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_name(name: str, text: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=name):
        Environment.read(PRODUCTION | {name: text})


def test_debug_needs_nothing_and_half_a_pair_of_servers_is_refused() -> None:
    assert Environment.read({"DJANGO_DEBUG": "1"}).database_url == ""
    with pytest.raises(ImproperlyConfigured, match="both, or neither"):
        Environment.read({"DJANGO_DEBUG": "1", "REDIS_URL": "redis://localhost"})


def test_an_empty_variable_counts_as_unset() -> None:
    assert Environment.read(PRODUCTION | {"CURRENCY": ""}).currency == "EUR"


def test_the_example_lists_every_variable_and_no_other() -> None:
    example = (ROOT / ".env.example").read_text()
    listed = re.findall(r"^#? ?([A-Z_]+)=", example, flags=re.MULTILINE)
    not_settings = ["POSTGRES_PASSWORD", "PORT", "DEMO_PASSWORD", "DEMO_CLIENTS"]
    assert sorted(listed) == sorted([*Environment.names(), *not_settings])


def test_the_site_does_not_start_without_its_servers(tmp_path: Path) -> None:
    """The real thing: Django imported in a process where debug is off and nothing is set."""
    bare = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
    outcome = subprocess.run(
        [sys.executable, "-c", "import portal.wsgi"],
        cwd=ROOT,
        env=bare,
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode != 0
    assert "DATABASE_URL must be set where DJANGO_DEBUG is off" in outcome.stderr
    assert "REDIS_URL must be set where DJANGO_DEBUG is off" in outcome.stderr


def test_a_database_on_a_socket_and_on_a_host() -> None:
    on_socket = database_settings("postgresql://portal@%2Ftmp%2Fx/portal", max_age=0)
    assert (on_socket["HOST"], on_socket["NAME"]) == ("/tmp/x", "portal")  # noqa: S108
    on_host = database_settings("postgresql://u:p%40ss@db:5433/name", max_age=60)
    assert (on_host["HOST"], on_host["PORT"], on_host["PASSWORD"]) == ("db", 5433, "p@ss")


def test_the_broker_is_the_same_server_as_the_cache() -> None:
    assert broker_url("unix:///run/v.sock?db=3") == "redis+socket:///run/v.sock?virtual_host=3"
    assert broker_url("rediss://broker:6379/1") == "rediss://broker:6379/1"


def test_the_key_of_a_checkout_is_made_once_and_private(tmp_path: Path) -> None:
    key = debug_secret_key(tmp_path / "new")
    assert len(key) >= 50
    assert debug_secret_key(tmp_path / "new") == key
    assert (tmp_path / "new" / "secret-key").stat().st_mode & 0o077 == 0
