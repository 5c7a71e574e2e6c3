"""The form of a new client's application."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from clients.forms import GROUPS, ApplicationForm
from clients.models import Application, Client
from ml.schema import TABLES, Use

NEEDED = {
    "first_name": "Nina",
    "last_name": "Moreau",
    "birth_date": "27/3/1985",
    "contract": "cash",
    "credit_amount": "250 000",
    "income": "34 000",
}


def form(**given: str) -> ApplicationForm:
    return ApplicationForm({**NEEDED, **given})


def test_everything_the_model_reads_is_asked_and_nothing_it_may_not() -> None:
    fields = set(ApplicationForm().fields)
    from clients.models.application import DATES

    columns = [column for column in TABLES["application"].columns if not column.long_tail]
    asked = {DATES.get(column.name, column.name) for column in columns if column.use is Use.MODEL}
    asked = asked - {"age_days"} | {"birth_date", "sex", "first_name", "last_name"}
    assert fields == asked
    never = {column.name for column in columns if column.use is Use.NEVER}
    assert not fields & never


def test_fields_bear_the_names_of_the_models_fields() -> None:
    known = {field.name for model in (Client, Application) for field in model._meta.fields}
    assert set(ApplicationForm().fields) <= known


def test_each_field_stands_in_one_group() -> None:
    names = [name for group in GROUPS for name in group.names]
    assert len(names) == len(set(names)) == len(ApplicationForm().fields)


def test_what_is_not_known_may_stay_empty_and_is_named() -> None:
    with override("en"):
        entered = form()
        assert entered.is_valid(), entered.errors
        assert "In the present job since" in entered.left_empty()
        assert "First name" not in entered.left_empty()
    assert entered.client_data == {
        "first_name": "Nina",
        "last_name": "Moreau",
        "birth_date": date(1985, 3, 27),
        "sex": None,
    }
    application = entered.application_data
    assert application["credit_amount"] == 250000
    assert application["owns_car"] is None
    assert application["annuity"] is None


def test_what_is_needed_is_asked_for() -> None:
    empty = ApplicationForm({})
    assert set(empty.errors) == set(NEEDED)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("birth_date", "1/1/1800"),
        ("birth_date", "31/2/1980"),
        ("employed_since", "27/3/1984"),  # before birth
        ("credit_amount", "-1"),
        ("income", "a lot"),
        ("external_score_2", "1.2"),
        ("region_rating", "4"),
        ("region_rating", "0"),
        ("enquiries_month", "1.5"),
        ("contract", "gift"),
        ("car_age", "-1"),
        ("first_name", "x" * 151),
    ],
)
def test_wrong_input_is_refused_at_its_field(field: str, typed: str) -> None:
    entered = form(**{field: typed})
    assert not entered.is_valid()
    assert set(entered.errors) == {field}


def test_dates_lie_in_the_past_and_clients_are_adults() -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert "phone_changed_on" in form(phone_changed_on=tomorrow.isoformat()).errors
    years = timezone.localdate().year
    assert "birth_date" in form(birth_date=f"31/12/{years - 18}").errors or (
        timezone.localdate().strftime("%m-%d") == "12-31"
    )
    assert form(birth_date=f"1/1/{years - 18}").is_valid()


def test_the_age_of_a_car_that_the_client_does_not_own_is_refused() -> None:
    assert set(form(owns_car="no", car_age="3").errors) == {"car_age"}
    assert form(owns_car="yes", car_age="3").is_valid()
    assert form(owns_car="", car_age="3").is_valid()


def test_long_lists_are_sorted_by_their_words_in_both_languages() -> None:
    for language in ("fr", "en"):
        with override(language):
            choices = ApplicationForm().fields["occupation"].choices  # type: ignore[attr-defined]
            words = [str(word) for code, word in choices if code]
        assert words == sorted(words, key=str.casefold)
        assert len(words) == len(TABLES["application"].by_name["occupation"].categories)


def test_labels_speak_the_language_of_the_page() -> None:
    texts = {}
    for language in ("fr", "en"):
        with override(language):
            texts[language] = [str(field.label) for field in ApplicationForm()]
    same = [fr for fr, en in zip(texts["fr"], texts["en"], strict=True) if fr == en]
    assert len(same) <= 3, same
