"""What the catalogue holds: words in each language, features, themes, units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

LANGUAGES: Final = ("fr", "en")

FORMATS: Final = (
    "money", "percent", "difference", "times", "decimal", "decimal4", "integer", "hundred", "count",
    "duration", "term", "age", "days1", "months", "years", "flag", "grade", "category",
)  # fmt: skip
"""How a value can be written; see ``ml.wording.formats``."""


def check_language(language: str) -> str:
    """The language, when the catalogue speaks it.

    :raises ValueError: otherwise.
    """
    if language not in LANGUAGES:
        message = f"no such language: {language!r}, there are {', '.join(LANGUAGES)}"
        raise ValueError(message)
    return language


@dataclass(frozen=True)
class Text:
    """The same words in each language."""

    fr: str
    en: str

    def __getitem__(self, language: str) -> str:
        return self.fr if check_language(language) == "fr" else self.en


@dataclass(frozen=True)
class Theme:
    """A group of features that people see as one subject."""

    name: str
    label: Text


@dataclass(frozen=True)
class Exact:
    """What is said of one exact value, in place of a fact with a number in it."""

    fact: Text
    raises: Text
    lowers: Text


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What the catalogue says of a feature.

    ``fact`` holds whatever the value and takes it as {value}; ``raises`` and ``lowers`` are what a
    reason says when the feature raises or lowers the score, with {value}; ``missing`` stands for
    the fact where the value is not known, ``exact`` where it is just 0 or 1. ``monotone`` is on the
    probability of default: +1, it may only rise with the feature. Features of one ``subject`` say
    nearly the same; one that has none in the file is a subject of its own name. A ``retired`` one
    is read by no model any more; scores that were made with it are still told.
    """

    name: str
    theme: str
    subject: str
    kind: Literal["number", "category"]
    format: str
    unit: str
    actionable: bool
    monotone: Literal[-1, 0, 1]
    label: Text
    meaning: Text
    fact: Text
    raises: Text
    lowers: Text
    missing: Text
    missing_raises: Text
    missing_lowers: Text
    exact: Mapping[int, Exact]
    retired: bool = False


@dataclass(frozen=True)
class Catalogue:
    """All of the file. ``units`` give one and several in each language."""

    entries: Mapping[str, Entry]
    themes: Mapping[str, Theme]
    units: Mapping[str, Mapping[str, tuple[str, str]]]
    columns: Mapping[str, Mapping[str, Text]]
    inputs: Mapping[str, Text]
    never_hurts: Mapping[str, Text]
    plausibility: Mapping[str, Text]
    series: Mapping[str, Any]
    grades: Mapping[int, Text]
    categories: Mapping[str, Mapping[str, Text]]
