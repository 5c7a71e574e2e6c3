"""The import: files in, records out, all or nothing."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from clients.digest import digests
from clients.importing import rows, writing
from clients.importing.merging import merge
from clients.importing.summary import ImportSummary, Progress
from clients.models import Application
from clients.table_columns import APPLICATION, BUREAU_LOANS, PREVIOUS_LOANS, Keeping
from ml import home_credit
from ml.errors import DataError
from ml.features import Loans, summarise
from ml.schema.inputs import none_by_client

CHUNK = 20_000
"""Clients written together: bounds the memory."""


def import_records(
    *,
    path: Path,
    user: User | None = None,
    applied_on: date | None = None,
    progress: Progress | None = None,
    chunk: int = CHUNK,
    replace_loans: bool = False,
    dry_run: bool = False,
) -> ImportSummary:
    """Bring a folder or zip of original files into the records, in one transaction.

    A client's reference says which records to update; clients that are kept already and come
    with equal values are left alone. What the files do not speak of stays: a table that they lack,
    names, an outcome, loans that are kept and that a table does not have. With ``replace_loans``
    such loans are removed, of every client whom the applications name. ``dry_run`` does it all,
    and then writes nothing. ``applied_on`` is the day of the applications: by default
    the day kept already, today for new ones. Names come from ``client_names`` where the files
    have it. ``user`` is recorded as who entered what changed.

    :raises ml.errors.DataError: with all problems of all files; then nothing is written.
    """
    started = time.monotonic()
    tell = progress or (lambda _what, _done, _total: None)
    tell("reading and checking the files", 0, 0)
    names = home_credit.read_names(path)
    with home_credit.Chunks(path, clients=chunk) as chunks, transaction.atomic():
        writing.prepare()
        writer = _Writer(user=user, applied_on=applied_on, names=names, replace_loans=replace_loans)
        for tables in chunks:
            writer.write(summarise(tables))
            tell("importing clients", writer.clients, chunks.clients)
        writing.finish()
        transaction.set_rollback(dry_run)
        return ImportSummary(
            files=chunks.files,
            recognised=chunks.recognised,
            known_tables=tuple(chunks.rows),
            rows_read=chunks.rows,
            left_out=chunks.left_out,
            without_loan=chunks.without_loan,
            new=writer.counts["new"],
            updated=writer.counts["updated"],
            unchanged=writer.counts["unchanged"],
            loans_written=writer.counts["loans"],
            loans_stayed=writer.counts["stayed"],
            loans_removed=writer.counts["removed"],
            dry_run=dry_run,
            named=None if names is None else names.height,
            seconds=time.monotonic() - started,
        )


class _Writer:
    """Writes chunks of clients and counts what became of them."""

    def __init__(
        self,
        *,
        user: User | None,
        applied_on: date | None,
        names: pl.DataFrame | None,
        replace_loans: bool,
    ) -> None:
        self.user, self.applied_on, self.names = user, applied_on, names
        self.replace_loans = replace_loans
        self.today = timezone.localdate()
        self.counts: Counter[str] = Counter()
        self.written = self.planned_for = 0

    @property
    def clients(self) -> int:
        return self.counts["new"] + self.counts["updated"] + self.counts["unchanged"]

    def write(self, loans: Loans) -> None:
        """Write one chunk."""
        loans = replace(loans, none=none_by_client(loans.application))
        kept = writing.existing(loans.application["client_id"].to_list()).rename(
            {"reference": "client_id"}
        )
        before = self._changed_since(loans, kept)
        merged = merge(loans, before, replace_loans=self.replace_loans, applied_on=self.applied_on)
        for part in merged:
            self.counts["stayed"] += part.stayed
            self.counts["removed"] += part.removed
            self._write_part(part.loans, kept)

    def _changed_since(self, loans: Loans, kept: pl.DataFrame) -> pl.DataFrame:
        """Of those who have an imported application, whose inputs the files tell otherwise."""
        found = digests(loans)
        told = pl.col("client_id").replace_strict(found, return_dtype=pl.String)
        return kept.filter(
            pl.col("kept_application").is_not_null() & told.ne_missing(pl.col("kept_digest"))
        )

    def _write_part(self, loans: Loans, kept: pl.DataFrame) -> None:
        compared = self._compared(loans, kept)
        for state, count in compared["state"].value_counts().iter_rows():
            self.counts[state] += count
        changed = compared.filter(pl.col("state") != "unchanged")
        if changed.is_empty():
            return
        _refuse(APPLICATION, changed)
        self.written += changed.height
        grown = self.written >= 2 * self.planned_for
        if grown:
            self.planned_for = self.written
        written = writing.write_applications(rows.applications(changed), grown=grown)
        known = changed.select("client_id", "applied_on", "state").join(
            written, left_on="client_id", right_on="reference"
        )
        updated = known.filter(pl.col("state") == "updated")["application_id"].to_list()
        for keeping, frame in (
            (BUREAU_LOANS, loans.bureau_loans),
            (PREVIOUS_LOANS, loans.previous_loans),
        ):
            self._write_loans(keeping, frame, known, updated)

    def _write_loans(
        self,
        keeping: Keeping,
        frame: pl.DataFrame | None,
        known: pl.DataFrame,
        updated: list[int],
    ) -> None:
        if frame is None:
            frame = pl.DataFrame(schema=keeping.schema)
        mine = frame.join(known, on="client_id")
        _refuse(keeping, mine)
        writing.write_loans(keeping, rows.loans(keeping, mine), updated)
        self.counts["loans"] += mine.height

    def _compared(self, loans: Loans, kept: pl.DataFrame) -> pl.DataFrame:
        """The applications with what is to be kept of them, and ``state``: new, … ."""
        frame = loans.application
        if "default" not in frame.columns:
            frame = frame.with_columns(pl.lit(None, pl.Boolean).alias("default"))
        found = digests(loans)
        given = pl.lit(self.applied_on, pl.Date)
        return (
            self._named(frame)
            .join(kept, on="client_id", how="left")
            .with_columns(
                pl.coalesce(given, "kept_applied_on", pl.lit(self.today)).alias("applied_on"),
                pl.coalesce("first_name", "kept_first_name", pl.lit("")).alias("first_name"),
                pl.coalesce("last_name", "kept_last_name", pl.lit("")).alias("last_name"),
                pl.coalesce("default", "kept_default").alias("default"),
                pl.col("client_id")
                .replace_strict(found, return_dtype=pl.String)
                .alias("inputs_digest"),
                pl.lit("{" + ",".join(sorted(loans.known)) + "}").alias("known_tables"),
                pl.col("client_id")
                .replace_strict(
                    {client: "{" + ",".join(names) + "}" for client, names in loans.none.items()},
                    default="{}",
                    return_dtype=pl.String,
                )
                .alias("none_inputs"),
                pl.lit(Application.Source.IMPORT.value).alias("source"),
                pl.lit(None if self.user is None else self.user.pk, pl.Int64).alias(
                    "entered_by_id"
                ),
            )
            .with_columns(_state())
        )

    def _named(self, frame: pl.DataFrame) -> pl.DataFrame:
        if self.names is None:
            unknown = pl.lit(None, pl.String)
            return frame.with_columns(unknown.alias("first_name"), unknown.alias("last_name"))
        return frame.join(self.names, on="client_id", how="left", maintain_order="left")


def _state() -> pl.Expr:
    same = pl.all_horizontal(
        pl.col(name).eq_missing(pl.col(f"kept_{kept}"))
        for name, kept in (
            ("applied_on", "applied_on"),
            ("inputs_digest", "digest"),
            ("default", "default"),
            ("first_name", "first_name"),
            ("last_name", "last_name"),
        )
    )
    return (
        pl.when(pl.col("kept_application").is_null())
        .then(pl.lit("new"))
        .when(same)
        .then(pl.lit("unchanged"))
        .otherwise(pl.lit("updated"))
        .alias("state")
    )


def _refuse(keeping: Keeping, frame: pl.DataFrame) -> None:
    if problems := rows.check(keeping, frame):
        raise DataError(problems)
