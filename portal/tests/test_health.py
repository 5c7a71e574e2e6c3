"""/healthz/ tells what works, to anybody."""

from __future__ import annotations

import pytest
from django.test import Client, override_settings

pytestmark = pytest.mark.django_db


def ask(client: Client) -> tuple[int, dict[str, object]]:
    response = client.get("/healthz/")
    return response.status_code, response.json()


def test_without_a_model_it_is_degraded_and_needs_no_sign_in(client: Client) -> None:
    status, body = ask(client)
    assert status == 200
    assert body == {
        "status": "degraded",
        "checks": {"database": "ok", "broker": "ok", "model": "failed"},
    }


def test_a_broker_that_is_down_degrades_and_does_not_stop_the_site(client: Client) -> None:
    with override_settings(REDIS_URL="redis://127.0.0.1:1/0"):
        status, body = ask(client)
    assert status == 200
    assert body["status"] == "degraded"
    assert body["checks"]["broker"] == "failed"  # type: ignore[index]


def test_a_database_that_is_down_is_503(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    from portal import health

    def refuse() -> bool:
        raise OperationalError("connection refused")

    monkeypatch.setitem(health.CHECKS, "database", refuse)
    status, body = ask(client)
    assert status == 503
    assert body["status"] == "down"
    assert "refused" not in str(body)


def test_it_is_never_cached(client: Client) -> None:
    assert "no-store" in client.get("/healthz/")["Cache-Control"]
    assert client.post("/healthz/").status_code == 405
