"""The business cost of a cut-off: a default granted costs ``ratio`` good clients refused."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

DEFAULT_COST_RATIO = 10.0


@dataclass(frozen=True)
class CutOff:
    """A cut-off and what it costs, in good clients refused per application."""

    threshold: float
    cost: float


def cost_per_application(
    defaulted: NDArray[np.bool_],
    pd: NDArray[np.float64],
    *,
    threshold: float | NDArray[np.float64],
    ratio: float,
) -> float:
    """Mean cost of granting at or below ``threshold`` and refusing above it.

    Args:
        defaulted: outcomes, shape [n].
        pd: probabilities of default, shape [n].
        threshold: the PD above which an application is refused, one or each client's, shape [n].
        ratio: cost of a default granted, in good clients refused.
    """
    refused = pd > threshold
    granted_defaults = np.count_nonzero(defaulted & ~refused)
    refused_good = np.count_nonzero(~defaulted & refused)
    return float((ratio * granted_defaults + refused_good) / len(defaulted))


def cheapest_cut_off(
    defaulted: NDArray[np.bool_], pd: NDArray[np.float64], *, ratio: float
) -> CutOff:
    """The cut-off with the lowest business cost; among equals the highest, which refuses fewest.

    Every midpoint between two neighbouring PDs is tried, with granting all and refusing all, so
    the result does not depend on a grid (Elkan, "The Foundations of Cost-Sensitive Learning",
    2001, for why a cut-off belongs to a cost).

    Args:
        defaulted: outcomes, shape [n], n > 0.
        pd: probabilities of default strictly between 0 and 1, shape [n].
        ratio: cost of a default granted, in good clients refused; positive.
    """
    if len(defaulted) == 0:
        raise ValueError("no outcome to choose a cut-off from")
    if not ratio > 0:
        raise ValueError(f"the cost ratio must be positive, not {ratio!r}")
    order = np.argsort(pd, kind="stable")
    ordered_pd, ordered_default = pd[order], defaulted[order]
    # Granting the i safest: their defaults cost ratio each, the others' good clients 1 each.
    granted_defaults = np.concatenate([[0], np.cumsum(ordered_default)])
    refused_good = np.concatenate([np.cumsum(~ordered_default[::-1])[::-1], [0]])
    costs = ratio * granted_defaults + refused_good
    # Two clients with the same PD cannot be told apart by a cut-off.
    possible = np.concatenate([[True], ordered_pd[1:] > ordered_pd[:-1], [True]])
    costs = np.where(possible, costs, np.inf)
    granted = len(costs) - 1 - int(np.argmin(costs[::-1]))
    below = ordered_pd[granted - 1] if granted else 0.0
    above = ordered_pd[granted] if granted < len(ordered_pd) else 1.0
    return CutOff(threshold=float((below + above) / 2), cost=float(costs[granted] / len(pd)))


def cut_offs_by_others(
    defaulted: NDArray[np.bool_], pd: NDArray[np.float64], group: NDArray[np.int64], *, ratio: float
) -> NDArray[np.float64]:
    """For each client the cut-off that is cheapest for the clients of all other groups.

    Judging clients by it does not flatter: they had no say in it.

    Args:
        defaulted: outcomes, shape [n].
        pd: probabilities of default, shape [n].
        group: number of each client's group, shape [n]; two groups at least.
        ratio: cost of a default granted, in good clients refused.
    """
    cut_offs = np.empty(len(pd))
    for number in np.unique(group):
        others = group != number
        found = cheapest_cut_off(defaulted[others], pd[others], ratio=ratio)
        cut_offs[~others] = found.threshold
    return cut_offs
