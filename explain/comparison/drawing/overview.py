"""Every number of a client as a place from the group's lowest to its highest."""

from __future__ import annotations

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import override

from explain.comparison.charts.standings import Overview
from explain.comparison.drawing.marks import LEFT, RIGHT, drawn, percent, tick
from ml.wording.formats import format_share

ROW, TOP = 42, 4


def standing_svg(found: Overview) -> SafeString:
    """A line an item, with the middle half and the client's diamond."""

    def at(share: float) -> float:
        return LEFT + 1.5 + share * (RIGHT - LEFT - 3)

    with override(found.language):
        rows = [
            {
                "label": line.item.label(found.language),
                "text_y": str(TOP + place * ROW + 14),
                "line_y": str(TOP + place * ROW + 29),
                "band_y": str(TOP + place * ROW + 23),
                "x": percent(at(line.percentile)),
            }
            for place, line in enumerate(found.drawn)
        ]
        bottom = TOP + len(rows) * ROW + 2
        context = {
            "id": "standing",
            "title": found.title,
            "rows": rows,
            "legend": [("plain", _("The middle half of the group")), ("client", _("This client"))],
            "left": percent(at(0)),
            "right": percent(at(1)),
            "band": percent(at(0.25)),
            "band_width": percent(at(0.75) - at(0.25)),
            "bottom": str(bottom),
            "tick_y": str(bottom + 18),
            "axis": _("Share of the group with less"),
            "axis_y": str(bottom + 40),
            "height": str(bottom + 46),
            "ticks": [
                {**tick(at(share), format_share(share, found.language)), "line": percent(at(share))}
                for share in (0, 0.25, 0.5, 0.75, 1)
            ],
        }
    return drawn("explain/comparison/_standing.html", context)
