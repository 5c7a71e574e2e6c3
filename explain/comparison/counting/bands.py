"""Bands of numbers in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from explain.comparison.counting.ranges import Range
from explain.comparison.counting.variables import Number


def band(number: Number, room: Range, place: int, language: str) -> str:
    """A column in words: 0 is what lies below the range, the last what lies above."""
    if place == 0:
        return _("under %(number)s") % {"number": number.figure(room.edges[0], language)}
    low = room.edges[place - 1]
    if place == len(room.edges):
        return _("%(number)s and over") % {"number": number.figure(low, language)}
    high, pattern = room.edges[place], _("%(low)s to under %(high)s")
    if number.whole:
        high, pattern = high - 1, _("%(low)s to %(high)s")
        if low == high:
            return number.figure(low, language)
    words = {"low": number.figure(low, language), "high": number.figure(high, language)}
    return pattern % words
