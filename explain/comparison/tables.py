"""The tables of comparisons, as the table component takes them, and as files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from explain.comparison.charts.boxes import Boxes
from explain.comparison.charts.distribution import Distribution
from explain.comparison.charts.repayment import rate_text
from explain.comparison.charts.two_variables import Pair
from explain.comparison.counting.bands import band
from explain.comparison.counting.filters import EVERYBODY
from explain.comparison.counting.variables import Number
from explain.comparison.wording import group_name
from explain.spreadsheet import as_csv, figure, safe
from ml.wording.formats import format_number, format_share


def distribution_table(found: Distribution) -> dict[str, Any]:
    """Each bar: how many, which share, how many of all, how many repaid; the client's says
    so."""
    language, variable = found.language, found.variable
    with override(language):
        head = variable.axis(language) if isinstance(variable, Number) else found.label
        others = found.group != EVERYBODY
        columns = [
            {"label": head},
            {"label": group_name(found.group), "numeric": True},
            {"label": _("Share"), "numeric": True},
        ]
        if others:
            columns.append({"label": _("Share of all clients"), "numeric": True})
        if not found.by_outcome:
            columns += [
                {"label": _("Outcome known"), "numeric": True},
                {"label": _("Repaid, of those whose outcome is known"), "numeric": True},
            ]
        rows = []
        for row in found.bins:
            cells: list[dict[str, Any]] = [
                {"text": row.label, "header": True, "note": _("this client") * row.is_client},
                {"text": format_number(row.part.count, language), "figure": row.part.count},
                {"text": format_share(row.share, language)},
            ]
            if others:
                cells.append({"text": format_share(row.share_of_all, language)})
            if not found.by_outcome:
                outcomes = row.part.outcomes
                cells += [
                    {"text": format_number(outcomes, language), "figure": outcomes},
                    {"text": rate_text(row.part, language)},
                ]
            rows.append({"cells": cells, "current": row.is_client})
        return {"id": "distribution-table", "caption": found.label, "columns": columns,
                "rows": rows}  # fmt: skip


def boxes_table(found: Boxes) -> dict[str, Any]:
    """Each group with its quartiles, and where the client stands in it."""
    language, number = found.language, found.number
    with override(language):
        rows = []
        for box in found.boxes:
            quartiles = [
                {"text": number.about(value, language)} for value in box.quartiles or ()
            ] or [{"text": "–"}] * 3
            rows.append(
                {
                    "cells": [
                        {"text": group_name(box.group), "header": True},
                        {"text": format_number(box.known, language), "figure": box.known},
                        *quartiles,
                        {"text": found.side_text(box)},
                    ]
                }
            )
        return {
            "id": "boxes-table",
            "caption": _("%(label)s by group") % {"label": number.label(language)},
            "columns": [
                {"label": _("Group")},
                {"label": _("Clients whose value is known"), "numeric": True},
                {"label": _("A quarter have less than"), "numeric": True},
                {"label": _("Half have less than"), "numeric": True},
                {"label": _("Three quarters have less than"), "numeric": True},
                {"label": _("This client")},
            ],
            "rows": rows,
        }


def pair_table(found: Pair) -> dict[str, Any]:
    """How many clients have each pair: a row a band of the second item, the highest first."""
    language = found.language
    across, up = (
        [band(number, room, place, language) for place in range(len(room.edges) + 1)]
        for number, room in ((found.across, found.range_across), (found.up, found.range_up))
    )
    own = found.own
    return {
        "id": "pair-table",
        "caption": _("Clients by %(across)s and %(up)s")
        % {"across": found.across.axis(language), "up": found.up.axis(language)},
        "columns": [
            {"label": found.up.axis(language)},
            *({"label": label, "numeric": True} for label in across),
        ],
        "rows": [
            {
                "current": own is not None and own[1] == row,
                "cells": [
                    {"text": up[row], "header": True},
                    *(_pair_cell(found, column, row) for column in range(len(across))),
                ],
            }
            for row in reversed(range(len(up)))
        ],
    }


def _pair_cell(found: Pair, column: int, row: int) -> dict[str, Any]:
    part = found.cells.get((column, row))
    many = part.count if part else 0
    cell: dict[str, Any] = {"text": format_number(many, found.language), "figure": many}
    if found.own == (column, row):
        cell["note"] = _("this client")
    return cell


def table_csv(table: Mapping[str, Any], language: str) -> str:
    """A table as the language's spreadsheets read it."""
    heads = [safe(str(column["label"])) for column in table["columns"]]
    rows = ([_cell(cell, language) for cell in row["cells"]] for row in table["rows"])
    return as_csv([heads, *rows], language)


def _cell(cell: Mapping[str, Any], language: str) -> str:
    if "figure" in cell:
        return figure(cell["figure"], language)
    note = f" ({cell['note']})" if cell.get("note") else ""
    return safe(f"{cell['text']}{note}")
