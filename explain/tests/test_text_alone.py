"""Who reads only the text of a client's page can answer what a client asks."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser

import pytest
from django.test import Client as Browser

from explain.comparison.in_brief import brief_context
from explain.reading.kept_score import read_score
from explain.tests.comparing import make_crowd
from explain.tests.conftest import People
from explain.tests.makers import make_application, make_score
from explain.tests.reading_pages import opened, section, words
from ml.wording.formats import format_share
from scoring.models import ListedClient, ModelVersion, Score

pytestmark = pytest.mark.django_db

REFERENCE = 100_500


@pytest.fixture
def asked(db: None) -> Score:
    """A client in a crowd, with a score."""
    make_crowd(260)
    application = make_application(REFERENCE, born=date(1984, 2, 1), credit_amount=450_000)
    return make_score(application, ModelVersion.objects.get(), score=38.4, seed=5)


class Undrawn(HTMLParser):
    """The text of a page's main part that stands in no drawing."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.inside = {"main": 0, "svg": 0}
        self.parts: list[str] = []
        self.feed(source)

    def handle_starttag(
        self,
        tag: str,
        attrs: list[tuple[str, str | None]],  # noqa: ARG002 -- the parser gives it
    ) -> None:
        if tag in self.inside:
            self.inside[tag] += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in self.inside:
            self.inside[tag] -= 1

    def handle_data(self, data: str) -> None:
        if self.inside["main"] and not self.inside["svg"]:
            self.parts.append(data)


def text_of(browser: Browser, language: str) -> str:
    """What of the page is neither drawn nor around its main part."""
    browser.cookies["django_language"] = language
    page = Undrawn(browser.get(f"/clients/{REFERENCE}/").content.decode())
    return " ".join("".join(page.parts).split())


def test_what_is_the_score(asked: Score, advisor_client: Browser) -> None:
    assert "38.4 out of 100" in text_of(advisor_client, "en")
    assert "38,4 sur 100" in text_of(advisor_client, "fr")


def test_is_it_far_from_the_cut_off(asked: Score, advisor_client: Browser) -> None:
    text = text_of(advisor_client, "en")
    assert "11.6 points below the cut-off" in text
    assert "A closer look would be advised with 6.6 points more" in text


def test_what_are_the_main_reasons(asked: Score, advisor_client: Browser) -> None:
    text = text_of(advisor_client, "en")
    reading = read_score(asked, language="en")
    told = [*reading.reasons_against, *reading.reasons_for]
    assert len(told) == 8
    for reason in told:
        assert " ".join(reason.lead.fact.split()) in text


def test_how_does_the_income_compare(asked: Score, advisor_client: Browser) -> None:
    page = opened(advisor_client, f"/clients/{REFERENCE}/")
    said = words(section(page, "Compared with similar clients"))
    found = re.search(r"income is (higher|lower) than that of (\S+) of similar clients", said)
    assert found
    clients = re.search(r"\((\d+) clients\)", said)
    assert clients
    own = asked.application.income
    others = _similar(said)
    assert len(others) == int(clients[1])
    below, above = sum(o < own for o in others), sum(o > own for o in others)
    assert found[1] == ("higher" if below >= above else "lower")
    assert found[2] == format_share(max(below, above) / len(others), "en")


def _similar(said: str) -> list[float]:
    """The incomes of those whom the rule, as it is said, takes in."""
    rule = re.split(r"Similar clients[^:.]*:", said)[1]
    found = list(ListedClient.objects.all())
    if "same kind of loan" in rule:
        found = [one for one in found if one.contract == "cash"]
    for item, pattern in (
        ("age", r"age ([\d,]+) to ([\d,]+)"),
        ("income", r"income €([\d,]+) to €([\d,]+)"),
        ("credit_amount", r"loan of €([\d,]+) to €([\d,]+)"),
    ):
        if asked := re.search(pattern, rule):
            low, high = (float(bound.replace(",", "")) for bound in asked.groups())
            found = [one for one in found if low <= getattr(one, item) <= high]
    return [one.income for one in found]


def test_nobody_is_compared_in_a_small_portfolio(people: People, advisor_client: Browser) -> None:
    assert brief_context(100_001) is None
    page = opened(advisor_client, "/clients/100001/")
    assert "Compared with similar clients" not in [words(e) for e in page.all("h2")]
    assert "/clients/100001/comparison/" in [e.get("href") for e in page.all("a")]
