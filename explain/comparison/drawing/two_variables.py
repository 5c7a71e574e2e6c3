"""The chart of two items: fields filled by how many clients have such a pair, and the client's
place."""

from __future__ import annotations

import math
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import override

from explain.comparison.charts.two_variables import Pair
from explain.comparison.counting.ranges import Range
from explain.comparison.drawing.marks import LABELS, LEFT, RIGHT, drawn, percent, tick
from explain.comparison.wording import clients_text

CELL, TOP, RIM = 36, 30, 0.6
"""Height of a field and of what stands above, in pixels; width of those at the edge, in fields."""


def pair_svg(found: Pair) -> SafeString:
    """Fields on a grid; across in per cent, up in pixels."""
    across, up = _Axis(found.range_across), _Axis(found.range_up)
    step, bottom = (RIGHT - LEFT) / across.length, TOP + round(up.length * CELL)
    most = max((part.count for part in found.cells.values()), default=1)
    fields = []
    for (column, row), part in sorted(found.cells.items()):
        side = max(math.sqrt(part.count / most) * 0.92, 0.06)
        wide, high = across.width(column) * step * side, up.width(row) * CELL * side
        fields.append(
            {
                "x": percent(LEFT + across.at(column + 0.5) * step - wide / 2),
                "y": f"{bottom - up.at(row + 0.5) * CELL - high / 2:.1f}",
                "width": percent(wide),
                "height": f"{high:.1f}",
                "kind": "outlying" if found.is_outer((column, row)) else "plain",
            }
        )
    with override(found.language):
        context = {
            "id": "pair",
            "title": found.title,
            "fields": fields,
            "legend": _legend(found, most),
            "bottom": str(bottom),
            "top": str(TOP),
            "tick_y": str(bottom + 18),
            "axis_y": str(bottom + 40),
            "height": str(bottom + 46),
            "ticks": [
                {**tick(x, found.across.figure(edge, found.language)), "line": percent(x)}
                for edge, place in _labelled(found.range_across)
                for x in (LEFT + across.at(place + 1) * step,)
            ],
            "levels": [
                {"y": f"{y:.1f}", "text_y": f"{y + 5:.1f}",
                 "text": found.up.figure(edge, found.language)}
                for edge, place in _labelled(found.range_up)
                for y in (bottom - up.at(place + 1) * CELL,)
            ],
            "axis": found.across.axis(found.language),
            "axis_up": found.up.axis(found.language),
            "mark": _mark(found, across, up, step, bottom),
        }  # fmt: skip
    return drawn("explain/comparison/_pair_chart.html", context)


class _Axis:
    """Places along a range, in fields; those at both ends are narrower."""

    def __init__(self, room: Range) -> None:
        self.last = len(room.edges)
        self.length = self.last - 1 + 2 * RIM

    def width(self, column: int) -> float:
        return 1.0 if 0 < column < self.last else RIM

    def at(self, place: float) -> float:
        """Where the n-th column begins, and what lies between."""
        if place <= 1:
            return place * RIM
        return RIM + min(place, self.last) - 1 + max(place - self.last, 0) * RIM


def _labelled(room: Range) -> list[tuple[float, int]]:
    """The edges that are written at an axis, with their numbers."""
    every = math.ceil((len(room.edges) - 1) / LABELS) or 1
    return [(edge, place) for place, edge in enumerate(room.edges) if place % every == 0]


def _legend(found: Pair, most: int) -> list[tuple[str, str]]:
    legend = [
        ("plain", _("A full field: %(count)s") % {"count": clients_text(most, found.language)})
    ]
    if found.outside:
        legend.append(("outlying", _("Unusual values")))
    if found.value is not None:
        legend.append(("cross", _("This client")))
    return legend


def _mark(found: Pair, across: _Axis, up: _Axis, step: float, bottom: int) -> dict[str, Any] | None:
    if found.own is None or found.value is None:
        return None
    x = across.at(_inside(found.range_across, found.value[0], found.own[0]))
    y = up.at(_inside(found.range_up, found.value[1], found.own[1]))
    return {"x": percent(LEFT + x * step), "y": f"{bottom - y * CELL:.1f}", "text": found.mark}


def _inside(room: Range, value: float, column: int) -> float:
    """A value's place, counted in columns; in the middle of those without an end."""
    if not 0 < column < len(room.edges):
        return column + 0.5
    low, high = room.edges[column - 1], room.edges[column]
    return column + (value - low) / (high - low)
