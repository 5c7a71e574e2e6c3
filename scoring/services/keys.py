"""API keys: issued once, shown once, kept as a hash, revoked for good."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.models import User
from django.utils import timezone

from scoring.models import ApiKey

SECRET_BYTES = 32
PREFIX_BYTES = 4
USE_RECORDED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class IssuedKey:
    """A key and, this once, the text that its holder shows."""

    api_key: ApiKey
    text: str


def create_api_key(*, label: str, user: User | None = None) -> IssuedKey:
    """Issue a key; ``user`` is recorded as who did. Its text cannot be had again.

    :raises ValueError: the label is empty.
    """
    if not label.strip():
        raise ValueError("A key needs a label that says whose it is.")
    prefix = secrets.token_hex(PREFIX_BYTES)
    text = f"{prefix}.{secrets.token_urlsafe(SECRET_BYTES)}"
    api_key = ApiKey.objects.create(
        prefix=prefix, hashed_key=hashed(text), label=label.strip(), created_by=user
    )
    return IssuedKey(api_key, text)


def revoke_api_key(*, prefix: str) -> ApiKey:
    """Revoke a key for good; one that is revoked already stays as it is.

    :raises ApiKey.DoesNotExist: no key has this prefix.
    """
    ApiKey.objects.usable().filter(prefix=prefix).update(revoked_at=timezone.now())
    return ApiKey.objects.get(prefix=prefix)


def hashed(text: str) -> str:
    """What is kept of a key. Its secret is random and long, so a plain hash is enough."""
    return hashlib.sha256(text.encode()).hexdigest()


def record_use(*, api_key: ApiKey) -> None:
    """Note that a key was used, at most once a minute."""
    now = timezone.now()
    if api_key.last_used_at is None or now - api_key.last_used_at > USE_RECORDED_EVERY:
        ApiKey.objects.filter(pk=api_key.pk).update(last_used_at=now)
