"""Counts of all clients, kept in the cache for as long as the database says what it said.

What is kept is asked for by the database's own snapshot: the transactions that had ended when it
was taken. Any write that is committed, by whatever way, makes it another one in that instant, so
that nothing of before is ever found again.
"""

from __future__ import annotations

import hashlib
import logging
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.db.models import QuerySet
from redis.exceptions import RedisError

SECONDS = 60 * 60
_log = logging.getLogger(__name__)


def kept(found: QuerySet[Any, Any]) -> list[tuple[Any, ...]]:
    """The rows of a query of values, from the cache where nothing was written since it was made.

    Within a transaction that has written itself the database is always asked. Where the cache does
    not answer, it is asked as well.
    """
    state = _state()
    if state is None:
        return list(found)
    sql, parameters = found.query.sql_with_params()
    asked = hashlib.sha256(repr((state, sql, parameters)).encode()).hexdigest()
    name = f"comparison:{asked}"
    try:
        if (rows := cache.get(name)) is not None:
            return list(rows)
    except RedisError:
        _log.warning("the cache does not answer: all clients are counted again")
        return list(found)
    rows = list(found)
    try:
        cache.set(name, rows, SECONDS)
    except RedisError:
        _log.warning("the cache does not answer: a count is not kept")
    return rows


def _state() -> tuple[Any, ...] | None:
    """Of which database, since when it runs, and what is committed; None amid own writes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_database(), pg_postmaster_start_time()::text, "
            "pg_current_snapshot()::text WHERE pg_current_xact_id_if_assigned() IS NULL"
        )
        state: tuple[Any, ...] | None = cursor.fetchone()
    return state
