"""What several records share: when they were written, and checks taken from the schema."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.db.models.functions import Now

from ml.schema import Column, Kind

CODE_LENGTH = 50
"""Longest category code that a column takes."""


class Recorded(models.Model):
    """A row that knows when it was made and last changed, and how often.

    The database fills all three when a row arrives by COPY.
    """

    created_at = models.DateTimeField(auto_now_add=True, db_default=Now())
    updated_at = models.DateTimeField(auto_now=True, db_default=Now())
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)

    class Meta:
        abstract = True


def code(*, required: bool = False) -> models.CharField[str | None, str | None]:
    """A category, kept as its plain code; the words for people are in the catalogue."""
    return models.CharField(max_length=CODE_LENGTH, null=not required, blank=not required)


def schema_checks(
    table: str, columns: Iterable[Column], *, elsewhere: Iterable[str] = ()
) -> list[models.CheckConstraint]:
    """Database checks for the allowed range or categories of each typed column.

    ``elsewhere`` names columns that the model keeps in another form (dates, another table) and
    checks itself. Missing values pass: a column that needs one is NOT NULL.
    """
    skipped = set(elsewhere)
    return [
        models.CheckConstraint(name=f"{table}_{column.name}_valid", condition=condition)
        for column in columns
        if column.kind is not Kind.KEY and not column.long_tail and column.name not in skipped
        if (condition := _condition(column)) is not None
    ]


def _condition(column: Column) -> models.Q | None:
    if column.kind is Kind.CATEGORY:
        return models.Q(**{f"{column.name}__in": list(column.categories)})
    bounds: dict[str, float] = {}
    if column.minimum is not None:
        bounds["gte"] = _bound(column, column.minimum)
    if column.maximum is not None:
        bounds["lte"] = _bound(column, column.maximum)
    if column.kind is Kind.NUMBER:
        # PostgreSQL sorts NaN above infinity: these two also keep NaN out.
        if column.minimum is None:
            bounds["gt"] = float("-inf")
        if column.maximum is None:
            bounds["lt"] = float("inf")
    if not bounds:
        return None
    return models.Q(**{f"{column.name}__{lookup}": bound for lookup, bound in bounds.items()})


def _bound(column: Column, bound: float) -> float:
    return bound if column.kind is Kind.NUMBER else int(bound)
