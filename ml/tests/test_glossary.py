"""The glossary: complete, one word for one thing, and loud when it is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from ml.wording.catalogue import LANGUAGES
from ml.wording.glossary import GlossaryError, Spoken, glossary, load, sorted_terms
from ml.wording.typography import typography_problems

ENTRY = """
[score]
en = { term = "Score", definition = "A number.", stems = ["score"], not = ["rating"] }
fr = { term = "Score", definition = "Un nombre.", stems = ["score"], not = ["note"] }
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "glossary.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_words_of_the_field_are_there() -> None:
    names = {term.name for term in glossary()}
    assert {"application", "score", "cut_off", "advice", "decision", "contribution"} <= names
    assert {"reason", "portfolio", "model_version", "missing_input"} <= names


def test_its_french_is_well_set() -> None:
    for term in glossary():
        assert typography_problems(term.term["fr"]) == []
        assert typography_problems(term.definition["fr"]) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_definition_says_what_is_forbidden(language: str) -> None:
    for term in glossary():
        for other in glossary():
            assert term.spoken[language].forbidden_in(other.definition[language]) == []


def test_terms_are_sorted_as_each_language_has_them() -> None:
    english = [term.term["en"] for term in sorted_terms("en")]
    assert english == sorted(english, key=str.casefold)
    french = [term.name for term in sorted_terms("fr")]
    assert french.index("decision") < french.index("application") < french.index("cut_off")
    with pytest.raises(ValueError, match="de"):
        sorted_terms("de")


def test_an_entry_is_read_whole(tmp_path: Path) -> None:
    [term] = load(written(tmp_path, ENTRY))
    assert (term.term["en"], term.definition["fr"]) == ("Score", "Un nombre.")
    assert term.anchor == "term-score"
    assert term.spoken["en"].forbidden == ("rating",)


def test_stems_begin_words() -> None:
    spoken = Spoken(stems=("cut-off",), forbidden=("note",))
    assert spoken.said_in("The Cut-offs")
    assert not spoken.said_in("a haircut-off")
    assert spoken.forbidden_in("Deux notes, une connote") == ["note"]
    assert spoken.forbidden_in("une connote") == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('term = "Score", definition = "A number."', 'term = "Score"', "score.en"),
        ('"A number."', '" "', "score.en.definition: missing or empty"),
        ('stems = ["score"], not = ["rating"]', 'stems = "score", not = []', "score.en.stems"),
        ('not = ["rating"]', 'not = ["Rating"]', "lower case"),
        ('not = ["note"]', 'not = ["score"]', "is the word of score"),
        ("fr = {", "de = {", "words in French and English"),
        ("[score]", "[score", "glossary.toml"),
    ],
)
def test_what_is_wrong_is_named(old: str, new: str, message: str, tmp_path: Path) -> None:
    assert old in ENTRY
    with pytest.raises(GlossaryError, match=message):
        load(written(tmp_path, ENTRY.replace(old, new)))


def test_two_things_cannot_have_one_word(tmp_path: Path) -> None:
    with pytest.raises(GlossaryError, match="the word of score already"):
        load(written(tmp_path, ENTRY + ENTRY.replace("[score]", "[mark]")))
