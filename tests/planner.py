"""What PostgreSQL's planner believes of tables, and what its plans cost: rows read, not time."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from django.db import connection, models

Models = Collection[type[models.Model]]


def learn(kept: Models) -> None:
    """Analyse the tables. What this says of their size stays where a test is rolled back."""
    with connection.cursor() as cursor:
        for table in _tables(kept):
            cursor.execute(f"ANALYZE {table}")


def believe_empty(kept: Models) -> None:
    """Analyse tables that hold only what was rolled back, as autovacuum does after a kill."""
    learn(kept)
    assert set(believed(kept).values()) == {0}, "there are rows, or never were any"


def believed(kept: Models) -> dict[str, int]:
    """Rows that the planner believes in each table, where it has seen pages of it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, reltuples::bigint FROM pg_class"
            " WHERE relpages > 0 AND relname = ANY(%s)",
            [_tables(kept)],
        )
        return dict(cursor.fetchall())


def rows_read(kept: Models) -> int:
    """Rows of the tables that statements of this transaction have read so far."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0))"
            " FROM pg_stat_xact_user_tables WHERE relname = ANY(%s)",
            [_tables(kept)],
        )
        return int(cursor.fetchone()[0])


class KilledError(Exception):
    """In place of a signal, to go back to the savepoint."""


@contextmanager
def plans() -> Iterator[list[str]]:
    """The plans of all statements, those inside of functions too, once the block has ended."""
    found: list[str] = []
    with connection.cursor() as cursor:
        cursor.execute("LOAD 'auto_explain'")
        cursor.execute("SET LOCAL auto_explain.log_level = notice")
        cursor.execute("SET LOCAL auto_explain.log_nested_statements = on")
        cursor.execute("SET LOCAL auto_explain.log_min_duration = 0")
        connection.connection.notices.clear()
        yield found
        found += connection.connection.notices
        cursor.execute("SET LOCAL auto_explain.log_min_duration = -1")


def _tables(kept: Models) -> list[str]:
    return [model._meta.db_table for model in kept]
