"""Writes one chunk of clients, by COPY and set-based statements."""

# Only names of our own tables and fields are built into the statements, values are parameters.
# ruff: noqa: S608

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
from django.db import connection
from django.db.models import Model

from clients.copying import copy_in, copy_out, quoted
from clients.models import Application, Client
from clients.table_columns import APPLICATION, Keeping

STAGE = "clients_import_stage"
LOANS = "clients_import_loans"
LOCK = 7_301_642  # any number that no other advisory lock of the portal has

CLIENT = quoted(Client._meta.db_table)
APPLICATIONS = quoted(Application._meta.db_table)

KEPT_FIELDS = (
    "applied_on",
    *(APPLICATION.field(column.name) for column in APPLICATION.typed),
    "details",
    "known_tables",
    "none_inputs",
    "inputs_digest",
    "source",
    "entered_by_id",
)
"""The application's fields that an import writes."""


def prepare() -> None:
    """Make the staging table, and let only one import write at a time."""
    fields = ", ".join(f"a.{quoted(name)}" for name in KEPT_FIELDS)
    _run("SELECT pg_advisory_xact_lock(%s)", LOCK)
    _run(f"DROP TABLE IF EXISTS pg_temp.{STAGE}")  # of an import before, in the same transaction
    _run(
        f"CREATE TEMPORARY TABLE {STAGE} ON COMMIT DROP AS"
        f" SELECT c.reference, c.birth_date, c.sex, c.first_name, c.last_name, {fields}"
        f" FROM {CLIENT} c JOIN {APPLICATIONS} a ON a.client_id = c.id WITH NO DATA"
    )


def existing(references: Sequence[int]) -> pl.DataFrame:
    """What is kept already of these clients and their imported applications, by reference."""
    return copy_out(
        "SELECT c.reference, c.first_name, c.last_name, a.id, a.applied_on, a.inputs_digest,"
        f" a.{quoted('default')}::int"
        f" FROM {CLIENT} c"
        f" LEFT JOIN {APPLICATIONS} a ON a.client_id = c.id AND a.source = 'import'"
        " WHERE c.reference = ANY(%s)",
        [list(references)],
        {
            "reference": pl.Int64,
            "kept_first_name": pl.String,
            "kept_last_name": pl.String,
            "kept_application": pl.Int64,
            "kept_applied_on": pl.Date,
            "kept_digest": pl.String,
            "kept_default": pl.Boolean,
        },
    )


def write_applications(frame: pl.DataFrame, *, grown: bool) -> pl.DataFrame:
    """Insert or update clients and their imported applications.

    ``frame`` has the columns of the staging table. ``grown``: with it the tables become so much
    larger that the planner must be told. Returns ``reference`` and ``application_id``.
    """
    of_client = ("birth_date", "sex", "first_name", "last_name")
    _run(f"TRUNCATE {STAGE}")
    copy_in(STAGE, frame.select("reference", *of_client, *KEPT_FIELDS))
    # What a client asked for by other ways reads the same birth date and sex.
    _run(
        f"UPDATE {APPLICATIONS} a SET inputs_digest = NULL FROM {CLIENT} c"
        f" JOIN {STAGE} s USING (reference) WHERE a.client_id = c.id AND a.source <> 'import'"
        " AND (c.birth_date, c.sex) IS DISTINCT FROM (s.birth_date, s.sex)"
    )
    _run(
        f"INSERT INTO {CLIENT} (reference, {', '.join(of_client)})"
        f" SELECT reference, {', '.join(of_client)} FROM {STAGE}"
        " ON CONFLICT (reference) DO UPDATE SET updated_at = statement_timestamp(), "
        + ", ".join(f"{name} = EXCLUDED.{name}" for name in of_client)
    )
    if grown:
        _analyze(Client)
    fields = [quoted(name) for name in KEPT_FIELDS]
    given = ", ".join(f"s.{name}" for name in fields)
    taken = ", ".join(f"{name} = EXCLUDED.{name}" for name in fields)
    _run(
        f"INSERT INTO {APPLICATIONS} (client_id, {', '.join(fields)})"
        f" SELECT c.id, {given} FROM {STAGE} s JOIN {CLIENT} c USING (reference)"
        " ON CONFLICT (client_id) WHERE source = 'import'"
        f" DO UPDATE SET {taken}, updated_at = statement_timestamp()"
    )
    if grown:
        _analyze(Application)
    return copy_out(
        f"SELECT reference, a.id FROM {STAGE} s JOIN {CLIENT} c USING (reference)"
        f" JOIN {APPLICATIONS} a ON a.client_id = c.id AND a.source = 'import'",
        [],
        {"reference": pl.Int64, "application_id": pl.Int64},
    )


def write_loans(keeping: Keeping, frame: pl.DataFrame, updated: Sequence[int]) -> None:
    """The loans of new applications, and of those ``updated`` all that there are to be.

    Of these only what differs is written: what stays the same has no history.
    """
    table = quoted(keeping.model._meta.db_table)
    of_updated = pl.col("application_id").is_in(list(updated))
    copy_in(keeping.model._meta.db_table, frame.filter(~of_updated))
    if not updated:
        return
    columns = [quoted(name) for name in frame.columns]
    own = [name for name in columns if name not in {'"application_id"', '"reference"'}]
    _run(f"DROP TABLE IF EXISTS pg_temp.{LOANS}")
    _run(
        f"CREATE TEMPORARY TABLE {LOANS} ON COMMIT DROP AS"
        f" SELECT {', '.join(columns)} FROM {table} WITH NO DATA"
    )
    copy_in(LOANS, frame.filter(of_updated))
    _run(f"CREATE UNIQUE INDEX ON {LOANS} (application_id, reference)")
    _run(f"ANALYZE {LOANS}")
    _run(
        f"DELETE FROM {table} kept WHERE application_id = ANY(%s) AND NOT EXISTS ("
        f" SELECT 1 FROM {LOANS} s WHERE (s.application_id, s.reference)"
        " = (kept.application_id, kept.reference))",
        list(updated),
    )
    _run(
        f"INSERT INTO {table} AS kept ({', '.join(columns)}) SELECT {', '.join(columns)}"
        f" FROM {LOANS} ON CONFLICT (application_id, reference) DO UPDATE SET "
        + ", ".join(f"{name} = EXCLUDED.{name}" for name in own)
        + f" WHERE ({', '.join(f'kept.{name}' for name in own)})"
        f" IS DISTINCT FROM ({', '.join(f'EXCLUDED.{name}' for name in own)})"
    )


def finish() -> None:
    """Keep new references above imported ones, and tell the planner what has come."""
    _run(
        f"SELECT setval('clients_reference', max(reference)) FROM {CLIENT}"
        " HAVING max(reference) >= (SELECT last_value FROM clients_reference)"
    )
    # Tables of rooms above refer to these, and triggers may have filled them meanwhile.
    found: dict[str, type[Model]] = {CLIENT: Client}
    for kept in (Client, Application):
        for relation in kept._meta.related_objects:
            found[relation.related_model._meta.db_table] = relation.related_model
    for table in sorted(found):
        _analyze(found[table])


def _analyze(model: type[Model]) -> None:
    """Tell the planner of rows that only this transaction sees yet.

    Autovacuum cannot: it records as empty what an import that was killed has filled, and every
    statement is then planned for one row. From here on it leaves the table alone until the end.
    """
    _run(f"ANALYZE {quoted(model._meta.db_table)}")


def _run(statement: str, *parameters: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters or None)
