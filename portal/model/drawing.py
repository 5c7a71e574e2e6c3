"""The charts drawn by matplotlib, in pixels, wide or narrow; text stays text of the same size."""

from __future__ import annotations

import io
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.textpath import text_to_path
from matplotlib.ticker import MaxNLocator

from explain.svg import BORDER, INK, MUTED, NEGATIVE, POSITIVE, SURFACE, finish
from ml.text.formats import format_number, format_share
from portal.model.charts import Chart, Line, Mark, Row, Rows

mpl.rcParams["svg.fonttype"] = "none"
mpl.rcParams["svg.hashsalt"] = "explain"
mpl.rcParams["hatch.linewidth"] = 1.3
_drawing = threading.Lock()

VERSION = 1
"""Raised when the same chart is drawn another way: stored drawings are then stale."""

TEXT, SMALL = 14.0, 13.0
LINE = 18.0
BAR = 16.0
GAP = 6.0
DOT = 4.0
SWARM = 22.0
"""Pixels: sizes of text, a line of text, a bar, a gap, a dot, the room for dots on one side."""
LEAST = 0.5
"""Points that a signed scale covers on each side at least: what is small has to look small."""


@dataclass(frozen=True)
class Layout:
    """Where labels and marks stand, in pixels; ``stacked`` puts labels above marks."""

    name: str
    width: float
    label_width: float
    left: float
    right: float
    stacked: bool


LAYOUTS = {
    layout.name: layout
    for layout in (
        Layout("wide", 720, 236, 300, 650, stacked=False),
        Layout("narrow", 280, 276, 46, 228, stacked=True),
    )
}


def draw(chart: Chart, *, layout: str, prefix: str, title: str, description: str) -> str:
    """The chart as an SVG element for a page; ``prefix`` starts every id in it."""
    with _drawing:
        room = LAYOUTS[layout]
        drawn = _rows(chart, room) if isinstance(chart, Rows) else _line(chart, room)
        return finish(drawn, prefix=prefix, title=title, description=description)


def _canvas(layout: Layout, height: float) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(layout.width / 72, height / 72), dpi=72)
    FigureCanvasSVG(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, layout.width), ylim=(height, 0))
    axes.axis("off")
    return figure, axes


def _svg(figure: Figure) -> str:
    written = io.StringIO()
    figure.savefig(written, format="svg", transparent=True, metadata={"Date": None})
    return written.getvalue()


def _rows(chart: Rows, layout: Layout) -> str:
    placed = list(_placed(chart, layout))
    bottom = placed[-1][1] + placed[-1][2]
    figure, axes = _canvas(layout, bottom + 3 * LINE)
    low, high = _bounds(chart)
    place = _scale(low, high, layout.left, layout.right)
    _legend(axes, chart, layout)
    _zero(axes, chart, layout, place, placed)
    for row, top, height in placed:
        _label(axes, row, layout, top, height)
        _marks(axes, chart, row, place, _middle(row, layout, top, height))
    _axis(axes, chart, layout, place, (low, high), bottom)
    return _svg(figure)


def _placed(chart: Rows, layout: Layout) -> Iterator[tuple[Row, float, float]]:
    """Each row with its top and height."""
    top = GAP + LINE * (len(chart.legend) if layout.stacked else bool(chart.legend))
    for row in chart.rows:
        lines = len(list(_wrap(row.label, layout.label_width, TEXT))) * LINE
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
        drawn += [value for value, _mark in row.marks]
        drawn += [] if row.bar is None else [row.bar]
    if chart.signed:
        drawn += [-LEAST, LEAST]
    return min(drawn), max(drawn)


def _scale(low: float, high: float, start: float, end: float) -> Callable[[float], float]:
    pixels = (end - start) / max(high - low, 1e-9)
    return lambda value: start + (value - low) * pixels


def _wrap(text: str, width: float, size: float) -> Iterator[str]:
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}".strip()
        if line and _width(longer, size) > width:
            yield line
            line = word
        else:
            line = longer
    yield line


def _width(text: str, size: float) -> float:
    """Width in matplotlib's own typeface, which is wider than the page's: a safe measure."""
    width, _height, _descent = text_to_path.get_text_width_height_descent(
        text, FontProperties(size=size), ismath=False
    )
    return float(width)


def _legend(axes: Axes, chart: Rows, layout: Layout) -> None:
    x, y = (GAP, GAP) if layout.stacked else (layout.left, GAP)
    for mark, text in chart.legend:
        _mark(axes, x + GAP, y + LINE / 2, mark)
        _write(axes, x + 3 * GAP, y + LINE / 2 + SMALL / 3, text, SMALL)
        if layout.stacked:
            y += LINE
        else:
            x += 8 * GAP + _width(text, SMALL)


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
    for tick in _ticks(*bounds, 5 if layout.stacked else 7):
        axes.plot([place(tick)] * 2, [bottom, bottom + 5], color=BORDER, linewidth=1)
        text = _number(tick, chart.unit, chart.language, signed=chart.signed)
        _write(axes, place(tick), bottom + LINE, text, SMALL, "center")
    middle = (layout.left + layout.right) / 2
    half = _width(chart.axis, SMALL) / 2
    middle = min(max(middle, half), max(layout.width - half, layout.width / 2))
    _write(axes, middle, bottom + 2 * LINE + GAP, chart.axis, SMALL, "center")


def _ticks(low: float, high: float, bins: int) -> Iterator[float]:
    slack = (high - low) * 1e-9
    for tick in MaxNLocator(nbins=bins, steps=[1, 2, 5, 10]).tick_values(low, high):
        if low - slack <= tick <= high + slack:
            yield float(tick)


def _number(value: float, unit: str, language: str, *, signed: bool) -> str:
    if unit == "percent":
        return format_share(value, language)
    return ("+" if signed and value > 1e-9 else "") + format_number(value, language, decimals=2)


def _label(axes: Axes, row: Row, layout: Layout, top: float, height: float) -> None:
    lines = list(_wrap(row.label, layout.label_width, TEXT))
    start = top + GAP if layout.stacked else top + (height - len(lines) * LINE) / 2
    for number, line in enumerate(lines):
        _write(axes, 0, start + (number + 0.75) * LINE, line, TEXT)


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
    for value, mark in row.marks:
        _mark(axes, place(value), middle, mark)
        ends.append(value)
    if row.text:
        left = chart.signed and (row.bar or 0) < 0
        x = place(min(ends)) - GAP if left else place(max(ends)) + GAP
        _write(axes, x, middle + TEXT / 3, row.text, SMALL, "end" if left else "start")


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
    for colour, width in ((SURFACE, 5), (INK, 1.5)):
        axes.plot([start, end], [middle, middle], color=colour, linewidth=width)
    for x in (start, end):
        axes.plot([x, x], [middle - 5, middle + 5], color=INK, linewidth=1.5)


def _mark(axes: Axes, x: float, y: float, mark: Mark) -> None:
    axes.plot(
        [x],
        [y],
        marker="o" if mark == "ring" else "D",
        markersize=11 if mark == "ring" else 8,
        markerfacecolor=SURFACE if mark == "ring" else INK,
        markeredgecolor=INK,
        markeredgewidth=2,
        linestyle="none",
    )


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
        number = seen[pile]
        seen[pile] += 1
        side = sides[number % len(sides)]
        yield pile * DOT, middle + side * (DOT / 2 + 1 + number // len(sides) * step), value


def _dot_path(points: list[tuple[float, float]], colour: str) -> PathPatch:
    """All dots of a colour as one path: a line of no length with round ends is a dot."""
    vertices = np.repeat(np.asarray(points), 2, axis=0)
    path = Path(vertices, [Path.MOVETO, Path.LINETO] * len(points))
    path.should_simplify = False
    return PathPatch(
        path, facecolor="none", edgecolor=colour, linewidth=DOT - 0.4, capstyle="round", snap=False
    )


def _line(chart: Line, layout: Layout) -> str:
    left, right = 46.0, layout.width - 12.0
    top, bottom = LINE + 2 * GAP, 290.0
    figure, axes = _canvas(layout, bottom + 3 * LINE)
    low, high = 0.0, max(chart.y) * 1.05
    across = _scale(min(chart.x), max(chart.x), left, right)
    up = _scale(low, high, bottom, top)
    _write(axes, 0, LINE - GAP / 2, chart.y_axis, SMALL)
    for tick in _ticks(low, high, 5):
        axes.plot([left - 5, left], [up(tick)] * 2, color=BORDER, linewidth=1)
        _write(
            axes, left - 8, up(tick) + SMALL / 3, format_number(tick, chart.language, decimals=2),
            SMALL, "end",
        )  # fmt: skip
    axes.plot([left, left, right], [top, bottom, bottom], color=BORDER, linewidth=1)
    for tick in _ticks(min(chart.x), max(chart.x), 4 if layout.stacked else 7):
        axes.plot([across(tick)] * 2, [bottom, bottom + 5], color=BORDER, linewidth=1)
        _write(
            axes, across(tick), bottom + LINE, format_number(tick, chart.language), SMALL, "center"
        )
    _write(axes, (left + right) / 2, bottom + 2 * LINE + GAP, chart.x_axis, SMALL, "center")
    axes.plot([across(x) for x in chart.x], [up(y) for y in chart.y], color=INK, linewidth=2.5)
    x, y = across(chart.marked[0]), up(chart.marked[1])
    axes.plot([x, x], [y, bottom], color=INK, linewidth=1.5, dashes=(2, 2))
    _mark(axes, x, y, "diamond")
    _write(axes, x + GAP, y + 2 * LINE, chart.marked_label, TEXT, bold=True)
    return _svg(figure)


def _write(
    axes: Axes,
    x: float,
    y: float,
    text: str,
    size: float,
    anchor: str = "start",
    *,
    bold: bool = False,
) -> None:
    axes.text(
        x,
        y,
        text,
        fontsize=size,
        ha={"start": "left", "center": "center", "end": "right"}[anchor],
        va="baseline",
        color=INK,
        fontweight="bold" if bold else "normal",
        parse_math=False,
    )
