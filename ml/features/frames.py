"""The border with Polars: tables in, the two stages between, Polars frames out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from ml.features import stages
from ml.features.plan import Plans
from ml.schema import SUMMARIES, TABLES, Use

BUREAU_SOURCES = ("bureau_loans", "bureau_months")
PREVIOUS_SOURCES = ("previous_loans", "pos_months", "card_months", "instalments")

LOAN_SCHEMAS: dict[str, dict[str, type[pl.DataType]]] = {
    name: {**TABLES[name].schema, **{column.name: column.dtype for column in summary}}
    for name, summary in SUMMARIES.items()
}
"""Columns and types of both kinds of loan with their summaries."""


def _usable(name: str) -> dict[str, type[pl.DataType]]:
    """The client and the columns that may feed the model; stage 2 is shown no others."""
    columns = (*TABLES[name].columns, *SUMMARIES.get(name, ()))
    return {
        column.name: column.dtype
        for column in columns
        if column.name == "client_id" or column.use is Use.MODEL
    }


@dataclass(frozen=True)
class Loans:
    """What stage 1 leaves and the database keeps.

    ``application`` has the table's columns (``default`` may be absent); ``bureau_loans`` and
    ``previous_loans`` the table's columns and ``SUMMARIES``. ``known`` names the tables, of the
    seven, that are present. It alone decides what is absent: a frame may be None for a known table
    when no client has a row. ``none`` names, by ``client_id``, the empty inputs that were asked for
    and are known to be none; features do not read it.
    """

    application: pl.DataFrame
    bureau_loans: pl.DataFrame | None
    previous_loans: pl.DataFrame | None
    known: frozenset[str]
    none: Mapping[int, tuple[str, ...]] = field(default_factory=dict)


APPLICATION_COLUMNS: dict[str, type[pl.DataType]] = _usable("application")
"""The columns of an application that features may be computed from, with their types."""

_BUREAU = Plans(stages.summarise_bureau, [TABLES[name].schema for name in BUREAU_SOURCES])
_PREVIOUS = Plans(stages.summarise_previous, [TABLES[name].schema for name in PREVIOUS_SOURCES])
_FEATURES = Plans(
    stages.features, [APPLICATION_COLUMNS, _usable("bureau_loans"), _usable("previous_loans")]
)


def summarise(tables: Mapping[str, pl.DataFrame]) -> Loans:
    """Stage 1: fold the monthly rows into the loans that they belong to.

    Loans come sorted by client and reference. Earlier loans that only monthly rows know are kept,
    with nothing else known of them. To bound memory give whole clients a chunk at a time.

    :param tables: frames by table name, columns as in the schema; an absent table is an absent key.
    :raises ValueError: the application or a column is missing, or there is no such table.
    """
    known = frozenset(tables)
    if unknown := known - TABLES.keys():
        message = f"no such tables: {', '.join(sorted(unknown))}"
        raise ValueError(message)
    if "application" not in known:
        message = "the application table is missing"
        raise ValueError(message)
    bureau_loans = previous_loans = None
    if "bureau_loans" in known:
        frames = [tables.get(name) for name in BUREAU_SOURCES]
        bureau_loans = _BUREAU.run(frames, known).sort("client_id", "bureau_loan_id")
    if not known.isdisjoint(PREVIOUS_SOURCES):
        frames = [tables.get(name) for name in PREVIOUS_SOURCES]
        previous_loans = _PREVIOUS.run(frames, known).sort("client_id", "previous_loan_id")
    return Loans(tables["application"], bureau_loans, previous_loans, known)


def build(loans: Loans) -> pl.DataFrame:
    """Stage 2: one row an application, in the applications' order.

    Columns: ``client_id`` (Int64), then ``FEATURES``: numbers and flags (0 or 1) Float64,
    categories String. Missing values are null; there is no NaN and no infinity.

    :raises ValueError: a column that features need is missing.
    """
    frames = [loans.application, loans.bureau_loans, loans.previous_loans]
    built = _FEATURES.run(frames, loans.known)
    order = loans.application.select(pl.col("client_id").cast(pl.Int64))
    if built.get_column("client_id").equals(order.get_column("client_id")):
        return built
    return order.join(built, on="client_id", how="left", maintain_order="left")


def compute(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Both stages: the features of the tables' applications, see ``build``."""
    return build(summarise(tables))
