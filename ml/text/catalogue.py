"""The catalogue of features, columns and categories, read once from ``ml/catalogue.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Literal

LANGUAGES: Final = ("fr", "en")
PATH = Path(__file__).parent.parent / "catalogue.toml"

FORMATS: Final = (
    "money", "percent", "difference", "times", "decimal", "decimal4", "integer", "hundred", "count",
    "duration", "term", "age", "days1", "months", "years", "flag", "grade", "category",
)  # fmt: skip
"""How a value can be written; see ``ml.text.formats``."""


class CatalogueError(Exception):
    """The catalogue's file says something that it may not; the message says where."""


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
    nearly the same; one that has none in the file is a subject of its own name.
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


@dataclass(frozen=True)
class Catalogue:
    """All of the file. ``units`` give one and several in each language."""

    entries: Mapping[str, Entry]
    themes: Mapping[str, Theme]
    units: Mapping[str, Mapping[str, tuple[str, str]]]
    columns: Mapping[str, Mapping[str, Text]]
    series: Mapping[str, Any]
    grades: Mapping[int, Text]
    categories: Mapping[str, Mapping[str, Text]]


def load(path: Path = PATH) -> Catalogue:
    """Read and check a catalogue.

    :raises CatalogueError: it is not TOML, or an entry is wrong; the message names it.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        message = f"{path}: {error}"
        raise CatalogueError(message) from error
    themes = {name: Theme(name, _text(words, f"themes.{name}")) for name, words in
              _section(raw, "themes").items()}  # fmt: skip
    units = {name: _unit(words, f"units.{name}") for name, words in _section(raw, "units").items()}
    features = _section(raw, "features")
    entries = {name: _entry(name, said, raw, themes, units) for name, said in features.items()}
    _check_subjects(entries)
    return Catalogue(
        entries=MappingProxyType(entries),
        themes=MappingProxyType(themes),
        units=MappingProxyType(units),
        columns={
            table: _texts(names, f"columns.{table}")
            for table, names in _section(raw, "columns").items()
        },
        series=_series(_section(raw, "series")),
        grades={
            int(grade): _text(words, f"grades.late.{grade}")
            for grade, words in _section(_section(raw, "grades"), "late").items()
        },
        categories={
            column: _texts(values, f"categories.{column}")
            for column, values in _section(raw, "categories").items()
        },
    )


def _check_subjects(entries: Mapping[str, Entry]) -> None:
    """A subject is inside one theme, and none is a name of a feature that stands elsewhere."""
    themes: dict[str, str] = {}
    for entry in entries.values():
        if themes.setdefault(entry.subject, entry.theme) != entry.theme:
            message = f"features.{entry.name}.subject: {entry.subject} is in another theme"
            raise CatalogueError(message)
        if entry.subject in entries and entry.subject != entry.name:
            message = f"features.{entry.name}.subject: {entry.subject} is a feature"
            raise CatalogueError(message)


def _section(raw: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    section = raw.get(name)
    if not isinstance(section, Mapping):
        message = f"[{name}] is missing or no table"
        raise CatalogueError(message)
    return section


def _text(words: object, where: str) -> Text:
    if not isinstance(words, Mapping):
        message = f"{where}: words in French and English are wanted"
        raise CatalogueError(message)
    for language in LANGUAGES:
        said = words.get(language)
        if not isinstance(said, str) or not said.strip():
            message = f"{where}.{language}: missing or empty"
            raise CatalogueError(message)
    return Text(fr=words["fr"], en=words["en"])


def _texts(words: object, where: str) -> Mapping[str, Text]:
    if not isinstance(words, Mapping):
        message = f"{where}: no table"
        raise CatalogueError(message)
    return {name: _text(said, f"{where}.{name}") for name, said in words.items()}


def _unit(words: object, where: str) -> Mapping[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for language in LANGUAGES:
        pair = words.get(language) if isinstance(words, Mapping) else None
        if not isinstance(pair, list) or len(pair) != 2:
            message = f"{where}.{language}: one and several are wanted"
            raise CatalogueError(message)
        found[language] = (str(pair[0]), str(pair[1]))
    return found


def _series(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        "document": _text(raw.get("document"), "series.document"),
        "building": _text(raw.get("building"), "series.building"),
        "measures": _texts(raw.get("measures"), "series.measures"),
        "statistics": _texts(raw.get("statistics"), "series.statistics"),
    }


EXACT: Final = {"at_0": 0, "at_1": 1}
"""Words of a feature for just this value."""
_OWN = {"theme", "subject", "format", "unit", "actionable", "monotone", "missing", *LANGUAGES}


def _entry(
    name: str,
    said: Mapping[str, Any],
    raw: Mapping[str, Any],
    themes: Mapping[str, Theme],
    units: Mapping[str, object],
) -> Entry:
    where = f"features.{name}"
    if unknown := said.keys() - _OWN:
        message = f"{where}: no such keys: {', '.join(sorted(unknown))}"
        raise CatalogueError(message)
    choices = {
        "theme": tuple(themes),
        "format": FORMATS,
        "unit": ("", *units),
        "monotone": (-1, 0, 1),
        "actionable": (False, True),
        "missing": tuple(_section(raw, "missing")),
    }
    defaults = {"unit": "", "monotone": 0, "actionable": False, "missing": "default"}
    for key, allowed in choices.items():
        if said.get(key, defaults.get(key)) not in allowed:
            message = f"{where}.{key}: {said.get(key)!r} is none of {', '.join(map(str, allowed))}"
            raise CatalogueError(message)
    if (said["format"] == "count") != bool(said.get("unit")):
        message = f"{where}: a count has a unit, and nothing else has"
        raise CatalogueError(message)
    words = _words(where, said)
    missing = _section(raw, "missing")[said.get("missing", "default")]
    phrase = _text(missing, f"missing.{said.get('missing', 'default')}")
    unknown_fact = Text(
        fr=phrase.fr.replace("{label}", words["label"].fr),
        en=phrase.en.replace("{label}", words["label"].en),
    )
    patterns = {key: _text(_section(raw, "sentences")[key], key) for key in ("raises", "lowers")}
    return Entry(
        name=name,
        theme=said["theme"],
        subject=str(said.get("subject", name)),
        kind="category" if said["format"] == "category" else "number",
        format=said["format"],
        unit=said.get("unit", ""),
        actionable=said.get("actionable", False),
        monotone=said.get("monotone", 0),
        label=words["label"],
        meaning=words["meaning"],
        fact=words["fact"],
        raises=words.get("raises", _filled(patterns["raises"], words["fact"])),
        lowers=words.get("lowers", _filled(patterns["lowers"], words["fact"])),
        missing=unknown_fact,
        missing_raises=_filled(patterns["raises"], unknown_fact),
        missing_lowers=_filled(patterns["lowers"], unknown_fact),
        exact={
            value: Exact(
                words[kind],
                _filled(patterns["raises"], words[kind]),
                _filled(patterns["lowers"], words[kind]),
            )
            for kind, value in EXACT.items()
            if kind in words
        },
    )


def _words(where: str, said: Mapping[str, Any]) -> dict[str, Text]:
    """label, meaning, fact and, where it has them, raises, lowers, at_0 and at_1."""
    own = {"raises", "lowers", *EXACT}
    kinds = {"label", "meaning", "fact", *own}
    spoken = {language: said.get(language, {}) for language in LANGUAGES}
    given = set().union(*spoken.values())
    if unknown := given - kinds:
        message = f"{where}: no such words: {', '.join(sorted(unknown))}"
        raise CatalogueError(message)
    words = {
        kind: _text({lang: spoken[lang].get(kind) for lang in LANGUAGES}, f"{where}.{kind}")
        for kind in ("label", "meaning", "fact", *sorted(given & own))
    }
    for kind in words.keys() & {"fact", "raises", "lowers"}:
        for language in LANGUAGES:
            if words[kind][language].count("{value}") != 1:
                message = f"{where}.{kind}.{language}: {{value}} is wanted once"
                raise CatalogueError(message)
    return words


def _filled(pattern: Text, fact: Text) -> Text:
    return Text(
        fr=pattern.fr.replace("{fact}", fact.fr),
        en=pattern.en.replace("{fact}", fact.en),
    )


@cache
def catalogue() -> Catalogue:
    """The project's catalogue, read once a process."""
    return load()


CATALOGUE: Mapping[str, Entry] = catalogue().entries
"""Every feature's entry, in the features' order."""

THEMES: Mapping[str, Theme] = catalogue().themes
"""The themes, in the order in which they are shown."""


def category_label(column: str, value: str, language: str) -> str:
    """What a category's value is called, e.g. ``("contract", "cash", "fr")``.

    :raises KeyError: the column or the value is not in the catalogue.
    """
    return catalogue().categories[column][value][language]


def column_label(table: str, column: str, language: str) -> str:
    """What a column is called; an application's column that is a feature has the feature's label.

    :raises KeyError: the catalogue does not name it.
    """
    check_language(language)
    named = catalogue().columns.get(table, {}).get(column)
    if named is not None:
        return named[language]
    if table != "application":
        raise KeyError((table, column))
    entry = CATALOGUE.get(column)
    return entry.label[language] if entry is not None else _series_label(column, language)


_DOCUMENT = re.compile(r"document_(\d+)")
_BUILDING = re.compile(r"building_(\w+)_(mean|mode|median)")


def _series_label(column: str, language: str) -> str:
    series = catalogue().series
    if document := _DOCUMENT.fullmatch(column):
        return str(series["document"][language]).format(number=document[1])
    if building := _BUILDING.fullmatch(column):
        return str(series["building"][language]).format(
            measure=series["measures"][building[1]][language],
            statistic=series["statistics"][building[2]][language],
        )
    message = f"application.{column} has no label"
    raise KeyError(message)
