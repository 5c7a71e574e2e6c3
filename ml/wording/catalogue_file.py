"""Reads and checks ``ml/catalogue.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from ml.wording.entries import FORMATS, LANGUAGES, Catalogue, Entry, Exact, Text, Theme

PATH = Path(__file__).parent.parent / "catalogue.toml"


class CatalogueError(Exception):
    """The catalogue's file says something that it may not; the message says where."""


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
    entries = {
        name: _entry(name, said, raw, themes, units, retired=section == "retired")
        for section in ("features", "retired")
        for name, said in _section(raw, section).items()
    }
    _check_subjects(entries)
    return Catalogue(
        entries=MappingProxyType(entries),
        themes=MappingProxyType(themes),
        units=MappingProxyType(units),
        columns={
            table: _texts(names, f"columns.{table}")
            for table, names in _section(raw, "columns").items()
        },
        inputs=_texts(_section(raw, "inputs"), "inputs"),
        never_hurts=_texts(_section(raw, "never_hurts"), "never_hurts"),
        plausibility=_texts(_section(raw, "plausibility"), "plausibility"),
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
_MAY_BE_LEFT_OUT = {"unit": "", "monotone": 0, "actionable": False, "missing": "default"}
_OWN = {"theme", "subject", "format", "unit", "actionable", "monotone", "missing", *LANGUAGES}


def _entry(
    name: str,
    said: Mapping[str, Any],
    raw: Mapping[str, Any],
    themes: Mapping[str, Theme],
    units: Mapping[str, object],
    *,
    retired: bool,
) -> Entry:
    where = f"{'retired' if retired else 'features'}.{name}"
    if unknown := said.keys() - _OWN:
        message = f"{where}: no such keys: {', '.join(sorted(unknown))}"
        raise CatalogueError(message)
    given = {**_MAY_BE_LEFT_OUT, "subject": name, **said}
    _check_choices(where, given, raw, themes, units)
    words = _words(where, said)
    unknown_fact = _unknown_fact(given["missing"], words["label"], raw)
    patterns = {key: _text(_section(raw, "sentences")[key], key) for key in ("raises", "lowers")}
    return Entry(
        name=name,
        theme=given["theme"],
        subject=str(given["subject"]),
        kind="category" if given["format"] == "category" else "number",
        format=given["format"],
        unit=given["unit"],
        actionable=given["actionable"],
        monotone=given["monotone"],
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
        retired=retired,
    )


def _check_choices(
    where: str,
    given: Mapping[str, Any],
    raw: Mapping[str, Any],
    themes: Mapping[str, Theme],
    units: Mapping[str, object],
) -> None:
    """Each key says one of what it may say."""
    choices = {
        "theme": tuple(themes),
        "format": FORMATS,
        "unit": ("", *units),
        "monotone": (-1, 0, 1),
        "actionable": (False, True),
        "missing": tuple(_section(raw, "missing")),
    }
    for key, allowed in choices.items():
        if given.get(key) not in allowed:
            message = f"{where}.{key}: {given.get(key)!r} is none of {', '.join(map(str, allowed))}"
            raise CatalogueError(message)
    if (given["format"] == "count") != bool(given["unit"]):
        message = f"{where}: a count has a unit, and nothing else has"
        raise CatalogueError(message)


def _unknown_fact(missing: str, label: Text, raw: Mapping[str, Any]) -> Text:
    """What is said in place of the fact where the value is not known."""
    phrase = _text(_section(raw, "missing")[missing], f"missing.{missing}")
    return Text(
        fr=phrase.fr.replace("{label}", label.fr),
        en=phrase.en.replace("{label}", label.en),
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
