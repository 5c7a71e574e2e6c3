"""What a reading says is true of the score that it was made from, in both languages."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explain.reading import words
from explain.reading.score import ContributionsOffError, Known, read
from explain.reading.unknown_inputs import unknown_context
from explain.tests.makers import BASE, BOUNDS, make_facts, make_reading, pd_at
from ml.points import Advice, PointsScale, in_tenths
from ml.wording.catalogue import input_label
from ml.wording.typography import typography_problems

PDS = st.floats(0.0005, 0.9)


@settings(max_examples=40, deadline=None)
@given(pd=PDS, seed=st.integers(0, 50))
def test_the_average_and_the_reasons_add_up_to_the_score(pd: float, seed: int) -> None:
    reading = make_reading(pd, seed=seed)
    total = reading.average + math.fsum(reason.points for reason in reading.reasons)
    assert total == pytest.approx(reading.score, abs=1e-9)
    assert reading.average == PointsScale(reading.facts.threshold).base(BASE)


@settings(max_examples=40, deadline=None)
@given(pd=PDS, seed=st.integers(0, 50))
def test_the_themes_add_up_as_shown(pd: float, seed: int) -> None:
    reading = make_reading(pd, seed=seed)
    shown = sum(share.tenths for share in reading.themes)
    assert in_tenths(reading.average) + shown == reading.total_tenths
    assert sum(len(share.reasons) for share in reading.themes) == len(reading.reasons)


@pytest.mark.parametrize(
    ("score", "shown", "distance", "sentence", "advice"),
    [
        (62.3, "62.3", 123, "12.3 points above the cut-off: granting is advised.", Advice.GRANT),
        (51.0, "51.0", 10, None, Advice.REVIEW),
        (50.0, "50.0", 0, "At the cut-off, so close that a closer look is advised.", Advice.REVIEW),
        (48.5, "48.5", -15, None, Advice.REVIEW),
        (20.3, "20.3", -297, "29.7 points below the cut-off: refusing is advised.", Advice.REFUSE),
        (107.0, "100.0", 500, "50.0 points above the cut-off: granting is advised.", Advice.GRANT),
    ],
)
def test_score_distance_and_advice(
    score: float, shown: str, distance: int, sentence: str | None, advice: Advice
) -> None:
    reading = make_reading(pd_at(score))
    assert reading.score == pytest.approx(score)
    assert reading.score_text == shown
    assert reading.distance_tenths == distance
    assert reading.advice == advice
    if sentence:
        assert reading.distance_sentence == sentence
    else:
        assert "a closer look is advised" in reading.distance_sentence


def test_a_sum_beyond_the_scale_is_said() -> None:
    beyond, within = make_reading(pd_at(107)), make_reading(pd_at(62.3))
    assert beyond.is_clipped
    assert beyond.scale_note == "All effects together give 107.0; the scale ends at 100.0."
    assert not within.is_clipped
    assert within.scale_note == ""


def test_french() -> None:
    reading = make_reading(pd_at(51.5), language="fr")
    assert reading.score_text == "51,5"
    assert reading.distance_text == "1,5 point au-dessus du seuil"
    assert reading.advice_word == "Examiner"
    assert reading.repayment_text.endswith("\N{NARROW NO-BREAK SPACE}%")
    texts = [reading.distance_sentence, reading.odds_sentence, reading.repayment_sentence]
    assert [problem for text in texts for problem in typography_problems(text)] == []


@pytest.mark.parametrize(
    ("score", "odds"),
    [
        (60, "Here they are 2 times those at the cut-off."),
        (35, "Here they are 2.8 times lower than at the cut-off."),
        (50, "Ten points more double the odds of repayment."),
    ],
)
def test_ten_points_double_the_odds(score: float, odds: str) -> None:
    reading = make_reading(pd_at(score))
    assert reading.odds_sentence.endswith(odds)
    at_cut_off = reading.facts.threshold / (1 - reading.facts.threshold)
    here = reading.facts.pd / (1 - reading.facts.pd)
    assert at_cut_off / here == pytest.approx(2 ** ((score - 50) / 10))


def test_repayment_as_people() -> None:
    reading = make_reading(0.069)
    assert "about 93 of 100 such clients" in reading.repayment_sentence
    assert reading.repayment_sentence.endswith("at the cut-off, about 91.")
    near = make_reading(pd_at(50.2)).repayment_sentence
    assert near.count("about 91") == 1
    assert near.endswith("as at the cut-off.")
    assert reading.repayment_text == "93.1%"


@pytest.mark.parametrize(
    ("probability", "text"),
    [(0.99999, "more than 99.9%"), (0.00001, "less than 0.1%"), (0.9994, "99.9%"), (0.5, "50.0%")],
)
def test_no_probability_is_certainty(probability: float, text: str) -> None:
    assert words.probability_text(probability, "en") == text
    assert 1 <= words.in_a_hundred(probability) <= 99


def test_main_reasons_are_the_largest_on_each_side() -> None:
    reading = make_reading(0.05, seed=3)
    for side, raises in ((reading.reasons_for, True), (reading.reasons_against, False)):
        assert len(side) == 4
        assert len({reason.lead.subject for reason in side}) == 4
        of_side = [
            abs(r.points)
            for r in reading.joint_reasons
            if (r.points > 0) == raises and not r.lead.missing
        ]
        assert [abs(reason.points) for reason in side] == sorted(of_side, reverse=True)[:4]


def test_what_is_not_known_is_no_reason() -> None:
    for seed in range(20):
        reading = make_reading(0.05, seed=seed)
        for reason in (*reading.reasons_for, *reading.reasons_against):
            assert not any(part.missing for part in reason.parts)
        assert any(reason.lead.missing for reason in reading.joint_reasons)


def test_contributions_that_do_not_add_up_are_refused() -> None:
    facts = make_facts(0.05)
    off = (facts.contributions[0] + 1e-4, *facts.contributions[1:])
    with pytest.raises(ContributionsOffError, match="contributions give"):
        read(replace(facts, contributions=off), language="en", **BOUNDS)


def known(**more: Any) -> Known:
    facts = {
        "low": 38.2,
        "high": 66.4,
        "below_cut_off": 0.4,
        "unknown": ("annuity", "external_score_2"),
        "inputs": 35,
        "ask_first": "external_score_2",
        "narrows_by": 8.4,
        "steady": 0.9,
    }
    return Known(**(facts | more))


def test_where_the_unknown_decides_the_advice_is_to_ask() -> None:
    facts = replace(make_facts(pd_at(52)), known=known())
    for language in ("en", "fr"):
        reading = read(facts, language=language, **BOUNDS)
        assert reading.advice is Advice.COMPLETE
        told = unknown_context(reading)
        assert told is not None
        assert told["is_thin"]
        assert reading.headline_text == "52"
        assert "38" in told["short"]
        assert "38" in told["sentences"][0]
        assert "66" in told["sentences"][0]
        assert input_label("external_score_2", language) in told["ask"]
        assert told["labels"] == [
            input_label("annuity", language), input_label("external_score_2", language)
        ]  # fmt: skip
    below = read(replace(make_facts(pd_at(49.7)), known=known()), language="en", **BOUNDS)
    assert below.headline_text == "49", "on its side of the cut-off"
    near = read(replace(facts, known=known(high=54.9)), language="en", **BOUNDS)
    assert near.advice is Advice.REVIEW


def test_a_whole_file_has_nothing_to_ask_for() -> None:
    whole = known(low=51.1, high=52.9, unknown=(), ask_first=None, narrows_by=0.0)
    reading = read(replace(make_facts(pd_at(52)), known=whole), language="en", **BOUNDS)
    told = unknown_context(reading)
    assert told is not None
    assert not told["is_thin"]
    assert told["title"] == "Everything that is asked is known"
    assert told["ask"] == ""
    assert told["short"] == ""
    assert reading.headline_text == "52", "another training moves it by more than half a point"
    steadier = read(
        replace(make_facts(pd_at(52)), known=replace(whole, steady=0.3)), language="en", **BOUNDS
    )
    assert steadier.headline_text == steadier.score_text == "52.0"
    assert reading.advice is Advice.REVIEW


def test_missing_inputs_are_those_without_a_value() -> None:
    facts, reading = make_facts(seed=4), make_reading(seed=4)
    without = {n for n, v in zip(facts.features, facts.values, strict=True) if v is None}
    assert {reason.feature for reason in reading.missing} == without
    assert without


def test_bounds_are_the_portals() -> None:
    reading = make_reading(pd_at(51))
    assert (reading.review_from, reading.review_to) == tuple(BOUNDS.values())
