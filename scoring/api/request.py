"""What a request for a score may hold, taken from the schema of the tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl
from django.conf import settings
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiSerializerExtension
from rest_framework import serializers

from ml.schema import TABLES, Column, Table, Use
from ml.schema.inputs import OPTIONAL
from ml.schema.plausibility import POSSIBLE, Verdict, judge
from ml.wording.plausibility import finding_text
from scoring.api.fields import field_of

LANGUAGES = ("fr", "en")
MOST_ROWS = 10_000
"""Rows of one table: more than any one client has."""

CLIENT = "client_id"
NOBODY = 0
"""The client, where the request does not say who it is about."""

CHILDREN = [table for table in TABLES.values() if table.name != "application"]


class Strict(serializers.Serializer[Any]):
    """A JSON object that refuses names that it does not know."""

    default_error_messages = {"invalid": gettext_lazy("An object is wanted.")}

    def to_internal_value(self, data: Any) -> Any:
        """The object's values, once every one of them is right."""
        unknown: dict[str, Any] = {}
        if isinstance(data, Mapping):
            unknown = {
                str(name): [_("There is no such field.")]
                for name in data
                if name not in self.fields
            }
        try:
            values = super().to_internal_value(data)
        except serializers.ValidationError as error:
            raise serializers.ValidationError(unknown | dict(error.detail)) from error  # type: ignore[arg-type]
        if unknown:
            raise serializers.ValidationError(unknown)
        return values


class StrictExtension(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]
    """Objects that refuse unknown names say so."""

    target_class = "scoring.api.request.Strict"
    match_subclasses = True

    def map_serializer(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        """The serializer's schema, closed."""
        mapped: dict[str, Any] = auto_schema._map_serializer(
            self.target, direction, bypass_extensions=True
        )
        return {**mapped, "additionalProperties": False}


def sent_columns(table: Table) -> dict[str, Column]:
    """The columns that may be sent: all but the outcome."""
    return {name: column for name, column in table.by_name.items() if column.use is not Use.LABEL}


def _row(table: Table) -> type[Strict]:
    """The serializer of one row. The client may be left out: a request is about one client."""
    fields = {
        name: field_of(
            column,
            required=column.required and name != CLIENT,
            possible=POSSIBLE.get(name) if table.name == "application" else None,
        )
        for name, column in sent_columns(table).items()
    }
    name = "".join(word.title() for word in table.name.split("_"))
    return type(f"{name}Row", (Strict,), {**fields, "__doc__": f"One row of {table.name}."})


def _rows(table: Table) -> Any:
    return _row(table)(
        many=True,
        required=False,
        max_length=MOST_ROWS,  # type: ignore[call-arg]  # the list's own
        help_text=(
            "Left out: nothing is known of them. Empty: the client has none. "
            f"At most {MOST_ROWS:,} rows."
        ),
    )


class _ScoreRequest(Strict):
    """An application, what is known of the client's loans, and the language of the reasons."""

    application = _row(TABLES["application"])(help_text="The application itself.")
    none = serializers.ListField(
        child=serializers.ChoiceField(choices=[(each.name, each.name) for each in OPTIONAL]),
        required=False,
        help_text=(
            "Inputs that were asked for and that the client does not have, or that the source has "
            "nothing on. What is neither sent nor named here is unknown, and widens the range."
        ),
    )
    language = serializers.ChoiceField(
        choices=[(code, code) for code in LANGUAGES],
        required=False,
        help_text="Language of the reasons; by default the best of Accept-Language.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Check what rows say of each other: one client, references once, no orphans."""
        errors: dict[str, Any] = {}
        if impossible := dict(found_in(attrs["application"], Verdict.IMPOSSIBLE)):
            errors["application"] = impossible
        if both := _known_and_none(attrs):
            errors["none"] = both
        for table in CHILDREN:
            found = _errors(attrs, table)
            if found:
                errors[table.name] = found
        if errors:
            raise serializers.ValidationError(errors)
        return attrs


ScoreRequest = type(
    "ScoreRequest",
    (_ScoreRequest,),
    {**{table.name: _rows(table) for table in CHILDREN}, "__doc__": _ScoreRequest.__doc__},
)


def found_in(application: Mapping[str, Any], verdict: Verdict) -> Iterator[tuple[str, list[str]]]:
    """By column, what of the application cannot be, or is unusual."""
    frame = _frame(TABLES["application"], [dict(application)])
    for found in judge(frame, verdict):
        yield found.column, [finding_text(found, page_language(), settings.CURRENCY)]


def warnings_of(given: Mapping[str, Any]) -> list[dict[str, str]]:
    """What is unusual in the request, each with its JSON path."""
    return [
        {"path": f"$.application.{column}", "message": message}
        for column, messages in found_in(given["application"], Verdict.UNUSUAL)
        for message in messages
    ]


def page_language() -> str:
    """The language that the request accepts best."""
    language = (get_language() or "")[:2]
    return language if language in LANGUAGES else LANGUAGES[0]


def _known_and_none(given: Mapping[str, Any]) -> list[str]:
    """What is wrong with the inputs that are said to be none."""
    columns = {each.name: each.columns for each in OPTIONAL}
    sent = given["application"]
    return [
        _("%(name)s has a value, so it is not none.") % {"name": name}
        for name in given.get("none") or ()
        if any(sent.get(column) is not None for column in columns[name])
    ]


def _errors(given: Mapping[str, Any], table: Table) -> dict[int, dict[str, list[str]]]:
    """Errors by row and column of one table."""
    client = given["application"].get(CLIENT)
    parents = _references(given, table)
    seen: set[int] = set()
    errors: dict[int, dict[str, list[str]]] = {}
    for place, row in enumerate(given.get(table.name) or ()):
        wrong: dict[str, list[str]] = {}
        if row.get(CLIENT) not in (None, client):
            wrong[CLIENT] = [_("This is another client than the application’s.")]
        if parents is not None and row[table.parent_key] not in parents:
            wrong[str(table.parent_key)] = [
                _("There is no such row in %(table)s.") % {"table": table.parent}
            ]
        if table.key is not None:
            if row[table.key] in seen:
                wrong[table.key] = [_("The same reference more than once.")]
            seen.add(row[table.key])
        if wrong:
            errors[place] = wrong
    return errors


def _references(given: Mapping[str, Any], table: Table) -> set[int] | None:
    """The keys that rows of this table may hang from; None where it is the application."""
    if table.parent is None or table.parent == "application":
        return None
    return {row[table.parent_key] for row in given.get(table.parent) or ()}


def tables_of(given: Mapping[str, Any]) -> dict[str, pl.DataFrame]:
    """The request's tables, by name; what was not sent is an absent key."""
    sent = {"application": [given["application"]]}
    sent |= {table.name: given[table.name] for table in CHILDREN if table.name in given}
    return {name: _frame(TABLES[name], rows) for name, rows in sent.items()}


def _frame(table: Table, rows: list[dict[str, Any]]) -> pl.DataFrame:
    columns = {
        name: pl.Series(name, [row.get(name) for row in rows], dtype=dtype)
        for name, dtype in table.schema.items()
    }
    if CLIENT in columns:
        columns[CLIENT] = pl.Series(CLIENT, [NOBODY] * len(rows), dtype=pl.Int64)
    return pl.DataFrame(columns)


def missing_inputs(tables: Mapping[str, pl.DataFrame]) -> list[str]:
    """JSON paths of what the model might have read: columns of the application, whole tables.

    The long tail (building, documents) is left out.
    """
    row = tables["application"].row(0, named=True)
    columns = [
        f"$.application.{name}"
        for name, column in TABLES["application"].by_name.items()
        if column.use is Use.MODEL and not column.long_tail and row[name] is None
    ]
    return columns + [f"$.{table.name}" for table in CHILDREN if table.name not in tables]
