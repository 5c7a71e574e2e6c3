"""Contributions said in sentences."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ml.wording.catalogue import CATALOGUE
from ml.wording.entries import Entry, Exact, check_language
from ml.wording.formats import Value, format_value, is_missing


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One feature's part in a score, ready to be read.

    ``points`` are points of the score, positive where it raises it; ``sentence`` says it in words,
    ``fact`` the same without its effect; ``missing`` means that the value is not known, which also
    counts.
    """

    feature: str
    theme: str
    subject: str
    label: str
    value: float | str | None
    value_text: str
    points: float
    fact: str
    sentence: str
    raises: bool
    actionable: bool
    missing: bool


@dataclass(frozen=True, kw_only=True)
class JointReason:
    """What the features of one subject do together, told by the strongest in that direction.

    ``points`` are the sum of ``parts``, which are ordered by size; ``lead`` is the part that speaks
    for them: of those that push where the sum pushes, the largest.
    """

    lead: Reason
    parts: tuple[Reason, ...]
    points: float

    @property
    def raises(self) -> bool:
        """Whether they raise the score together."""
        return self.lead.raises

    @property
    def others(self) -> int:
        """How many features stand behind the one that speaks."""
        return len(self.parts) - 1


def reasons(
    *,
    features: Sequence[str],
    values: Sequence[float | str | None],
    points: Sequence[float],
    language: str,
    currency: str = "EUR",
) -> list[Reason]:
    """The reasons of one score, strongest first; equal strength keeps the features' order.

    :param features: names, in the order of ``values`` and ``points``.
    :param points: contributions in points of the score.
    :raises ValueError: lengths differ, or the language is unknown.
    :raises KeyError: a feature or a category that the catalogue does not have.
    """
    check_language(language)
    found = [
        _reason(CATALOGUE[name], value, float(point), language, currency)
        for name, value, point in zip(features, values, points, strict=True)
    ]
    return sorted(found, key=lambda reason: -abs(reason.points))


def joined(told: Iterable[Reason]) -> list[JointReason]:
    """Reasons of the same subject as one, strongest first: nothing is said twice.

    Their points are added, so the sum of all stays what it was. What is not known of a subject is
    one of its own: it is no reason for what is known.
    """
    groups: dict[tuple[str, bool], list[Reason]] = {}
    for reason in told:
        groups.setdefault((reason.subject, reason.missing), []).append(reason)
    found = [_joint(group) for group in groups.values()]
    return sorted(found, key=lambda joint: -abs(joint.points))


def _joint(group: Sequence[Reason]) -> JointReason:
    points = math.fsum(reason.points for reason in group)
    parts = tuple(sorted(group, key=lambda reason: -abs(reason.points)))
    lead = next(part for part in parts if part.raises == (points >= 0))
    return JointReason(lead=lead, parts=parts, points=points)


def _exact(entry: Entry, value: Value) -> Exact | None:
    """What is said of just this value, where the catalogue has words for it."""
    if value is None or isinstance(value, str):
        return None
    return next((exact for at, exact in entry.exact.items() if float(value) == at), None)


def _reason(entry: Entry, value: Value, points: float, language: str, currency: str) -> Reason:
    text = format_value(entry, value, language, currency)
    raises = points >= 0
    missing = is_missing(value)
    if missing:
        fact = entry.missing[language]
        sentence = (entry.missing_raises if raises else entry.missing_lowers)[language]
    elif (exact := _exact(entry, value)) is not None:
        fact = exact.fact[language]
        sentence = (exact.raises if raises else exact.lowers)[language]
    else:
        fact = entry.fact[language].replace("{value}", text)
        pattern = (entry.raises if raises else entry.lowers)[language]
        sentence = pattern.replace("{value}", text)
    return Reason(
        feature=entry.name,
        theme=entry.theme,
        subject=entry.subject,
        label=entry.label[language],
        value=None if missing else value,
        value_text=text,
        points=points,
        fact=f"{fact}.",
        sentence=sentence,
        raises=raises,
        actionable=entry.actionable,
        missing=missing,
    )
