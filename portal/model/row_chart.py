"""The chart of rows: bars, ranges, marks and dots on one scale."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from explain.svg import BORDER, INK, MUTED, NEGATIVE, POSITIVE, SURFACE
from portal.model.canvas import (
    GAP,
    LINE,
    SMALL,
    TEXT,
    canvas,
    mark,
    number,
    scale,
    svg,
    text_width,
    ticks,
    wrap,
    write,
)
from portal.model.charts import Row, Rows
from portal.model.layouts import Layout

BAR = 16.0
DOT = 4.0
SWARM = 22.0
"""Pixels: a bar, a dot, the room for dots on one side."""
LEAST = 0.5
"""Points that a signed scale covers on each side at least: what is small has to look small."""


def draw_rows(chart: Rows, layout: Layout) -> str:
    """The chart as matplotlib writes it."""
    placed = list(_placed(chart, layout))
    bottom = placed[-1][1] + placed[-1][2]
    figure, axes = canvas(layout, bottom + 3 * LINE)
    low, high = _bounds(chart)
    place = scale(low, high, layout.left, layout.right)
    _legend(axes, chart, layout)
    _zero(axes, chart, layout, place, placed)
    for row, top, height in placed:
        _label(axes, row, layout, top, height)
        _marks(axes, chart, row, place, _middle(row, layout, top, height))
    _axis(axes, chart, layout, place, (low, high), bottom)
    return svg(figure)


def _placed(chart: Rows, layout: Layout) -> Iterator[tuple[Row, float, float]]:
    """Each row with its top and height."""
    top = GAP + LINE * (len(chart.legend) if layout.stacked else bool(chart.legend))
    for row in chart.rows:
        lines = len(list(wrap(row.label, layout.label_width, TEXT))) * LINE
        marks = 2 * _half(row)
        height = lines + marks + 2 * GAP if layout.stacked else max(lines, marks) + 2 * GAP
        yield row, top, height
        top += height


def _half(row: Row) -> float:
    """Half of the room that a row's marks want."""
    return SWARM if row.above or row.below or row.on else BAR / 2


def _middle(row: Row, layout: Layout, top: float, height: float) -> float:
    return top + (height - GAP - _half(row) if layout.stacked else height / 2)


def _bounds(chart: Rows) -> tuple[float, float]:
    """The lowest and the highest number that is drawn, and 0."""
    drawn = [0.0]
    for row in chart.rows:
        drawn += [*row.above, *row.below, *row.on, *(row.span or ())]
        drawn += [value for value, kind in row.marks]
        drawn += [] if row.bar is None else [row.bar]
    if chart.signed:
        drawn += [-LEAST, LEAST]
    return min(drawn), max(drawn)


def _legend(axes: Axes, chart: Rows, layout: Layout) -> None:
    x, y = (GAP, GAP) if layout.stacked else (layout.left, GAP)
    for kind, text in chart.legend:
        mark(axes, x + GAP, y + LINE / 2, kind)
        write(axes, x + 3 * GAP, y + LINE / 2 + SMALL / 3, text, SMALL)
        if layout.stacked:
            y += LINE
        else:
            x += 8 * GAP + text_width(text, SMALL)


def _zero(
    axes: Axes,
    chart: Rows,
    layout: Layout,
    place: Callable[[float], float],
    placed: list[tuple[Row, float, float]],
) -> None:
    """The line at 0; where labels stand above marks it stops for them."""
    if not chart.signed and any(row.marks for row in chart.rows):
        return
    for row, top, height in placed:
        middle, half = _middle(row, layout, top, height), _half(row) + GAP / 2
        ends = [middle - half, middle + half] if layout.stacked else [top, top + height]
        axes.plot([place(0)] * 2, ends, color=BORDER, linewidth=1)


def _axis(
    axes: Axes,
    chart: Rows,
    layout: Layout,
    place: Callable[[float], float],
    bounds: tuple[float, float],
    bottom: float,
) -> None:
    axes.plot([layout.left, layout.right], [bottom, bottom], color=BORDER, linewidth=1)
    for tick in ticks(*bounds, 5 if layout.stacked else 7):
        axes.plot([place(tick)] * 2, [bottom, bottom + 5], color=BORDER, linewidth=1)
        text = number(tick, chart.unit, chart.language, signed=chart.signed)
        write(axes, place(tick), bottom + LINE, text, SMALL, "center")
    middle = (layout.left + layout.right) / 2
    half = text_width(chart.axis, SMALL) / 2
    middle = min(max(middle, half), max(layout.width - half, layout.width / 2))
    write(axes, middle, bottom + 2 * LINE + GAP, chart.axis, SMALL, "center")


def _label(axes: Axes, row: Row, layout: Layout, top: float, height: float) -> None:
    lines = list(wrap(row.label, layout.label_width, TEXT))
    start = top + GAP if layout.stacked else top + (height - len(lines) * LINE) / 2
    for place, line in enumerate(lines):
        write(axes, 0, start + (place + 0.75) * LINE, line, TEXT)


def _marks(
    axes: Axes, chart: Rows, row: Row, place: Callable[[float], float], middle: float
) -> None:
    ends = [0.0]
    if row.bar is not None:
        _bar(axes, chart, row.bar, place, middle)
        ends.append(row.bar)
    if row.span is not None:
        _span(axes, row.span, place, middle)
        ends += row.span
    if row.above or row.below or row.on:
        _dots(axes, row, place, middle)
        return
    for value, kind in row.marks:
        mark(axes, place(value), middle, kind)
        ends.append(value)
    if row.text:
        left = chart.signed and (row.bar or 0) < 0
        x = place(min(ends)) - GAP if left else place(max(ends)) + GAP
        write(axes, x, middle + TEXT / 3, row.text, SMALL, "end" if left else "start")


def _bar(
    axes: Axes, chart: Rows, value: float, place: Callable[[float], float], middle: float
) -> None:
    """Full to the right, hatched to the left: what lowers is told without colour too."""
    start, end = place(0), place(value)
    colour = MUTED if not chart.signed else POSITIVE if value >= 0 else NEGATIVE
    axes.add_patch(
        Rectangle(
            (min(start, end), middle - BAR / 2),
            abs(end - start),
            BAR,
            facecolor=colour if value >= 0 else SURFACE,
            edgecolor=colour,
            hatch=None if value >= 0 else "////",
            linewidth=1.5,
        )
    )


def _span(
    axes: Axes, span: tuple[float, float], place: Callable[[float], float], middle: float
) -> None:
    """A line with ends, edged so that it shows on a bar as well."""
    start, end = place(span[0]), place(span[1])
    for colour, thick in ((SURFACE, 5), (INK, 1.5)):
        axes.plot([start, end], [middle, middle], color=colour, linewidth=thick)
    for x in (start, end):
        axes.plot([x, x], [middle - 5, middle + 5], color=INK, linewidth=1.5)


def _dots(axes: Axes, row: Row, place: Callable[[float], float], middle: float) -> None:
    """A swarm: dots piled up from the row's line, upwards, downwards, or to both sides in turn."""
    axes.plot([place(v) for v in _bounds_of(row)], [middle] * 2, color=BORDER, linewidth=1)
    points = [
        *_piled(row.above, place, middle, (-1,)),
        *_piled(row.below, place, middle, (1,)),
        *_piled(row.on, place, middle, (-1, 1)),
    ]
    for colour, raises in ((POSITIVE, True), (NEGATIVE, False)):
        chosen = [(x, y) for x, y, value in points if (value >= 0) is raises]
        if chosen:
            axes.add_patch(_dot_path(chosen, colour))


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
        step = min(DOT, (SWARM - DOT) * len(sides) / piles[pile])
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
