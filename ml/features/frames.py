"""The border with Polars: checked tables in, Narwhals stages between, Polars frames out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import narwhals as nw
import polars as pl

from ml.features import stages
from ml.schema import SUMMARIES, TABLES

MONTHLY_OF_PREVIOUS = ("pos_months", "card_months", "instalments")


@dataclass(frozen=True)
class Loans:
    """What stage 1 leaves and the database keeps.

    ``application`` has the table's columns (``default`` may be absent); ``bureau_loans`` and
    ``previous_loans`` the table's columns and ``SUMMARIES``; None where nothing tells of such
    loans. ``known`` names the tables, of the seven, that are present: it decides what counts as
    absent, so a frame may be None for a known table when no client has a row.
    """

    application: pl.DataFrame
    bureau_loans: pl.DataFrame | None
    previous_loans: pl.DataFrame | None
    known: frozenset[str]


LOAN_SCHEMAS: dict[str, dict[str, type[pl.DataType]]] = {
    name: {**TABLES[name].schema, **{column.name: column.dtype for column in columns}}
    for name, columns in SUMMARIES.items()
}
"""Columns and types of both kinds of loan with their summaries."""


def summarise(tables: Mapping[str, pl.DataFrame]) -> Loans:
    """Stage 1: fold the monthly rows into the loans.

    :param tables: frames by table name, columns as in the schema; an absent table is an absent key.
    :raises KeyError: there is no application table.
    :raises ValueError: a table that the schema does not have, or lacks a column.
    """
    known = frozenset(tables)
    if unknown := known - TABLES.keys():
        message = f"no such tables: {', '.join(sorted(unknown))}"
        raise ValueError(message)
    application = tables["application"]
    bureau_loans = None
    if "bureau_loans" in known:
        months = [_table(tables, "bureau_months")]
        frames = [nw.from_native(frame) for frame in (_table(tables, "bureau_loans"), *months)]
        bureau_loans = _masked("bureau_loans", stages.summarise_bureau(*frames).to_native(), known)
    previous_loans = None
    if known & {"previous_loans", *MONTHLY_OF_PREVIOUS}:
        names = ("previous_loans", *MONTHLY_OF_PREVIOUS)
        frames = [nw.from_native(_table(tables, name)) for name in names]
        native = stages.summarise_previous(*frames).to_native()
        previous_loans = _masked("previous_loans", native, known)
    return Loans(application, bureau_loans, previous_loans, known)


def build(loans: Loans) -> pl.DataFrame:
    """Stage 2: one row an application, in the applications' order.

    Columns: ``client_id`` (Int64), then ``FEATURES``: numbers and flags (0 or 1) Float64,
    categories String. Missing values are null; there is no NaN and no infinity.
    """
    frames = [
        nw.from_native(frame)
        for frame in (
            loans.application,
            _or_empty(loans.bureau_loans, "bureau_loans"),
            _or_empty(loans.previous_loans, "previous_loans"),
        )
    ]
    native = stages.features(*frames, known=loans.known).to_native()
    order = loans.application.get_column("client_id")
    if native.get_column("client_id").equals(order):
        return native
    return order.to_frame().join(native, on="client_id", how="left", maintain_order="left")


def compute(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Both stages: features of the tables' applications, see ``build``."""
    return build(summarise(tables))


def _table(tables: Mapping[str, pl.DataFrame], name: str) -> pl.DataFrame:
    frame = tables.get(name)
    return TABLES[name].empty() if frame is None else frame


def _or_empty(frame: pl.DataFrame | None, name: str) -> pl.DataFrame:
    return pl.DataFrame(schema=LOAN_SCHEMAS[name]) if frame is None else frame


SUMMARY_OF = {
    "bureau_months": [column.name for column in SUMMARIES["bureau_loans"]],
    "pos_months": [c.name for c in SUMMARIES["previous_loans"] if c.name.startswith("pos_")],
    "card_months": [c.name for c in SUMMARIES["previous_loans"] if c.name.startswith("card_")],
    "instalments": [
        c.name
        for c in SUMMARIES["previous_loans"]
        if c.name.startswith(("instalment", "last_payment"))
    ],
}
"""The summary columns that each monthly table gives."""


def _masked(name: str, loans: pl.DataFrame, known: frozenset[str]) -> pl.DataFrame:
    """Summary columns of absent tables are missing, not 0."""
    columns = {column.name: column.dtype for column in SUMMARIES[name]}
    absent = [c for table, cs in SUMMARY_OF.items() if table not in known for c in cs]
    return loans.with_columns(
        pl.lit(None, dtype=columns[column]).alias(column) for column in absent if column in columns
    )
