from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml.points import Advice, PointsScale, advice, clip, logit, probability

probabilities = st.floats(0.001, 0.999)


@given(probabilities)
def test_the_cut_off_is_fifty(threshold: float) -> None:
    assert PointsScale(threshold).score(threshold) == 50


@given(probabilities, probabilities)
def test_ten_points_double_the_odds_of_repayment(threshold: float, pd: float) -> None:
    scale = PointsScale(threshold)
    doubled = 1 / (1 + 2 * (1 - pd) / pd)
    assert scale.score(doubled) - scale.score(pd) == pytest.approx(10, abs=1e-9)


@given(probabilities, st.floats(-3, 3), st.lists(st.floats(-1, 1), max_size=20))
def test_contributions_add_up_to_the_score(
    threshold: float, base: float, contributions: list[float]
) -> None:
    scale = PointsScale(threshold)
    pd = probability(base + math.fsum(contributions))
    summed = scale.base(base) + math.fsum(scale.contribution(c) for c in contributions)
    assert summed == pytest.approx(scale.score(pd), abs=1e-9)


@given(probabilities, probabilities)
def test_score_and_probability_are_inverse(threshold: float, pd: float) -> None:
    scale = PointsScale(threshold)
    assert scale.probability_of_default(scale.score(pd)) == pytest.approx(pd, abs=1e-12)


@pytest.mark.parametrize("outside", [0, 1, -0.1, 1.1, math.nan])
def test_a_certain_outcome_has_no_log_odds(outside: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        logit(outside)
    with pytest.raises(ValueError, match="between 0 and 1"):
        PointsScale(outside)


@pytest.mark.parametrize(
    ("score", "expected"),
    [
        (-12, Advice.REFUSE),
        (44.999, Advice.REFUSE),
        (45, Advice.REVIEW),
        (50, Advice.REVIEW),
        (55, Advice.REVIEW),
        (55.001, Advice.GRANT),
        (130, Advice.GRANT),
    ],
)
def test_advice_by_score(score: float, expected: Advice) -> None:
    assert advice(score) is expected


def test_the_review_band_is_a_setting() -> None:
    assert advice(52, review_from=40, review_to=51) is Advice.GRANT
    with pytest.raises(ValueError, match="review band"):
        advice(50, review_from=60, review_to=40)


def test_shown_scores_are_clipped() -> None:
    assert [clip(score) for score in (-3.0, 61.5, 104.0)] == [0, 61.5, 100]
