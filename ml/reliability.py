"""Whether PDs mean what they say: reliability curve, calibration error, and a correction."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

BINS = 10
NORMAL_95 = 1.959964
WORTHWHILE = 5e-4
"""A correction must lower the log loss by this much on clients that it was not fitted on."""


@dataclass(frozen=True)
class ReliabilityBin:
    """Clients of neighbouring PDs: their mean PD beside the share of them that defaulted."""

    mean_pd: float
    default_rate: float
    clients: int


def reliability(
    defaulted: NDArray[np.bool_], pd: NDArray[np.float64], *, bins: int = BINS
) -> tuple[ReliabilityBin, ...]:
    """The reliability curve in bins of equally many clients, safest first.

    Args:
        defaulted: outcomes, shape [n], n ≥ bins.
        pd: probabilities of default, shape [n].
        bins: how many.
    """
    if len(pd) < bins:
        raise ValueError(f"{len(pd)} clients do not fill {bins} bins")
    return tuple(
        ReliabilityBin(
            mean_pd=float(pd[part].mean()),
            default_rate=float(defaulted[part].mean()),
            clients=len(part),
        )
        for part in np.array_split(np.argsort(pd, kind="stable"), bins)
    )


def expected_calibration_error(curve: tuple[ReliabilityBin, ...]) -> float:
    """Mean distance of PD and default rate over the bins, weighted by clients.

    Naeini, Cooper & Hauskrecht, "Obtaining Well Calibrated Probabilities Using Bayesian Binning",
    2015, with bins of equal count.
    """
    clients = sum(part.clients for part in curve)
    return sum(abs(part.mean_pd - part.default_rate) * part.clients for part in curve) / clients


@dataclass(frozen=True)
class Correction:
    """Platt's correction (1999) ``slope · log-odds + shift``; linear, so contributions stay exact.

    ``gain`` is by how much it lowers the log loss of clients that it was not fitted on.
    """

    slope: float
    shift: float
    gain: float

    @property
    def helps(self) -> bool:
        """Whether the gain is worth having."""
        return self.gain > WORTHWHILE

    def of(self, pd: NDArray[np.float64]) -> NDArray[np.float64]:
        """PDs corrected."""
        return 1 / (1 + np.exp(-self.slope * (np.log(pd) - np.log1p(-pd)) - self.shift))


def correction(
    defaulted: NDArray[np.bool_], pd: NDArray[np.float64], *, folds: int = 5, seed: int = 0
) -> Correction:
    """Fit Platt's correction to out-of-fold PDs, and measure its gain by cross-fitting."""
    # Whoever reads a bundle reads this module; only training waits for scikit-learn.
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import log_loss
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    log_odds = (np.log(pd) - np.log1p(-pd)).reshape(-1, 1)
    model = LogisticRegression(C=np.inf)
    corrected = cross_val_predict(
        model,
        log_odds,
        defaulted,
        cv=StratifiedKFold(folds, shuffle=True, random_state=seed),
        method="predict_proba",
    )[:, 1]
    model.fit(log_odds, defaulted)
    return Correction(
        slope=float(model.coef_[0, 0]),
        shift=float(model.intercept_[0]),
        gain=float(log_loss(defaulted, pd) - log_loss(defaulted, corrected)),
    )


@dataclass(frozen=True)
class Calibration:
    """How well out-of-fold PDs are calibrated, and whether they were corrected."""

    curve: tuple[ReliabilityBin, ...]
    error: float
    correction: Correction
    corrected: bool

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Calibration:
        """Read back what ``dataclasses.asdict`` gave."""
        return cls(
            curve=tuple(ReliabilityBin(**part) for part in raw["curve"]),
            error=raw["error"],
            correction=Correction(**raw["correction"]),
            corrected=raw["corrected"],
        )


def calibrate(
    defaulted: NDArray[np.bool_], pd: NDArray[np.float64], *, seed: int = 0
) -> tuple[NDArray[np.float64], Calibration]:
    """Correct out-of-fold PDs where that helps; the PDs to use, shape [n], and what was found."""
    found = correction(defaulted, pd, seed=seed)
    if found.helps:
        pd = found.of(pd)
    curve = reliability(defaulted, pd, bins=min(BINS, len(pd)))
    return pd, Calibration(
        curve=curve,
        error=expected_calibration_error(curve),
        correction=found,
        corrected=found.helps,
    )


def wilson(count: int, of: int) -> tuple[float, float]:
    """95 % interval of a share (Wilson, "Probable Inference", 1927); ``of`` above 0."""
    share, z2 = count / of, NORMAL_95**2
    middle = share + z2 / (2 * of)
    spread = NORMAL_95 * math.sqrt(share * (1 - share) / of + z2 / (4 * of**2))
    return max(0.0, (middle - spread) / (1 + z2 / of)), min(1.0, (middle + spread) / (1 + z2 / of))
