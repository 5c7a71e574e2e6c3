"""Where columns begin and end: a robust range, parted at numbers that are easily said."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection

from explain.comparison.counting.variables import Number
from scoring.models import ListedClient

SAMPLE = 8_000
"""Clients from whom a range is taken; where there are fewer, everybody."""
COLUMNS, PARTS = 18, 4
"""About how many columns a chart has, and in how many parts each is counted."""
FEW_COLUMNS, UNUSUAL = 12, 0.01
"""How many columns are left at most where a range is cut to a group, and which share of the group
may lie outside at each end."""
JOINED = (1, 2, 4, 5, 10, 20, 40)
"""As many columns become one where a range is cut; each is a part of the last."""
LOW, HIGH = 0.01, 0.99
SPREAD = (LOW, 0.2, 0.4, 0.6, 0.8, HIGH)
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True)
class Range:
    """Edges of the columns of a chart, rising; outside of them lie the outliers."""

    edges: tuple[float, ...]

    @property
    def fine(self) -> tuple[float, ...]:
        """The edges, and those of the parts of each column."""
        parts = (
            low + (high - low) * part / PARTS
            for low, high in zip(self.edges, self.edges[1:], strict=False)
            for part in range(PARTS)
        )
        return (*parts, self.edges[-1])

    def column(self, value: float) -> int:
        """The column of a value: 0 is below the first edge, n from the n-th edge on."""
        return bisect_right(self.edges, value)


def spread(numbers: Iterable[Number]) -> Mapping[str, tuple[float, ...]]:
    """Of each number the values that a hundredth, each fifth and all but a hundredth lie under.

    Nothing for a number that nobody has. Taken from whole pages of the table picked by chance, the
    same ones each time, where it is large: what is counted between them is exact all the same.
    """
    asked = list(numbers)
    for percent in (_percent(), 100.0):
        found = _spread(asked, percent)
        if percent == 100 or all(found.values()):
            break
    return {name: values for name, values in found.items() if values}


def _percent() -> float:
    with connection.cursor() as cursor:
        table = ListedClient._meta.db_table
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [table])
        expected = float(cursor.fetchone()[0])
    return 100.0 if expected <= SAMPLE else max(100 * SAMPLE / expected, 0.1)


def _spread(numbers: Sequence[Number], percent: float) -> dict[str, tuple[float, ...]]:
    parts = "ARRAY[" + ",".join(map(str, SPREAD)) + "]::float8[]"
    wanted = ", ".join(f"percentile_disc({parts}) WITHIN GROUP (ORDER BY {n.sql})" for n in numbers)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {wanted} FROM {ListedClient._meta.db_table} "  # noqa: S608 -- own names only
            "TABLESAMPLE SYSTEM (%s) REPEATABLE (1)",
            [percent],
        )
        row = cursor.fetchone()
    return {number.name: tuple(values or ()) for number, values in zip(numbers, row, strict=True)}


def columns_between(
    low: float, high: float, *, whole: bool = False, about: int = COLUMNS, from_multiple: int = 1
) -> Range:
    """About so many columns of one width that hold both numbers, at edges easily said.

    The first edge is a multiple of ``from_multiple`` widths, so that so many columns may be joined
    to one whose edges are easily said as well; there may then be empty columns before the first.
    """
    rough, largest = (high - low) / about, max(abs(low), abs(high))
    if rough < max(largest * 1e-6, 1e-6):  # all but one value: a few columns around it
        rough = max(largest / 10, 1e-3)
    if whole:
        rough = max(rough, 1.0)
    magnitude = 10.0 ** math.floor(math.log10(rough))
    wide = (s * magnitude for s in _STEPS if s * magnitude >= rough * (1 - 1e-9))
    step = next(step for step in wide if not whole or step.is_integer())
    first, last = math.floor(low / step + 1e-9), math.floor(high / step + 1e-9) + 1
    first -= first % from_multiple
    return Range(tuple(round(number * step, 9) for number in range(first, last + 1)))


def cut(room: Range, counts: Mapping[int, int]) -> Range:
    """The part of a range where all but the outermost of a group are, in fewer columns.

    ``counts`` are the group's clients by column of ``room``. Edges of the result are edges of
    ``room``, so that what was counted can be added up. The whole range where nobody is in it.
    """
    last, spare = len(room.edges) - 1, UNUSUAL * sum(counts.values())
    first_column = _first_beyond(range(last + 1), counts, spare)
    last_column = _first_beyond(range(last + 1, 0, -1), counts, spare)
    low, high = max(first_column, 1) - 1, min(last_column, last)
    if low >= high:
        low, high = 0, last
    step = room.edges[1] - room.edges[0]
    joined = next(
        many for many in JOINED
        if _is_easily_said(many * step) and many * FEW_COLUMNS >= high - low
    )  # fmt: skip
    # At multiples of the new width, where the range reaches down to one.
    low = max(low - round(room.edges[low] / step) % joined, 0)
    edges = room.edges[low : high + joined : joined]
    return Range(edges if edges[-1] >= room.edges[high] else (*edges, room.edges[high]))


def _first_beyond(columns: Iterable[int], counts: Mapping[int, int], spare: float) -> int:
    passed = 0
    for column in columns:
        passed += counts.get(column, 0)
        if passed > spare:
            break
    return column


def _is_easily_said(width: float) -> bool:
    mantissa = width / 10.0 ** math.floor(math.log10(width) + 1e-9)
    return any(math.isclose(mantissa, step) for step in _STEPS)
