"""What files say of clients who are kept already, put together with what is kept of them.

A table that is absent from the files changes nothing. A table that is present speaks of every
client whom the applications name: its loans are added, or take the place of those with the same
reference. Loans that are kept and that it does not have stay, unless they are to be replaced.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from clients.table_columns import (
    BUREAU_LOANS,
    PREVIOUS_LOANS,
    TELLS_OF_BUREAU_LOANS,
    TELLS_OF_PREVIOUS_LOANS,
    Keeping,
)
from clients.tables import loans_for
from ml.features import Loans
from ml.features.stages import SUMMARY_MEASURES
from ml.schema import TABLES

KINDS = (
    (BUREAU_LOANS, "bureau_loans", TELLS_OF_BUREAU_LOANS),
    (PREVIOUS_LOANS, "previous_loans", TELLS_OF_PREVIOUS_LOANS),
)
NOT_IN_FILES = "__kept_only"
KEPT = "__kept"
"""After the name of a column of the records, beside that of the files."""


@dataclass(frozen=True)
class Merged:
    """Clients of whom the same tables are known, as they are to be kept.

    ``stayed`` and ``removed`` count loans that are kept and that the files do not have, though
    they have the table.
    """

    loans: Loans
    stayed: int = 0
    removed: int = 0


def merge(
    loans: Loans,
    kept: pl.DataFrame,
    *,
    replace_loans: bool,
    applied_on: date | None,
) -> Iterator[Merged]:
    """What is to be kept of each client; in parts, since different tables may be known of them.

    Args:
        loans: what the files say.
        kept: ``client_id``, ``kept_application`` and ``kept_applied_on`` of those whose kept
            application may be another; all others are new, and are taken as they come.
        replace_loans: whether kept loans go that a table of the files does not have.
        applied_on: the day that the applications get; None leaves the one kept.
    """
    new = loans.application.join(kept, on="client_id", how="anti")
    if not new.is_empty():
        yield Merged(_of(loans, new))
    references = dict(kept.select("kept_application", "client_id").iter_rows())
    for found in loans_for(list(references)):
        before = _by_reference(found, references, kept, applied_on)
        mine = _of(loans, loans.application.filter(_among(before.application)))
        yield _merged(mine, before, replace_loans=replace_loans)


def _merged(mine: Loans, before: Loans, *, replace_loans: bool) -> Merged:
    frames: dict[str, pl.DataFrame | None] = {}
    stayed = removed = 0
    for keeping, name, tells in KINDS:
        there, here = getattr(mine, name), getattr(before, name)
        if here is None:
            frames[name] = there
        elif not mine.known & tells or there is None:
            frames[name] = here
        else:
            whole = _joined(keeping, name, there, here, known=mine.known, known_before=before.known)
            more = int(whole[NOT_IN_FILES].sum()) if name in mine.known else 0
            if replace_loans and more:
                whole, removed = whole.filter(~pl.col(NOT_IN_FILES)), removed + more
            else:
                stayed += more
            frames[name] = whole.drop(NOT_IN_FILES)
    known = mine.known | before.known
    return Merged(
        replace(
            mine,
            bureau_loans=frames["bureau_loans"],
            previous_loans=frames["previous_loans"],
            known=known,
        ),
        stayed,
        removed,
    )


def _joined(
    keeping: Keeping,
    name: str,
    there: pl.DataFrame,
    here: pl.DataFrame,
    *,
    known: frozenset[str],
    known_before: frozenset[str],
) -> pl.DataFrame:
    """Loans of files and records; columns of tables that the files lack are the records'."""
    key = keeping.key
    both = there.join(here, on=["client_id", key], how="full", suffix=KEPT, coalesce=False)
    only_kept, only_there = pl.col(key).is_null(), pl.col(f"{key}{KEPT}").is_null()
    own = [c.name for c in TABLES[name].columns if c.name not in (key, "client_id")]
    without_own = pl.all_horizontal(pl.col(own).is_null())
    columns = {column: pl.coalesce(column, f"{column}{KEPT}") for column in ("client_id", key)} | {
        column: pl.when(only_kept | without_own).then(f"{column}{KEPT}").otherwise(column)
        for column in own
    }
    for table, measures in SUMMARY_MEASURES[name].items():
        for column, measure in measures.items():
            # As of a loan without rows in a table that is known.
            nothing = pl.lit(0 if measure.zero else None)
            was = pl.col(f"{column}{KEPT}")
            if table not in known:
                new = nothing if table in known_before else pl.lit(None)
                columns[column] = pl.when(only_there).then(new).otherwise(was)
            else:
                old = was if table in known_before else nothing
                columns[column] = pl.when(only_kept).then(old).otherwise(pl.col(column))
    schema = keeping.schema
    return both.select(
        *(columns[column].cast(dtype).alias(column) for column, dtype in schema.items()),
        only_kept.alias(NOT_IN_FILES),
    ).sort("client_id", key)


def _by_reference(
    kept: Loans,
    references: Mapping[int, int],
    days: pl.DataFrame,
    applied_on: date | None,
) -> Loans:
    """Loans of the records under the clients' references, days counted from the new day."""
    reference = pl.col("client_id").replace_strict(references, return_dtype=pl.Int64)
    application = kept.application.with_columns(reference)

    def renamed(keeping: Keeping, frame: pl.DataFrame | None) -> pl.DataFrame | None:
        if frame is None:
            return None
        frame = frame.with_columns(reference)
        if applied_on is None or frame.is_empty():
            return frame
        later = (pl.lit(applied_on) - pl.col("kept_applied_on")).dt.total_days()
        return (
            frame.join(days.select("client_id", "kept_applied_on"), on="client_id", how="left")
            .with_columns(pl.col(name) + later for name in keeping.dates)
            .drop("kept_applied_on")
        )

    return replace(
        kept,
        application=application,
        bureau_loans=renamed(BUREAU_LOANS, kept.bureau_loans),
        previous_loans=renamed(PREVIOUS_LOANS, kept.previous_loans),
        none={},
    )


def _of(loans: Loans, application: pl.DataFrame) -> Loans:
    """The same of these clients only."""
    if application.height == loans.application.height:
        return loans

    def mine(frame: pl.DataFrame | None) -> pl.DataFrame | None:
        return None if frame is None else frame.filter(_among(application))

    clients = set(application["client_id"].to_list())
    return replace(
        loans,
        application=application,
        bureau_loans=mine(loans.bureau_loans),
        previous_loans=mine(loans.previous_loans),
        none={client: names for client, names in loans.none.items() if client in clients},
    )


def _among(application: pl.DataFrame) -> pl.Expr:
    return pl.col("client_id").is_in(application["client_id"].implode())
