"""The form of a new client's application."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from clients.forms import GROUPS, NONE_OF, ApplicationForm
from clients.models import Application, Client
from clients.models.application import DATES
from ml.schema import TABLES, Use
from ml.schema.inputs import OPTIONAL

NEEDED = {
    "first_name": "Nina",
    "last_name": "Moreau",
    "birth_date": "27/3/1985",
    "contract": "cash",
    "credit_amount": "250 000",
    "income": "34 000",
}


def form(**given: str | list[str]) -> ApplicationForm:
    return ApplicationForm({**NEEDED, **given})


def shown_fields() -> set[str]:
    """The form's fields but the hidden one, which tells a form sent twice."""
    return set(ApplicationForm().fields) - {"once"}


def test_everything_the_model_reads_is_asked_and_nothing_it_may_not() -> None:
    fields = shown_fields()
    columns = [column for column in TABLES["application"].columns if not column.long_tail]
    asked = {DATES.get(column.name, column.name) for column in columns if column.use is Use.MODEL}
    asked = asked - {"age_days"} | {"birth_date", "sex", "first_name", "last_name", "none_inputs"}
    assert fields == asked
    never = {column.name for column in columns if column.use is Use.NEVER}
    assert not fields & never


def test_fields_bear_the_names_of_the_models_fields() -> None:
    known = {field.name for model in (Client, Application) for field in model._meta.fields}
    assert shown_fields() <= known


def test_each_field_stands_in_one_group() -> None:
    names = [name for group in GROUPS for name in group.names]
    assert len(names) == len(set(names)) == len(shown_fields())


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


def test_what_is_said_to_be_none_is_not_left_empty() -> None:
    with override("en"):
        entered = form(none_inputs=["external_score_1"])
        assert entered.is_valid(), entered.errors
        assert "External score 1" not in entered.left_empty()
        assert "External score 3" in entered.left_empty()
    assert entered.none_data == ["external_score_1"]
    assert "none_inputs" not in entered.application_data


def test_an_answer_and_none_do_not_go_together() -> None:
    with override("en"):
        entered = form(none_inputs=["external_score_1"], external_score_1="0.4")
        assert entered.errors == {
            "none_inputs": [
                "External score 1 has an answer above, so it is there: clear one of the two."
            ]
        }


def test_inputs_that_may_be_none_are_in_the_form() -> None:
    columns = {column for each in OPTIONAL if each.name in NONE_OF for column in each.columns}
    assert {each.name for each in OPTIONAL} >= set(NONE_OF)
    fields = {DATES.get(column, column) for column in columns}
    # Enquiries of the last hour, day and week are the bureau's to say, not asked in the form.
    assert fields - shown_fields() == {
        "enquiries_hour", "enquiries_day", "enquiries_week"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"annuity": "250 001"}, "annuity"),
        ({"employed_since": "1/1/1997"}, "employed_since"),
        ({"credit_amount": "0"}, "credit_amount"),
        ({"car_age": "121"}, "car_age"),
        ({"income": "2 000 000 000"}, "income"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(given: dict[str, str], field: str) -> None:
    for language in ("en", "fr"):
        with override(language):
            assert list(form(**given).errors) == [field]


def test_what_is_unusual_asks_for_a_second_look_at_just_that() -> None:
    with override("en"):
        unusual = form(annuity="40 000", goods_price="100 000")
        assert set(unusual.errors) == {"credit_amount", "annuity"}
        assert "twice the price of the goods" in unusual.errors["credit_amount"][0]
        assert unusual.looked_at is not None
        token = unusual.looked_at.field.widget.attrs["value"]
        looked_at = form(annuity="40 000", goods_price="100 000", looked_at=token)
        assert looked_at.is_valid(), looked_at.errors
        assert looked_at.application_data["annuity"] == 40_000
        assert "looked_at" not in looked_at.application_data
        # Another unusual value is not the one that was looked at.
        other = form(annuity="40 000", goods_price="90 000", looked_at=token)
        assert other.errors
        again = form(annuity="12 000", looked_at=token)
        assert again.is_valid()
