"""Models and schema say the same of every column."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.postgres.fields import ArrayField
from django.db import IntegrityError, connection, models, transaction
from django.test.utils import isolate_apps

from clients.models import Application, Client
from clients.table_columns import APPLICATION, BUREAU_LOANS, PREVIOUS_LOANS, Keeping
from clients.tests.factories import (
    ApplicationFactory,
    BureauLoanFactory,
    ClientFactory,
    PreviousLoanFactory,
)
from ml.schema import TABLES, Column, Kind

FIELD_OF = {
    Kind.INTEGER: models.IntegerField,
    Kind.NUMBER: models.FloatField,
    Kind.FLAG: models.BooleanField,
    Kind.CATEGORY: models.CharField,
}
FACTORIES = {
    "application": ApplicationFactory,
    "bureau_loans": BureauLoanFactory,
    "previous_loans": PreviousLoanFactory,
}
KEPT = [APPLICATION, BUREAU_LOANS, PREVIOUS_LOANS]
TYPED = [
    pytest.param(keeping, column, id=f"{keeping.table}.{column.name}")
    for keeping in KEPT
    for column in keeping.typed
]
# What an application has beside the columns of its table.
OWN = {
    Application: {
        "id", "client", "applied_on", "details", "known_tables", "none_inputs", "inputs_digest",
        "source", "entered_by", "created_at", "updated_at", "version",
    },
}  # fmt: skip


@pytest.mark.parametrize(("keeping", "column"), TYPED)
def test_a_column_has_a_field_of_its_type(keeping: Keeping, column: Column) -> None:
    field = keeping.model._meta.get_field(keeping.field(column.name))
    expected = models.DateField if column.name in keeping.dates else FIELD_OF[column.kind]
    assert type(field) is expected
    assert field.null is not column.required
    assert field.blank is not column.required


@pytest.mark.parametrize("keeping", KEPT, ids=lambda keeping: keeping.table)
def test_a_model_has_no_field_that_the_schema_lacks(keeping: Keeping) -> None:
    known = {keeping.field(column.name) for column in keeping.typed}
    fields = {field.name for field in keeping.model._meta.get_fields() if field.concrete}
    own = OWN.get(keeping.model, {"id", "application", "reference", "details"})
    assert fields - own == known


def test_every_column_of_days_that_is_a_moment_is_kept_as_a_date() -> None:
    durations = {"overdue_days", "pos_days_late_max", "pos_days_late_tolerated_max"}
    durations |= {"card_days_late_max", "instalment_days_late_max", "age_days"}
    for keeping in KEPT:
        days = {c.name for c in keeping.columns if c.unit == "days" and c.kind is Kind.INTEGER}
        assert days - durations == set(keeping.dates)


def test_what_the_client_keeps_is_typed_as_the_schema_says() -> None:
    assert type(Client._meta.get_field("birth_date")) is models.DateField
    assert TABLES["application"].by_name["age_days"].required
    assert not Client._meta.get_field("birth_date").null
    assert Client._meta.get_field("sex").null


def beyond(keeping: Keeping, column: Column) -> list[Any]:
    """Values that the schema forbids."""
    if column.kind is Kind.CATEGORY:
        return ["nonsense", ""]
    values: list[Any] = []
    if column.name in keeping.dates:
        return values
    if column.minimum is not None:
        values.append(column.minimum - 1)
    if column.maximum is not None:
        values.append(column.maximum + 1)
    if column.kind is Kind.NUMBER:
        values += [float("nan"), float("inf"), float("-inf")]
    return values


def within(keeping: Keeping, column: Column) -> list[Any]:
    """Values at the edges of what the schema allows."""
    if column.kind is Kind.CATEGORY:
        return list(column.categories)
    if column.name in keeping.dates:
        return []
    edges = [edge for edge in (column.minimum, column.maximum) if edge is not None]
    return [None, *edges] if not column.required else edges


@pytest.mark.django_db
@pytest.mark.parametrize("keeping", KEPT, ids=lambda keeping: keeping.table)
def test_the_database_takes_what_the_schema_allows_and_nothing_else(keeping: Keeping) -> None:
    row = FACTORIES[keeping.table]()
    rows = keeping.model.objects.filter(pk=row.pk)
    tried = 0
    for column in keeping.typed:
        for value in within(keeping, column):
            assert rows.update(**{column.name: value}) == 1
        for value in beyond(keeping, column):
            with pytest.raises(IntegrityError), transaction.atomic():
                rows.update(**{column.name: value})
            tried += 1
    assert tried > 20


@pytest.mark.django_db
def test_an_application_knows_at_least_itself_and_only_known_tables() -> None:
    application = ApplicationFactory()
    for known in (["bureau_loans"], ["application", "gossip"], []):
        with pytest.raises(IntegrityError), transaction.atomic():
            Application.objects.filter(pk=application.pk).update(known_tables=known)
    assert isinstance(Application._meta.get_field("known_tables"), ArrayField)


@pytest.mark.django_db
def test_nothing_of_an_application_lies_after_it() -> None:
    application = ApplicationFactory()
    for name in APPLICATION.dates.values():
        with pytest.raises(IntegrityError), transaction.atomic():
            Application.objects.filter(pk=application.pk).update(
                applied_on="2020-01-01", **{name: "2020-01-02"}
            )


@pytest.mark.django_db
def test_a_client_is_imported_once_but_may_ask_again() -> None:
    client = ClientFactory()
    ApplicationFactory(client=client, source="import")
    ApplicationFactory(client=client, source="form")
    with pytest.raises(IntegrityError), transaction.atomic():
        ApplicationFactory(client=client, source="import")


@isolate_apps("clients")
def test_choices_of_people_are_not_in_the_models() -> None:
    for keeping in KEPT:
        for column in keeping.typed:
            assert not keeping.model._meta.get_field(keeping.field(column.name)).choices


@pytest.mark.django_db
def test_migrations_are_complete() -> None:
    from django.core.management import call_command

    call_command("makemigrations", "clients", "scoring", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db
def test_constraint_names_survive_postgresql() -> None:
    with connection.cursor() as cursor:
        for keeping in KEPT:
            table = keeping.model._meta.db_table
            kept = connection.introspection.get_constraints(cursor, table)
            assert {c.name for c in keeping.model._meta.constraints} <= set(kept)
