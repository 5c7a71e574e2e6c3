"""What of an application cannot be, and what is unusual, at the fields that people fill in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

import polars as pl
from django.conf import settings

from clients.models import Application
from clients.table_columns import APPLICATION
from ml.schema import TABLES
from ml.schema.plausibility import RULES, Verdict, judge
from ml.wording.plausibility import finding_text

READ = {name for rule in RULES for name in rule.columns}
"""The columns that any rule reads."""
LONG_TAIL = {column.name for column in APPLICATION.long_tail}


class Implausible(NamedTuple):
    """Why a field's value cannot be, or wants a second look, and the fields that this rests on."""

    text: str
    fields: tuple[str, ...]


def implausible_fields(
    verdict: Verdict, *, born: date | None, fields: Mapping[str, Any], day: date, language: str
) -> dict[str, Implausible]:
    """By field, what cannot be, or is unusual.

    Args:
        verdict: which of the two.
        born: the client's date of birth.
        fields: of the application, by name; dates as the model has them.
        day: of the application.
        language: of the texts.
    """
    return {
        _field(found.column): Implausible(
            finding_text(found, language, settings.CURRENCY), tuple(map(_field, found.rule.columns))
        )
        for found in judge(_row(born, fields, day), verdict)
    }


def _field(column: str) -> str:
    return "birth_date" if column == "age_days" else APPLICATION.field(column)


def unusual_in(application: Application, language: str) -> dict[str, str]:
    """By column, what is unusual in an application of the records."""
    kept = {
        name: getattr(application, APPLICATION.field(name))
        for name in READ
        if name not in APPLICATION.on_client and name not in LONG_TAIL
    }
    details = {name: application.details.get(name) for name in READ & LONG_TAIL}
    fields = {APPLICATION.field(name): value for name, value in kept.items()} | details
    row = _row(application.client.birth_date, fields, application.applied_on)
    return {
        found.column: finding_text(found, language, settings.CURRENCY)
        for found in judge(row, Verdict.UNUSUAL)
    }


def _row(born: date | None, fields: Mapping[str, Any], day: date) -> pl.DataFrame:
    """One row of the columns that rules read, dates as days before the application."""
    schema = {name: kind for name, kind in TABLES["application"].schema.items() if name in READ}
    values = {
        name: _days(fields.get(APPLICATION.dates[name]), day)
        if name in APPLICATION.dates
        else fields.get(name)
        for name in schema
    }
    values["age_days"] = _days(born, day)
    return pl.DataFrame({name: [values[name]] for name in schema}, schema=schema, strict=False)


def _days(then: date | None, day: date) -> int | None:
    return None if then is None else (day - then).days
