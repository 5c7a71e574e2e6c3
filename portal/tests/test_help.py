"""The help pages: a glossary by letter, every factor by subject, a page for each."""

from __future__ import annotations

import pytest
from django.test import Client as Browser

from explain.factor_about import missing_text, source_text
from explain.tests.reading_pages import opened, words
from ml.wording.catalogue import CATALOGUE, LANGUAGES
from ml.wording.glossary import glossary
from portal.help import glossary_letters
from tests.fixtures.portfolio import Portfolio
from tests.markup import Page

pytestmark = pytest.mark.django_db


def plain(text: str) -> str:
    """A text as ``words`` reads it, with ordinary spaces."""
    return " ".join(text.split())


def targets(page: Page) -> set[str]:
    return {element.get("id") for element in page.elements}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_glossary_is_found_by_letter(client: Browser, language: str) -> None:
    page = opened(client, "/help/", language)
    letters = next(e for e in page.all("nav") if e.get("class") == "letters")
    links = [e for e in letters.inside() if e.tag == "a"]
    assert [words(link) for link in links] == sorted({words(link) for link in links})
    assert {link.get("href")[1:] for link in links} <= targets(page)
    told = glossary_letters(language)
    assert sum(len(letter["terms"]) for letter in told) == len(glossary())
    for letter in told:
        assert all(t["anchor"] in targets(page) for t in letter["terms"])


def test_the_glossary_alone_is_for_everybody(client: Browser, advisor_client: Browser) -> None:
    assert not [e for e in opened(client, "/help/").all("a") if "factors" in e.get("href")]
    named = [e for e in opened(advisor_client, "/help/").all("a") if "factors" in e.get("href")]
    on_the_page = targets(opened(advisor_client, "/help/factors/"))
    assert len(named) == 9
    assert {link.get("href").partition("#")[2] for link in named} <= on_the_page


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_factor_has_its_meaning_and_a_link_to_its_page(
    advisor_client: Browser, language: str
) -> None:
    page = opened(advisor_client, "/help/factors/", language)
    meanings = {words(row): words(row.parent) for row in page.all("dt") if row.parent}
    links = {words(e): e.get("href") for e in page.one("main").inside() if e.tag == "a"}
    labels = [entry.label[language] for entry in CATALOGUE.values() if entry.retired]
    assert not meanings.keys() & set(labels), "no model reads these any more"
    for name, entry in CATALOGUE.items():
        if entry.retired:
            continue
        assert plain(entry.meaning[language]) in meanings[entry.label[language]]
        assert links[entry.label[language]] == f"/model/factors/{name}/"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_factor_has_a_page_whatever_the_model(advisor_client: Browser, language: str) -> None:
    for name, entry in CATALOGUE.items():
        page = opened(advisor_client, f"/model/factors/{name}/", language)
        assert words(page.one("h1")) == plain(entry.label[language])
        assert plain(entry.meaning[language]) in words(page.one("main"))
        assert len(page.all("dt")) == (5 if entry.kind == "number" else 4), name
        assert all(words(e) for e in page.all("dd")), name
        links = {e.get("href") for e in page.one("main").inside() if e.tag == "a"}
        told = [
            other.name
            for other in CATALOGUE.values()
            if other.subject == entry.subject and not other.retired
        ]
        assert {f"/model/factors/{other}/" for other in told if other != name} <= links


def test_the_pages_of_a_subject_are_a_chain(advisor_client: Browser) -> None:
    order = [entry.name for entry in CATALOGUE.values() if entry.theme == "loan"]
    here, walked = order[0], []
    while here:
        walked.append(here)
        page = opened(advisor_client, f"/model/factors/{here}/")
        after = [e.get("href") for e in page.all("a") if e.get("rel") == "next"]
        here = after[0].split("/")[3] if after else ""
    assert walked == order


def test_the_way_back_is_the_file_opened_last(
    advisor_client: Browser, portfolio: Portfolio
) -> None:
    for address in ("/help/", "/help/factors/", "/model/factors/income/"):
        assert "Back to client" not in words(opened(advisor_client, address).one("main"))
    opened(advisor_client, f"/clients/{portfolio.scored}/")
    for address in ("/help/", "/help/factors/", "/model/factors/income/"):
        back = [e for e in opened(advisor_client, address).all("a") if "Back to" in e.text]
        assert [e.get("href") for e in back] == [f"/clients/{portfolio.scored}/"]


def test_the_page_says_what_the_model_was_held_to(
    advisor_client: Browser, portfolio: Portfolio
) -> None:
    page = opened(advisor_client, "/model/factors/external_score_2/")
    assert "Yes: a higher value may only raise the score." in words(page.one("main"))
    assert page.all("figure")


def test_sources_and_missing_values_are_said_in_words() -> None:
    told = {source_text(entry) for entry in CATALOGUE.values()}
    assert len(told) >= 13
    assert source_text(CATALOGUE["pos_late_trend"]).startswith("Earlier models read it")
    debt = source_text(CATALOGUE["bureau_debt_to_income"])
    assert "credit bureau" in debt
    assert debt.endswith("It is compared with what this application says.")
    never = missing_text(CATALOGUE["bureau_months_since_late"], "fr")
    assert never.startswith("Aucun mois de retard n’est enregistré.")
    assert missing_text(CATALOGUE["income"], "en").startswith("It counts as it did")
