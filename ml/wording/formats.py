"""Values as people read them, in French and English: money, shares, durations, categories."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from babel.numbers import format_currency, format_decimal, format_percent

from ml.wording.catalogue import catalogue, category_label
from ml.wording.entries import Entry, check_language

MINUS: Final = "\N{MINUS SIGN}"
NARROW: Final = "\N{NARROW NO-BREAK SPACE}"
SOLID: Final = "\N{NO-BREAK SPACE}"

NOT_KNOWN = {"fr": "non connu", "en": "not known"}
YES_NO = {"fr": ("non", "oui"), "en": ("no", "yes")}
PERIODS = {
    "fr": {"year": ("an", "ans"), "month": ("mois", "mois"), "day": ("jour", "jours")},
    "en": {"year": ("year", "years"), "month": ("month", "months"), "day": ("day", "days")},
}
LONG_TERM = {
    "fr": f"plus de 20{SOLID}ans, ou sans fin fixée",
    "en": f"over 20{SOLID}years, or no set end",
}
TIMES = {"fr": "fois", "en": "times"}
OUT_OF = {"fr": "sur", "en": "out of"}
POINT = {
    "fr": ("point de pourcentage", "points de pourcentage"),
    "en": ("percentage point", "percentage points"),
}
"""Of a difference between two shares; not to be taken for points of the score."""

DAYS_A_YEAR = 365.25
DAYS_A_MONTH = DAYS_A_YEAR / 12
LONGEST_TERM = 20 * DAYS_A_YEAR
"""Days beyond which the end of a loan is no date to quote: credit bureaus give credit lines without
an end one that is decades away (Home Credit's go up to 31,199 days, 85 years)."""

Value = float | int | str | bool | None


def is_missing(value: Value) -> bool:
    """Whether a value is not known: None or NaN."""
    return value is None or (isinstance(value, float) and math.isnan(value))


def format_value(entry: Entry, value: Value, language: str, currency: str = "EUR") -> str:
    """A feature's value as its entry wants it, e.g. "34 000 €", "3 years 2 months", "not known".

    :raises ValueError: an unknown language, or a number that is infinite.
    :raises KeyError: a category that the catalogue does not have.
    """
    check_language(language)
    if value is None or is_missing(value):
        return NOT_KNOWN[language]
    if isinstance(value, str):
        return category_label(entry.name, value, language)
    number = float(value)
    if math.isinf(number):
        message = f"{entry.name}: an infinite value cannot be written"
        raise ValueError(message)
    if entry.format == "money":
        return format_money(number, language, currency)
    if entry.format == "count":
        return format_count(number, entry.unit, language)
    return _FORMATS[entry.format](number, language)


def format_number(
    value: float, language: str, *, decimals: int = 0, least: int | None = None
) -> str:
    """A number with at most ``decimals`` and at least ``least`` (default: as many as needed)."""
    fraction = "0" * (least or 0) + "#" * (decimals - (least or 0))
    pattern = "#,##0" + (f".{fraction}" if fraction else "")
    return _minus(
        format_decimal(_rounded(value, decimals), pattern, locale=check_language(language))
    )


def format_points(points: float, language: str, *, decimals: int = 1) -> str:
    """Points with their sign: "+3.2", "−1,4"; what rounds to nothing is "0.0"."""
    rounded = _rounded(points, decimals)
    text = format_number(abs(float(rounded)), language, decimals=decimals, least=decimals)
    if rounded == 0:
        return text
    return (MINUS if rounded < 0 else "+") + text


def format_money(value: float, language: str, currency: str = "EUR") -> str:
    """An amount of money to the unit."""
    return _minus(
        format_currency(
            _rounded(value, 0), currency, locale=check_language(language), currency_digits=False,
            decimal_quantization=True, format=_money_pattern(language),
        )
    )  # fmt: skip


def _money_pattern(language: str) -> str:
    return f"#,##0{SOLID}¤" if language == "fr" else "¤#,##0"


def format_share(share: float, language: str) -> str:
    """A share as a percentage: to the tenth below 10 %, to the unit above."""
    percent = _rounded(share * 100, 1 if abs(share) < 0.0995 else 0)
    pattern = "#,##0.#%" if language == "en" else f"#,##0.#{NARROW}%"
    return _minus(format_percent(percent / 100, pattern, locale=check_language(language)))


def format_count(value: float, unit: str, language: str) -> str:
    """A count with its unit: "1 loan", "3 prêts"; French has one up to below two."""
    one, several = catalogue().units[unit][check_language(language)]
    word = one if _is_one(value, language) else several
    return f"{format_number(value, language, decimals=1)}{SOLID}{word}"


def format_days(days: float, language: str) -> str:
    """A duration in the two largest periods that matter: days up to two months, then months."""
    if abs(days) < 2 * DAYS_A_MONTH:
        return _period(round(days), "day", language)
    return format_months(days / DAYS_A_MONTH, language)


def format_term(days: float, language: str) -> str:
    """How long a loan has to run; beyond 20 years, that its end may be no real one."""
    return LONG_TERM[language] if days > LONGEST_TERM else format_days(days, language)


def format_months(months: float, language: str) -> str:
    """A duration in years and months."""
    whole = round(months)
    years, rest = divmod(abs(whole), 12)
    sign = MINUS if whole < 0 else ""
    parts = []
    if years:
        parts.append(_period(years, "year", language))
    if rest or not years:
        parts.append(_period(rest, "month", language))
    return sign + " ".join(parts)


def _period(value: float, period: str, language: str, *, decimals: int = 0) -> str:
    one, several = PERIODS[check_language(language)][period]
    word = one if _is_one(value, language) else several
    return f"{format_number(value, language, decimals=decimals)}{SOLID}{word}"


def _is_one(value: float, language: str) -> bool:
    """Whether the language says this many in the singular (CLDR's plural rules)."""
    return abs(value) < 2 if language == "fr" else value == 1


def _age(days: float, language: str) -> str:
    return _period(math.floor(days / DAYS_A_YEAR), "year", language)


def _years(years: float, language: str) -> str:
    return _period(years, "year", language, decimals=1)


def _days1(days: float, language: str) -> str:
    return _period(float(_rounded(days, 1)), "day", language, decimals=1)


def _times(value: float, language: str) -> str:
    number = format_number(value, language, decimals=1)
    if number == "1":  # "1.0 times", since "1 times" is no English
        number = format_number(value, language, decimals=1, least=1)
    return f"{number}{SOLID}{TIMES[language]}"


def _hundred(share: float, language: str) -> str:
    number = format_number(share * 100, language)
    return f"{number}{SOLID}{OUT_OF[language]}{SOLID}100"


def _difference(share: float, language: str) -> str:
    """Percentage points, signed."""
    one, several = POINT[language]
    points = float(_rounded(share * 100, 1))
    word = one if _is_one(abs(points), language) else several
    text = format_points(points, language).removesuffix(".0").removesuffix(",0")
    return f"{text}{SOLID}{word}"


def _flag(value: float, language: str) -> str:
    return YES_NO[language][bool(value)]


def _grade(value: float, language: str) -> str:
    return catalogue().grades[round(value)][language]


def _decimal(value: float, language: str) -> str:
    return format_number(value, language, decimals=1)


def _decimal4(value: float, language: str) -> str:
    return format_number(value, language, decimals=4)


_FORMATS = {
    "percent": format_share,
    "difference": _difference,
    "times": _times,
    "decimal": _decimal,
    "decimal4": _decimal4,
    "integer": format_number,
    "hundred": _hundred,
    "duration": format_days,
    "term": format_term,
    "age": _age,
    "days1": _days1,
    "months": format_months,
    "years": _years,
    "flag": _flag,
    "grade": _grade,
}


def _rounded(value: float, decimals: int) -> Decimal:
    """Rounded as a person would, with no negative zero."""
    step = Decimal(1).scaleb(-decimals)
    rounded = Decimal(repr(float(value))).quantize(step, ROUND_HALF_UP)
    return rounded or abs(rounded)


def _minus(text: str) -> str:
    return text.replace("-", MINUS)
