"""The glossary: each word of the portal with its meaning, read once from ``ml/glossary.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ml.wording.entries import LANGUAGES, Text, check_language

PATH = Path(__file__).parent.parent / "glossary.toml"
_KEYS = {"term", "definition", "stems", "not"}


class GlossaryError(Exception):
    """The glossary's file says something that it may not; the message says where."""


@dataclass(frozen=True)
class Spoken:
    """What tells that a text of one language speaks of a term, and what it must not say instead."""

    stems: tuple[str, ...]
    forbidden: tuple[str, ...]

    def said_in(self, text: str) -> bool:
        """Whether one of the stems begins a word of the text."""
        return bool(_found(self.stems, text))

    def forbidden_in(self, text: str) -> list[str]:
        """The words of the text that would say the same as the term."""
        return _found(self.forbidden, text)


@dataclass(frozen=True)
class Term:
    """A word of the portal. ``name`` also makes the anchor of its entry on the help page."""

    name: str
    term: Text
    definition: Text
    spoken: Mapping[str, Spoken]

    @property
    def anchor(self) -> str:
        """The id of its entry, e.g. ``term-cut-off``."""
        return f"term-{self.name.replace('_', '-')}"


def load(path: Path = PATH) -> tuple[Term, ...]:
    """Read and check a glossary; the terms in the order of the file.

    :raises GlossaryError: it is not TOML, or an entry is wrong; the message names it.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        message = f"{path}: {error}"
        raise GlossaryError(message) from error
    terms = tuple(_term(name, said) for name, said in raw.items())
    for language in LANGUAGES:
        _check_one_thing_for_one_word(terms, language)
    return terms


@cache
def glossary() -> tuple[Term, ...]:
    """The project's glossary, read once a process."""
    return load()


def named(name: str) -> Term:
    """A term of the project's glossary by its name.

    :raises KeyError: there is none.
    """
    return _by_name()[name]


@cache
def _by_name() -> Mapping[str, Term]:
    return {term.name: term for term in glossary()}


def sorted_terms(language: str) -> list[Term]:
    """The glossary as a reader of this language looks things up: by the alphabet."""
    check_language(language)
    return sorted(glossary(), key=lambda term: _without_accents(term.term[language].casefold()))


def _term(name: str, said: object) -> Term:
    if not isinstance(said, Mapping) or set(said) != set(LANGUAGES):
        message = f"{name}: words in French and English, and nothing else, are wanted"
        raise GlossaryError(message)
    for language in LANGUAGES:
        _check_words(f"{name}.{language}", said[language])
    return Term(
        name=name,
        term=Text(fr=said["fr"]["term"], en=said["en"]["term"]),
        definition=Text(fr=said["fr"]["definition"], en=said["en"]["definition"]),
        spoken={
            language: Spoken(tuple(said[language]["stems"]), tuple(said[language]["not"]))
            for language in LANGUAGES
        },
    )


def _check_words(where: str, words: Any) -> None:
    if not isinstance(words, Mapping) or set(words) != _KEYS:
        message = f"{where}: {', '.join(sorted(_KEYS))}, and nothing else, are wanted"
        raise GlossaryError(message)
    for key in ("term", "definition"):
        if not isinstance(words[key], str) or not words[key].strip():
            message = f"{where}.{key}: missing or empty"
            raise GlossaryError(message)
    for key in ("stems", "not"):
        listed = words[key]
        texts = isinstance(listed, list) and all(isinstance(word, str) and word for word in listed)
        if not texts or any(word != word.lower() for word in listed):
            message = f"{where}.{key}: a list of words in lower case is wanted"
            raise GlossaryError(message)


def _check_one_thing_for_one_word(terms: Iterable[Term], language: str) -> None:
    seen: dict[str, str] = {}
    for term in terms:
        word = term.term[language].casefold()
        if word in seen:
            message = f"{term.name}.{language}: {word!r} is the word of {seen[word]} already"
            raise GlossaryError(message)
        seen[word] = term.name
    for term in terms:
        for other in terms:
            if found := term.spoken[language].forbidden_in(other.term[language]):
                message = f"{term.name}.{language}.not: {found[0]!r} is the word of {other.name}"
                raise GlossaryError(message)


def _found(words: Iterable[str], text: str) -> list[str]:
    lowered = text.casefold()
    return [word for word in words if re.search(rf"(?<!\w){re.escape(word)}", lowered)]


def _without_accents(text: str) -> str:
    return text.translate(str.maketrans("éèêàâçîôù", "eeeaaciou"))
