"""What is said of how a factor's effect depends on its value, from the numbers themselves."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import override

from explain.reading.words import points_text
from ml.points import in_tenths
from ml.wording.formats import MINUS
from portal.model.group_words import group_text
from portal.model.numbers import Dependence, Group, spread
from portal.model.steepness import change_text

FLAT = 0.3
"""Points between the best and the worst group below which a factor hardly matters."""
AGAINST = 0.2
"""Share of all ups and downs that may go the other way in what is called one direction; share of
the whole difference within which groups beside the best or worst one count as that too."""


@dataclass(frozen=True)
class Shape:
    """A dependence's title and sentence."""

    title: str
    sentence: str


def shape_of(dependence: Dependence, language: str) -> Shape:
    """What the groups' means say."""
    with override(language):
        groups, unknown = dependence.groups, dependence.unknown
        if not groups:
            return Shape(_("Known of nobody"), _("No client of the sample has a value."))
        if unknown is not None and spread([*groups, unknown]) < FLAT:
            return Shape(
                _("By itself it hardly matters"),
                _(
                    "Whatever its value, known or not, the score moves little: by less than a "
                    "third of a point."
                ),
            )
        title, sentence = _shape(dependence, language)
        if unknown is not None:
            sentence += " " + _("Where it is not known, the effect is %(effect)s on average.") % {
                "effect": _points(unknown, language)
            }
        return Shape(title, sentence)


def signed_points(points: float, language: str) -> str:
    """An effect with its sign and unit: "+3.2 points", "−0,4 point"."""
    tenths = in_tenths(points)
    sign = MINUS if tenths < 0 else "+" if tenths > 0 else ""
    return sign + points_text(tenths, language)


def _shape(dependence: Dependence, language: str) -> tuple[str, str]:
    groups = dependence.groups
    if spread(groups) < FLAT:
        sentence = _("Whatever its value, the score moves little: by less than a third of a point.")
        return _("By itself it hardly matters"), sentence
    if groups[0].categories or len(groups) < 3:
        return _compared(dependence, language)
    steps = [after.mean - before.mean for before, after in itertools.pairwise(groups)]
    if _one_way(steps):
        return _ordered(dependence, steps, language, up=True)
    if _one_way([-step for step in steps]):
        return _ordered(dependence, [-step for step in steps], language, up=False)
    return _bent(dependence, steps, language) or (
        _("No simple direction"),
        _compared(dependence, language)[1],
    )


def _one_way(steps: Sequence[float]) -> bool:
    """Whether the steps go up, but for a few that are small; no step is no way."""
    total = sum(abs(step) for step in steps)
    return bool(steps) and -sum(step for step in steps if step < 0) <= AGAINST * total


def _compared(dependence: Dependence, language: str) -> tuple[str, str]:
    """The best and the worst group; a name rather than "all others" where they show the same."""

    def named(group: Group) -> bool:
        return len(group.categories) < 2

    best = max(dependence.groups, key=lambda g: (in_tenths(g.mean), named(g)))
    worst = min(dependence.groups, key=lambda g: (in_tenths(g.mean), not named(g)))
    said = {
        "best": group_text(dependence.feature, best, language),
        "most": _points(best, language),
        "worst": group_text(dependence.feature, worst, language),
        "least": _points(worst, language),
    }
    if len(dependence.groups) == 2:
        title = _("“%(best)s” does better than “%(worst)s”")
        sentence = _("On average “%(best)s” is worth %(most)s, “%(worst)s” %(least)s.")
    else:
        title = _("Best: %(best)s; worst: %(worst)s")
        sentence = _(
            "On average “%(best)s” is worth most, %(most)s, and “%(worst)s” least, %(least)s."
        )
    return title % said, sentence % said


def _bent(dependence: Dependence, steps: Sequence[float], language: str) -> tuple[str, str] | None:
    """Best or worst in between, where the effect rises to there and falls after, or the reverse."""
    groups = dependence.groups
    turned = [-step for step in steps]
    top = groups.index(max(groups, key=lambda group: group.mean))
    if _one_way(steps[:top]) and _one_way(turned[top:]):
        sentence = _(
            "Best is %(middle)s: %(effect)s on average. Both lower and higher values do worse."
        )
        return _("Best in between"), sentence % _middle(dependence, top, language)
    bottom = groups.index(min(groups, key=lambda group: group.mean))
    if _one_way(turned[:bottom]) and _one_way(steps[bottom:]):
        sentence = _(
            "Worst is %(middle)s: %(effect)s on average. Both lower and higher values do better."
        )
        return _("Worst in between"), sentence % _middle(dependence, bottom, language)
    return None


def _middle(dependence: Dependence, place: int, language: str) -> dict[str, str]:
    """The group at this place with its neighbours of about the same effect, but for the ends."""
    groups = dependence.groups
    near = AGAINST * spread(groups)

    def alike(other: int) -> bool:
        return 0 < other < len(groups) - 1 and abs(groups[other].mean - groups[place].mean) <= near

    first = last = place
    while alike(first - 1):
        first -= 1
    while alike(last + 1):
        last += 1
    held = groups[first : last + 1]
    clients = sum(group.clients for group in held)
    mean = sum(group.mean * group.clients for group in held) / clients
    span = Group(held[0].low, held[-1].high, (), clients, mean, held[0].p10, held[-1].p90)
    return {
        "middle": group_text(dependence.feature, span, language),
        "effect": _points(span, language),
    }


def _ordered(
    dependence: Dependence, rises: Sequence[float], language: str, *, up: bool
) -> tuple[str, str]:
    """One direction; ``rises`` are the steps of the score, or of the risk where it is not up."""
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
    return title, " ".join(filter(None, (ends, change_text(dependence, rises, language, up=up))))


def _points(group: Group, language: str) -> str:
    return signed_points(group.mean, language)
