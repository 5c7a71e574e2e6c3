"""Values as people read them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml.features import FEATURES
from ml.wording.catalogue import CATALOGUE, LANGUAGES
from ml.wording.formats import format_number, format_points, format_value

SOLID = "\N{NO-BREAK SPACE}"
NARROW = "\N{NARROW NO-BREAK SPACE}"


def plain(text: str) -> str:
    return text.replace(SOLID, " ").replace(NARROW, " ")


@pytest.mark.parametrize(
    ("name", "value", "en", "fr"),
    [
        ("credit_amount", 34_000.0, "€34,000", "34 000 €"),
        ("credit_above_goods", -1_234.56, "−€1,235", "−1 235 €"),
        ("effort_rate", 0.1234, "12%", "12 %"),
        ("effort_rate", 0.0345, "3.5%", "3,5 %"),
        ("effort_rate", 1.5, "150%", "150 %"),
        ("effort_rate", 0.0, "0%", "0 %"),
        ("external_score_1", 0.534, "53 out of 100", "53 sur 100"),
        ("credit_to_income", 3.24, "3.2 times", "3,2 fois"),
        ("credit_to_income", 1.04, "1.0 times", "1,0 fois"),
        ("credit_to_income", 0.0, "0 times", "0 fois"),
        ("payments_count", 23.51, "23.5", "23,5"),
        ("employed_days", 1_160.0, "3 years 2 months", "3 ans 2 mois"),
        ("employed_days", 366.0, "1 year", "1 an"),
        ("employed_days", 75.0, "2 months", "2 mois"),
        ("employed_days", 1.0, "1 day", "1 jour"),
        ("employed_days", 0.0, "0 days", "0 jour"),
        ("age_days", 15_000.0, "41 years", "41 ans"),
        ("car_age", 1.0, "1 year", "1 an"),
        ("bureau_months_since_late", 14.0, "1 year 2 months", "1 an 2 mois"),
        ("bureau_remaining_days_max", 7_300.0, "20 years", "20 ans"),
        (
            "bureau_remaining_days_max",
            29_700.0,  # a card's, reported to end 81 years 4 months later
            "over 20 years, or no set end",
            "plus de 20 ans, ou sans fin fixée",
        ),
        ("bureau_loans", 0.0, "0 loans", "0 prêt"),
        ("bureau_loans", 1.0, "1 loan", "1 prêt"),
        ("bureau_loans", 12.0, "12 loans", "12 prêts"),
        ("instalments_days_late_mean", 1.5, "1.5 days", "1,5 jour"),
        ("instalments_days_late_mean", 2.04, "2 days", "2 jours"),
        ("pos_late_trend", 0.123, "+12.3 percentage points", "+12,3 points de pourcentage"),
        ("pos_late_trend", -0.05, "−5 percentage points", "−5 points de pourcentage"),
        ("pos_late_trend", 0.0, "0 percentage points", "0 point de pourcentage"),
        ("bureau_worst_late_grade", 2.0, "31 to 60 days", "31 à 60 jours"),
        ("region_rating", 2.0, "2", "2"),
        ("region_population", 0.028663, "0.0287", "0,0287"),
        ("owns_car", 1.0, "yes", "oui"),
        ("owns_car", 0.0, "no", "non"),
        ("owns_car", True, "yes", "oui"),
        ("contract", "cash", "cash loan", "prêt personnel"),
        ("income", None, "not known", "non connu"),
        ("income", math.nan, "not known", "non connu"),
        ("contract", None, "not known", "non connu"),
    ],
)
def test_values(name, value, en, fr):
    assert plain(format_value(CATALOGUE[name], value, "en")) == en
    assert plain(format_value(CATALOGUE[name], value, "fr")) == fr


def test_numbers_never_break_from_their_units():
    """Of a value only the years and the months may part."""
    for name, value in (("credit_amount", 34_000.0), ("effort_rate", 0.3), ("bureau_loans", 3.0),
                        ("credit_to_income", 3.2), ("age_days", 9_000.0)):  # fmt: skip
        for language in LANGUAGES:
            assert " " not in format_value(CATALOGUE[name], value, language)


def test_currency_is_the_callers():
    entry = CATALOGUE["credit_amount"]
    assert format_value(entry, 1_000.0, "en", "GBP") == "£1,000"
    assert plain(format_value(entry, 1_000.0, "fr", "CHF")) == "1 000 CHF"
    assert format_value(entry, 1_000.0, "en", "JPY") == "¥1,000"


@pytest.mark.parametrize(
    ("points", "en", "fr"),
    [
        (3.24, "+3.2", "+3,2"),
        (-1.36, "−1.4", "−1,4"),
        (0.0, "0.0", "0,0"),
        (-0.04, "0.0", "0,0"),
        (1234.56, "+1,234.6", "+1 234,6"),
    ],
)
def test_points(points, en, fr):
    assert format_points(points, "en") == en
    assert plain(format_points(points, "fr")) == fr


def test_numbers():
    assert format_number(-1234.5678, "en", decimals=2) == "−1,234.57"
    assert plain(format_number(1234.5, "fr", decimals=2)) == "1 234,5"
    assert format_number(2.0, "en", decimals=2, least=2) == "2.00"
    assert format_number(-0.2, "en") == "0"


@pytest.mark.parametrize("language", ["de", "", "FR", "en-gb"])
def test_other_languages_are_refused(language):
    with pytest.raises(ValueError, match="no such language"):
        format_value(CATALOGUE["income"], 1.0, language)
    with pytest.raises(ValueError, match="no such language"):
        format_value(CATALOGUE["income"], None, language)
    with pytest.raises(ValueError, match="no such language"):
        format_points(1.0, language)


def test_what_cannot_be_written_is_an_error():
    with pytest.raises(ValueError, match="income: an infinite value"):
        format_value(CATALOGUE["income"], math.inf, "en")
    with pytest.raises(KeyError):
        format_value(CATALOGUE["contract"], "gift", "en")


@given(
    name=st.sampled_from([n for n in FEATURES if CATALOGUE[n].format not in {"category", "grade"}]),
    value=st.floats(allow_nan=False, allow_infinity=False, min_value=-1e18, max_value=1e18),
    language=st.sampled_from(LANGUAGES),
)
def test_any_number_can_be_written(name, value, language):
    text = format_value(CATALOGUE[name], value, language)
    assert text
    assert "-" not in text
    assert "'" not in text
    assert text.strip() == text
