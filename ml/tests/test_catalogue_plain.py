"""The catalogue can be read by somebody who sits beside an advisor: short, plain, no bare zero."""

from __future__ import annotations

import re

import pytest

from ml.wording.catalogue import CATALOGUE, LANGUAGES, Entry

LONGEST = 110
"""Characters of a sentence with a value in it."""
VALUE = "12 345 678 €"
JARGON = {
    "en": re.compile(r"\b(normalised|ratio|mean|median|annuity|balance sheet|feature|POS)\b"),
    "fr": re.compile(r"\b(normalisée?s?|ratio|médiane|annuité|variable|POS)\b"),
}

ENTRIES = pytest.mark.parametrize("entry", CATALOGUE.values(), ids=lambda entry: entry.name)


@ENTRIES
@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_are_short(entry: Entry, language: str) -> None:
    said = [entry.fact[language].replace("{value}", VALUE)]
    said += [exact.fact[language] for exact in entry.exact.values()]
    assert [text for text in said if len(text) > LONGEST] == []
    assert len(entry.label[language]) <= 60
    assert len(entry.meaning[language]) <= 150


@ENTRIES
@pytest.mark.parametrize("language", LANGUAGES)
def test_words_are_plain(entry: Entry, language: str) -> None:
    for text in (entry.label, entry.meaning, entry.fact):
        assert not JARGON[language].search(text[language]), text[language]


@ENTRIES
def test_a_meaning_says_more_than_the_label(entry: Entry) -> None:
    for language in LANGUAGES:
        assert entry.meaning[language].casefold() != entry.label[language].casefold()


@ENTRIES
@pytest.mark.parametrize("language", LANGUAGES)
def test_words_for_one_value_stand_by_themselves(entry: Entry, language: str) -> None:
    for exact in entry.exact.values():
        text = exact.fact[language]
        assert text[0].isupper()
        assert not text.endswith(".")
        assert "{" not in text
        assert not re.search(r"\b0\b", text)


def test_yes_and_no_are_whole_sentences() -> None:
    flags = [entry for entry in CATALOGUE.values() if entry.format == "flag"]
    assert len(flags) >= 6
    assert all(set(entry.exact) == {0, 1} for entry in flags)


def test_what_is_often_none_says_so_in_words() -> None:
    counts = [e for e in CATALOGUE.values() if e.format in {"count", "grade"}]
    assert [entry.name for entry in counts if 0 not in entry.exact] == []


def test_all_is_said_of_shares_only() -> None:
    whole = {e.format for e in CATALOGUE.values() if 1 in e.exact}
    assert whole == {"percent", "flag"}
