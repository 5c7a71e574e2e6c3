"""A figure as a page shows it: one object from which drawing, table, sentence and file come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from explain.spreadsheet import as_csv, figure
from ml.wording.formats import format_number, format_points
from portal.model.charts import Chart


@dataclass(frozen=True)
class Cell:
    """A cell of a table; ``number`` is what a spreadsheet counts with, where it is a number."""

    text: str
    number: float | None = None
    url: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Column:
    """A column of a table, its unit in the label."""

    label: str
    numeric: bool = True


@dataclass(frozen=True)
class Shown:
    """A figure in one language; the first column of its table holds the rows' headers."""

    name: str
    language: str
    title: str
    sentence: str
    note: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    chart: Chart

    @property
    def id(self) -> str:
        """What its elements' ids start with."""
        return self.name.replace("/", "-").replace("_", "-")


def signed_cell(points: float, language: str) -> Cell:
    """Points with their sign, in the tone of what they do."""
    text = format_points(points, language)
    tone = "positive" if text[0] == "+" else "negative" if not text[0].isdigit() else ""
    return Cell(text, round(points, 4), tone=tone)


def count_cell(number: int, language: str) -> Cell:
    """How many."""
    return Cell(format_number(number, language), number)


def table_of(shown: Shown) -> dict[str, Any]:
    """Its table, as the table component takes it."""
    return {
        "id": f"{shown.id}-table",
        "caption": shown.caption,
        "columns": [{"label": column.label, "numeric": column.numeric} for column in shown.columns],
        "rows": [{"cells": [_cell(cell, i == 0) for i, cell in enumerate(r)]} for r in shown.rows],
    }


def _cell(cell: Cell, header: bool) -> dict[str, Any]:
    return {"text": cell.text, "header": header, "url": cell.url, "tone": cell.tone}


def csv_of(shown: Shown) -> str:
    """Its table for a spreadsheet."""
    header = [column.label for column in shown.columns]
    rows = [[_figure(cell, shown.language) for cell in row] for row in shown.rows]
    return as_csv([header, *rows], shown.language)


def _figure(cell: Cell, language: str) -> str:
    if cell.number is None:
        return cell.text
    return figure(cell.number, language)
