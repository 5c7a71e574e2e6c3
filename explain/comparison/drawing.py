"""The charts as SVG: across in per cent of the room there is, down in pixels, so that text keeps
its size on every screen."""

from __future__ import annotations

import math
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override

from explain.comparison.boxes import Boxes
from explain.comparison.distribution import Distribution
from explain.comparison.filters import EVERYBODY
from explain.comparison.ranges import Range
from explain.comparison.variables import Number
from explain.comparison.wording import clients_text, group_name
from explain.facts import page_language
from ml.text.formats import format_share

LEFT, RIGHT = 3.0, 97.0
TOP, HEIGHT = 44, 180
"""Of the columns: where they begin, how high the highest is, in pixels."""
LABELS = 4
"""Labels that an axis has room for on a telephone, one more at its end."""
ROW, BOX_ROW = 46, 62


def distribution_svg(found: Distribution) -> SafeString:
    """A histogram, or bars for categories."""
    with override(found.language):
        context = _histogram(found) if found.room else _bars(found)
    template = (
        "explain/comparison/_histogram.html" if found.room else "explain/comparison/_bars.html"
    )
    return drawn(template, context | {"id": "distribution", "title": found.title})


def _histogram(found: Distribution) -> dict[str, Any]:
    highest = max(max(b.share, b.share_of_all) for b in found.bins) or 1
    step = (RIGHT - LEFT) / len(found.bins)
    bottom = TOP + HEIGHT
    columns = []
    for place, column in enumerate(found.bins):
        height = column.share / highest * HEIGHT
        level = bottom - column.share_of_all / highest * HEIGHT
        columns.append(
            {
                "x": percent(LEFT + place * step + 0.25),
                "width": percent(step - 0.5),
                "y": f"{bottom - height:.1f}",
                "height": f"{height:.1f}",
                "kind": "outlying" if column.outlying else "own" if column.is_client else "plain",
                "level": f"{level:.1f}",
                "level_from": percent(LEFT + place * step),
                "level_to": percent(LEFT + (place + 1) * step),
            }
        )
    return {
        "columns": columns,
        "levels": found.group != EVERYBODY,
        "bottom": str(bottom),
        "height": str(bottom + 46),
        "ticks": _column_ticks(found, step),
        "axis": _axis(found.variable),
        "axis_y": str(bottom + 40),
        "tick_y": str(bottom + 18),
        "mark": _mark(found, step),
        "legend": _legend(found),
    }


def _column_ticks(found: Distribution, step: float) -> list[dict[str, str]]:
    number, edges = found.variable, [b.low for b in found.bins if b.low is not None]
    assert isinstance(number, Number)  # noqa: S101 -- only numbers have columns
    if found.bins[-1].high is not None:
        edges.append(found.bins[-1].high)
    offset = 1 if found.bins[0].low is None else 0
    every = math.ceil((len(edges) - 1) / LABELS)
    return [
        tick(LEFT + (place + offset) * step, number.figure(edge, found.language))
        for place, edge in enumerate(edges)
        if place % every == 0
    ]


def _mark(found: Distribution, step: float) -> dict[str, str] | None:
    """The client's place: in their column, as far in as their value is."""
    place = next((n for n, column in enumerate(found.bins) if column.is_client), None)
    if place is None:
        return None
    column, inside = found.bins[place], 0.5
    if column.low is not None and column.high is not None:
        inside = (float(found.value or 0) - column.low) / (column.high - column.low)
    return labelled(LEFT + (place + inside) * step, found.mark)


def _bars(found: Distribution) -> dict[str, Any]:
    highest = max(max(b.share, b.share_of_all) for b in found.bins) or 1
    scale = (RIGHT - LEFT) * 0.94 / highest
    rows = [
        {
            "text_y": str(place * ROW + 16),
            "y": str(place * ROW + 22),
            "middle": str(place * ROW + 29),
            "over": str(place * ROW + 19),
            "under": str(place * ROW + 39),
            "bottom": str(place * ROW + 36),
            "width": percent(row.share * scale),
            "level": percent(LEFT + row.share_of_all * scale),
            "label": _("%(label)s: %(share)s")
            % {"label": row.label, "share": format_share(row.share, found.language)},
            "own": row.is_client,
            "mark": percent(LEFT + row.share * scale + 2),
        }
        for place, row in enumerate(found.bins)
    ]
    return {
        "rows": rows,
        "levels": found.group != EVERYBODY,
        "height": str(len(rows) * ROW + 6),
        "left": percent(LEFT),
        "client": _("this client"),
        "legend": _legend(found),
    }


def _legend(found: Distribution) -> list[tuple[str, str]]:
    legend = [("plain", group_name(found.group))]
    if found.group != EVERYBODY:
        legend.append(("level", group_name(EVERYBODY)))
    if any(b.outlying for b in found.bins):
        legend.append(("outlying", _("Unusual values")))
    if found.value is not None:
        legend.append(("client", _("This client")))
    return legend


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
            "axis": _axis(found.number),
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


def labelled(x: float, text: str) -> dict[str, str]:
    """A mark with its text, which stays inside of the drawing."""
    anchor = "start" if x < 33 else "end" if x > 67 else "middle"
    return {"x": percent(x), "text": text, "anchor": anchor}


def _axis(variable: Any) -> str:
    return str(variable.axis(page_language()))


def tick(x: float, text: str) -> dict[str, str]:
    """A number at an axis; at the sides it stays inside of the drawing."""
    return {
        "x": percent(x),
        "text": text,
        "anchor": "start" if x < 8 else "end" if x > 92 else "middle",
    }


def percent(number: float) -> str:
    """A place across, as SVG has it."""
    return f"{number:.2f}%"


def drawn(template: str, context: dict[str, Any]) -> SafeString:
    """A drawing from its template, as markup."""
    markup = render_to_string(template, context)
    return mark_safe(markup)  # noqa: S308 -- a template's output, which escapes
