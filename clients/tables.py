"""Records as tables: what the database keeps of applications, as the features want it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import polars as pl

from clients.copying import copy_out, quoted
from clients.models import Application, Client
from clients.table_columns import (
    APPLICATION,
    BUREAU_LOANS,
    PREVIOUS_LOANS,
    TELLS_OF_BUREAU_LOANS,
    TELLS_OF_PREVIOUS_LOANS,
    Keeping,
)
from ml.features import Loans
from ml.schema import Column, Kind

KNOWN = "__known"
NONE = "__none"
DETAILS = "__details"


def loans_for(application_ids: Collection[int]) -> list[Loans]:
    """The applications with both kinds of loan, one ``Loans`` for each set of known tables.

    ``client_id`` is the application's primary key; dates are days before the application again.
    Rows come in the order of keys. Unknown ids are left out. Three queries whatever the number.
    """
    if not application_ids:
        return []
    ids = sorted(application_ids)
    applications = _applications(ids)
    known = {text: frozenset(text.split(",")) for text in applications[KNOWN].unique()}
    needed = frozenset().union(*known.values())
    bureau = _loans(BUREAU_LOANS, ids) if needed & TELLS_OF_BUREAU_LOANS else None
    previous = _loans(PREVIOUS_LOANS, ids) if needed & TELLS_OF_PREVIOUS_LOANS else None
    return [_group(applications, bureau, previous, text, known[text]) for text in sorted(known)]


def _group(
    applications: pl.DataFrame,
    bureau: pl.DataFrame | None,
    previous: pl.DataFrame | None,
    text: str,
    known: frozenset[str],
) -> Loans:
    mine = applications.filter(pl.col(KNOWN) == text).drop(KNOWN)
    none = {
        client: tuple(names.split(","))
        for client, names in mine.filter(pl.col(NONE) != "").select("client_id", NONE).rows()
    }
    mine = mine.drop(NONE)

    def of_mine(loans: pl.DataFrame | None) -> pl.DataFrame | None:
        if loans is None or mine.height == applications.height:
            return loans
        return loans.filter(pl.col("client_id").is_in(mine["client_id"].implode()))

    return Loans(
        application=mine,
        bureau_loans=of_mine(bureau) if known & TELLS_OF_BUREAU_LOANS else None,
        previous_loans=of_mine(previous) if known & TELLS_OF_PREVIOUS_LOANS else None,
        known=known,
        none=none,
    )


def _applications(ids: Sequence[int]) -> pl.DataFrame:
    select = [
        ("client_id", 'a."id"', pl.Int64),
        *_typed(APPLICATION, "a"),
        ("sex", 'c."sex"', pl.String),
        ("age_days", 'a."applied_on" - c."birth_date"', pl.Int64),
        (DETAILS, 'a."details"', pl.String),
        (KNOWN, "array_to_string(a.\"known_tables\", ',')", pl.String),
        (NONE, "array_to_string(a.\"none_inputs\", ',')", pl.String),
    ]
    sources = (
        f"{quoted(Application._meta.db_table)} a"
        f' JOIN {quoted(Client._meta.db_table)} c ON c."id" = a."client_id"'
    )
    frame = _read(select, sources, "a.id", ids)
    return _whole(APPLICATION, frame, KNOWN, NONE)


def _loans(keeping: Keeping, ids: Sequence[int]) -> pl.DataFrame:
    select = [
        ("client_id", 't."application_id"', pl.Int64),
        (keeping.key, 't."reference"', pl.Int64),
        *_typed(keeping, "t"),
    ]
    if keeping.long_tail:
        select.append((DETAILS, 't."details"', pl.String))
    sources = (
        f"{quoted(keeping.model._meta.db_table)} t"
        f' JOIN {quoted(Application._meta.db_table)} a ON a."id" = t."application_id"'
    )
    frame = _read(select, sources, "t.application_id, t.reference", ids)
    return _whole(keeping, frame)


def _typed(keeping: Keeping, alias: str) -> list[tuple[str, str, Any]]:
    """Name, SQL and type of each column with a field of its own."""
    return [
        (column.name, _expression(keeping, column, alias), column.dtype) for column in keeping.typed
    ]


def _expression(keeping: Keeping, column: Column, alias: str) -> str:
    field = f"{alias}.{quoted(keeping.field(column.name))}"
    if column.name in keeping.dates:
        return f'a."applied_on" - {field}'
    return f"{field}::int" if column.kind is Kind.FLAG else field


def _read(
    select: Sequence[tuple[str, str, Any]], sources: str, order: str, ids: Sequence[int]
) -> pl.DataFrame:
    wanted = ", ".join(expression for _, expression, _ in select)
    return copy_out(
        f"SELECT {wanted} FROM {sources} WHERE a.id = ANY(%s) ORDER BY {order}",  # noqa: S608
        [list(ids)],
        {name: dtype for name, _, dtype in select},
    )


def _whole(keeping: Keeping, frame: pl.DataFrame, *more: str) -> pl.DataFrame:
    """The frame with the long tail out of its JSON, in the order of the schema."""
    if keeping.long_tail:
        tail = pl.Struct({column.name: column.dtype for column in keeping.long_tail})
        frame = frame.with_columns(pl.col(DETAILS).str.json_decode(tail)).unnest(DETAILS)
    return frame.select(*keeping.schema, *more)
