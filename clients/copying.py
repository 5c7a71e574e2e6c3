"""Rows in bulk between PostgreSQL and Polars, by COPY."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from django.db import connection

NULL = r"\N"


def quoted(name: str) -> str:
    """A name as SQL writes it."""
    return connection.ops.quote_name(name)


def copy_in(table: str, frame: pl.DataFrame) -> None:
    """Append a frame's rows to a table; the frame's columns are the table's.

    Booleans, numbers, dates and texts are understood, missing is NULL.
    """
    if frame.is_empty():
        return
    text = io.BytesIO()
    frame.write_csv(text, include_header=False, null_value=NULL)
    text.seek(0)
    columns = ", ".join(quoted(column) for column in frame.columns)
    with connection.cursor() as cursor:
        cursor.copy_expert(
            f"COPY {quoted(table)} ({columns}) FROM STDIN (FORMAT csv, NULL '{NULL}')", text
        )


def copy_out(query: str, parameters: Sequence[Any], schema: Mapping[str, Any]) -> pl.DataFrame:
    """The rows of a query (``%s`` for parameters), as a frame with these columns and types.

    A boolean column must come as 0 or 1 (``::int``).
    """
    booleans = [name for name, dtype in schema.items() if dtype == pl.Boolean]
    text = io.BytesIO()
    with connection.cursor() as cursor:
        asked = cursor.mogrify(query, parameters).decode()
        cursor.copy_expert(f"COPY ({asked}) TO STDOUT (FORMAT csv, NULL '{NULL}')", text)
    if not text.tell():
        return pl.DataFrame(schema=dict(schema))
    text.seek(0)
    return pl.read_csv(
        text,
        has_header=False,
        new_columns=list(schema),
        schema={**schema, **dict.fromkeys(booleans, pl.Int8)},
        null_values=NULL,
        empty_string_is_null=False,
    ).with_columns(pl.col(booleans).cast(pl.Boolean))
