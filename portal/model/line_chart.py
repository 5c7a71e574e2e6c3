"""The chart of one line."""

from __future__ import annotations

from explain.charts.kit import GAP, LINE, SMALL, TEXT, Paper, scale, ticks
from explain.charts.layouts import Layout
from explain.charts.svg import BORDER
from ml.wording.formats import format_number
from portal.model.charts import Line

DIAMOND = 8.0
"""Pixels of the mark."""


def draw_line(chart: Line, layout: Layout) -> str:
    """The chart as matplotlib writes it."""
    left, right = 46.0, layout.width - 12.0
    top, bottom = LINE + 2 * GAP, 290.0
    paper = Paper(layout.width, bottom + 3 * LINE)
    low, high = 0.0, max(chart.y) * 1.05
    across = scale(min(chart.x), max(chart.x), left, right)
    up = scale(low, high, bottom, top)
    paper.write(0, LINE - GAP / 2, chart.y_axis, SMALL)
    for tick in ticks(low, high, 5):
        paper.line([left - 5, left], [up(tick)] * 2, BORDER)
        paper.write(
            left - 8, up(tick) + SMALL / 3, format_number(tick, chart.language, decimals=2),
            SMALL, "end",
        )  # fmt: skip
    paper.line([left, left, right], [top, bottom, bottom], BORDER)
    for tick in ticks(min(chart.x), max(chart.x), 4 if layout.stacked else 7):
        paper.line([across(tick)] * 2, [bottom, bottom + 5], BORDER)
        paper.write(
            across(tick), bottom + LINE, format_number(tick, chart.language), SMALL, "center"
        )
    paper.write((left + right) / 2, bottom + 2 * LINE + GAP, chart.x_axis, SMALL, "center")
    paper.line([across(x) for x in chart.x], [up(y) for y in chart.y], width=2.5)
    x, y = across(chart.marked[0]), up(chart.marked[1])
    paper.line([x, x], [y, bottom], width=1.5, dashes=(2, 2))
    paper.mark(x, y, "diamond", DIAMOND)
    paper.write(x + GAP, y + 2 * LINE, chart.marked_label, TEXT, bold=True)
    return paper.svg()
