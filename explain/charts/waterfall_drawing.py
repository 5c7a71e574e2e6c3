"""The waterfall drawn by matplotlib, in pixels, wide or narrow.

Colours are stand-ins that ``explain.charts.svg`` turns into the page's CSS variables. Sides,
arrowheads, hatching and written signs say what the colours say. Importing this takes a second
(matplotlib): only who draws does it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import override
from matplotlib.patches import Polygon

from explain.charts.kit import (
    GAP,
    LINE,
    SMALL,
    TEXT,
    Paper,
    one_at_a_time,
    scale,
    text_width,
    ticks,
    wrap,
)
from explain.charts.layouts import LAYOUTS, Layout
from explain.charts.svg import BORDER, MUTED, NEGATIVE, POSITIVE, SURFACE, finish
from explain.charts.waterfall import Bar, Waterfall
from explain.reading import words
from ml.wording.formats import format_number

BAR = 20.0
TIP = 7.0
MARK = 6.0
"""Pixels: a bar, its arrowhead, half a mark."""


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
    with one_at_a_time, override(waterfall.language):
        return finish(
            _draw(waterfall, LAYOUTS[layout]),
            prefix=prefix,
            title=waterfall.title,
            description=waterfall.sentence,
        )


def _draw(waterfall: Waterfall, layout: Layout) -> str:
    rows = list(_rows(waterfall, layout))
    height = rows[-1].top + rows[-1].height + 3 * LINE
    paper = Paper(layout.width, height)
    place, bounds = _scale(waterfall, layout)
    _draw_scale(paper, waterfall, layout, place, bounds, rows)
    _draw_rows(paper, waterfall, layout, place, rows)
    return paper.svg()


def _scale(
    waterfall: Waterfall, layout: Layout
) -> tuple[Callable[[float], float], tuple[float, float]]:
    """From points to pixels, and the points at the ends: all totals and the cut-off are inside."""
    totals = [waterfall.start_tenths, waterfall.end_tenths, *(b.total for b in waterfall.steps)]
    points = [total / 10 for total in totals] + [waterfall.cut_off]
    low, high = min(points), max(points)
    high = max(high, low + 1)
    return scale(low, high, layout.left, layout.right), (low, high)


def _rows(waterfall: Waterfall, layout: Layout) -> Iterator[_Row]:
    top = LINE + GAP
    lines: list[tuple[str, str, Bar | None]] = [
        (_("Average client"), "", None),
        *((bar.label, bar.value, bar) for bar in waterfall.steps),
        (_("This client’s score"), "", None),
    ]
    for label, value, bar in lines:
        wrapped = tuple(wrap(label, layout.label_width, TEXT))
        text = (len(wrapped) + (1 if value else 0)) * LINE
        height = (text + BAR + 2 * GAP) if layout.stacked else max(text, BAR) + 2 * GAP
        yield _Row(wrapped, value, top, height, bar)
        top += height


def _draw_scale(
    paper: Paper,
    waterfall: Waterfall,
    layout: Layout,
    place: Callable[[float], float],
    bounds: tuple[float, float],
    rows: list[_Row],
) -> None:
    top, bottom = rows[0].top, rows[-1].top + rows[-1].height
    middle = place(waterfall.cut_off)
    # Where labels stand above bars, a line through them would cross them out.
    spans = [_bar_span(row, layout) for row in rows] if layout.stacked else [(top - GAP, bottom)]
    for span in spans:
        paper.line([middle, middle], span, MUTED, width=1.5, dashes=(4, 3))
    cut_off = format_number(waterfall.cut_off, waterfall.language)
    label = _("Cut-off %(score)s") % {"score": cut_off}
    half = text_width(label, SMALL) / 2
    paper.write(min(max(middle, half), layout.width - half), LINE - GAP, label, SMALL, "center")
    paper.line([layout.left, layout.right], [bottom, bottom], BORDER)
    for tick in ticks(*bounds, 5, whole=True):
        paper.line([place(tick)] * 2, [bottom, bottom + 5], BORDER)
        text = format_number(tick, waterfall.language)
        paper.write(place(tick), bottom + LINE, text, SMALL, "center")
    axis = _("Score in points: higher is better")
    middle_of_bars = (layout.left + layout.right) / 2
    paper.write(middle_of_bars, bottom + 2 * LINE + GAP, axis, SMALL, "center")


def _draw_rows(
    paper: Paper,
    waterfall: Waterfall,
    layout: Layout,
    place: Callable[[float], float],
    rows: list[_Row],
) -> None:
    before = waterfall.start_tenths
    for row, below in zip(rows, [*rows[1:], None], strict=True):
        _write_label(paper, row)
        top, bottom = _bar_span(row, layout)
        if row.bar is not None:
            _draw_bar(paper, row.bar, place, before, (top + bottom) / 2)
            before = row.bar.total
        else:
            middle, client = (top + bottom) / 2, below is None
            tenths = waterfall.end_tenths if client else before
            _draw_mark(paper, waterfall, place(tenths / 10), middle, tenths, client=client)
            bottom = middle + MARK
        if below is not None and not layout.stacked:
            x = place(before / 10)
            ends = [bottom, _bar_span(below, layout)[0]]
            paper.line([x, x], ends, MUTED, solid_capstyle="butt")


def _bar_span(row: _Row, layout: Layout) -> tuple[float, float]:
    """Top and bottom of a row's bar, in pixels."""
    bottom = row.top + (row.height - GAP if layout.stacked else (row.height + BAR) / 2)
    return bottom - BAR, bottom


def _write_label(paper: Paper, row: _Row) -> None:
    top = row.top + GAP
    for i, line in enumerate(row.label):
        paper.write(0, top + (i + 0.75) * LINE, line, TEXT, bold=row.bar is None)
    if row.value:
        paper.write(0, top + (len(row.label) + 0.75) * LINE, row.value, SMALL, muted=True)


def _draw_mark(
    paper: Paper, waterfall: Waterfall, x: float, middle: float, tenths: int, *, client: bool
) -> None:
    """A ring for the average client, a filled diamond for this one, each with its score."""
    paper.mark(x, middle, "diamond" if client else "ring", 2 * MARK)
    text = words.tenths_text(tenths, waterfall.language)
    paper.write(x + MARK + GAP, middle + TEXT / 3, text, TEXT, bold=True)


def _draw_bar(
    paper: Paper, bar: Bar, place: Callable[[float], float], before: int, middle: float
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
    paper.add(
        Polygon(
            corners,
            closed=True,
            facecolor=SURFACE if lowering else colour,
            edgecolor=colour,
            hatch="////" if lowering else None,
            linewidth=1.5,
        )
    )
    paper.write(
        end + side * GAP,
        middle + TEXT / 3,
        bar.points_text,
        TEXT,
        "start" if side > 0 else "end",
    )
