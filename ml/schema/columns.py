"""What a column and a table are, and short makers for the common kinds of column."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

import polars as pl

INVISIBLE_CHARACTERS = (
    "[\u0000-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\ue000-\uf8ff]"
)
"""A character that nobody sees, or that turns the direction of others: no name has one."""


class Kind(StrEnum):
    """What a column holds."""

    KEY = "key"
    INTEGER = "integer"
    NUMBER = "number"
    FLAG = "flag"
    CATEGORY = "category"
    TEXT = "text"


class Use(StrEnum):
    """What a column may be used for."""

    MODEL = "model"
    """May feed the model."""
    AUDIT = "audit"
    """Kept out of the model, used to measure fairness."""
    NEVER = "never"
    """Neither: the law or the design forbids it, or it means nothing."""
    LABEL = "label"
    """The outcome to be predicted."""


POLARS_TYPES: dict[Kind, type[pl.DataType]] = {
    Kind.KEY: pl.Int64,
    Kind.INTEGER: pl.Int64,
    Kind.NUMBER: pl.Float64,
    Kind.FLAG: pl.Boolean,
    Kind.CATEGORY: pl.String,
    Kind.TEXT: pl.String,
}


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a table.

    ``minimum`` and ``maximum`` are inclusive and in ``unit``. Every ``days`` column counts days
    before the application (negative: after it), every ``months`` column months before it.
    ``required`` forbids missing values. ``long_tail`` columns are kept in one JSON column of the
    database; all others have a typed column of their own.
    """

    name: str
    kind: Kind
    meaning: str
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    use: Use = Use.MODEL
    categories: tuple[str, ...] = ()
    required: bool = False
    long_tail: bool = False

    def refuses(self, value: object) -> bool:
        """Whether a number is outside what the column takes."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            return False
        return (self.minimum is not None and value < self.minimum) or (
            self.maximum is not None and value > self.maximum
        )

    @property
    def dtype(self) -> type[pl.DataType]:
        """The column's Polars type."""
        return POLARS_TYPES[self.kind]


@dataclass(frozen=True, kw_only=True)
class Table:
    """One table: its columns, its key, and the table and column that its rows hang from."""

    name: str
    columns: tuple[Column, ...]
    key: str | None = None
    parent: str | None = None
    parent_key: str | None = None
    by_name: dict[str, Column] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {column.name: column for column in self.columns})

    @property
    def schema(self) -> dict[str, type[pl.DataType]]:
        """Column names and Polars types, in order."""
        return {column.name: column.dtype for column in self.columns}

    def empty(self) -> pl.DataFrame:
        """A frame of this table with no rows: the table is there, and nobody has any."""
        return pl.DataFrame(schema=self.schema)


def key(name: str, meaning: str) -> Column:
    return Column(
        name=name, kind=Kind.KEY, meaning=meaning, use=Use.NEVER, required=True, minimum=0
    )


def days(
    name: str,
    meaning: str,
    *,
    minimum: float | None = 0,
    use: Use = Use.MODEL,
    required: bool = False,
    long_tail: bool = False,
) -> Column:
    """Days before the application; a minimum of None allows dates after it."""
    return Column(
        name=name,
        kind=Kind.INTEGER,
        unit="days",
        meaning=meaning,
        minimum=minimum,
        use=use,
        required=required,
        long_tail=long_tail,
    )


def months(name: str, meaning: str) -> Column:
    return Column(
        name=name, kind=Kind.INTEGER, unit="months", meaning=meaning, minimum=0, required=True
    )


def amount(
    name: str,
    meaning: str,
    *,
    minimum: float | None = 0,
    required: bool = False,
    long_tail: bool = False,
) -> Column:
    return Column(
        name=name,
        kind=Kind.NUMBER,
        unit="currency",
        meaning=meaning,
        minimum=minimum,
        required=required,
        long_tail=long_tail,
    )


def share(
    name: str,
    meaning: str,
    *,
    minimum: float | None = 0,
    maximum: float | None = 1,
    long_tail: bool = False,
) -> Column:
    return Column(
        name=name,
        kind=Kind.NUMBER,
        unit="share",
        meaning=meaning,
        minimum=minimum,
        maximum=maximum,
        long_tail=long_tail,
    )


def count(
    name: str,
    meaning: str,
    *,
    unit: str = "count",
    minimum: float | None = 0,
    maximum: float | None = None,
    use: Use = Use.MODEL,
    long_tail: bool = False,
) -> Column:
    return Column(
        name=name,
        kind=Kind.INTEGER,
        unit=unit,
        meaning=meaning,
        minimum=minimum,
        maximum=maximum,
        use=use,
        long_tail=long_tail,
    )


def flag(name: str, meaning: str, *, use: Use = Use.MODEL, long_tail: bool = False) -> Column:
    return Column(name=name, kind=Kind.FLAG, meaning=meaning, use=use, long_tail=long_tail)


def category(
    name: str,
    meaning: str,
    categories: tuple[str, ...],
    *,
    use: Use = Use.MODEL,
    required: bool = False,
    long_tail: bool = False,
) -> Column:
    return Column(
        name=name,
        kind=Kind.CATEGORY,
        meaning=meaning,
        categories=categories,
        use=use,
        required=required,
        long_tail=long_tail,
    )


def text(name: str, meaning: str) -> Column:
    """A code that nothing reads; kept as it came."""
    return Column(name=name, kind=Kind.TEXT, meaning=meaning, use=Use.NEVER, long_tail=True)
