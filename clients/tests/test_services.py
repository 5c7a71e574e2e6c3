"""Recording an application by hand."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import override

from clients.digest import digests
from clients.models import Application, Client
from clients.services import keep_digests, kept_digests, record_application
from clients.tables import loans_for

pytestmark = pytest.mark.django_db

TODAY = date(2026, 4, 1)
PERSON = {"first_name": " Nina ", "last_name": "Moreau", "birth_date": date(1985, 3, 27)}
INPUTS = {"contract": "cash", "income": 120_000, "credit_amount": 406_597.5}


def record(person: dict[str, Any] | None = None, **inputs: Any) -> Application:
    return record_application(
        user=None,
        client=PERSON if person is None else person,
        application=INPUTS | inputs,
        applied_on=TODAY,
    )


def errors_of(caught: pytest.ExceptionInfo[ValidationError]) -> dict[str, list[str]]:
    return dict(caught.value.message_dict)


def test_what_is_given_is_kept_and_what_is_not_is_missing(back_office: User) -> None:
    recorded = record_application(
        user=back_office,
        client=PERSON,
        application=INPUTS
        | {
            "employed_since": date(2020, 2, 3),
            "owns_car": False,
            "children": "",
            "occupation": "drivers",
            "document_3": True,
            "building_walls": None,
        },
        applied_on=TODAY,
    )
    kept = Application.objects.select_related("client").get(pk=recorded.pk)
    assert kept.client.first_name == "Nina"
    assert kept.client.reference > 1_000_000
    assert (kept.source, kept.entered_by, kept.applied_on) == ("form", back_office, TODAY)
    assert kept.known_tables == ["application"]
    assert kept.details == {"document_3": True}
    assert kept.owns_car is False
    assert kept.children is None
    assert kept.income == 120_000.0
    [loans] = loans_for([kept.pk])
    row = loans.application.row(0, named=True)
    assert row["employed_days"] == (TODAY - date(2020, 2, 3)).days
    assert row["age_days"] == (TODAY - date(1985, 3, 27)).days
    assert row["annuity"] is None
    assert kept.inputs_digest == recorded.inputs_digest == digests(loans)[kept.pk]


def test_today_is_the_day_unless_another_is_given() -> None:
    recorded = record_application(user=None, client=PERSON, application=INPUTS)
    assert recorded.applied_on == timezone.localdate()


def test_every_wrong_field_is_said_and_nothing_is_written() -> None:
    with pytest.raises(ValidationError) as caught, override("en"):
        record(
            {"birth_date": TODAY + timedelta(days=1), "sex": "other", "shoe_size": 43},
            contract="leasing",
            income=-1,
            credit_amount=None,
            annuity="much",
            children=1.5,
            external_score_1=1.01,
            owns_home="yes",
            employed_since=TODAY + timedelta(days=1),
            registered_on="yesterday",
            hour=24,
            nonsense=1,
            default=True,
        )
    assert errors_of(caught) == {
        "birth_date": ["Enter a date that is not after the application."],
        "sex": ["“other” is not one of the choices."],
        "shoe_size": ["There is no such information."],
        "contract": ["“leasing” is not one of the choices."],
        "income": ["Enter 0 or more."],
        "credit_amount": ["This information is needed."],
        "annuity": ["Enter a number."],
        "children": ["Enter a whole number."],
        "external_score_1": ["Enter 1 or less."],
        "owns_home": ["Answer yes or no."],
        "employed_since": ["Enter a date that is not after the application."],
        "registered_on": ["Enter a date."],
        "hour": ["Enter 23 or less."],
        "nonsense": ["There is no such information."],
        "default": ["There is no such information."],
    }
    assert not Client.objects.exists()
    assert not Application.objects.exists()


@pytest.mark.parametrize("value", [float("nan"), float("inf"), True, "12 000", [1], 10**400])
def test_what_is_no_number_is_refused(value: Any) -> None:
    with pytest.raises(ValidationError) as caught:
        record(income=value)
    assert list(errors_of(caught)) == ["income"]


def test_an_integer_beyond_the_column_is_refused() -> None:
    with pytest.raises(ValidationError) as caught:
        record(children=2**31)
    assert list(errors_of(caught)) == ["children"]


@pytest.mark.parametrize("missing", [None, "", date(1700, 1, 1), "1985-03-27"])
def test_a_birth_date_is_needed(missing: Any) -> None:
    with pytest.raises(ValidationError) as caught:
        record({"birth_date": missing})
    assert list(errors_of(caught)) == ["birth_date"]


def test_a_name_has_room() -> None:
    assert record(PERSON | {"first_name": "x" * 150}).client.first_name == "x" * 150
    with pytest.raises(ValidationError) as caught:
        record(PERSON | {"first_name": "x" * 151})
    assert list(errors_of(caught)) == ["first_name"]


def test_a_digest_is_kept_unless_the_inputs_changed_meanwhile() -> None:
    recorded = record()
    before = kept_digests([recorded.pk])
    assert keep_digests(found={recorded.pk: "a" * 64}, before=before) == 1
    assert kept_digests([recorded.pk]) == {recorded.pk: "a" * 64}
    assert keep_digests(found={recorded.pk: "b" * 64}, before=before) == 0
    recorded.save()
    assert kept_digests([recorded.pk]) == {recorded.pk: None}
    assert keep_digests(found={recorded.pk: "c" * 64}, before={recorded.pk: "a" * 64}) == 0
    assert keep_digests(found={recorded.pk: "c" * 64}, before={recorded.pk: None}) == 1
    assert keep_digests(found={recorded.pk: "c" * 64}, before={recorded.pk: "c" * 64}) == 0


def test_the_newest_application_of_a_client_is_found() -> None:
    first = record()
    second = Application.objects.get(pk=record().pk)
    for days, expected in ((1, second), (0, second), (-1, first)):
        second.client = first.client
        second.applied_on = TODAY + timedelta(days=days)
        second.save()
        latest = Application.objects.latest_per_client().filter(client=first.client)
        assert list(latest) == [expected]
    assert list(Application.objects.of_client(first.client.reference)) == [first, second]
