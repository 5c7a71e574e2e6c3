"""What is drawn: rows on one scale, or a line. Texts are in their language already."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Mark = Literal["ring", "diamond"]
"""As ``explain.charts.kit.Shape``, which takes long to import."""


@dataclass(frozen=True)
class Row:
    """One line: a label, and on the scale a bar, a range, dots or marks.

    ``bar`` starts at 0; ``span`` is a thin line from low to high. Dots stand ``above`` and
    ``below`` the row's line, or ``on`` it.
    """

    label: str
    text: str = ""
    bar: float | None = None
    span: tuple[float, float] | None = None
    above: tuple[float, ...] = ()
    below: tuple[float, ...] = ()
    on: tuple[float, ...] = ()
    marks: tuple[tuple[float, Mark], ...] = ()


@dataclass(frozen=True)
class Rows:
    """A chart of rows. ``signed``: right of 0 raises the score, left of it lowers it."""

    rows: tuple[Row, ...]
    axis: str
    language: str
    signed: bool = False
    unit: Literal["number", "percent"] = "number"
    legend: tuple[tuple[Mark, str], ...] = field(default=())


@dataclass(frozen=True)
class Line:
    """A line over numbers, with one place that is marked."""

    x: tuple[float, ...]
    y: tuple[float, ...]
    x_axis: str
    y_axis: str
    marked: tuple[float, float]
    marked_label: str
    language: str


Chart = Rows | Line
