"""What was there before: every change and removal of a record, by whom and why, kept for ever.

PostgreSQL's triggers write it, so imports and SQL are in it too. The record itself is its first
value; an event holds the values before a change, and what was removed. Who and why come from the
context of the request, command or task (``pghistory.context``): ``user``, ``url``, ``command``,
``task``, and ``why`` where somebody said so.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, TypeVar

import pghistory
import pgtrigger
from django.db import connections, models

NOT_NEWS = frozenset({"updated_at", "inputs_digest", "version"})
"""Fields that change with others, or that the portal keeps for itself."""

M = TypeVar("M", bound=models.Model)


def keeps_history(*, but: Collection[str] = (), new: bool = False, **options: Any) -> Any:
    """A class decorator for models: old values and removed rows go to a table of events.

    One statement of a trigger serves all the rows that a statement changes. ``but`` names fields
    that are no news: they are not kept, and their change alone is no event. ``new``: that a row
    came is an event too, where the row does not say when and by whom.
    """
    exclude = sorted(NOT_NEWS | set(but))

    def decorate(model: type[models.Model]) -> type[models.Model]:
        own = [name for name in exclude if name in {f.name for f in model._meta.fields}]
        tracked: type[models.Model] = pghistory.track(
            pghistory.UpdateEvent(row=pghistory.Old, level=pghistory.Statement),
            pghistory.DeleteEvent(level=pghistory.Statement),
            *([pghistory.InsertEvent(level=pghistory.Statement)] if new else []),
            exclude=own,
            **options,
        )(model)
        return tracked

    return decorate


def counts_versions(model: type[models.Model]) -> type[models.Model]:
    """A class decorator: ``version`` grows by one with every change that is news.

    Also where an import or SQL makes it, so that who read an older version finds out.
    """
    names = {field.name for field in model._meta.fields}
    return pgtrigger.register(  # type: ignore[no-any-return]
        pgtrigger.Trigger(
            name="count_version",
            operation=pgtrigger.Update,
            when=pgtrigger.Before,
            condition=pgtrigger.AnyChange(exclude=sorted((NOT_NEWS | {"search_text"}) & names)),
            func="NEW.version = OLD.version + 1; RETURN NEW;",
        )
    )(model)


def tune_triggers(using: str, **_: Any) -> None:
    """Have each statement's own rows decide how a trigger compares them.

    PostgreSQL keeps a trigger's plan for a session. Planned for one row, it would compare each of
    twenty thousand changed rows with each. Told after every migration, which may make them anew.
    """
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT oid::regprocedure FROM pg_proc"
            " WHERE proname LIKE %s AND prorettype = %s::regtype",
            [r"pgtrigger\_update\_update\_%", "trigger"],
        )
        for (function,) in cursor.fetchall():
            cursor.execute(
                f"ALTER FUNCTION {function} SET plan_cache_mode = force_custom_plan"
                " SET enable_nestloop = off"
            )


class ChangedSinceError(Exception):
    """Somebody has changed the record since it was read; nothing was written."""


class VersionedQuerySet(models.QuerySet[M]):
    """Writes that say which version of a record they saw."""

    def update_as_seen(self, *, pk: int, seen: int, **values: Any) -> None:
        """Change one record, if it is still the version that was seen: in the same statement.

        :raises ChangedSinceError: it is another, or gone.
        """
        if not self.filter(pk=pk, version=seen).update(**values):
            raise ChangedSinceError(f"{self.model._meta.label} {pk} is no longer version {seen}")
