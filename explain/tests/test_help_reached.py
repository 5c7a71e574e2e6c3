"""Every factor that a client's page names leads to what it is, by one activation."""

from __future__ import annotations

import re

import pytest
from django.test import Client as Browser

from explain.factor_help import factor_url
from explain.tests.conftest import People
from explain.tests.reading_pages import opened, section, words
from ml.wording.catalogue import CATALOGUE, LANGUAGES, THEMES
from scoring.models import ModelVersion
from tests.markup import Element, Page

FACTOR_PAGE = re.compile(r"/model/factors/(\w+)/")
EXPLANATION = "How the score comes about"


def label_of(link: Element, language: str) -> str:
    """The label of the factor that a link leads to."""
    found = FACTOR_PAGE.fullmatch(link.get("href"))
    assert found, f"{words(link)!r} leads to {link.get('href')}"
    return CATALOGUE[found[1]].label[language]


def links(inside: Element) -> list[Element]:
    return [element for element in inside.inside() if element.tag == "a"]


def row_headers(page: Page, table: str) -> list[Element]:
    body = next(e for e in page.all("table") if e.get("id") == table)
    return [e for e in body.inside() if e.tag == "th" and e.get("scope") == "row"]


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_names_in_tables_lead_to_the_factor(
    people: People, advisor_client: Browser, language: str
) -> None:
    page = opened(advisor_client, "/clients/100002/", language)
    steps = row_headers(page, "waterfall-table")
    # The first row is the average client, then nine bars, the other factors, the score.
    assert len(steps) == 12
    assert [len(links(row)) for row in steps] == [0, *[1] * 10, 0]
    for row in steps[1:-2]:
        assert words(row).startswith(label_of(links(row)[0], language))
    for row in row_headers(page, "factors-table"):
        (link,) = links(row)
        assert words(link) == label_of(link, language)


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_reason_opens_its_help_in_place(
    people: People, advisor_client: Browser, language: str
) -> None:
    page = opened(advisor_client, "/clients/100001/", language)
    reasons = [e for e in page.all("li") if "reason" in e.get("class").split()]
    assert len(reasons) == 8
    for reason in reasons:
        (opener,) = [e for e in reason.inside() if e.tag == "details"]
        summary = next(e for e in opener.inside() if e.tag == "summary")
        (link,) = links(opener)
        label = label_of(link, language)
        assert label in words(summary)
        assert words(link).endswith(f"({label})")
        entry = next(e for e in CATALOGUE.values() if e.label[language] == label)
        assert " ".join(entry.meaning[language].split()) in words(opener)


@pytest.mark.django_db
def test_what_was_missing_leads_to_the_factor(people: People, advisor_client: Browser) -> None:
    page = opened(advisor_client, "/clients/100001/")
    missing = next(e for e in page.all("section") if e.get("id") == "missing")
    items = [e for e in missing.inside() if e.tag == "li"]
    assert len(items) == people.granted.values.count(None) > 0
    for item in items:
        (link,) = links(item)
        assert words(item).startswith(label_of(link, "en"))


@pytest.mark.django_db
def test_unusual_values_lead_to_the_factor(people: People, advisor_client: Browser) -> None:
    feature = next(
        name
        for name, value in zip(people.version.features, people.granted.values, strict=True)
        if isinstance(value, float)
    )
    ModelVersion.objects.update(usual={feature: [-2.0, -1.0]})
    page = opened(advisor_client, "/clients/100001/")
    unusual = section(page, "How far to trust this score")
    assert factor_url(feature) in [link.get("href") for link in links(unusual)]


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_fields_that_are_factors_lead_there_and_no_other(
    people: People, advisor_client: Browser, language: str
) -> None:
    page = opened(advisor_client, "/clients/100001/", language)
    panel = next(e for e in page.all("section") if e.get("aria-labelledby") == "information")
    terms = [e for e in panel.inside() if e.tag == "dt"]
    labels = {entry.label[language] for entry in CATALOGUE.values()}
    linked = [term for term in terms if links(term)]
    assert len(linked) > 30
    assert {words(t) for t in terms if words(t) in labels} <= {words(t) for t in linked}
    assert all(FACTOR_PAGE.fullmatch(links(term)[0].get("href")) for term in linked)
    plain = {words(term) for term in terms if not links(term)}
    assert plain & ({"Sexe", "Prénom"} if language == "fr" else {"Sex", "First name"})


@pytest.mark.django_db
def test_each_subject_leads_to_its_factors(people: People, advisor_client: Browser) -> None:
    page = opened(advisor_client, "/clients/100001/")
    named = {words(row): links(row)[0].get("href") for row in row_headers(page, "themes")}
    labels = {theme.label["en"]: name for name, theme in THEMES.items()}
    assert named == {label: f"/help/factors/#theme-{labels[label]}" for label in named}
    targets = {e.get("id") for e in opened(advisor_client, "/help/factors/").all("h2")}
    assert {address.partition("#")[2] for address in named.values()} <= targets


@pytest.mark.django_db
def test_a_term_is_linked_once_a_section(people: People, advisor_client: Browser) -> None:
    page = opened(advisor_client, "/clients/100001/")
    terms = [e for e in page.all("a") if e.get("href").startswith("/help/#term-")]
    entries = {e.get("id") for e in opened(advisor_client, "/help/").elements}
    assert {term.get("href").partition("#")[2] for term in terms} <= entries
    within = [
        (term.get("href"), next(e for e in term.above() if e.tag == "section")) for term in terms
    ]
    assert len({(href, id(around)) for href, around in within}) == len(within)
    told = {href.partition("-")[2] for href, _around in within}
    assert told >= {"average-client", "score", "factor", "points", "odds", "cut-off", "reason"}
    assert {"average-client", "factor"} <= {
        link.get("href").partition("-")[2] for link in links(section(page, EXPLANATION))
    }
