"""Where along a factor's values most of its effect changes, and how that is said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from portal.model.group_words import value_text, without_unit
from portal.model.numbers import Dependence, Group, spread

STEEP = 1.0
"""Points in all from which a change that is held in little room is called steep."""
MOST, SHORT = 0.6, 0.4
"""This share of the change within this share of the steps is worth telling where."""


@dataclass(frozen=True)
class Change:
    """Most of the change lies from ``low`` to ``high``.

    ``place``: at the start or the end of the values, in their middle, or in a single jump there,
    from the value ``high`` on.
    """

    place: Literal["start", "end", "middle", "jump"]
    low: float
    high: float


def change_text(dependence: Dependence, rises: Sequence[float], language: str, *, up: bool) -> str:
    """Where most of the change happens; ``up``: the score rises with the value.

    ``rises`` as below; empty where there are too few groups to say.
    """
    groups = dependence.groups
    change = where_it_changes(groups, rises)
    if change is None:
        return _("The change is spread over the whole range.") if len(groups) > 3 else ""
    low, high = (
        value_text(dependence.feature, value, language) for value in (change.low, change.high)
    )
    said = {"low": low, "high": high}
    if change.place == "middle":
        said["low"] = without_unit(low, high)
    if spread(groups) < STEEP:
        return _mild(change) % said
    return (_better(change) if up else _worse(change)) % said


def where_it_changes(groups: Sequence[Group], rises: Sequence[float]) -> Change | None:
    """The shortest row of steps that holds most of the change; None where none is short.

    ``rises`` has a step for each pair of neighbouring groups, most of them positive.
    """
    wanted = MOST * sum(abs(rise) for rise in rises)
    for count in range(1, max(1, int(len(rises) * SHORT)) + 1):
        starts = range(len(rises) - count + 1)
        start = max(starts, key=lambda at: sum(rises[at : at + count]))
        if sum(rises[start : start + count]) >= wanted:
            return _change(groups, start, start + count)
    return None


def _change(groups: Sequence[Group], first: int, last: int) -> Change | None:
    low, high = groups[first].high, groups[last].low
    if low is None or high is None:
        return None
    if first == 0:
        return Change("start", low, high)
    if last == len(groups) - 1:
        return Change("end", low, high)
    return Change("jump" if last == first + 1 else "middle", low, high)


def _mild(change: Change) -> str:
    return {
        "start": _("Most of the difference lies below %(high)s."),
        "end": _("Most of the difference lies above %(low)s."),
        "middle": _("Most of the difference lies between %(low)s and %(high)s."),
        "jump": _("Most of the difference comes at %(high)s."),
    }[change.place]


def _better(change: Change) -> str:
    """The score rises with the value."""
    return {
        "start": _("Below %(high)s the risk rises steeply."),
        "end": _("Above %(low)s the risk falls steeply."),
        "middle": _("Between %(low)s and %(high)s the risk falls steeply."),
        "jump": _("From %(high)s on the risk is clearly lower."),
    }[change.place]


def _worse(change: Change) -> str:
    """The score falls with the value."""
    return {
        "start": _("Below %(high)s the risk falls steeply."),
        "end": _("Above %(low)s the risk rises steeply."),
        "middle": _("Between %(low)s and %(high)s the risk rises steeply."),
        "jump": _("From %(high)s on the risk is clearly higher."),
    }[change.place]
