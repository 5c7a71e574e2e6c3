"""Writes of records."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from clients.digest import digests
from clients.form_fields import language
from clients.models import Application, Client
from clients.models.client import EARLIEST_BIRTH
from clients.plausibility import implausible_fields
from clients.table_columns import APPLICATION
from clients.tables import loans_for
from clients.validation import Errors, checked, past, short_text, unknown
from ml.schema import TABLES, Use
from ml.schema.plausibility import Verdict

NAME_LENGTH = 150
CLIENT_FIELDS = {"first_name", "last_name", "birth_date", "sex"}
TYPED = {
    APPLICATION.field(column.name): column
    for column in APPLICATION.typed
    if column.use is not Use.LABEL
}
"""The application's fields and the columns that they keep."""
LONG_TAIL = {column.name: column for column in APPLICATION.long_tail}


@transaction.atomic
def record_application(
    *,
    user: User | None,
    client: Mapping[str, Any],
    application: Mapping[str, Any],
    source: str = Application.Source.FORM,
    applied_on: date | None = None,
    none: Collection[str] = (),
) -> Application:
    """Record a new client, under a new reference, and what they ask for.

    ``client`` has ``birth_date`` and perhaps ``first_name``, ``last_name`` and ``sex``;
    ``application`` the fields of an application (dates as the model has them) and columns of the
    long tail. What is absent, None or empty is missing, and kept so. Nothing is known of the
    client's loans. ``none`` names inputs (``ml.schema.inputs``) that were asked for and that the
    client does not have; other empty ones are unknown. ``user`` is recorded as who entered it;
    ``applied_on`` is today by default.

    :raises ValidationError: with an error for each field that is wrong; nothing is written then.
    """
    day = applied_on or timezone.localdate()
    errors: Errors = {}
    person = _person(client, day, errors)
    typed, details = _inputs(application, day, errors)
    impossible = implausible_fields(
        Verdict.IMPOSSIBLE,
        born=person.get("birth_date"),
        fields=typed | details,
        day=day,
        language=language(),
    )
    for name, found in impossible.items():
        errors.setdefault(name, [ValidationError(found.text, code="impossible")])
    if errors:
        raise ValidationError(errors)
    recorded = Application.objects.create(
        client=Client.objects.create(reference=new_reference(), **person),
        applied_on=day,
        **typed,
        details=details,
        known_tables=["application"],
        none_inputs=sorted(none),
        source=Application.Source(source),
        entered_by=user,
    )
    [loans] = loans_for([recorded.pk])
    keep_digests(found=digests(loans), before={recorded.pk: None})
    recorded.refresh_from_db(fields=["inputs_digest"])
    return recorded


def kept_digests(application_ids: Sequence[int]) -> dict[int, str | None]:
    """The digests that are kept of these applications' inputs; None where one was forgotten."""
    kept = Application.objects.filter(pk__in=application_ids)
    return dict(kept.values_list("pk", "inputs_digest"))


def keep_digests(*, found: Mapping[int, str], before: Mapping[int, str | None]) -> int:
    """Keep digests found by reading the inputs; how many were another, or none, before.

    ``before`` is what was kept when reading began: an application whose digest was changed since
    is left alone, since its inputs may have been changed after they were read.
    """
    changed = [pk for pk, digest in found.items() if pk in before and before[pk] != digest]
    if not changed:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE clients_application SET inputs_digest = new.found"
            " FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS new (id, before, found)"
            " WHERE clients_application.id = new.id"
            " AND inputs_digest IS NOT DISTINCT FROM new.before",
            [changed, [before[pk] for pk in changed], [found[pk] for pk in changed]],
        )
        return int(cursor.rowcount)


def new_reference() -> int:
    """A client reference that nobody has, above all imported ones."""
    with connection.cursor() as cursor:
        while True:
            cursor.execute("SELECT nextval('clients_reference')")
            reference = int(cursor.fetchone()[0])
            if not Client.objects.filter(reference=reference).exists():
                return reference


def _person(given: Mapping[str, Any], day: date, errors: Errors) -> dict[str, Any]:
    errors.update(unknown(given, CLIENT_FIELDS))
    person: dict[str, Any] = {}
    for name in ("first_name", "last_name"):
        with _Noting(errors, name):
            person[name] = short_text(given.get(name), longest=NAME_LENGTH)
    with _Noting(errors, "sex"):
        person["sex"] = checked(TABLES["application"].by_name["sex"], given.get("sex"))
    with _Noting(errors, "birth_date"):
        person["birth_date"] = past(
            given.get("birth_date"), on=day, earliest=EARLIEST_BIRTH, required=True
        )
    return person


def _inputs(
    given: Mapping[str, Any], day: date, errors: Errors
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Values of the typed fields, and of the long tail those that are not missing."""
    errors.update(unknown(given, TYPED.keys() | LONG_TAIL.keys()))
    typed: dict[str, Any] = {}
    for name, column in TYPED.items():
        with _Noting(errors, name):
            if column.name in APPLICATION.dates:
                typed[name] = past(
                    given.get(name), on=day, earliest=EARLIEST_BIRTH, required=column.required
                )
            else:
                typed[name] = checked(column, given.get(name))
    details: dict[str, Any] = {}
    for name, column in LONG_TAIL.items():
        with _Noting(errors, name):
            value = checked(column, given.get(name))
            if value is not None:
                details[name] = value
    return typed, details


class _Noting:
    """Notes a field's ValidationError instead of letting it end everything."""

    def __init__(self, errors: Errors, field: str) -> None:
        self.errors, self.field = errors, field

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> bool:
        if not isinstance(error, ValidationError):
            return False
        self.errors.setdefault(self.field, []).append(error)
        return True
