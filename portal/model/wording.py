"""What is said of how a factor's effect depends on its value, from the numbers themselves."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from explain.words import points_text
from ml.points import in_tenths
from ml.text.catalogue import CATALOGUE, category_label
from ml.text.formats import MINUS, SOLID, format_value
from portal.model.numbers import Dependence, Group

FLAT = 0.3
"""Points between the best and the worst group below which a factor hardly matters."""
AGAINST = 0.2
"""Share of all ups and downs that may go the other way in what is called one direction."""
MOST, SHORT = 0.6, 0.4
"""Steep: this share of the change happens within this share of the steps, at one end."""


@dataclass(frozen=True)
class Shape:
    """A dependence's title and sentence."""

    title: str
    sentence: str


def shape_of(dependence: Dependence, language: str) -> Shape:
    """What the groups' means say."""
    with override(language):
        title, sentence = _shape(dependence, language)
        if dependence.unknown is not None and dependence.groups:
            sentence += " " + _("Where it is not known, the effect is %(effect)s on average.") % {
                "effect": _points(dependence.unknown, language)
            }
        return Shape(title, sentence)


def group_text(feature: str, group: Group, language: str) -> str:
    """A group's values in words: "12 to 24 months", "not known"."""
    with override(language):
        if group.categories:
            if len(group.categories) > 1:
                return _("all others")
            return category_label(feature, group.categories[0], language)
        if group.low is None or group.high is None:
            return _("not known")
        low, high = (_value(feature, value, language) for value in (group.low, group.high))
        if low == high:
            return low
        number, _space, unit = low.partition(SOLID)
        if unit and unit == high.partition(SOLID)[2]:
            low = number
        return _("%(low)s to %(high)s") % {"low": low, "high": high}


def _value(feature: str, value: float, language: str) -> str:
    return format_value(CATALOGUE[feature], value, language, settings.CURRENCY)


def _points(group: Group, language: str) -> str:
    return signed_points(group.mean, language)


def signed_points(points: float, language: str) -> str:
    """An effect with its sign and unit: "+3.2 points", "−0,4 point"."""
    tenths = in_tenths(points)
    sign = MINUS if tenths < 0 else "+" if tenths > 0 else ""
    return sign + points_text(tenths, language)


def _shape(dependence: Dependence, language: str) -> tuple[str, str]:
    groups = dependence.groups
    if not groups:
        return _("Known of nobody"), _("No client of the sample has a value.")
    best = max(groups, key=lambda group: group.mean)
    worst = min(groups, key=lambda group: group.mean)
    if best.mean - worst.mean < FLAT:
        sentence = _("Whatever its value, the score moves little: by less than a third of a point.")
        return _("By itself it hardly matters"), sentence
    if groups[0].categories or len(groups) < 3:
        return _compared(dependence, best, worst, language)
    steps = [after.mean - before.mean for before, after in itertools.pairwise(groups)]
    if _one_way(steps):
        return _ordered(dependence, steps, language, up=True)
    if _one_way([-step for step in steps]):
        return _ordered(dependence, steps, language, up=False)
    top, bottom = groups.index(best), groups.index(worst)
    if _one_way(steps[:top]) and _one_way([-step for step in steps[top:]]):
        sentence = _(
            "Best is %(middle)s: %(effect)s on average. Both lower and higher values do worse."
        )
        return _("Best in between"), sentence % _told(dependence.feature, best, language)
    if _one_way([-step for step in steps[:bottom]]) and _one_way(steps[bottom:]):
        sentence = _(
            "Worst is %(middle)s: %(effect)s on average. Both lower and higher values do better."
        )
        return _("Worst in between"), sentence % _told(dependence.feature, worst, language)
    return _("No simple direction"), _compared(dependence, best, worst, language)[1]


def _one_way(steps: list[float]) -> bool:
    """Whether the steps go up, but for a few that are small; no step is no way."""
    total = sum(abs(step) for step in steps)
    return bool(steps) and -sum(step for step in steps if step < 0) <= AGAINST * total


def _told(feature: str, group: Group, language: str) -> dict[str, str]:
    return {"middle": group_text(feature, group, language), "effect": _points(group, language)}


def _compared(dependence: Dependence, best: Group, worst: Group, language: str) -> tuple[str, str]:
    said = {
        "best": group_text(dependence.feature, best, language),
        "most": _points(best, language),
        "worst": group_text(dependence.feature, worst, language),
        "least": _points(worst, language),
    }
    title = _("Best: %(best)s; worst: %(worst)s") % said
    sentence = _("Best is “%(best)s”, %(most)s on average; worst is “%(worst)s”, %(least)s.")
    return title, sentence % said


def _ordered(
    dependence: Dependence, steps: list[float], language: str, *, up: bool
) -> tuple[str, str]:
    first, last = dependence.groups[0], dependence.groups[-1]
    said = {
        "first": group_text(dependence.feature, first, language),
        "start": _points(first, language),
        "last": group_text(dependence.feature, last, language),
        "end": _points(last, language),
    }
    ends = _("On average %(start)s for the lowest values (%(first)s), %(end)s for the highest "
             "(%(last)s).") % said  # fmt: skip
    title = (
        _("The higher, the better for the score")
        if up
        else _("The lower, the better for the score")
    )
    return title, f"{ends} {_steep(dependence, steps, language, up=up)}"


def _steep(dependence: Dependence, steps: list[float], language: str, *, up: bool) -> str:
    """Where most of the change happens, where that is one end."""
    groups, total = dependence.groups, sum(abs(step) for step in steps)
    for count in range(1, int(len(steps) * SHORT) + 1):
        if sum(abs(step) for step in steps[:count]) >= MOST * total:
            low = groups[count].low
            if low is not None:
                value = {"value": _value(dependence.feature, low, language)}
                if up:
                    return _("Below %(value)s the risk rises steeply.") % value
                return _("Below %(value)s the risk falls steeply.") % value
        if sum(abs(step) for step in steps[-count:]) >= MOST * total:
            high = groups[-1 - count].high
            if high is not None:
                value = {"value": _value(dependence.feature, high, language)}
                if up:
                    return _("Above %(value)s the risk falls steeply.") % value
                return _("Above %(value)s the risk rises steeply.") % value
    return _("The change is spread over the whole range.")
