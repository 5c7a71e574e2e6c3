"""The score that people read: PD and contributions in points.

``score = 50 + (10 / ln 2) · (logit(cut-off) − logit(PD))``: 50 is the cut-off, and ten points
double the odds of repayment ("points to double the odds", Siddiqi, *Credit Risk Scorecards*, 2006,
ch. 6). It is linear in log-odds, so SHAP values turned into points add up from the average client
to this one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

CUT_OFF_SCORE = 50.0
POINTS_TO_DOUBLE_ODDS = 10.0
POINTS_PER_LOG_ODDS = POINTS_TO_DOUBLE_ODDS / math.log(2)
LOWEST, HIGHEST = 0.0, 100.0

REVIEW_FROM = 45.0
REVIEW_TO = 55.0

FloatOrArray = TypeVar("FloatOrArray", float, NDArray[np.float64])


class Advice(StrEnum):
    """What the model suggests. Never a decision."""

    GRANT = "grant"
    REVIEW = "review"
    REFUSE = "refuse"
    COMPLETE = "complete"
    """What is unknown decides: ask first."""


def logit(probability: float) -> float:
    """Log-odds of a probability strictly between 0 and 1; ValueError outside."""
    if not 0 < probability < 1:
        raise ValueError(f"a probability strictly between 0 and 1 is wanted, not {probability!r}")
    return math.log(probability) - math.log1p(-probability)


def probability(log_odds: float) -> float:
    """The probability whose log-odds these are."""
    if log_odds >= 0:
        return 1 / (1 + math.exp(-log_odds))
    odds = math.exp(log_odds)
    return odds / (1 + odds)


@dataclass(frozen=True)
class PointsScale:
    """Turns log-odds of default into points, for one cut-off (a PD strictly between 0 and 1)."""

    threshold: float

    def __post_init__(self) -> None:
        logit(self.threshold)

    def score(self, pd: float) -> float:
        """The unclipped score of a client whose probability of default is ``pd``."""
        return self.base(logit(pd))

    def base(self, log_odds: FloatOrArray) -> FloatOrArray:
        """The unclipped score at these log-odds of default, e.g. the average client's."""
        return CUT_OFF_SCORE + POINTS_PER_LOG_ODDS * (logit(self.threshold) - log_odds)

    def contribution(self, shap: FloatOrArray) -> FloatOrArray:
        """Points that a contribution in log-odds of default adds to the score."""
        return -shap * POINTS_PER_LOG_ODDS

    def probability_of_default(self, score: float) -> float:
        """The PD that an unclipped score stands for."""
        return probability(logit(self.threshold) + (CUT_OFF_SCORE - score) / POINTS_PER_LOG_ODDS)


def clip(score: float) -> float:
    """The score as shown, between 0 and 100."""
    return min(max(score, LOWEST), HIGHEST)


def advice(
    score: float, *, review_from: float = REVIEW_FROM, review_to: float = REVIEW_TO
) -> Advice:
    """Refuse below ``review_from``, grant above ``review_to``, review between, bounds included."""
    if review_from > review_to:
        raise ValueError(f"the review band starts at {review_from}, after its end {review_to}")
    if score < review_from:
        return Advice.REFUSE
    if score > review_to:
        return Advice.GRANT
    return Advice.REVIEW


def advice_in_range(
    score: float,
    low: float | None,
    high: float | None,
    *,
    review_from: float = REVIEW_FROM,
    review_to: float = REVIEW_TO,
) -> Advice:
    """As ``advice``, but complete where the score's range reaches over both a refusal and a grant.

    ``low`` and ``high`` are the range's bounds, None where none was made.
    """
    if low is not None and high is not None and low < review_from and high > review_to:
        return Advice.COMPLETE
    return advice(score, review_from=review_from, review_to=review_to)


def in_tenths(value: float) -> int:
    """A number of points as the nearest whole number of tenths: 62.34 is 623, shown "62.3"."""
    return round(value * 10)


def score_in_tenths(score: float, *, review_from: float, review_to: float) -> int:
    """A score in tenths, on the same side of the advice's bounds as the score itself.

    44.97 would read "45.0", where review starts, though refusal is advised: it reads "44.9".
    """
    tenths = in_tenths(score)
    bounds = {"review_from": review_from, "review_to": review_to}
    if advice(tenths / 10, **bounds) == advice(score, **bounds):
        return tenths
    return tenths + 1 if tenths / 10 < score else tenths - 1


def shown_score(score: float, *, review_from: float, review_to: float) -> int:
    """A score as shown on its scale, in tenths: between 0 and 1000."""
    tenths = score_in_tenths(score, review_from=review_from, review_to=review_to)
    return in_tenths(clip(tenths / 10))


def whole_score(tenths: int) -> int:
    """A score as shown, in tenths, in whole points: below the cut-off stays below, 496 is 49."""
    cut_off = round(CUT_OFF_SCORE)
    whole = round(tenths / 10)
    return whole - 1 if whole == cut_off and tenths < 10 * cut_off else whole
