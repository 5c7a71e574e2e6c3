"""Tables as the database keeps them: dates for days, JSON for the long tail."""

from __future__ import annotations

from datetime import date

import polars as pl

from clients.models.client import EARLIEST_BIRTH
from clients.table_columns import APPLICATION, Keeping
from ml.errors import Problem, Row, Wrong
from ml.schema import Kind

LARGEST_INTEGER = 2**31 - 1
EARLIEST, LATEST = date(1, 1, 1), date(9999, 12, 31)
ROWS_SHOWN = 5


def check(keeping: Keeping, frame: pl.DataFrame) -> list[Problem]:
    """What the files may hold but the database cannot keep: numbers and dates beyond reach.

    ``frame`` has the table's columns and ``applied_on``.
    """
    problems = []
    for column in keeping.columns:
        if column.kind is not Kind.INTEGER or column.long_tail:
            continue
        if column.name in keeping.dates or column.name in keeping.on_client:
            beyond = _beyond_dates(column.name)
            message = "a date that cannot be kept"
        else:
            beyond = pl.col(column.name).abs() > LARGEST_INTEGER
            message = "a number too large to be kept"
        wrong = frame.filter(beyond)
        if not wrong.is_empty():
            rows = tuple(
                Row(number, f"{value} (client {client})")
                for number, (client, value) in enumerate(
                    wrong.head(ROWS_SHOWN).select("client_id", column.name).rows(), start=1
                )
            )
            problems.append(
                Problem(keeping.table, column.name, rows, message, Wrong.RANGE, wrong.height)
            )
    return problems


def _beyond_dates(column: str) -> pl.Expr:
    earliest = EARLIEST_BIRTH if column == "age_days" else EARLIEST
    kept = _days_since_1970(pl.col("applied_on")) - pl.col(column)
    return (kept < _days_since_1970(pl.lit(earliest))) | (kept > _days_since_1970(pl.lit(LATEST)))


def _days_since_1970(day: pl.Expr) -> pl.Expr:
    return day.cast(pl.Date).cast(pl.Int32).cast(pl.Int64)


def _date(column: str) -> pl.Expr:
    return (_days_since_1970(pl.col("applied_on")) - pl.col(column)).cast(pl.Int32).cast(pl.Date)


def applications(frame: pl.DataFrame) -> pl.DataFrame:
    """``reference``, ``birth_date`` and every field of an application that a file fills.

    ``frame`` has the application's columns, ``applied_on``, and what else is to be kept.
    """
    others = [name for name in frame.columns if name not in APPLICATION.schema]
    return frame.select(
        pl.col("client_id").alias("reference"),
        _date("age_days").alias("birth_date"),
        "sex",
        *_typed(APPLICATION, frame),
        _details(APPLICATION),
        *others,
    )


def loans(keeping: Keeping, frame: pl.DataFrame) -> pl.DataFrame:
    """Loans as kept. ``frame`` has the loan's columns, ``applied_on`` and ``application_id``."""
    tail = [_details(keeping)] if keeping.long_tail else []
    return frame.select(
        "application_id", pl.col(keeping.key).alias("reference"), *_typed(keeping, frame), *tail
    )


def _typed(keeping: Keeping, frame: pl.DataFrame) -> list[pl.Expr]:
    return [
        (_date(column.name) if column.name in keeping.dates else pl.col(column.name)).alias(
            keeping.field(column.name)
        )
        if column.name in frame.columns
        else pl.lit(None, column.dtype).alias(column.name)
        for column in keeping.typed
    ]


def _details(keeping: Keeping) -> pl.Expr:
    """The long tail as a JSON object without its missing values."""
    whole = pl.struct(column.name for column in keeping.long_tail).struct.json_encode()
    # Inside a JSON text a quote is escaped, so this cannot match within a value.
    given = whole.str.replace_all(r'"[a-z0-9_]+":null,?', "").str.replace(r",\}$", "}")
    return given.alias("details")
