"""Work that is done away from the page: drawing."""

from __future__ import annotations

from typing import cast

from celery import shared_task
from celery.contrib.django.task import DjangoTask

from explain.facts import LANGUAGES
from explain.plots import draw_stored
from scoring.models import Score


@shared_task(time_limit=60, soft_time_limit=45)
def draw_waterfall(score_id: int, language: str) -> None:
    """Draw a score's waterfall and keep it. Twice is as good as once."""
    try:
        draw_stored(score_id, language=language)
    except Score.DoesNotExist:
        # The application was removed meanwhile, and its scores with it: nothing to draw.
        return


def queue_plots(score_id: int) -> None:
    """Have a score's drawings made, in every language, once this transaction is committed.

    A broker that is down loses the order, not the drawing: the page makes it when it is looked at.
    """
    task = cast("DjangoTask[[int, str], None]", draw_waterfall)  # which the portal's tasks are
    for language in LANGUAGES:
        task.delay_on_commit(score_id, language)
