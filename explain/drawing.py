"""The waterfall drawn by matplotlib, in pixels, wide or narrow.

Colours are stand-ins that ``explain.svg`` turns into the page's CSS variables. Sides, arrowheads,
hatching and written signs say what the colours say. Importing this takes a second (matplotlib):
only who draws does it.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import matplotlib as mpl
from django.utils.translation import gettext as _
from django.utils.translation import override
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Polygon
from matplotlib.textpath import text_to_path
from matplotlib.ticker import MaxNLocator

from explain import words
from explain.layouts import LAYOUTS, Layout
from explain.svg import BORDER, INK, MUTED, NEGATIVE, POSITIVE, SURFACE, finish
from explain.waterfall import Bar, Waterfall
from ml.text.formats import format_number

# Set once, here: matplotlib's settings are the process's, and threads draw.
mpl.rcParams["svg.fonttype"] = "none"
mpl.rcParams["svg.hashsalt"] = "explain"
mpl.rcParams["hatch.linewidth"] = 1.3
_drawing = threading.Lock()

TEXT, SMALL = 14.0, 13.5
LINE = 18.0
BAR = 20.0
TIP = 7.0
MARK = 6.0
GAP = 6.0
"""Pixels: sizes of text, a line of text, a bar, its arrowhead, a mark, a gap."""


@dataclass(frozen=True)
class _Row:
    """One line of the drawing: its label's lines, its value, its top and height in pixels."""

    label: tuple[str, ...]
    value: str
    top: float
    height: float
    bar: Bar | None = None


def draw(waterfall: Waterfall, *, layout: str, prefix: str) -> str:
    """The drawing as an SVG element for a page; ``prefix`` starts every id in it."""
    with _drawing, override(waterfall.language):
        return finish(
            _draw(waterfall, LAYOUTS[layout]),
            prefix=prefix,
            title=waterfall.title,
            description=waterfall.sentence,
        )


def _draw(waterfall: Waterfall, layout: Layout) -> str:
    rows = list(_rows(waterfall, layout))
    height = rows[-1].top + rows[-1].height + 3 * LINE
    figure = Figure(figsize=(layout.width / 72, height / 72), dpi=72)
    FigureCanvasSVG(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, layout.width), ylim=(height, 0))
    axes.axis("off")
    place = _scale(waterfall, layout)
    _draw_scale(axes, waterfall, layout, place, rows)
    _draw_rows(axes, waterfall, layout, place, rows)
    written = io.StringIO()
    figure.savefig(written, format="svg", transparent=True, metadata={"Date": None})
    return written.getvalue()


def _scale(waterfall: Waterfall, layout: Layout) -> Callable[[float], float]:
    """From points to pixels, so that start, every running total, end and cut-off are inside."""
    totals = [waterfall.start_tenths, waterfall.end_tenths, *(b.total for b in waterfall.steps)]
    points = [total / 10 for total in totals] + [waterfall.cut_off]
    low, high = min(points), max(points)
    pixels = (layout.bars_right - layout.bars_left) / max(high - low, 1)
    return lambda value: layout.bars_left + (value - low) * pixels


def _rows(waterfall: Waterfall, layout: Layout) -> Iterator[_Row]:
    top = LINE + GAP
    lines: list[tuple[str, str, Bar | None]] = [
        (_("Average client"), "", None),
        *((bar.label, bar.value, bar) for bar in waterfall.steps),
        (_("This client’s score"), "", None),
    ]
    for label, value, bar in lines:
        wrapped = tuple(_wrap(label, layout.label_width, TEXT))
        text = (len(wrapped) + (1 if value else 0)) * LINE
        height = (text + BAR + 2 * GAP) if layout.stacked else max(text, BAR) + 2 * GAP
        yield _Row(wrapped, value, top, height, bar)
        top += height


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


def _draw_scale(
    axes: Axes,
    waterfall: Waterfall,
    layout: Layout,
    place: Callable[[float], float],
    rows: list[_Row],
) -> None:
    top, bottom = rows[0].top, rows[-1].top + rows[-1].height
    middle = place(waterfall.cut_off)
    # Where labels stand above bars, a line through them would cross them out.
    spans = [_bar_span(row, layout) for row in rows] if layout.stacked else [(top - GAP, bottom)]
    for span in spans:
        axes.plot([middle, middle], span, color=MUTED, linewidth=1.5, dashes=(4, 3))
    cut_off = format_number(waterfall.cut_off, waterfall.language)
    label = _("Cut-off %(score)s") % {"score": cut_off}
    half = _width(label, SMALL) / 2
    _write(axes, min(max(middle, half), layout.width - half), LINE - GAP, label, SMALL, "center")
    axes.plot([layout.bars_left, layout.bars_right], [bottom, bottom], color=BORDER, linewidth=1)
    low = waterfall.cut_off + (layout.bars_left - middle) / (place(1) - place(0))
    high = waterfall.cut_off + (layout.bars_right - middle) / (place(1) - place(0))
    for tick in MaxNLocator(nbins=5, steps=[1, 2, 5, 10], integer=True).tick_values(low, high):
        if low - 1e-9 <= tick <= high + 1e-9:
            axes.plot([place(tick)] * 2, [bottom, bottom + 5], color=BORDER, linewidth=1)
            text = format_number(tick, waterfall.language)
            _write(axes, place(tick), bottom + LINE, text, SMALL, "center")
    axis = _("Score in points: higher is better")
    middle_of_bars = (layout.bars_left + layout.bars_right) / 2
    _write(axes, middle_of_bars, bottom + 2 * LINE + GAP, axis, SMALL, "center")


def _draw_rows(
    axes: Axes,
    waterfall: Waterfall,
    layout: Layout,
    place: Callable[[float], float],
    rows: list[_Row],
) -> None:
    before = waterfall.start_tenths
    for row, below in zip(rows, [*rows[1:], None], strict=True):
        _write_label(axes, row)
        top, bottom = _bar_span(row, layout)
        if row.bar is not None:
            _draw_bar(axes, row.bar, place, before, (top + bottom) / 2)
            before = row.bar.total
        else:
            middle, client = (top + bottom) / 2, below is None
            tenths = waterfall.end_tenths if client else before
            _draw_mark(axes, waterfall, place(tenths / 10), middle, tenths, client=client)
            bottom = middle + MARK
        if below is not None and not layout.stacked:
            x = place(before / 10)
            ends = [bottom, _bar_span(below, layout)[0]]
            axes.plot([x, x], ends, color=MUTED, linewidth=1, solid_capstyle="butt")


def _bar_span(row: _Row, layout: Layout) -> tuple[float, float]:
    """Top and bottom of a row's bar, in pixels."""
    bottom = row.top + (row.height - GAP if layout.stacked else (row.height + BAR) / 2)
    return bottom - BAR, bottom


def _write_label(axes: Axes, row: _Row) -> None:
    top = row.top + GAP
    for i, line in enumerate(row.label):
        _write(axes, 0, top + (i + 0.75) * LINE, line, TEXT, bold=row.bar is None)
    if row.value:
        _write(axes, 0, top + (len(row.label) + 0.75) * LINE, row.value, SMALL, muted=True)


def _draw_mark(
    axes: Axes, waterfall: Waterfall, x: float, middle: float, tenths: int, *, client: bool
) -> None:
    """A ring for the average client, a filled diamond for this one, each with its score."""
    axes.plot(
        [x],
        [middle],
        marker="D" if client else "o",
        markersize=2 * MARK,
        markerfacecolor=INK if client else SURFACE,
        markeredgecolor=INK,
        markeredgewidth=2,
        linestyle="none",
    )
    text = words.tenths_text(tenths, waterfall.language)
    _write(axes, x + MARK + GAP, middle + TEXT / 3, text, TEXT, bold=True)


def _draw_bar(
    axes: Axes, bar: Bar, place: Callable[[float], float], before: int, middle: float
) -> None:
    """An arrow to the right that raises the score, or a hatched one to the left that lowers it."""
    start, end = place(before / 10), place(bar.total / 10)
    side = 1 if end >= start else -1
    tip = min(TIP, abs(end - start))
    shaft = end - side * tip
    up, down = middle - BAR / 2, middle + BAR / 2
    corners = [(start, up), (shaft, up), (end, middle), (shaft, down), (start, down)]
    colour = POSITIVE if bar.tenths > 0 else NEGATIVE if bar.tenths < 0 else MUTED
    lowering = bar.tenths < 0
    axes.add_patch(
        Polygon(
            corners,
            closed=True,
            facecolor=SURFACE if lowering else colour,
            edgecolor=colour,
            hatch="////" if lowering else None,
            linewidth=1.5,
        )
    )
    anchor = "start" if side > 0 else "end"
    _write(axes, end + side * GAP, middle + TEXT / 3, bar.points_text, TEXT, anchor)


def _write(
    axes: Axes,
    x: float,
    y: float,
    text: str,
    size: float,
    anchor: str = "start",
    *,
    bold: bool = False,
    muted: bool = False,
) -> None:
    axes.text(
        x,
        y,
        text,
        fontsize=size,
        ha={"start": "left", "center": "center", "end": "right"}[anchor],
        va="baseline",
        color=MUTED if muted else INK,
        fontweight="bold" if bold else "normal",
        parse_math=False,
    )
