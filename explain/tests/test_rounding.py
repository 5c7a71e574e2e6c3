"""Shown numbers add up, stay near the truth, and stay on their side of the advice's bounds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explain.reading.rounding import apportion
from ml import points
from ml.points import in_tenths, score_in_tenths, shown_score

BOUNDS = {"review_from": 45.0, "review_to": 55.0}
POINTS = st.floats(-80, 80, allow_nan=False)


@given(st.lists(POINTS, min_size=1, max_size=200), st.integers(-500, 500))
def test_apportioned_numbers_add_up_to_any_total(values: list[float], total: int) -> None:
    assert sum(apportion(values, total)) == total


@given(st.lists(POINTS, min_size=1, max_size=200))
def test_apportioned_numbers_are_within_a_tenth_of_the_truth(values: list[float]) -> None:
    shown = apportion(values, in_tenths(sum(values)))
    assert max(abs(a / 10 - b) for a, b in zip(shown, values, strict=True)) < 0.1 + 1e-9


def test_the_largest_remainders_get_the_extra_tenths() -> None:
    assert apportion([0.16, 0.14, 0.10, -0.01], 4) == [2, 1, 1, 0]


def test_values_of_nothing_keep_nothing() -> None:
    assert apportion([0.0, 5.04, 0.0, -0.04], 50) == [0, 50, 0, 0]


def test_no_value_cannot_carry_a_total() -> None:
    assert apportion([], 0) == []
    with pytest.raises(ValueError, match="nothing to carry"):
        apportion([], 1)


@given(st.floats(-60, 160, allow_nan=False))
def test_a_shown_score_never_contradicts_its_advice(score: float) -> None:
    shown = score_in_tenths(score, **BOUNDS) / 10
    assert points.advice(shown, **BOUNDS) == points.advice(score, **BOUNDS)
    assert abs(shown - score) < 0.1 + 1e-9


@pytest.mark.parametrize(
    ("score", "shown"),
    [(44.97, 449), (45.0, 450), (44.94, 449), (55.0, 550), (55.01, 551), (62.34, 623)],
)
def test_scores_beside_the_bounds(score: float, shown: int) -> None:
    assert score_in_tenths(score, **BOUNDS) == shown


@pytest.mark.parametrize(("score", "shown"), [(105.3, 1000), (-4.2, 0), (99.96, 1000), (50.0, 500)])
def test_the_scale_ends_at_0_and_100(score: float, shown: int) -> None:
    assert shown_score(score, **BOUNDS) == shown
