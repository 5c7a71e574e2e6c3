"""The charts as SVG elements for a page, wide or narrow."""

from __future__ import annotations

from explain.charts.kit import one_at_a_time
from explain.charts.svg import finish
from portal.model.charts import Chart, Rows
from portal.model.layouts import LAYOUTS
from portal.model.line_chart import draw_line
from portal.model.row_chart import draw_rows


def draw(chart: Chart, *, layout: str, prefix: str, title: str, description: str) -> str:
    """The chart as an SVG element for a page; ``prefix`` starts every id in it."""
    with one_at_a_time:
        room = LAYOUTS[layout]
        drawn = draw_rows(chart, room) if isinstance(chart, Rows) else draw_line(chart, room)
        return finish(drawn, prefix=prefix, title=title, description=description)
