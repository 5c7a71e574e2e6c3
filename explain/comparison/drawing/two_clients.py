"""Two clients' points side by side: a diamond for the one, a circle for the other."""

from __future__ import annotations

from django.utils.safestring import SafeString

from explain.comparison.charts.side_by_side import Pairs
from explain.comparison.counting.ranges import columns_between
from explain.comparison.drawing.marks import LEFT, RIGHT, drawn, percent, tick
from explain.reading.kept_score import page_language
from explain.reading.words import tenths_text

ROW = 44
TICKS = 4


def pairs_svg(found: Pairs) -> SafeString:
    """A row each, both marks on it joined by a line."""
    edges = columns_between(found.low, found.high, whole=True, about=TICKS).edges
    low, high = edges[0], edges[-2] if edges[0] < found.high <= edges[-2] else edges[-1]

    def at(tenths: float) -> float:
        return LEFT + 2 + (tenths - low) / (high - low) * (RIGHT - LEFT - 4)

    bottom = len(found.rows) * ROW + 6
    language = page_language()
    context = {
        "id": found.name,
        "title": found.title,
        "legend": [
            ("client", found.names[0]),
            ("other", found.names[1]),
            ("line", found.line_text),
        ],
        "rows": [
            {
                "label": label,
                "text_y": str(place * ROW + 16),
                "y": str(place * ROW + 32),
                "first": percent(at(first)),
                "second": percent(at(second)),
            }
            for place, (label, first, second) in enumerate(found.rows)
        ],
        "left": percent(LEFT),
        "bottom": str(bottom),
        "line": percent(at(found.line)),
        "ticks": [
            {
                **tick(at(edge), tenths_text(round(edge), language, signed=found.signed)),
                "line": percent(at(edge)),
            }
            for edge in edges
            if low <= edge <= high
        ],
        "tick_y": str(bottom + 18),
        "height": str(bottom + 24),
    }
    return drawn("explain/comparison/_pairs.html", context)
