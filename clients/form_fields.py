"""Form fields that read what people type: numbers and dates, in French or English habits."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from babel import Locale
from babel.numbers import format_decimal
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

LANGUAGES = ("fr", "en")
LARGEST_INTEGER = 2**31 - 1
"""What an integer column of the database takes."""
LARGEST_NUMBER = 1e15
"""Above this, decimals are lost."""

_BETWEEN = r"[\s\u00a0\u202f'’_]"
_SPACED = re.compile(rf"[+-]?\d{{1,3}}({_BETWEEN}\d{{3}})+([.,]\d*)?")
"""Thousands parted by spaces: 1 2 3 is no number."""
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?")
_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_DAY_FIRST = re.compile(r"(\d{1,2})\s*[/.\-\s]\s*(\d{1,2})\s*[/.\-\s]\s*(\d+)")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY_MONTH = re.compile(r"(\d{1,2})(?:er|st|nd|rd|th)?\s+([^\W\d]+)\.?,?\s+(\d+)")
_MONTH_DAY = re.compile(r"([^\W\d]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d+)")


def language() -> str:
    """The page's language: "fr" or "en"."""
    return (get_language() or "en")[:2]


def parse_number(text: str, language: str) -> Decimal:
    """A number with the decimals typed: spaces part thousands, the sign is the language's.

    French takes a comma or a point; English takes a point, and commas only between groups of
    three digits. ValueError for anything else: 1,5 in English is not guessed at.
    """
    bare = re.sub(r"^([+-])\s+", r"\1", text.strip().replace("\N{MINUS SIGN}", "-"))
    if _SPACED.fullmatch(bare):
        bare = re.sub(_BETWEEN, "", bare)
    if language == "fr":
        bare = bare.replace(",", ".", 1)
    elif _GROUPED.fullmatch(bare):
        bare = bare.replace(",", "")
    if not _PLAIN.fullmatch(bare):
        raise ValueError(f"not a number: {text!r}")
    number = Decimal(bare)
    if abs(number) > LARGEST_NUMBER:
        raise ValueError(f"too large a number: {text!r}")
    return number


def parse_day(text: str) -> date:
    """A date as typed, the day first: 27/3/1985, 27.03.1985, 27 mars 1985, 1985-03-27.

    Month names are read in every language of the portal. ValueError for anything else, a year
    of two digits among them: 27/3/40 may be 1940 or 2040.
    """
    bare = _plain_letters(text)
    if match := _ISO.fullmatch(bare):
        year, month, day = match.groups()
    elif match := _DAY_FIRST.fullmatch(bare):
        day, month, year = match.groups()
    elif match := _DAY_MONTH.fullmatch(bare):
        day, word, year = match.groups()
        month = str(_months().get(word, 0))
    elif match := _MONTH_DAY.fullmatch(bare):
        word, day, year = match.groups()
        month = str(_months().get(word, 0))
    else:
        raise ValueError(f"not a date: {text!r}")
    if len(year) != 4:
        raise ValueError(f"a year without four digits: {text!r}")
    return date(int(year), int(month), int(day))


def _plain_letters(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.strip().lower())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


@cache
def _months() -> dict[str, int]:
    """Month names without accents and full stops, in every language, to their numbers."""
    return {
        _plain_letters(name).rstrip("."): number
        for code in LANGUAGES
        for width in ("wide", "abbreviated")
        for number, name in Locale.parse(code).months["format"][width].items()
    }


class NumberField(forms.Field):
    """A number between bounds, with at most so many decimals; none makes it a whole number.

    ``percent`` also takes "53 %" for 0.53. ``unit`` is printed after the input.
    """

    def __init__(
        self,
        *,
        minimum: float | None = None,
        maximum: float | None = None,
        decimals: int = 0,
        percent: bool = False,
        unit: Promise | str = "",
        **kwargs: Any,
    ) -> None:
        self.minimum, self.decimals = minimum, decimals
        self.maximum = LARGEST_INTEGER if maximum is None and not decimals else maximum
        self.percent, self.unit = percent, unit
        attributes = {
            "inputmode": "decimal" if decimals else "numeric",
            "autocomplete": "off",
            "class": "is-number",
        }
        super().__init__(widget=forms.TextInput(attrs=attributes), **kwargs)

    def to_python(self, value: Any) -> float | int | None:
        """The number, or None where nothing was typed."""
        text = str(value or "").strip()
        if not text:
            return None
        percent = self.percent and text.endswith("%")
        bare = text.rstrip("%") if percent else self._without_unit(text)
        try:
            number = parse_number(bare, language())
        except ValueError:
            raise ValidationError(self._not_a_number(), code="invalid") from None
        # Decimals are counted as typed: "34,000" in French is no amount, and is not read as 34.
        if -int(number.as_tuple().exponent) > self.decimals - 2 * percent:
            raise ValidationError(self._too_fine(), code="decimals")
        if percent:
            number /= 100
        return float(number) if self.decimals else int(number)

    def _without_unit(self, text: str) -> str:
        """The text without the unit that stands beside the field, or the currency's code."""
        for unit in filter(None, (str(self.unit), settings.CURRENCY)):
            for pattern in (rf"{re.escape(unit)}\s*$", rf"^\s*{re.escape(unit)}"):
                shorter = re.sub(pattern, "", text, flags=re.IGNORECASE)
                if shorter != text:
                    return shorter.strip()
        return text

    def validate(self, value: float | None) -> None:
        """Missing where needed, or outside the bounds."""
        super().validate(value)
        if value is None:
            return
        bounds = {"low": self._shown(self.minimum), "high": self._shown(self.maximum)}
        low = self.minimum is not None and value < self.minimum
        high = self.maximum is not None and value > self.maximum
        if (low or high) and bounds["low"] and bounds["high"]:
            raise ValidationError(_("Enter a number from %(low)s to %(high)s.") % bounds)
        if low:
            raise ValidationError(_("Enter %(low)s or more.") % bounds)
        if high:
            raise ValidationError(_("Enter %(high)s or less.") % bounds)

    def _shown(self, number: float | None) -> str:
        return "" if number is None else str(format_decimal(number, locale=language()))

    def _not_a_number(self) -> str:
        if not self.decimals:
            return _("Enter a whole number in figures, for example %(example)s.") % {"example": 3}
        example = 0.53 if self.percent else 12500.5
        shown = str(format_decimal(example, locale=language()))
        return _("Enter a number in figures, for example %(example)s.") % {"example": shown}

    def _too_fine(self) -> str:
        if not self.decimals:
            return _("Enter a whole number, without decimals.")
        return _("Enter a number with at most %(count)s decimals.") % {"count": self.decimals}


class DayField(forms.Field):
    """A date typed as text, the day first; digits or month names, in either language."""

    def __init__(self, **kwargs: Any) -> None:
        attributes = {"autocomplete": "off", "inputmode": "text", "class": "is-number"}
        super().__init__(widget=forms.TextInput(attrs=attributes), **kwargs)

    def to_python(self, value: Any) -> date | None:
        """The day, or None where nothing was typed."""
        text = str(value or "").strip()
        if not text:
            return None
        try:
            return parse_day(text)
        except ValueError:
            message = _("Enter a date as day, month and year, for example 27/3/1985.")
            raise ValidationError(message, code="invalid") from None


class CodeField(forms.TypedChoiceField):
    """One of a column's categories; nothing chosen is None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(empty_value=None, **kwargs)


class FlagField(forms.TypedChoiceField):
    """Yes, no, or not known (None)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            empty_value=None, coerce=lambda word: word == "yes", choices=self.answers, **kwargs
        )

    @staticmethod
    def answers() -> list[tuple[str, str]]:
        """The three answers, in the page's language."""
        return [("", _("Not known")), ("yes", _("Yes")), ("no", _("No"))]
