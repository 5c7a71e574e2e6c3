"""Contributions said in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ml.text.catalogue import CATALOGUE, Entry, check_language
from ml.text.formats import Value, format_value, is_missing


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One feature's part in a score, ready to be read.

    ``points`` are points of the score, positive where it raises it; ``sentence`` says it in words;
    ``missing`` means that the value is not known, which also counts.
    """

    feature: str
    theme: str
    label: str
    value: float | str | None
    value_text: str
    points: float
    sentence: str
    raises: bool
    actionable: bool
    missing: bool


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


def _reason(entry: Entry, value: Value, points: float, language: str, currency: str) -> Reason:
    text = format_value(entry, value, language, currency)
    raises = points >= 0
    missing = is_missing(value)
    if missing:
        sentence = (entry.missing_raises if raises else entry.missing_lowers)[language]
    else:
        pattern = (entry.raises if raises else entry.lowers)[language]
        sentence = pattern.replace("{value}", text)
    return Reason(
        feature=entry.name,
        theme=entry.theme,
        label=entry.label[language],
        value=None if missing else value,
        value_text=text,
        points=points,
        sentence=sentence,
        raises=raises,
        actionable=entry.actionable,
        missing=missing,
    )
