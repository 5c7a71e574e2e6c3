"""A group of a factor's values in words: "12 to 24 months", "not known"."""

from __future__ import annotations

import re
from itertools import takewhile

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from ml.wording.catalogue import CATALOGUE, category_label
from ml.wording.formats import OUT_OF, SOLID, format_value
from portal.model.numbers import Group

_DIGIT = re.compile(r"\d")
_OUT_OF_100 = {f"{words}{SOLID}100" for words in OUT_OF.values()}


def group_text(feature: str, group: Group, language: str) -> str:
    """A group's values in words."""
    with override(language):
        if group.categories:
            if len(group.categories) > 1:
                return _("all others")
            return category_label(feature, group.categories[0], language)
        if group.low is None or group.high is None:
            return _("not known")
        low, high = (value_text(feature, value, language) for value in (group.low, group.high))
        if low == high:
            return low
        return _("%(low)s to %(high)s") % {"low": without_unit(low, high), "high": high}


def value_text(feature: str, value: float, language: str) -> str:
    """One value with its unit."""
    return format_value(CATALOGUE[feature], value, language, settings.CURRENCY)


def without_unit(low: str, high: str) -> str:
    """The number alone where both have one and the same unit, in singular or plural."""
    number, _space, unit = low.partition(SOLID)
    other = high.partition(SOLID)[2]
    if unit == other in _OUT_OF_100:
        return number
    if not unit or _DIGIT.search(unit + other):  # "2 years 8 months" has two numbers
        return low
    pairs = zip(unit, other, strict=False)
    alike = len(list(takewhile(lambda pair: pair[0] == pair[1], pairs)))
    return number if alike and alike >= min(len(unit), len(other)) - 1 else low
