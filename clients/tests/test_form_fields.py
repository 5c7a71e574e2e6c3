"""What people type, in both languages, and what is made of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from clients.form_fields import DayField, FlagField, NumberField, parse_day, parse_number


@pytest.mark.parametrize(
    ("text", "language", "number"),
    [
        ("34000", "fr", 34000),
        ("34 000,50", "fr", 34000.5),
        ("34\u202f000", "fr", 34000),
        ("34\u00a0000,5", "fr", 34000.5),
        ("0.53", "fr", 0.53),
        ("34,000.50", "en", 34000.5),
        ("1,234,567", "en", 1234567),
        ("12 500", "en", 12500),
        (".5", "en", 0.5),
        ("−3", "fr", -3),
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, language: str, number: float) -> None:
    assert float(parse_number(text, language)) == number


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("1,5", "en"),  # one and a half, or fifteen? not guessed at
        ("1,2345", "en"),
        ("1.234,5", "fr"),
        ("1,2,3", "fr"),
        ("1 2 3", "fr"),
        ("1 2 3", "en"),
        ("12 34 567", "fr"),
        ("1 50", "fr"),
        ("abc", "fr"),
        ("1e5", "en"),
        ("nan", "en"),
        ("9" * 400, "en"),
        ("", "en"),
    ],
)
def test_what_is_no_number_is_refused(text: str, language: str) -> None:
    with pytest.raises(ValueError, match="number"):
        parse_number(text, language)


@pytest.mark.parametrize(
    "text",
    [
        "27/3/1985", "27/03/1985", "27.03.1985", "27-3-1985", "27 3 1985", "1985-03-27",
        "27 mars 1985", "27 March 1985", "27 mar. 1985", "March 27, 1985", " 27 MARS 1985 ",
    ],
)  # fmt: skip
def test_dates_are_read_with_the_day_first(text: str) -> None:
    assert parse_day(text) == date(1985, 3, 27)


def test_accents_of_month_names_do_not_count() -> None:
    assert parse_day("1er février 2001") == parse_day("1 fevrier 2001") == date(2001, 2, 1)
    assert parse_day("3 août 1999") == parse_day("3 aout 1999") == date(1999, 8, 3)


@pytest.mark.parametrize(
    "text", ["31/2/2000", "12/31/1980", "27/3/85", "tomorrow", "27 marchember 1985", "1985"]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_day(text)


def test_amounts_take_two_decimals_so_that_34_000_never_becomes_34() -> None:
    field = NumberField(decimals=2, minimum=0)
    with override("fr"), pytest.raises(ValidationError) as caught:
        field.clean("34,000")
    assert caught.value.code == "decimals"
    with override("en"):
        assert field.clean("34,000") == 34000


def test_bounds_are_inclusive_and_said() -> None:
    field = NumberField(decimals=6, minimum=0, maximum=1, required=False)
    with override("en"):
        assert field.clean("0") == 0
        assert field.clean("1") == 1
        assert field.clean("") is None
        with pytest.raises(ValidationError, match="from 0 to 1"):
            field.clean("1.01")


def test_shares_may_be_typed_in_per_cent() -> None:
    field = NumberField(decimals=6, minimum=0, maximum=1, percent=True)
    with override("fr"):
        assert field.clean("53 %") == 0.53
        assert field.clean("53,5%") == 0.535


def test_whole_numbers_stay_whole_and_fit_the_database() -> None:
    field = NumberField(minimum=0)
    with override("en"):
        assert field.clean("3") == 3
        assert isinstance(field.clean("3"), int)
        for wrong in ("2.5", "3.0", "-1", "3000000000"):
            with pytest.raises(ValidationError):
                field.clean(wrong)


def test_an_empty_answer_is_missing_and_not_no() -> None:
    field = FlagField(required=False)
    assert [field.clean(word) for word in ("", "yes", "no")] == [None, True, False]


def test_a_day_that_is_not_typed_is_missing() -> None:
    assert DayField(required=False).clean(" ") is None
    with pytest.raises(ValidationError):
        DayField().clean("")


@pytest.mark.parametrize(
    "text",
    [
        "32 500,50 €",
        "32\u202f500,50\u00a0€",
        "€ 32500,50",
        "32500,5 EUR",
        "32 500,50€",
        "32’500,50",
    ],
)
def test_money_is_read_as_it_is_written(text: str, settings: Any) -> None:
    settings.CURRENCY = "EUR"
    with override("fr"):
        assert NumberField(decimals=2, unit="€").clean(text) == 32_500.5


@pytest.mark.parametrize(("text", "unit"), [("3 ans", "ans"), ("3 years", "years"), ("3", "years")])
def test_a_unit_may_be_typed_after_a_number(text: str, unit: str) -> None:
    assert NumberField(unit=unit).clean(text) == 3


@pytest.mark.parametrize("text", ["32 500 $", "€", "€ € 3", "1 2 3 €"])
def test_another_currency_is_no_number(text: str) -> None:
    with override("fr"), pytest.raises(ValidationError):
        NumberField(decimals=2, unit="€").clean(text)
