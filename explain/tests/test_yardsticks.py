"""Values held against past clients: which bound is told, and how."""

from __future__ import annotations

from dataclasses import replace

import pytest

from explain.reading.yardsticks import ENOUGH, Held, hold, holder
from explain.tests.dozen import CASES
from ml.wording.formats import Value
from ml.wording.reasons import Reason, reasons
from ml.yardsticks import Outcome, Yardstick

NOBODY = Outcome(clients=0, repaid=0)
SHARES = Yardstick(bounds=(0.1, 0.16, 0.23), outcomes={}, missing=NOBODY)


def reason(feature: str, value: Value, language: str = "en") -> Reason:
    """A reason with this value."""
    (made,) = reasons(features=[feature], values=[value], points=[-1.0], language=language)
    return made


def said(feature: str, value: Value, yardstick: Yardstick, language: str = "en") -> str:
    """Its yardstick as a sentence; nothing where there is none."""
    held = hold(reason(feature, value, language), yardstick, repaid=0.9, language=language)
    return "" if held is None else held.sentence


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (0.31, "For 8 in 10 clients who repaid: 23% or less."),
        (0.05, "For 8 in 10 clients who repaid: 10% or more."),
        (0.2, "For half of the clients who repaid: 16% or less."),
        (0.12, "For half of the clients who repaid: 16% or more."),
        (0.1602, "That is as for a typical client who repaid."),
        (0.2301, "For half of the clients who repaid: 16% or less."),  # reads 23%, as the bound
    ],
)
def test_the_outermost_bound_is_told(value: float, sentence: str) -> None:
    assert said("effort_rate", value, SHARES) == sentence


def test_nothing_has_no_less() -> None:
    loans = Yardstick(bounds=(0, 0, 2), outcomes={}, missing=NOBODY)
    assert said("bureau_active_loans", 1.0, loans) == (
        "For half of the clients who repaid: 0\N{NO-BREAK SPACE}loans."
    )
    change = Yardstick(bounds=(-0.1, -0.02, 0), outcomes={}, missing=NOBODY)
    assert said("instalments_late_trend", 0.2, change) == (
        "For 8 in 10 clients who repaid: 0\N{NO-BREAK SPACE}percentage points or less."
    )


def test_all_alike_is_typical() -> None:
    alike = Yardstick(bounds=(0, 0, 0), outcomes={}, missing=NOBODY)
    assert said("bureau_overdue_loans", 0.0, alike) == "That is as for a typical client who repaid."
    assert "8 in 10" in said("bureau_overdue_loans", 2.0, alike)


def test_an_end_that_is_no_date_is_no_yardstick() -> None:
    far = Yardstick(bounds=(300, 12_000, 20_000), outcomes={}, missing=NOBODY)
    assert said("bureau_remaining_days_max", 1_000.0, far) == ""


def test_answers_are_held_against_those_who_gave_the_same() -> None:
    answers = {"1": Outcome(clients=ENOUGH, repaid=ENOUGH // 2),
               "0": Outcome(clients=ENOUGH - 1, repaid=1)}  # fmt: skip
    cars = Yardstick(bounds=(0, 0, 1), outcomes=answers, missing=NOBODY)
    assert said("owns_car", 1.0, cars) == (
        "Past clients in the same case: 50.0% repaid, against 90.0% of all past clients."
    )
    assert said("owns_car", 0.0, cars) == ""  # too few
    jobs = Yardstick(bounds=None, outcomes=answers, missing=NOBODY)
    assert said("occupation", "drivers", jobs) == ""  # nobody


def test_what_is_missing_is_held_against_those_for_whom_it_was() -> None:
    known = Yardstick(bounds=(0.2, 0.5, 0.8), outcomes={}, missing=Outcome(clients=200, repaid=170))
    assert said("external_score_1", None, known) == (
        "Past clients in the same case: 85.0% repaid, against 90.0% of all past clients."
    )
    few = Yardstick(bounds=(0.2, 0.5, 0.8), outcomes={}, missing=Outcome(clients=99, repaid=9))
    assert said("external_score_1", None, few) == ""


def test_french_has_its_spaces() -> None:
    assert said("effort_rate", 0.31, SHARES, "fr") == (
        "Pour 8 clients sur 10 qui ont remboursé\N{NO-BREAK SPACE}: "
        "23\N{NARROW NO-BREAK SPACE}% ou moins."
    )


def test_a_model_version_without_yardsticks_has_none() -> None:
    facts = CASES["just refused"].facts()
    held = holder(facts, language="en", currency="EUR")
    assert isinstance(held(reason("external_score_2", 0.05)), Held)
    assert held(reason("bureau_cards", 2.0)) is None


def test_a_yardstick_that_points_the_other_way_says_so() -> None:
    """Fewer in the same case repaid, and yet the value raises the score beside the others."""
    yardstick = Yardstick(bounds=None, outcomes={"0": Outcome(clients=1_000, repaid=850)},
                          missing=NOBODY)  # fmt: skip
    for points, verb in ((1.2, "raises"), (-1.2, "lowers")):
        held = hold(replace(reason("owns_car", 0.0), points=points), yardstick,
                    repaid=0.9, language="en")  # fmt: skip
        assert held is not None
        contrary = f"; with the rest of the file, it {verb} the score all the same"
        assert (contrary in held.sentence) == (contrary in held.clause) == (points > 0)
        assert held.sentence.endswith(".")


def test_what_is_counted_is_fewer_not_less() -> None:
    few = Yardstick(bounds=(0, 1, 3), outcomes={}, missing=NOBODY)
    assert said("enquiries_year", 5.0, few).endswith("3\N{NO-BREAK SPACE}enquiries or fewer.")


@pytest.mark.parametrize(
    ("value", "points", "sentence"),
    [
        (0.51, 1.0, "As for 8 in 10 clients who repaid: 36 out of 100 or more."),
        (0.51, -1.0, "For half of the clients who repaid: 55 out of 100 or more."),
        (0.6, 1.0, "For half of the clients who repaid: 55 out of 100 or less."),
    ],
)
def test_what_speaks_for_a_client_is_not_held_against(
    value: float, points: float, sentence: str
) -> None:
    """A score below the middle one that still raises: most of those who repaid have as much."""
    scores = Yardstick(bounds=(0.36, 0.55, 0.7), outcomes={}, missing=NOBODY)
    told = replace(reason("external_score_3", value), points=points)
    held = hold(told, scores, repaid=0.9, language="en")
    assert held is not None
    assert " ".join(held.sentence.split()) == sentence
