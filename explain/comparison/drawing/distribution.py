"""The charts as SVG: across in per cent of the room there is, down in pixels, so that text keeps
its size on every screen. This one is the histogram; bars and boxes have their own."""

from __future__ import annotations

import math
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import override

from explain.comparison.charts.distribution import Distribution
from explain.comparison.counting.filters import EVERYBODY
from explain.comparison.counting.variables import Number
from explain.comparison.drawing.bars import bars
from explain.comparison.drawing.marks import (
    LABELS,
    LEFT,
    RIGHT,
    drawn,
    labelled,
    legend,
    percent,
    tick,
)
from explain.comparison.drawing.scales import Scale, rate_scale, share_scale

TOP, HEIGHT = 44, 180
"""Of the columns: where they begin, how high the highest is, in pixels."""
RATE_GAP, RATE_HEIGHT = 44, 84
"""Of the points under the columns: the room for their title, and how high they may stand."""


def distribution_svg(found: Distribution) -> SafeString:
    """A histogram, or bars for categories."""
    with override(found.language):
        template, context = (
            ("explain/comparison/_histogram.html", _histogram(found))
            if found.room
            else ("explain/comparison/_bars.html", bars(found))
        )
        context |= {"id": "distribution", "title": found.title, "legend": legend(found)}
    return drawn(template, context)


def _histogram(found: Distribution) -> dict[str, Any]:
    scale = share_scale(found)
    step, ground = (RIGHT - LEFT) / len(found.bins), TOP + HEIGHT
    columns = []
    for place, column in enumerate(found.bins):
        height = column.share / scale.high * HEIGHT
        columns.append(
            {
                "x": percent(LEFT + place * step + 0.25),
                "width": percent(step - 0.5),
                "y": f"{ground - height:.1f}",
                "height": f"{height:.1f}",
                "kind": "outlying" if column.outlying else "own" if column.is_client else "plain",
                "level": f"{ground - column.share_of_all / scale.high * HEIGHT:.1f}",
                "level_from": percent(LEFT + place * step),
                "level_to": percent(LEFT + (place + 1) * step),
            }
        )
    rates = _rates(found, step, ground + RATE_GAP)
    bottom = ground + (RATE_GAP + RATE_HEIGHT if rates else 0)
    return {
        "columns": columns,
        "levels": found.group != EVERYBODY,
        "ground": str(ground),
        "grid": _grid(scale, ground, HEIGHT, found.language),
        "rates": rates,
        "bottom": str(bottom),
        "height": str(bottom + 46),
        "ticks": _column_ticks(found, step),
        "axis": found.variable.axis(found.language) if isinstance(found.variable, Number) else "",
        "axis_y": str(bottom + 40),
        "tick_y": str(bottom + 18),
        "mark": _mark(found, step),
    }


def _grid(scale: Scale, bottom: int, height: int, language: str) -> list[dict[str, str]]:
    """Lines across, each with its share."""
    return [
        {
            "y": f"{bottom - scale.part(value) * height:.1f}",
            "text_y": f"{bottom - scale.part(value) * height + 5:.1f}",
            "text": scale.text(value, language),
        }
        for value in scale.ticks
    ]


def _rates(found: Distribution, step: float, top: int) -> dict[str, Any] | None:
    """Points under the columns, on a scale of their own: how many of each repaid."""
    scale = rate_scale(found)
    if scale is None:
        return None

    def down(share: float) -> str:
        return f"{top + (1 - scale.part(share)) * RATE_HEIGHT:.1f}"

    return {
        "title": _("Share that repaid"),
        "title_y": str(top - 14),
        "grid": _grid(scale, top + RATE_HEIGHT, RATE_HEIGHT, found.language),
        "whole": down(found.whole.repaid / found.whole.outcomes),
        "points": [
            {
                "x": percent(LEFT + (place + 0.5) * step),
                "y": down(rate.share),
                "low": down(rate.low),
                "high": down(rate.high),
            }
            for place, rate in enumerate(found.rates)
            if rate
        ],
    }


def _column_ticks(found: Distribution, step: float) -> list[dict[str, str]]:
    number, edges = found.variable, [b.low for b in found.bins if b.low is not None]
    assert isinstance(number, Number)  # noqa: S101 -- only numbers have columns
    if found.bins[-1].high is not None:
        edges.append(found.bins[-1].high)
    offset = 1 if found.bins[0].low is None else 0
    every = math.ceil((len(edges) - 1) / LABELS)
    return [
        tick(LEFT + (place + offset) * step, number.figure(edge, found.language))
        for place, edge in enumerate(edges)
        if place % every == 0
    ]


def _mark(found: Distribution, step: float) -> dict[str, str] | None:
    """The client's place: in their column, as far in as their value is."""
    place = next((n for n, column in enumerate(found.bins) if column.is_client), None)
    if place is None:
        return None
    column, inside = found.bins[place], 0.5
    if column.low is not None and column.high is not None:
        inside = (float(found.value or 0) - column.low) / (column.high - column.low)
    return labelled(LEFT + (place + inside) * step, found.mark)
