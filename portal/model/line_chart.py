"""The chart of one line."""

from __future__ import annotations

from explain.svg import BORDER, INK
from ml.text.formats import format_number
from portal.model.canvas import (
    GAP,
    LINE,
    SMALL,
    TEXT,
    canvas,
    mark,
    scale,
    svg,
    ticks,
    write,
)
from portal.model.charts import Line
from portal.model.layouts import Layout


def draw_line(chart: Line, layout: Layout) -> str:
    """The chart as matplotlib writes it."""
    left, right = 46.0, layout.width - 12.0
    top, bottom = LINE + 2 * GAP, 290.0
    figure, axes = canvas(layout, bottom + 3 * LINE)
    low, high = 0.0, max(chart.y) * 1.05
    across = scale(min(chart.x), max(chart.x), left, right)
    up = scale(low, high, bottom, top)
    write(axes, 0, LINE - GAP / 2, chart.y_axis, SMALL)
    for tick in ticks(low, high, 5):
        axes.plot([left - 5, left], [up(tick)] * 2, color=BORDER, linewidth=1)
        write(
            axes, left - 8, up(tick) + SMALL / 3, format_number(tick, chart.language, decimals=2),
            SMALL, "end",
        )  # fmt: skip
    axes.plot([left, left, right], [top, bottom, bottom], color=BORDER, linewidth=1)
    for tick in ticks(min(chart.x), max(chart.x), 4 if layout.stacked else 7):
        axes.plot([across(tick)] * 2, [bottom, bottom + 5], color=BORDER, linewidth=1)
        write(
            axes, across(tick), bottom + LINE, format_number(tick, chart.language), SMALL, "center"
        )
    write(axes, (left + right) / 2, bottom + 2 * LINE + GAP, chart.x_axis, SMALL, "center")
    axes.plot([across(x) for x in chart.x], [up(y) for y in chart.y], color=INK, linewidth=2.5)
    x, y = across(chart.marked[0]), up(chart.marked[1])
    axes.plot([x, x], [y, bottom], color=INK, linewidth=1.5, dashes=(2, 2))
    mark(axes, x, y, "diamond")
    write(axes, x + GAP, y + 2 * LINE, chart.marked_label, TEXT, bold=True)
    return svg(figure)
