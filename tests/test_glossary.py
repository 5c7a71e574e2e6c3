"""One word for one thing: every text that people read keeps to the glossary."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest

from ml.wording.glossary import Term, glossary, sorted_terms
from portal.catalogues import CATALOGUE, ROOT, extract, placeholders
from tests.markup import Page

FEATURES = ROOT / "ml" / "catalogue.toml"


def features(node: object, language: str) -> Iterator[str]:
    """Every text of the features' catalogue in one language, at any depth."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key == language:
                yield from strings(value)
            else:
                yield from features(value, language)


def strings(node: object) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for value in node.values():
            yield from strings(value)


def translations() -> Iterator[tuple[str, str]]:
    """English and French of the portal's own texts, those translated so far."""
    for entry in polib.pofile(str(CATALOGUE)):
        french = " ".join(entry.msgstr_plural.values()) or entry.msgstr
        if french.strip():
            english = f"{entry.msgid} {entry.msgid_plural}"
            for filled in placeholders(english):
                english = english.replace(filled, "…")
            yield english, french


def texts(language: str) -> list[str]:
    catalogue = tomllib.loads(FEATURES.read_text(encoding="utf-8"))
    if language == "fr":
        own = [french for _english, french in translations()]
    else:
        own = [f"{message.msgid} {message.plural or ''}" for message in extract().values()]
    return [*own, *features(catalogue, language)]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_nothing_is_called_by_another_word(language: str) -> None:
    every = texts(language)
    assert len(every) > 500
    found = [
        f"{term.name}: {word!r} in {text.strip()!r}"
        for text in every
        for term in glossary()
        for word in term.spoken[language].forbidden_in(text)
    ]
    assert found == []


@pytest.mark.parametrize("term", glossary(), ids=lambda term: term.name)
def test_where_english_says_a_term_french_says_its_own(term: Term) -> None:
    found = [
        (english.strip(), french)
        for english, french in translations()
        if term.spoken["en"].said_in(english) and not term.spoken["fr"].said_in(french)
    ]
    assert found == []


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_help_page_shows_the_whole_glossary_with_an_anchor_for_each_term(
    language: str, client: object
) -> None:
    client.cookies["django_language"] = language  # type: ignore[attr-defined]
    page = Page(client.get("/help/").content.decode())  # type: ignore[attr-defined]
    shown = {e.get("id"): e for e in page.elements if e.get("id").startswith("term-")}
    assert list(shown) == [term.anchor for term in sorted_terms(language)]
    for term in glossary():
        assert term.term[language] in shown[term.anchor].text
        assert term.definition[language] in shown[term.anchor].text


def test_links_to_the_glossary_lead_to_an_entry() -> None:
    anchors = {term.anchor for term in glossary()}
    linked = {
        match
        for path in (ROOT / "templates").rglob("*.html")
        for match in _entries(path.read_text(encoding="utf-8"), path)
    }
    assert linked <= anchors


def _entries(source: str, path: Path) -> Iterator[str]:
    for part in source.split('"components/term.html" with ')[1:]:
        if 'entry="' in part.split("%}")[0]:
            yield part.split('entry="')[1].split('"')[0]
