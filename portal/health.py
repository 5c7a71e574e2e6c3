"""Whether the portal works, for load balancers, the demo and monitoring."""

from __future__ import annotations

import logging
from collections.abc import Callable

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

logger = logging.getLogger(__name__)
BROKER_SECONDS = 1.0


def database() -> bool:
    """Whether PostgreSQL answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


def broker() -> bool:
    """Whether Valkey answers within a second."""
    with redis.Redis.from_url(
        settings.REDIS_URL, socket_connect_timeout=BROKER_SECONDS, socket_timeout=BROKER_SECONDS
    ) as client:
        return bool(client.ping())


def model() -> bool:
    """Whether a model version is active."""
    from scoring.models import ModelVersion

    return ModelVersion.objects.filter(is_active=True).exists()


CHECKS: dict[str, Callable[[], bool]] = {"database": database, "broker": broker, "model": model}


def check(name: str) -> bool:
    """Run one check; a failure is logged here and shown only as a failure."""
    try:
        return CHECKS[name]()
    except (DatabaseError, redis.RedisError, OSError):
        logger.exception("health check failed: %s", name)
        return False


@login_not_required
@never_cache
@require_safe
def healthz(_: HttpRequest) -> JsonResponse:
    """`ok`, `degraded` (pages work, scoring or background work does not) or `down` (503)."""
    results = {name: check(name) for name in CHECKS}
    status = "ok" if all(results.values()) else "degraded" if results["database"] else "down"
    checks = {name: "ok" if passed else "failed" for name, passed in results.items()}
    body = {"status": status, "checks": checks}
    return JsonResponse(body, status=503 if status == "down" else 200)
