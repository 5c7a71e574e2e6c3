"""Drawings kept: taken from the database where they are fresh, drawn and kept where not."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Abs
from django.utils import timezone

from clients.models import Application
from explain.charts.layouts import LAYOUTS, VERSION
from explain.charts.waterfall import Waterfall, build
from explain.models import Plot
from explain.reading.kept_score import LANGUAGES, read_score
from ml.points import CUT_OFF_SCORE
from scoring.models import CurrentScore, Score

EACH = len(LANGUAGES) * len(LAYOUTS)
"""Drawings of one score."""


@dataclass(frozen=True)
class Drawings:
    """A waterfall's drawings, SVG elements by layout, and when the older of them was drawn."""

    svg: Mapping[str, str]
    drawn_at: datetime


def waterfall_drawings(score_id: int, waterfall: Waterfall) -> Drawings:
    """The waterfall's drawings in its language, kept or drawn now."""
    kept = {
        plot.kind: plot for plot in Plot.objects.of(score_id=score_id, language=waterfall.language)
    }
    drawn: dict[str, Plot] = {}
    new: list[Plot] = []
    for layout in LAYOUTS:
        digest = _digest(waterfall, layout)
        plot = kept.get(f"waterfall-{layout}")
        if plot is None or plot.digest != digest:
            plot = _draw(score_id, waterfall, layout, digest)
            new.append(plot)
        drawn[layout] = plot
    if new:
        _keep(score_id, new)
    return Drawings(
        {layout: plot.svg for layout, plot in drawn.items()},
        min(plot.drawn_at for plot in drawn.values()),
    )


@transaction.atomic
def _keep(score_id: int, drawings: Collection[Plot]) -> None:
    """Keep a score's drawings, unless it was superseded or removed while they were drawn.

    Who is superseding it just now is not waited for: the drawings would go at once.
    """
    standing = CurrentScore.objects.select_for_update(skip_locked=True, no_key=True)
    if standing.filter(score=score_id).first() is None:
        return
    Plot.objects.bulk_create(
        drawings,
        update_conflicts=True,
        unique_fields=["score", "language", "kind"],
        update_fields=["digest", "svg", "drawn_at"],
    )


def draw_stored(score_ids: Collection[int]) -> int:
    """Draw these scores' waterfalls, in every language, where no fresh ones are kept.

    Returns how many scores there were: one that stands no more, that is gone or whose application
    is not open is left out.
    """
    scores = Score.objects.filter(
        pk__in=score_ids,
        current_for__isnull=False,
        application__in=Application.objects.open(),
    ).select_related("model_version")
    for score in scores:
        for language in LANGUAGES:
            waterfall_drawings(score.pk, build(read_score(score, language=language)))
    return len(scores)


def undrawn() -> QuerySet[CurrentScore]:
    """The scores of open applications that lack a drawing."""
    kept = Plot.objects.filter(score=OuterRef("score")).order_by().values("score")
    return (
        CurrentScore.objects.filter(application__in=Application.objects.open())
        .annotate(kept=Subquery(kept.annotate(many=Count("pk")).values("many")))
        .filter(Q(kept=None) | Q(kept__lt=EACH))
    )


def undrawn_score_ids(
    *, application_ids: Collection[int] | None = None, limit: int | None = None
) -> list[int]:
    """Their ids, the nearest to the cut-off first: of these applications or of all, so many."""
    scores = undrawn()
    if application_ids is not None:
        scores = scores.filter(application__in=application_ids)
    nearest = scores.order_by(Abs(F("score__score") - CUT_OFF_SCORE), "score_id")
    return list(nearest.values_list("score_id", flat=True)[:limit])


def remove_superseded(*, application_ids: Collection[int] | None = None) -> int:
    """Remove the drawings of scores that stand no more, of these applications or of all."""
    superseded = Plot.objects.superseded()
    if application_ids is not None:
        superseded = superseded.filter(score__application__in=application_ids)
    return superseded.delete()[0]


def forget_drawings() -> int:
    """Remove every drawing, so that each is drawn anew; how many there were."""
    return Plot.objects.all().delete()[0]


def _draw(score_id: int, waterfall: Waterfall, layout: str, digest: str) -> Plot:
    from explain.charts import waterfall_drawing as drawing  # only who draws waits for matplotlib

    kind = Plot.Kind(f"waterfall-{layout}")
    svg = drawing.draw(waterfall, layout=layout, prefix=kind.value)
    return Plot(
        score_id=score_id,
        kind=kind,
        language=waterfall.language,
        svg=svg,
        digest=digest,
        drawn_at=timezone.now(),
    )


def _digest(waterfall: Waterfall, layout: str) -> str:
    """A fingerprint of all that is drawn, and of how."""
    drawn = f"{VERSION} {LAYOUTS[layout]} {waterfall!r} {waterfall.sentence}"
    return hashlib.sha256(drawn.encode()).hexdigest()
