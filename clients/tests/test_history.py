"""What was there before: whoever changes a record, by whatever way."""

from __future__ import annotations

from pathlib import Path

import pghistory
import polars as pl
import pytest
from django.apps import apps
from django.contrib.auth.models import Group, User
from django.db import connection

from clients.history import ChangedSinceError
from clients.importing import import_records
from clients.models import Application, BureauLoan, Client
from clients.tests.factories import ApplicationFactory, BureauLoanFactory
from tests import planner

pytestmark = pytest.mark.django_db

ClientEvent, ApplicationEvent, BureauLoanEvent, PreviousLoanEvent = (
    apps.get_model("clients", f"{name}Event")
    for name in ("Client", "Application", "BureauLoan", "PreviousLoan")
)
EVENTS = (ClientEvent, ApplicationEvent, BureauLoanEvent, PreviousLoanEvent)


def events() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in EVENTS if model.objects.exists()}


def test_a_new_record_is_its_own_first_value() -> None:
    BureauLoanFactory()
    assert events() == {}


def test_a_change_keeps_what_was_there_with_who_and_why(back_office: User) -> None:
    application = ApplicationFactory(income=30_000)
    with pghistory.context(user=back_office.pk, why="a pay slip came"):
        application.income = 31_000
        application.save()
    event = ApplicationEvent.objects.get()
    assert (event.pgh_label, event.pgh_obj_id, event.income) == ("update", application.pk, 30_000)
    assert event.pgh_context.metadata == {"user": back_office.pk, "why": "a pay slip came"}
    application.refresh_from_db()
    assert application.version == 2


def test_sql_is_in_it_too() -> None:
    application = ApplicationFactory(income=30_000)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE clients_application SET income = income + 1")
    assert ApplicationEvent.objects.get().income == 30_000
    application.refresh_from_db()
    assert (application.income, application.version) == (30_001, 2)


def test_what_is_removed_stays_known() -> None:
    loan = BureauLoanFactory(amount=1234.5)
    reference = loan.application.client.reference
    loan.application.client.delete()
    assert not Client.objects.exists()
    assert BureauLoanEvent.objects.get(pgh_label="delete").amount == 1234.5
    assert ClientEvent.objects.get(pgh_label="delete").reference == reference
    assert ApplicationEvent.objects.filter(pgh_label="delete").count() == 1


def test_what_is_no_news_is_no_event() -> None:
    application = ApplicationFactory()
    Application.objects.update(inputs_digest="0" * 64)
    application.save()
    application.client.save()
    assert events() == {}
    application.refresh_from_db()
    assert application.version == application.client.version == 1


def test_an_import_changes_what_it_changes_and_nothing_else(
    small_records: Path, tmp_path: Path
) -> None:
    import_records(path=small_records)
    assert import_records(path=small_records).updated == 0
    assert events() == {}
    for path in small_records.iterdir():
        frame = pl.read_csv(path, infer_schema=False)
        if path.name.startswith("application_"):
            frame = frame.with_columns(AMT_INCOME_TOTAL=pl.lit("98765.5"))
        frame.write_csv(tmp_path / path.name)
    with pghistory.context(command="import_records"):
        updated = import_records(path=tmp_path).updated
    assert updated > 1_000
    assert events() == {"ApplicationEvent": updated}
    contexts = set(
        ApplicationEvent.objects.values_list("pgh_context__metadata__command", flat=True)
    )
    assert contexts == {"import_records"}
    assert set(Application.objects.values_list("version", flat=True)) == {2}


def test_many_changes_are_compared_each_with_its_own(small_records: Path) -> None:
    import_records(path=small_records)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE clients_application SET income = income WHERE id < 0")
    with planner.plans() as plans:
        Application.objects.update(annuity=12.5)
    compared = [
        plan for plan in plans if "new_values" in plan and "clients_applicationevent" in plan
    ]
    assert compared
    assert not any("Nested Loop" in plan.split("CTE", 1)[0] for plan in compared)
    assert ApplicationEvent.objects.count() == Application.objects.count()


def test_who_saw_an_older_version_overwrites_nothing() -> None:
    application = ApplicationFactory(income=30_000)
    Application.objects.update_as_seen(pk=application.pk, seen=1, income=31_000)
    with pytest.raises(ChangedSinceError):
        Application.objects.update_as_seen(pk=application.pk, seen=1, income=32_000)
    application.refresh_from_db()
    assert (application.income, application.version) == (31_000, 2)
    with pytest.raises(ChangedSinceError):
        Client.objects.update_as_seen(pk=-1, seen=1, first_name="Nobody")


def test_roles_of_people_have_a_history(advisor: User) -> None:
    membership = apps.get_model("portal", "MembershipEvent")
    before = membership.objects.count()
    group = Group.objects.get(name="risk_manager")
    advisor.groups.add(group)
    advisor.groups.remove(group)
    told = membership.objects.order_by("pgh_id")[before:].values_list("pgh_label", "group_id")
    assert list(told) == [("insert", group.pk), ("delete", group.pk)]
    advisor.set_password("another one, long enough")
    advisor.save()
    user_event = apps.get_model("portal", "UserEvent")
    assert not user_event.objects.exists()
    advisor.is_active = False
    advisor.save()
    assert user_event.objects.get().is_active
    assert "password" not in {field.name for field in user_event._meta.fields}


def test_loans_written_one_by_one_have_one_too() -> None:
    loan = BureauLoanFactory(debt=10.0)
    BureauLoan.objects.filter(pk=loan.pk).update(debt=20.0)
    assert BureauLoanEvent.objects.get().debt == 10.0
