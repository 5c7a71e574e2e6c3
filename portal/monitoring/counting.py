"""What the database and the queue say now: aggregates only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import redis
from django.conf import settings
from django.db.models import Count, F
from django.db.models.functions import TruncDate
from django.utils import timezone

from clients.models import Application
from portal.health import BROKER_SECONDS
from scoring.models import CurrentScore, ModelVersion, Score

DAYS = 30
QUEUE = "celery"
"""Celery's own name for the queue that the portal uses."""


@dataclass(frozen=True)
class Coverage:
    """Applications by the state of their score."""

    scored: int
    out_of_date: int
    not_scored: int

    @property
    def applications(self) -> int:
        """All of them."""
        return self.scored + self.out_of_date + self.not_scored


def coverage(version: ModelVersion | None) -> Coverage:
    """How many applications have a score that stands, one that does not, and none.

    A score stands that the version in force gave for the inputs that are kept.
    """
    applications = Application.objects.count()
    current = CurrentScore.objects.count()
    standing = (
        CurrentScore.objects.filter(
            score__model_version=version,
            score__inputs_digest=F("application__inputs_digest"),
        ).count()
        if version is not None
        else 0
    )
    return Coverage(standing, current - standing, applications - current)


def scores_by_day() -> list[tuple[date, int]]:
    """Scores made on each of the last 30 days, today last; days without any count 0."""
    today = timezone.localdate()
    first = today - timedelta(days=DAYS - 1)
    start = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    made = dict(
        Score.objects.filter(created_at__gte=start - timedelta(days=DAYS - 1))
        .order_by()
        .annotate(day=TruncDate("created_at"))
        .values("day")
        .annotate(many=Count("pk"))
        .values_list("day", "many")
    )
    days = (first + timedelta(days=number) for number in range(DAYS))
    return [(day, made.get(day, 0)) for day in days]


def tasks_waiting() -> int | None:
    """Tasks that no worker has taken yet; None where the queue does not answer."""
    try:
        with redis.Redis.from_url(
            settings.REDIS_URL, socket_connect_timeout=BROKER_SECONDS, socket_timeout=BROKER_SECONDS
        ) as client:
            return int(client.llen(QUEUE))
    except (redis.RedisError, OSError):
        return None
