"""Work that is done away from the page: drawing. Arguments are ids; twice is as good as once."""

from __future__ import annotations

from typing import Any, cast

from celery import shared_task
from celery.contrib.django.task import DjangoTask
from django.db import OperationalError

from explain.stored_drawings import (
    draw_stored,
    forget_drawings,
    remove_superseded,
    undrawn_score_ids,
)
from scoring.models import Score
from scoring.services.portfolio import batches

DRAWS: dict[str, Any] = {
    "acks_late": True,
    "autoretry_for": (OperationalError,),
    "retry_backoff": True,
    "max_retries": 5,
    "soft_time_limit": 100,
    "time_limit": 120,
}
"""Of every task that draws: given again when its worker dies, tried again when the database does
not answer."""

AT_ONCE = 20
"""Scores whose waterfalls one task draws: a second or two, as long as anybody waits behind it."""

LAST = 9
"""The priority of what nobody waits for; a worker takes everything else first."""


@shared_task(**DRAWS)  # type: ignore[untyped-decorator]  # for its options are a dict
def draw_waterfalls(score_ids: list[int]) -> None:
    """Draw the waterfalls of these scores, where they stand, and keep them."""
    draw_stored(score_ids)


@shared_task(**DRAWS)  # type: ignore[untyped-decorator]  # for its options are a dict
def order_waterfalls(application_ids: list[int] | None = None, again: bool = False) -> None:
    """Have what lacks of the open applications' waterfalls drawn, after everything else.

    Of these applications, or of all; all of them ``again`` where that is said.
    """
    if again:
        forget_drawings()
    remove_superseded(application_ids=application_ids)
    order(undrawn_score_ids(application_ids=application_ids))


def order(score_ids: list[int]) -> None:
    """Queue these scores' waterfalls, some at once, behind everything else.

    :raises kombu.exceptions.OperationalError: the broker does not answer.
    """
    for ids in batches(score_ids, AT_ONCE):
        draw_waterfalls.apply_async((ids,), priority=LAST)


def waterfall_wanted(*, score_id: int) -> None:
    """Have a new score's waterfall drawn at once, once this transaction is committed.

    What was drawn of the scores before goes with it. A broker that is down loses the order, not
    the drawing: the page makes it when it is looked at.
    """
    application_ids = Score.objects.filter(pk=score_id).values_list("application_id", flat=True)
    remove_superseded(application_ids=list(application_ids))
    task = cast("DjangoTask[[list[int]], None]", draw_waterfalls)  # which the portal's tasks are
    task.delay_on_commit([score_id])


def waterfalls_wanted(*, application_ids: list[int]) -> None:
    """The same for a part of the portfolio; nobody waits for it."""
    remove_superseded(application_ids=application_ids)
    task = cast("DjangoTask[[list[int]], None]", order_waterfalls)
    task.delay_on_commit(application_ids)
