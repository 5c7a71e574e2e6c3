"""A score in one paragraph: a dozen read by people, and what must hold of every other."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.test import Client as Browser

from explain.reading import words
from explain.reading.paragraph import THEMES as INSIDE
from explain.reading.paragraph import paragraph
from explain.reading.score import Reading, read
from explain.reading.yardsticks import Held
from explain.tests.conftest import People
from explain.tests.dozen import CASES, FOLDER, told
from explain.tests.makers import BOUNDS, make_facts, make_reading, pd_at
from explain.tests.reading_pages import opened, section
from explain.tests.reading_pages import words as words_of
from ml.points import logit
from ml.schema import TABLES
from ml.wording.catalogue import THEMES, column_label
from ml.wording.formats import format_number
from ml.wording.reasons import Reason

SCORES = (-12.0, 3.0, 30.0, 44.96, 45.0, 49.97, 50.0, 55.0, 55.04, 61.0, 88.0, 107.0)
LOOSE = re.compile(r"[ \u00a0\u202f]{2}|\s[.,)]|\( |\.\.|%\(|\{|None|nan")
"""Signs of a sentence put together badly."""
BREAKABLE = re.compile(r" [:;!?%»]|« ")
"""French: a line may not end before these."""


def unheld(_: Reason) -> Held | None:
    """No yardstick is known."""
    return None


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_dozen_are_told_as_they_were_read(language: str) -> None:
    """``python -m explain.tests.dozen`` writes them anew; read them before they are kept."""
    assert told(language) == (FOLDER / f"{language}.md").read_text(encoding="utf-8")


def test_the_dozen_differ() -> None:
    assert len(CASES) == 12
    paragraphs = told("en").split("## ")[1:]
    leads = {text.split("\n\n")[1][:60] for text in paragraphs}
    assert len(leads) == 12


def test_an_average_client_beyond_the_scale_is_told() -> None:
    """Of a model that has few of its clients refused; this one is as its average client."""
    facts = make_facts(pd_at(107.0))
    average = replace(
        facts, base=logit(facts.pd), contributions=tuple(0.0 for _ in facts.contributions)
    )
    text = paragraph(read(average, language="en", **BOUNDS), hold=unheld)
    assert "nearly the average client’s score of 107.0" in text


@pytest.mark.parametrize("score", SCORES)
@pytest.mark.parametrize("seed", range(4))
def test_every_paragraph_is_put_together_well(score: float, seed: int) -> None:
    for language in ("en", "fr"):
        reading = make_reading(pd_at(score), language=language, seed=seed)
        text = paragraph(reading, hold=unheld)
        assert not LOOSE.search(text), text
        assert text.endswith(".")
        if language == "fr":
            assert not BREAKABLE.search(text), text
            assert "'" not in text


@pytest.mark.parametrize("score", SCORES)
def test_it_says_the_score_its_distance_and_the_people(score: float) -> None:
    reading = make_reading(pd_at(score), language="en")
    text = paragraph(reading, hold=unheld)
    assert f"scores {reading.score_text} out of 100" in text
    if reading.distance_tenths:
        assert reading.distance_text in text
    assert f"about {words.in_a_hundred(1 - reading.facts.pd)} of 100 such clients" in text
    advised = {"grant": "advises granting", "refuse": "advises refusing",
               "review": "advises a closer look"}  # fmt: skip
    assert advised[reading.advice] in text


@pytest.mark.parametrize("score", SCORES)
def test_the_margins_lead_to_another_advice(score: float) -> None:
    """A reader who adds the points told reaches the bound, and not with a tenth less."""
    reading = make_reading(pd_at(score), language="en")
    text = paragraph(reading, hold=unheld).split(". ")[-1]
    found = [round(float(number) * 10) for number in re.findall(r"(\d+\.\d) point", text)]
    at, low, high = reading.total_tenths, 450, 550
    wanted = {
        "refuse": [low - at, high + 1 - at],
        "review": [high + 1 - at, at - low + 1],
        "grant": [at - high - 1] if at > high + 1 else [],
    }[reading.advice]
    assert found == wanted


@pytest.mark.parametrize("score", SCORES)
def test_margins_of_a_sum_beyond_the_scale_say_what_they_start_from(score: float) -> None:
    reading = make_reading(pd_at(score), language="en")
    start = words.tenths_text(reading.total_tenths, "en")
    text = paragraph(reading, hold=unheld)
    assert text.endswith(f" (counted from {start}).") == reading.is_clipped


def test_it_names_the_reasons_that_the_page_names() -> None:
    reading = make_reading(pd_at(30.0), language="en")
    text = paragraph(reading, hold=unheld)
    assert reading.reasons_against[0].lead.fact.removesuffix(".") in text
    assert reading.reasons_for[0].lead.fact.removesuffix(".") in text
    assert text.index("Against it") < text.index("favour")
    granted = paragraph(make_reading(pd_at(70.0), language="en"), hold=unheld)
    assert granted.index("favour") < granted.index("gainst it")


def test_what_is_unknown_is_counted_with_its_points() -> None:
    reading = make_reading(pd_at(30.0), language="en")
    points = words.points_text(reading.missing_tenths, "en")
    count = format_number(len(reading.missing), "en")
    verb = "costs" if reading.missing_tenths < 0 else "brings"
    text = paragraph(reading, hold=unheld)
    assert f"{count} were not known; together that {verb} {points}." in text
    assert sum(round(r.points * 10) for r in reading.missing) == pytest.approx(
        reading.missing_tenths, abs=len(reading.missing) / 2
    )


def test_every_theme_has_words_for_a_sentence() -> None:
    assert set(INSIDE) == set(THEMES)


def _labels_never_told(language: str) -> set[str]:
    columns = TABLES["application"].columns
    return {column_label("application", c.name, language) for c in columns if c.use != "model"}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_is_kept_out_of_the_model_is_in_no_reason(language: str) -> None:
    reading: Reading = make_reading(language=language)
    assert not {reason.label for reason in reading.reasons} & _labels_never_told(language)


@pytest.mark.django_db
def test_the_page_tells_it(people: People, advisor_client: Browser) -> None:
    page = opened(advisor_client, "/clients/100002/")
    said = words_of(section(page, "The score in words"))
    assert "the model advises refusing it" in said
    assert "20.3 out of 100" in said
