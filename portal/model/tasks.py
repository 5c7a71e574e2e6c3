"""The model's figures made away from the page, when a version is put in force."""

from __future__ import annotations

from typing import cast

from celery import shared_task
from celery.contrib.django.task import DjangoTask

from explain.reading.kept_score import LANGUAGES
from explain.tasks import DRAWS
from portal.model.figure_store import (
    FACTOR,
    OVERVIEW,
    QUALITY,
    drawn,
    forget_drawings,
    make_numbers,
    remove_superseded_figures,
)
from scoring.models import ModelVersion
from scoring.services.engines import ActiveModel, active

FACTORS_AT_ONCE = 8
"""Factors that one task draws: about a second, so that nobody waits behind the model's figures."""


@shared_task(**DRAWS)  # type: ignore[untyped-decorator]  # for its options are a dict
def draw_model_figures(version_id: int, again: bool = False) -> None:
    """Compute all figures of the version in force and draw the main ones; the factors follow.

    Twice is as good as once; ``again`` forgets the drawings first. A version that is in force no
    longer is left alone.
    """
    model = _in_force(version_id)
    if model is None:
        return
    remove_superseded_figures()
    make_numbers(model)
    if again:
        forget_drawings(model.version)
    for language in LANGUAGES:
        drawn(model, [*OVERVIEW, *QUALITY], language=language)
    draw_factor_figures.delay(version_id, 0)


@shared_task(**DRAWS)  # type: ignore[untyped-decorator]  # for its options are a dict
def draw_factor_figures(version_id: int, start: int) -> None:
    """Draw some factors' figures, from the one at this place on, and queue the next."""
    model = _in_force(version_id)
    if model is None:
        return
    features = model.version.features[start : start + FACTORS_AT_ONCE]
    for language in LANGUAGES:
        drawn(model, [FACTOR + feature for feature in features], language=language)
    if start + FACTORS_AT_ONCE < len(model.version.features):
        draw_factor_figures.delay(version_id, start + FACTORS_AT_ONCE)


def queue_model_figures(version_id: int) -> None:
    """Have a version's figures made once this transaction is committed.

    A broker that is down loses the order, not the figures: the page makes them.
    """
    cast("DjangoTask[[int], None]", draw_model_figures).delay_on_commit(version_id)


def _in_force(version_id: int) -> ActiveModel | None:
    """The version with its engine, or None where it is in force no longer."""
    if not ModelVersion.objects.in_force().filter(pk=version_id).exists():
        return None
    model = active()
    return model if model.version.pk == version_id else None
