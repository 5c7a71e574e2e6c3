"""The chart of rows: bars, ranges, marks and dots on one scale."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from matplotlib.patches import Rectangle

from explain.charts.kit import GAP, LINE, SMALL, TEXT, Paper, scale, text_width, ticks, wrap
from explain.charts.layouts import Layout
from explain.charts.svg import BORDER, INK, MUTED, NEGATIVE, POSITIVE, SURFACE
from ml.wording.formats import format_number, format_share
from portal.model.charts import Mark, Row, Rows
from portal.model.dots import ROOM, draw_dots

BAR = 16.0
RING, DIAMOND = 11.0, 8.0
"""Pixels: a bar, marks."""
LEAST = 0.5
"""Points that a signed scale covers on each side at least: what is small has to look small."""


def draw_rows(chart: Rows, layout: Layout) -> str:
    """The chart as matplotlib writes it."""
    placed = list(_placed(chart, layout))
    bottom = placed[-1][1] + placed[-1][2]
    paper = Paper(layout.width, bottom + 3 * LINE)
    low, high = _bounds(chart)
    place = scale(low, high, layout.left, layout.right)
    _legend(paper, chart, layout)
    _zero(paper, chart, layout, place, placed)
    for row, top, height in placed:
        _label(paper, row, layout, top, height)
        _marks(paper, chart, row, place, _middle(row, layout, top, height))
    _axis(paper, chart, layout, place, (low, high), bottom)
    return paper.svg()


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
    return ROOM if row.above or row.below or row.on else BAR / 2


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


def _legend(paper: Paper, chart: Rows, layout: Layout) -> None:
    x, y = (GAP, GAP) if layout.stacked else (layout.left, GAP)
    for kind, text in chart.legend:
        _mark(paper, x + GAP, y + LINE / 2, kind)
        paper.write(x + 3 * GAP, y + LINE / 2 + SMALL / 3, text, SMALL)
        if layout.stacked:
            y += LINE
        else:
            x += 8 * GAP + text_width(text, SMALL)


def _zero(
    paper: Paper,
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
        paper.line([place(0)] * 2, ends, BORDER)


def _axis(
    paper: Paper,
    chart: Rows,
    layout: Layout,
    place: Callable[[float], float],
    bounds: tuple[float, float],
    bottom: float,
) -> None:
    paper.line([layout.left, layout.right], [bottom, bottom], BORDER)
    for tick in ticks(*bounds, 5 if layout.stacked else 7):
        paper.line([place(tick)] * 2, [bottom, bottom + 5], BORDER)
        text = _number(tick, chart)
        paper.write(place(tick), bottom + LINE, text, SMALL, "center")
    middle = (layout.left + layout.right) / 2
    half = text_width(chart.axis, SMALL) / 2
    middle = min(max(middle, half), max(layout.width - half, layout.width / 2))
    paper.write(middle, bottom + 2 * LINE + GAP, chart.axis, SMALL, "center")


def _number(tick: float, chart: Rows) -> str:
    """A tick's number as text."""
    if chart.unit == "percent":
        return format_share(tick, chart.language)
    sign = "+" if chart.signed and tick > 1e-9 else ""
    return sign + format_number(tick, chart.language, decimals=2)


def _mark(paper: Paper, x: float, y: float, shape: Mark) -> None:
    paper.mark(x, y, shape, RING if shape == "ring" else DIAMOND)


def _label(paper: Paper, row: Row, layout: Layout, top: float, height: float) -> None:
    lines = list(wrap(row.label, layout.label_width, TEXT))
    start = top + GAP if layout.stacked else top + (height - len(lines) * LINE) / 2
    for place, line in enumerate(lines):
        paper.write(0, start + (place + 0.75) * LINE, line, TEXT)


def _marks(
    paper: Paper, chart: Rows, row: Row, place: Callable[[float], float], middle: float
) -> None:
    ends = [0.0]
    if row.bar is not None:
        _bar(paper, chart, row.bar, place, middle)
        ends.append(row.bar)
    if row.span is not None:
        _span(paper, row.span, place, middle)
        ends += row.span
    if row.above or row.below or row.on:
        draw_dots(paper, row, place, middle)
        return
    for value, kind in row.marks:
        _mark(paper, place(value), middle, kind)
        ends.append(value)
    if row.text:
        left = chart.signed and (row.bar or 0) < 0
        x = place(min(ends)) - GAP if left else place(max(ends)) + GAP
        paper.write(x, middle + TEXT / 3, row.text, SMALL, "end" if left else "start")


def _bar(
    paper: Paper, chart: Rows, value: float, place: Callable[[float], float], middle: float
) -> None:
    """Full to the right, hatched to the left: what lowers is told without colour too."""
    start, end = place(0), place(value)
    colour = MUTED if not chart.signed else POSITIVE if value >= 0 else NEGATIVE
    paper.add(
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
    paper: Paper, span: tuple[float, float], place: Callable[[float], float], middle: float
) -> None:
    """A line with ends, edged so that it shows on a bar as well."""
    start, end = place(span[0]), place(span[1])
    for colour, thick in ((SURFACE, 5), (INK, 1.5)):
        paper.line([start, end], [middle, middle], colour, width=thick)
    for x in (start, end):
        paper.line([x, x], [middle - 5, middle + 5], width=1.5)
