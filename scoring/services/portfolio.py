"""All clients, scored in batches. Stopped half-way, it goes on where it was when run again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from clients.models import Application
from scoring.models import CurrentScore, ModelVersion, Score
from scoring.services.engines import active
from scoring.services.storing import score_applications
from scoring.signals import batch_scored

BATCH = 5_000
"""Applications scored together, each batch in a transaction of its own: bounds the memory."""


@dataclass(frozen=True)
class PortfolioSummary:
    """``scored``: applications scored now; ``skipped``: those whose score stood already."""

    scored: int
    skipped: int
    seconds: float


def stale_applications(version: ModelVersion) -> QuerySet[Application]:
    """Applications without a current score by this model for the inputs that are kept."""
    standing = CurrentScore.objects.filter(
        application=OuterRef("pk"),
        score__model_version=version,
        score__inputs_digest=OuterRef("inputs_digest"),
    )
    return Application.objects.filter(~Exists(standing))


def score_portfolio(
    *, batch: int = BATCH, progress: Callable[[int, int], None] | None = None
) -> PortfolioSummary:
    """Score every application whose score does not stand; ``progress`` is told done and total.

    :raises NoActiveModel: there is no model in force.
    """
    started = time.monotonic()
    total = Application.objects.count()
    stale = stale_ids()
    done = 0
    for ids in batches(stale, batch):
        done += score_part(application_ids=ids)
        if progress:
            progress(done, len(stale))
    return PortfolioSummary(done, total - len(stale), time.monotonic() - started)


@transaction.atomic
def score_part(*, application_ids: Sequence[int]) -> int:
    """Score a part of the portfolio, and say so; how many applications there were.

    :raises NoActiveModel: there is no model in force.
    """
    scored = score_applications(application_ids=application_ids)
    batch_scored.send(sender=Score, application_ids=list(application_ids))
    return scored


def stale_ids() -> list[int]:
    """Ids of the applications that the model in force has to score.

    :raises NoActiveModel: there is none.
    """
    stale = stale_applications(active().version)
    return list(stale.order_by("pk").values_list("pk", flat=True))


def batches(ids: Sequence[int], size: int) -> Iterator[list[int]]:
    """The ids, in order, in lists of this size."""
    for start in range(0, len(ids), size):
        yield list(ids[start : start + size])
