"""Drawings kept: taken from the database where they are fresh, drawn and kept where not."""

from __future__ import annotations

import hashlib

from explain.facts import read_score
from explain.layouts import LAYOUTS, VERSION
from explain.models import Plot
from explain.waterfall import Waterfall, build
from scoring.models import Score


def draw_stored(score_id: int, *, language: str) -> None:
    """Draw a score's waterfall unless a fresh drawing is kept. Score.DoesNotExist where none is."""
    score = Score.objects.select_related("model_version").get(pk=score_id)
    waterfall_drawings(score_id, build(read_score(score, language=language)))


def waterfall_drawings(score_id: int, waterfall: Waterfall) -> dict[str, str]:
    """The waterfall's drawings by layout ("wide", "narrow") as SVG elements, kept or drawn now."""
    kept = {
        plot.kind: plot for plot in Plot.objects.of(score_id=score_id, language=waterfall.language)
    }
    return {
        layout: _fresh(kept.get(f"waterfall-{layout}"), score_id, waterfall, layout)
        for layout in LAYOUTS
    }


def _fresh(kept: Plot | None, score_id: int, waterfall: Waterfall, layout: str) -> str:
    digest = _digest(waterfall, layout)
    if kept is not None and kept.digest == digest:
        return kept.svg
    from explain import drawing  # only who draws waits for matplotlib

    svg = drawing.draw(waterfall, layout=layout, prefix=f"waterfall-{layout}")
    Plot.objects.update_or_create(
        score_id=score_id,
        kind=Plot.Kind(f"waterfall-{layout}"),
        language=waterfall.language,
        defaults={"svg": svg, "digest": digest},
    )
    return svg


def _digest(waterfall: Waterfall, layout: str) -> str:
    """A fingerprint of all that is drawn, and of how."""
    drawn = f"{VERSION} {LAYOUTS[layout]} {waterfall!r} {waterfall.sentence}"
    return hashlib.sha256(drawn.encode()).hexdigest()
