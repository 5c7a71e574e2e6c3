"""What past clients say of a model: the cost of each cut-off, repayment in each band of scores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ml.cost import cost_per_application
from ml.points import PointsScale

BAND = 5
"""Points that a band of scores is wide."""
COST_SCORES = range(10, 91)
"""Scores whose cut-off is tried for the cost curve."""


@dataclass(frozen=True)
class CostPoint:
    """Granting from this score on: its cost per application and the share granted."""

    score: float
    cost: float
    granted: float


@dataclass(frozen=True)
class Band:
    """Past clients with a score from ``low`` up to ``high``, and how many of them defaulted."""

    low: int
    high: int
    clients: int
    defaults: int


@dataclass(frozen=True)
class Curves:
    """Both curves, lowest score first; from clients that the judged model had not seen."""

    cost: tuple[CostPoint, ...]
    bands: tuple[Band, ...]

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Curves:
        """Read back what ``dataclasses.asdict`` gave."""
        return cls(
            cost=tuple(CostPoint(**point) for point in raw["cost"]),
            bands=tuple(Band(**band) for band in raw["bands"]),
        )


def draw_curves(
    defaulted: NDArray[np.bool_], pd: NDArray[np.float64], *, threshold: float, cost_ratio: float
) -> Curves:
    """The curves of PDs that a model gave to clients it had not seen.

    Args:
        defaulted: outcomes, shape [n].
        pd: probabilities of default, shape [n].
        threshold: the cut-off, a PD; its score is 50.
        cost_ratio: cost of a default granted, in good clients refused.
    """
    scores = PointsScale(threshold).base(np.log(pd) - np.log1p(-pd))
    shown = np.clip(scores, 0, np.nextafter(100, 0))
    number = (shown // BAND).astype(np.int64)
    count = 100 // BAND
    clients = np.bincount(number, minlength=count)
    defaults = np.bincount(number, weights=defaulted, minlength=count)
    return Curves(
        cost=tuple(
            CostPoint(
                score=float(score),
                # A higher score is a lower PD: granting from a score is refusing below it.
                cost=cost_per_application(defaulted, -scores, threshold=-score, ratio=cost_ratio),
                granted=float(np.mean(scores >= score)),
            )
            for score in COST_SCORES
        ),
        bands=tuple(
            Band(low=BAND * i, high=BAND * (i + 1), clients=int(n), defaults=int(d))
            for i, (n, d) in enumerate(zip(clients, defaults, strict=True))
        ),
    )
