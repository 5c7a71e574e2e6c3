"""Checks values against the schema, saying in the reader's language what to mend."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from clients.importing.rows import LARGEST_INTEGER
from ml.schema import Column, Kind
from ml.schema.columns import INVISIBLE_CHARACTERS

INVISIBLE = re.compile(INVISIBLE_CHARACTERS)

Errors = dict[str, list[ValidationError]]


def checked(column: Column, value: Any) -> Any:
    """The value as the column's type, None where it is missing.

    :raises ValidationError: it is missing and required, of another type, not one of the
     categories, or outside what is allowed.
    """
    if value is None or value == "":
        if column.required:
            raise ValidationError(_("This information is needed."), code="required")
        return None
    if column.kind is Kind.FLAG:
        return _flag(value)
    if column.kind is Kind.TEXT:
        return _text(value)
    if column.kind is Kind.CATEGORY:
        return _category(column, _text(value))
    return _in_range(column, _number(column, value))


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValidationError(_("Answer yes or no."), code="invalid")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValidationError(_("This is not a text."), code="invalid")
    return value


def _category(column: Column, value: str) -> str:
    if value not in column.categories:
        raise ValidationError(
            _("“%(value)s” is not one of the choices."), code="choice", params={"value": value}
        )
    return value


def _number(column: Column, value: Any) -> float | int:
    if isinstance(value, bool):
        raise ValidationError(_("Enter a number."), code="invalid")
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError) as error:
        raise ValidationError(_("Enter a number."), code="invalid") from error
    if not math.isfinite(number):
        raise ValidationError(_("Enter a number."), code="invalid")
    if column.kind is Kind.NUMBER:
        return number
    if number != int(number) or abs(number) > LARGEST_INTEGER:
        raise ValidationError(_("Enter a whole number."), code="invalid")
    return int(number)


def _in_range(column: Column, number: float | int) -> float | int:
    low, high = column.minimum, column.maximum
    if low is not None and number < low:
        raise ValidationError(
            _("Enter %(limit)s or more."), code="range", params={"limit": f"{low:g}"}
        )
    if high is not None and number > high:
        raise ValidationError(
            _("Enter %(limit)s or less."), code="range", params={"limit": f"{high:g}"}
        )
    return number


def past(value: Any, *, on: date, earliest: date, required: bool) -> date | None:
    """A date from ``earliest`` up to ``on``, None where it is missing.

    :raises ValidationError: it is missing and required, no date, or outside.
    """
    if value is None or value == "":
        if required:
            raise ValidationError(_("This information is needed."), code="required")
        return None
    if not isinstance(value, date):
        raise ValidationError(_("Enter a date."), code="invalid")
    if value > on:
        raise ValidationError(_("Enter a date that is not after the application."), code="range")
    if value < earliest:
        raise ValidationError(
            _("Enter a date from %(year)s on."), code="range", params={"year": earliest.year}
        )
    return value


def short_text(value: Any, *, longest: int) -> str:
    """The text without spaces around it, composed (NFC), empty where it is missing.

    :raises ValidationError: it is no text, longer than ``longest`` characters, or has characters
     that nobody sees: a name could look like another, or turn what stands around it.
    """
    text = "" if value is None else unicodedata.normalize("NFC", _text(value)).strip()
    if found := INVISIBLE.search(text):
        raise ValidationError(
            _(
                "There is a character in it that nobody sees (%(code)s), after “%(before)s”: type "
                "it again."
            ),
            code="invisible",
            params={"code": f"U+{ord(found[0]):04X}", "before": text[: found.start()][-20:]},
        )
    if len(text) > longest:
        raise ValidationError(
            _("Enter %(limit)s characters or fewer."), code="length", params={"limit": longest}
        )
    return text


def unknown(given: Mapping[str, Any], allowed: set[str]) -> Errors:
    """An error for each name that there is no field for."""
    return {
        name: [ValidationError(_("There is no such information."), code="unknown")]
        for name in given
        if name not in allowed
    }
