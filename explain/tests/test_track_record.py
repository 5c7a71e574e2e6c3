"""How such scores turned out before: which clients are counted, and what is said of them."""

from __future__ import annotations

from typing import Any

import pytest

from explain.reading.reliability import ENOUGH, outcomes_of_bands, track_record
from explain.reading.score import Known, read
from explain.tests.makers import BOUNDS, make_facts, outcomes, pd_at


@pytest.mark.parametrize(
    ("score", "low", "high"), [(0, 0, 3), (4.9, 2, 7), (5, 3, 8), (62.3, 60, 65), (100, 97, 100)]
)
def test_scores_around_are_counted(score: float, low: int, high: int) -> None:
    record = track_record(outcomes(), score, "en")
    assert record is not None
    assert (record.low, record.high) == (low, high)
    assert (record.clients, record.repaid) == (100 * (high - low), 90 * (high - low))


def test_where_few_are_near_others_are_taken_in() -> None:
    record = track_record(outcomes(clients=10), 52, "en")
    assert record is not None
    assert (record.low, record.high, record.clients) == (42, 63, 210)
    assert record.clients >= ENOUGH
    assert record.is_widened
    assert record.sentence.endswith("at this very score the share may well be another.")
    near = track_record(outcomes(), 52, "en")
    assert near is not None
    assert not near.is_widened
    assert near.sentence.endswith("The model had expected 90.0%.")


def test_too_few_clients_say_nothing() -> None:
    empty = {**outcomes(), "clients": [0] * 100, "defaults": [0] * 100, "expected": [0.0] * 100}
    assert track_record(empty, 50, "en") is None


@pytest.mark.parametrize(
    ("language", "said", "believe"),
    [
        ("en", "Of 500 past clients with a score from 60 to 65, 80.0% repaid", "believe what"),
        (
            "fr",
            "Sur 500 anciens clients dont le score va de 60 à 65, 80,0\N{NNBSP}% ont remboursé",
            "croyez ce qui",
        ),
    ],
)
def test_where_the_model_expected_something_else_the_page_says_which_to_believe(
    language: str, said: str, believe: str
) -> None:
    record = track_record(outcomes(share=0.2, expected=0.1), 62, language)
    assert record is not None
    assert not record.agrees
    assert record.sentence.startswith(said)
    assert believe in record.sentence
    agreeing = track_record(outcomes(share=0.2, expected=0.2), 62, language)
    assert agreeing is not None
    assert agreeing.agrees
    assert believe not in agreeing.sentence


def test_of_thin_files_only_clients_of_whom_as_little_was_known_are_counted() -> None:
    record = track_record(outcomes(above=0.5, up_to=0.75), 62, "en")
    assert record is not None
    assert "with as little known (50 to 75 in 100 answers missing)" in record.sentence
    assert "as little known of them, about 90 repaid (87 to 92 with 95% confidence; 500" in (
        record.in_short(0.92)
    )


def test_bands_of_models_made_before_are_read_too() -> None:
    bands = [{"low": n, "high": n + 5, "clients": 400, "defaults": 40} for n in range(0, 100, 5)]
    made = outcomes_of_bands(bands)
    assert made is not None
    record = track_record(made, 62, "en")
    assert record is not None
    assert (record.low, record.high, record.clients, record.repaid) == (60, 65, 400, 360)
    assert "expected" not in record.sentence
    assert outcomes_of_bands([]) is None


def thin(score: float, **changed: Any) -> Any:
    known = Known(
        low=score - 12,
        high=score + 9,
        below_cut_off=0.4,
        unknown=("occupation",),
        inputs=35,
        ask_first="occupation",
        narrows_by=3.0,
        steady=1.0,
    )
    facts = make_facts(pd_at(score))
    given = {name: getattr(facts, name) for name in facts.__dataclass_fields__}
    return read(type(facts)(**{**given, "known": known, **changed}), language="en", **BOUNDS)


def test_a_thin_file_is_told_in_whole_points_from_its_side_of_the_cut_off() -> None:
    assert thin(62.3).headline_text == "62"
    assert thin(62.3).distance_text == "about 12 points above the cut-off"
    assert thin(62.3).distance_figure == "+12"
    assert thin(62.3).repayment_text == "about 96%"
    assert thin(49.6).distance_figure == "−1"
    assert thin(50.3).distance_figure == "0"
    assert thin(50.3).headline_text == "50"
    assert thin(50.3).distance_text == "just above the cut-off"
    assert thin(50).distance_text == "at the cut-off"
    assert thin(49.6).headline_text == "49"
    assert thin(49.6).distance_text == "about 1 point below the cut-off"


def test_of_a_thin_file_nothing_is_said_but_what_was_counted() -> None:
    assert thin(62.3).repayment_sentence == ""
    told = thin(62.3, outcomes=outcomes(above=0.25, up_to=0.5)).repayment_sentence
    assert "about 90 repaid" in told
