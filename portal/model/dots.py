"""Swarms of dots, each of them a client, piled up along a row of a chart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

import numpy as np
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from explain.charts.kit import Paper
from explain.charts.svg import BORDER, NEGATIVE, POSITIVE
from portal.model.charts import Row

DOT = 4.0
ROOM = 22.0
"""Pixels: a dot, the room for dots on one side of the row's line."""


def draw_dots(paper: Paper, row: Row, place: Callable[[float], float], middle: float) -> None:
    """A swarm: dots piled up from the row's line, upwards, downwards, or to both sides in turn."""
    paper.line([place(v) for v in _bounds_of(row)], [middle] * 2, BORDER)
    points = [
        *_piled(row.above, place, middle, (-1,)),
        *_piled(row.below, place, middle, (1,)),
        *_piled(row.on, place, middle, (-1, 1)),
    ]
    for colour, raises in ((POSITIVE, True), (NEGATIVE, False)):
        chosen = [(x, y) for x, y, value in points if (value >= 0) is raises]
        if chosen:
            paper.add(_dot_path(chosen, colour))


def _bounds_of(row: Row) -> tuple[float, float]:
    drawn = [*row.above, *row.below, *row.on]
    return min(drawn), max(drawn)


def _piled(
    values: Iterable[float], place: Callable[[float], float], middle: float, sides: tuple[int, ...]
) -> Iterator[tuple[float, float, float]]:
    """x, y and value of each dot. A pile that would be too high is pressed together."""
    piles = Counter(round(place(value) / DOT) for value in values)
    seen: Counter[int] = Counter()
    for value in values:
        pile = round(place(value) / DOT)
        step = min(DOT, (ROOM - DOT) * len(sides) / piles[pile])
        already = seen[pile]
        seen[pile] += 1
        side = sides[already % len(sides)]
        yield pile * DOT, middle + side * (DOT / 2 + 1 + already // len(sides) * step), value


def _dot_path(points: list[tuple[float, float]], colour: str) -> PathPatch:
    """All dots of a colour as one path: a line of no length with round ends is a dot."""
    vertices = np.repeat(np.asarray(points), 2, axis=0)
    path = Path(vertices, [Path.MOVETO, Path.LINETO] * len(points))
    path.should_simplify = False
    return PathPatch(
        path, facecolor="none", edgecolor=colour, linewidth=DOT - 0.4, capstyle="round", snap=False
    )
