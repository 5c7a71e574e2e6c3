"""How well PDs separate and match outcomes; each metric with its bootstrap interval."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import (
    average_precision_score,
    brier_score_loss,
    log_loss,
    roc_auc_score,
    roc_curve,
)

from ml.cost import cost_per_application
from ml.reliability import BINS, expected_calibration_error, reliability


@dataclass(frozen=True)
class Metrics:
    """What a model is judged by. ``ks`` is the largest gap between the two cumulative curves."""

    auc: float
    gini: float
    ks: float
    average_precision: float
    brier: float
    log_loss: float
    threshold: float
    cost_per_application: float
    cost_grant_all: float
    cost_refuse_all: float
    clients: int
    default_rate: float

    def as_dict(self) -> dict[str, float]:
        """The metrics by name, in the order above."""
        return asdict(self)


def measure(
    defaulted: NDArray[np.bool_],
    pd: NDArray[np.float64],
    *,
    threshold: float,
    cost_ratio: float,
    cut_offs: NDArray[np.float64] | None = None,
) -> Metrics:
    """Judge PDs against outcomes.

    Args:
        defaulted: outcomes, shape [n]; both outcomes must occur.
        pd: probabilities of default, shape [n].
        threshold: the cut-off, a PD.
        cost_ratio: cost of a default granted, in good clients refused.
        cut_offs: to count the cost with, each client's own, shape [n], in place of the cut-off.

    Raises:
        ValueError: nobody, or everybody, defaulted.
    """
    defaults = int(np.count_nonzero(defaulted))
    if defaults in (0, len(defaulted)):
        raise ValueError("metrics want clients who defaulted and clients who did not")
    auc = float(roc_auc_score(defaulted, pd))
    false_positive, true_positive, _ = roc_curve(defaulted, pd)
    rate = defaults / len(defaulted)
    return Metrics(
        auc=auc,
        gini=2 * auc - 1,
        ks=float(np.max(true_positive - false_positive)),
        average_precision=float(average_precision_score(defaulted, pd)),
        brier=float(brier_score_loss(defaulted, pd)),
        log_loss=float(log_loss(defaulted, pd)),
        threshold=threshold,
        cost_per_application=cost_per_application(
            defaulted, pd, threshold=threshold if cut_offs is None else cut_offs, ratio=cost_ratio
        ),
        cost_grant_all=cost_ratio * rate,
        cost_refuse_all=1 - rate,
        clients=len(defaulted),
        default_rate=rate,
    )


def bootstrap_intervals(
    defaulted: NDArray[np.bool_],
    pd: NDArray[np.float64],
    *,
    threshold: float,
    cost_ratio: float,
    cut_offs: NDArray[np.float64] | None = None,
    rounds: int = 200,
    seed: int = 0,
    confidence: float = 0.95,
) -> dict[str, tuple[float, float]]:
    """Percentile bootstrap intervals (Efron, 1979) of each metric that varies by sample.

    The expected calibration error is among them, which is above zero for any finite sample.

    Clients are drawn with replacement within each outcome, so every draw holds both.

    Returns:
        name → (low, high).
    """
    generator = np.random.default_rng(seed)
    groups = [np.flatnonzero(defaulted), np.flatnonzero(~defaulted)]
    drawn: dict[str, list[float]] = {name: [] for name in INTERVAL_METRICS}
    for _ in range(rounds):
        sample = np.concatenate([generator.choice(group, len(group)) for group in groups])
        metrics = measure(
            defaulted[sample],
            pd[sample],
            threshold=threshold,
            cost_ratio=cost_ratio,
            cut_offs=None if cut_offs is None else cut_offs[sample],
        ).as_dict()
        curve = reliability(defaulted[sample], pd[sample], bins=min(BINS, len(sample)))
        metrics["calibration_error"] = expected_calibration_error(curve)
        for name in INTERVAL_METRICS:
            drawn[name].append(metrics[name])
    tail = (1 - confidence) / 2
    return {
        name: (float(np.quantile(values, tail)), float(np.quantile(values, 1 - tail)))
        for name, values in drawn.items()
    }


INTERVAL_METRICS = (
    "auc",
    "gini",
    "ks",
    "average_precision",
    "brier",
    "log_loss",
    "cost_per_application",
    "calibration_error",
)
