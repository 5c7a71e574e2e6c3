"""Fields that take JSON's own types and nothing that merely looks like them."""

from __future__ import annotations

import math
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from ml.schema import Column, Kind
from ml.schema.plausibility import Bounds

LARGEST_INTEGER = 2**31 - 1
LARGEST_KEY = 2**63 - 1
LONGEST_TEXT = 200

MESSAGES = {
    "required": _("This field is required."),
    "null": _("This field is required and may not be null."),
    "invalid": _("The value is of the wrong type."),
}


class WholeNumber(serializers.IntegerField):
    """A JSON number without a fraction."""

    def to_internal_value(self, data: Any) -> int:
        """The number."""
        whole = isinstance(data, int) or (isinstance(data, float) and data.is_integer())
        if isinstance(data, bool) or not whole:
            raise serializers.ValidationError(_("A whole number is wanted."))
        return int(data)


class Number(serializers.FloatField):
    """A JSON number that a float can hold."""

    def to_internal_value(self, data: Any) -> float:
        """The number."""
        if isinstance(data, bool) or not isinstance(data, int | float):
            raise serializers.ValidationError(_("A number is wanted."))
        try:
            number = float(data)
        except OverflowError:
            number = math.inf
        if not math.isfinite(number):
            raise serializers.ValidationError(_("The number is too large."))
        return number


class Flag(serializers.BooleanField):
    """true or false."""

    def to_internal_value(self, data: Any) -> bool:
        """The answer."""
        if not isinstance(data, bool):
            raise serializers.ValidationError(_("true or false is wanted."))
        return data


class Category(serializers.ChoiceField):
    """One of the column's categories."""

    def to_internal_value(self, data: Any) -> str:
        """The category."""
        if not isinstance(data, str) or data not in self.choices:
            wanted = ", ".join(self.choices)
            raise serializers.ValidationError(_("One of these is wanted: %s.") % wanted)
        return data


class Text(serializers.CharField):
    """A JSON string."""

    def to_internal_value(self, data: Any) -> str:
        """The text, as it came."""
        if not isinstance(data, str):
            raise serializers.ValidationError(_("A text is wanted."))
        try:
            data.encode()
        except UnicodeEncodeError as error:
            raise serializers.ValidationError(_("The text is not valid Unicode.")) from error
        return data


def field_of(
    column: Column, *, required: bool, possible: Bounds | None = None
) -> serializers.Field:  # type: ignore[type-arg]
    """The field of a column: type, range, categories and meaning are the schema's.

    ``possible`` bounds, where there are any, are narrower than the column's own.
    """
    low, high = (
        (column.minimum, column.maximum) if possible is None else (possible.low, possible.high)
    )
    common: dict[str, Any] = {
        "required": required,
        "allow_null": not column.required,
        "help_text": _help(column),
        "error_messages": MESSAGES,
    }
    if column.kind is Kind.FLAG:
        return Flag(**common)
    if column.kind is Kind.CATEGORY:
        return Category(choices=[(code, code) for code in column.categories], **common)
    if column.kind is Kind.TEXT:
        return Text(max_length=LONGEST_TEXT, allow_blank=True, trim_whitespace=False, **common)
    if column.kind is Kind.NUMBER:
        return Number(min_value=low, max_value=high, **common)
    largest = LARGEST_KEY if column.kind is Kind.KEY else LARGEST_INTEGER
    return WholeNumber(
        min_value=-largest if low is None else int(low),
        max_value=largest if high is None else int(high),
        **common,
    )


def _help(column: Column) -> str:
    unit = f" ({column.unit})" if column.unit else ""
    before = ""
    if column.unit in ("days", "months") and column.minimum is None:
        before = ", counted back from the application; negative: after it"
    return f"{column.meaning}{unit}{before}"
