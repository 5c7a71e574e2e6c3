"""Scoring in the background. Arguments are ids; every task may run twice without harm."""

from __future__ import annotations

from celery import Task, shared_task
from django.db import OperationalError

from scoring.services.portfolio import BATCH, batches, score_part, stale_ids

MINUTE = 60


class Repeatable(Task):  # type: ignore[type-arg]
    """Delivered again when its worker dies, tried again when the database does not answer."""

    acks_late = True
    autoretry_for = (OperationalError, OSError)
    retry_backoff = True
    retry_backoff_max = 5 * MINUTE
    retry_jitter = True
    max_retries = 5
    soft_time_limit = 4 * MINUTE
    time_limit = 5 * MINUTE


@shared_task(base=Repeatable)
def score_batch(application_ids: list[int]) -> int:
    """Score these applications with the model in force; how many there were."""
    return score_part(application_ids=application_ids)


@shared_task(base=Repeatable)
def score_portfolio() -> int:
    """Queue a batch for every application whose score does not stand; how many applications."""
    stale = stale_ids()
    for ids in batches(stale, BATCH):
        score_batch.delay(ids)
    return len(stale)
