"""The chart of two items: circles by how many clients have such a pair, and the client's place."""

from __future__ import annotations

import math
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import override

from explain.comparison.drawing import LABELS, LEFT, RIGHT, drawn, labelled, percent, tick
from explain.comparison.ranges import Range
from explain.comparison.two_variables import Pair

CELL, TOP = 30, 60
"""Pixels: height of a cell, of what stands above the cells."""


def pair_svg(found: Pair) -> SafeString:
    """Circles on a grid; across in per cent, up in pixels."""
    columns, rows = len(found.range_across.edges) + 1, len(found.range_up.edges) + 1
    step, bottom = (RIGHT - LEFT) / columns, TOP + rows * CELL
    most = max((part.count for part in found.cells.values()), default=1)
    circles = []
    for (column, row), part in sorted(found.cells.items()):
        radius = max(math.sqrt(part.count / most) * (CELL / 2 - 1), 1)
        circles.append(
            {
                "x": percent(LEFT + (column + 0.5) * step),
                "y": f"{bottom - (row + 0.5) * CELL:.1f}",
                "radius": f"{radius:.1f}",
            }
        )
    with override(found.language):
        context = {
            "id": "pair",
            "title": found.title,
            "circles": circles,
            "lines": [str(bottom - row * CELL) for row in range(rows + 1)],
            "left": percent(LEFT),
            "right": percent(RIGHT),
            "bottom": str(bottom),
            "tick_y": str(bottom + 18),
            "axis_y": str(bottom + 40),
            "height": str(bottom + 46),
            "ticks": _ticks(found, step),
            "levels": _levels(found, bottom),
            "axis": found.across.axis(found.language),
            "axis_up": found.up.axis(found.language),
            "mark": _mark(found, step, bottom),
        }
    return drawn("explain/comparison/_pair_chart.html", context)


def _ticks(found: Pair, step: float) -> list[dict[str, str]]:
    edges = found.range_across.edges
    every = math.ceil((len(edges) - 1) / LABELS)
    return [
        tick(LEFT + (place + 1) * step, found.across.figure(edge, found.language))
        for place, edge in enumerate(edges)
        if place % every == 0
    ]


def _levels(found: Pair, bottom: int) -> list[dict[str, str]]:
    edges = found.range_up.edges
    return [
        {
            "y": str(bottom - (place + 1) * CELL - 3),
            "text": found.up.figure(edge, found.language),
        }
        for place, edge in enumerate(edges)
        if place % 2 == 0
    ]


def _mark(found: Pair, step: float, bottom: int) -> dict[str, Any] | None:
    if found.own is None or found.value is None:
        return None
    across = _inside(found.range_across, found.value[0], found.own[0])
    up = _inside(found.range_up, found.value[1], found.own[1])
    text = _("Client: %(across)s, %(up)s") % {
        "across": found.across.text(found.value[0], found.language),
        "up": found.up.text(found.value[1], found.language),
    }
    return {**labelled(LEFT + across * step, text), "y": f"{bottom - up * CELL:.1f}"}


def _inside(room: Range, value: float, column: int) -> float:
    """A value's place, counted in columns; in the middle of those without an end."""
    if not 0 < column < len(room.edges):
        return column + 0.5
    low, high = room.edges[column - 1], room.edges[column]
    return column + (value - low) / (high - low)
