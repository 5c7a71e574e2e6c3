"""Keys of the API: who may ask, how often, and what is kept of a key."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from scoring.api.examples import SMALL
from scoring.api.throttling import ApiKeyThrottle
from scoring.models import ApiKey, ModelVersion
from scoring.services import (
    IssuedKey,
    create_api_key,
    revoke_api_key,
)
from scoring.tests.asking import URL, ask, errors

pytestmark = pytest.mark.django_db

# Who may ask -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "shown",
    ["", "Api-Key", "Api-Key ", "Api-Key nonsense", "Bearer {key}", "{key}", "Api-Key {key}x"],
)
def test_only_a_key_opens(active_model: ModelVersion, key: IssuedKey, shown: str) -> None:
    response = ask(None, SMALL, Authorization=shown.format(key=key.text))
    errors(response, 401)
    assert response["WWW-Authenticate"].startswith("Api-Key")


def test_a_session_does_not_open(active_model: ModelVersion, administrator_client: Client) -> None:
    response = administrator_client.post(URL, SMALL, content_type="application/json")
    assert response.status_code == 401


def test_a_revoked_key_does_not_open(active_model: ModelVersion, key: IssuedKey) -> None:
    assert ask(key, SMALL).status_code == 200
    revoked = revoke_api_key(prefix=key.api_key.prefix)
    assert revoked.revoked_at is not None
    errors(ask(key, SMALL), 401)
    assert revoke_api_key(prefix=key.api_key.prefix).revoked_at == revoked.revoked_at


def test_the_key_is_looked_at_before_the_body(key: IssuedKey) -> None:
    errors(ask(None, b"{"), 401)


def test_only_a_hash_is_kept(key: IssuedKey) -> None:
    kept = ApiKey.objects.values().get()
    secret = key.text.partition(".")[2]
    assert len(secret) >= 40
    assert not [value for value in kept.values() if secret in str(value)]
    assert key.text.startswith(kept["prefix"])


def test_use_is_noted_once_a_minute(active_model: ModelVersion, key: IssuedKey) -> None:
    ask(key, SMALL)
    first = ApiKey.objects.get().last_used_at
    assert first is not None
    ask(key, SMALL)
    assert ApiKey.objects.get().last_used_at == first
    ApiKey.objects.update(last_used_at=timezone.now() - timedelta(minutes=2))
    ask(key, SMALL)
    assert ApiKey.objects.get().last_used_at > first


def test_a_key_that_asks_too_often_waits(
    active_model: ModelVersion, key: IssuedKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.clear()
    monkeypatch.setattr(ApiKeyThrottle, "rate", "2/min")
    assert [ask(key, SMALL).status_code for _ in range(2)] == [200, 200]
    response = ask(key, SMALL)
    errors(response, 429)
    assert 0 < int(response["Retry-After"]) <= 60
    assert ask(create_api_key(label="Another"), SMALL).status_code == 200


def test_a_cache_that_is_down_holds_nobody_back(
    active_model: ModelVersion, key: IssuedKey, settings: Any
) -> None:
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "unix:///nowhere/valkey.sock",
        }
    }
    assert ask(key, SMALL).status_code == 200


def test_without_a_model(key: IssuedKey) -> None:
    response = ask(key, SMALL)
    errors(response, 503)
    assert "No model is in force" in response.json()["detail"]


def test_a_broken_bundle_is_not_told_in_detail(
    active_model: ModelVersion, key: IssuedKey, tmp_path: Path
) -> None:
    ModelVersion.objects.update(path=str(tmp_path))
    response = ask(key, SMALL)
    errors(response, 503)
    assert str(tmp_path) not in response.content.decode()


def test_keys_by_command(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("create_api_key", "Loan desk")
    told = capsys.readouterr()
    prefix, _, secret = told.out.strip().partition(".")
    assert ApiKey.objects.get(prefix=prefix).label == "Loan desk"
    assert secret not in told.err
    call_command("revoke_api_key", prefix)
    assert "is revoked" in capsys.readouterr().out
    assert not ApiKey.objects.usable().exists()
    with pytest.raises(CommandError, match="No key"):
        call_command("revoke_api_key", "nonsense")
    with pytest.raises(CommandError, match="label"):
        call_command("create_api_key", " ")
