"""What past clients say of a model: the cost of each cut-off, repayment in each band of scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
class Outcomes:
    """What became of past clients of whom about as much was known, by score.

    Attributes:
        above, up_to: the share of inputs withheld from them is above the one and at most the
            other; both are 0 for whole files.
        clients, defaults: in cells of equal width from 0 to 100, lowest score first.
        expected: the sum of their PDs, by cell.
    """

    above: float
    up_to: float
    clients: tuple[int, ...]
    defaults: tuple[int, ...]
    expected: tuple[float, ...]


@dataclass(frozen=True)
class Curves:
    """Both curves, lowest score first; from clients that the judged model had not seen.

    ``bands`` are of whole files; ``outcomes`` by how much was known, whole files first.
    """

    cost: tuple[CostPoint, ...]
    bands: tuple[Band, ...]
    outcomes: tuple[Outcomes, ...] = ()

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Curves:
        """Read back what ``dataclasses.asdict`` gave."""
        return cls(
            cost=tuple(CostPoint(**point) for point in raw["cost"]),
            bands=tuple(Band(**band) for band in raw["bands"]),
            outcomes=tuple(
                Outcomes(
                    above=part["above"],
                    up_to=part["up_to"],
                    **{name: tuple(part[name]) for name in ("clients", "defaults", "expected")},
                )
                for part in raw["outcomes"]
            ),
        )


def draw_curves(
    defaulted: NDArray[np.bool_],
    pd: NDArray[np.float64],
    *,
    threshold: float,
    cost_ratio: float,
    outcomes: tuple[Outcomes, ...] = (),
) -> Curves:
    """The curves of PDs that a model gave to clients it had not seen.

    Args:
        defaulted: outcomes, shape [n].
        pd: probabilities of default, shape [n].
        threshold: the cut-off, a PD; its score is 50.
        cost_ratio: cost of a default granted, in good clients refused.
        outcomes: by how much was known.
    """
    scores = _scores(pd, threshold)
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
            Band(low=BAND * place, high=BAND * (place + 1), clients=int(n), defaults=int(d))
            for place, (n, d) in enumerate(
                zip(*_counted(scores, np.ones(len(pd)), defaulted, width=BAND), strict=True)
            )
        ),
        outcomes=outcomes,
    )


def count_outcomes(
    defaulted: NDArray[np.bool_],
    pd: NDArray[np.float64],
    withheld: NDArray[np.float64],
    *,
    threshold: float,
    bounds: Sequence[float],
) -> tuple[Outcomes, ...]:
    """Clients by how much was withheld of them, and by score.

    Args:
        defaulted: outcomes, shape [n].
        pd: probabilities of default, shape [n].
        withheld: share of inputs withheld, shape [n].
        threshold: the cut-off, a PD.
        bounds: upper bounds of the shares that are counted together, rising to 1.
    """
    scores = _scores(pd, threshold)
    found = []
    for above, up_to in zip((0.0, 0.0, *bounds[:-1]), (0.0, *bounds), strict=True):
        mine = (withheld > above) & (withheld <= up_to) if up_to else withheld == 0
        clients, defaults, expected = _counted(
            scores[mine], np.ones(mine.sum()), defaulted[mine], pd[mine], width=1
        )
        found.append(
            Outcomes(
                above=above,
                up_to=up_to,
                clients=tuple(int(n) for n in clients),
                defaults=tuple(int(n) for n in defaults),
                expected=tuple(round(float(n), 4) for n in expected),
            )
        )
    return tuple(found)


def _counted(
    scores: NDArray[np.float64], *what: NDArray[Any], width: int
) -> list[NDArray[np.float64]]:
    """Sums of each of ``what``, [n], by cell of the score."""
    cell = (np.clip(scores, 0, np.nextafter(100, 0)) // width).astype(np.int64)
    return [
        np.bincount(cell, weights=each, minlength=100 // width).astype(np.float64) for each in what
    ]


def _scores(pd: NDArray[np.float64], threshold: float) -> NDArray[np.float64]:
    return np.asarray(PointsScale(threshold).base(np.log(pd) - np.log1p(-pd)))
