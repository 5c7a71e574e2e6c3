"""Bars of categories: a row each, how many repaid beside them on a scale of its own."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from explain.comparison.charts.distribution import Distribution
from explain.comparison.counting.filters import EVERYBODY
from explain.comparison.drawing.marks import LEFT, RIGHT, percent, tick
from explain.comparison.drawing.scales import Scale, rate_scale, share_scale
from ml.wording.formats import format_share

ROW, HEAD = 46, 46
MIDDLE, RATE_LEFT = 62.0, 70.0
"""Where the bars end and the scale of those who repaid begins."""


def bars(found: Distribution) -> dict[str, Any]:
    """What the template of bars fills in."""
    scale, rated = share_scale(found), rate_scale(found)
    head = HEAD if rated else 0
    wide = (MIDDLE if rated else 94.0) - LEFT
    rates = found.rates or [None] * len(found.bins)
    rows = []
    for place, (row, rate) in enumerate(zip(found.bins, rates, strict=True)):
        top = head + place * ROW
        rows.append(
            {
                "text_y": str(top + 16),
                "y": str(top + 22),
                "middle": str(top + 29),
                "over": str(top + 19),
                "under": str(top + 39),
                "width": percent(scale.part(row.share) * wide),
                "level": percent(LEFT + scale.part(row.share_of_all) * wide),
                "label": _("%(label)s: %(share)s")
                % {"label": row.label, "share": format_share(row.share, found.language)},
                "own": row.is_client,
                "mark": percent(LEFT + scale.part(row.share) * wide + 2),
                "rate": rated
                and rate
                and {
                    "x": _along(rated, rate.share),
                    "low": _along(rated, rate.low),
                    "high": _along(rated, rate.high),
                },
            }
        )
    bottom = head + len(rows) * ROW
    return {
        "rows": rows,
        "levels": found.group != EVERYBODY,
        "height": str(bottom + 6),
        "bottom": str(bottom),
        "left": percent(LEFT),
        "client": _("this client"),
        "rates": rated and _rates(found, rated),
    }


def _rates(found: Distribution, scale: Scale) -> dict[str, Any]:
    return {
        "title": _("Share that repaid"),
        "ticks": [
            tick(_place(scale, value), scale.text(value, found.language))
            | {"anchor": anchor, "line": _along(scale, value)}
            for value, anchor in zip((scale.low, scale.high), ("start", "end"), strict=True)
        ],
        "whole": _along(scale, found.whole.repaid / found.whole.outcomes),
        "right": percent(RIGHT),
    }


def _place(scale: Scale, share: float) -> float:
    return RATE_LEFT + scale.part(share) * (RIGHT - RATE_LEFT)


def _along(scale: Scale, share: float) -> str:
    return percent(_place(scale, share))
