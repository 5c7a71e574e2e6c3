"""Groups side by side, each as its quartiles, with the client's place."""

from __future__ import annotations

import math
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import override

from explain.comparison.charts.boxes import Boxes
from explain.comparison.counting.ranges import Range
from explain.comparison.drawing.marks import LABELS, LEFT, RIGHT, drawn, labelled, percent, tick
from explain.comparison.wording import clients_text, group_name

BOX_ROW = 62


def boxes_svg(found: Boxes) -> SafeString:
    """Quartiles side by side on one scale, with the client's place."""
    low, high = _reach(found)

    def place(value: float) -> float:
        return LEFT + 1 + (min(max(value, low), high) - low) / (high - low) * (RIGHT - LEFT - 2)

    with override(found.language):
        rows = []
        for number, box in enumerate(found.boxes):
            top = 44 + number * BOX_ROW
            name = group_name(box.group)
            words = {"group": name, "clients": clients_text(box.known, found.language)}
            row: dict[str, Any] = {
                "label": _("%(group)s: %(clients)s") % words,
                "text_y": str(top + 16),
                "y": str(top + 24),
                "bottom": str(top + 48),
                "few": box.quartiles is None,
            }
            if box.quartiles:
                first, middle, last = (place(value) for value in box.quartiles)
                row |= {
                    "x": percent(first),
                    "width": percent(max(last - first, 0.4)),
                    "median": percent(middle),
                }
            else:
                row["label"] += " – " + _("too few to compare")
            rows.append(row)
        bottom = 44 + len(rows) * BOX_ROW
        own, text = found.value, ""
        if own is not None:
            text = _("Client: %(value)s") % {"value": found.number.text(own, found.language)}
        context = {
            "rows": rows,
            "bottom": str(bottom),
            "height": str(bottom + 46),
            "axis": found.number.axis(found.language),
            "axis_y": str(bottom + 40),
            "tick_y": str(bottom + 18),
            "left": percent(LEFT),
            "right": percent(RIGHT),
            "ticks": [
                tick(place(value), found.number.figure(value, found.language))
                for value in _round_ticks(low, high, found.room)
            ],
            "mark": None if own is None else labelled(place(own), text),
        }
    return drawn("explain/comparison/_boxes.html", context | {"id": "boxes", "title": found.title})


def _reach(found: Boxes) -> tuple[float, float]:
    """The range of the drawing: that of all clients, and every box."""
    ends = [end for box in found.boxes if box.quartiles for end in box.quartiles]
    return min([found.room.edges[0], *ends]), max([found.room.edges[-1], *ends])


def _round_ticks(low: float, high: float, room: Range) -> list[float]:
    edges = [edge for edge in room.edges if low <= edge <= high]
    return edges[:: math.ceil((len(edges) - 1) / LABELS) or 1]
