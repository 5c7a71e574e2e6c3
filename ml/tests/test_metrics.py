from __future__ import annotations

import numpy as np
import pytest

from ml.metrics import INTERVAL_METRICS, bootstrap_intervals, measure

GENERATOR = np.random.default_rng(0)
PD = GENERATOR.uniform(0.01, 0.5, 2_000)
DEFAULTED = GENERATOR.random(2_000) < PD


def test_a_perfect_order() -> None:
    metrics = measure(
        np.array([False, False, True]), np.array([0.1, 0.2, 0.9]), threshold=0.5, cost_ratio=10
    )
    assert (metrics.auc, metrics.gini, metrics.ks) == (1, 1, 1)
    assert metrics.cost_per_application == 0
    assert metrics.cost_grant_all == pytest.approx(10 / 3)
    assert metrics.cost_refuse_all == pytest.approx(2 / 3)
    assert metrics.clients == 3


def test_the_keys_that_commands_print() -> None:
    metrics = measure(DEFAULTED, PD, threshold=0.2, cost_ratio=10)
    assert list(metrics.as_dict()) == [
        "auc", "gini", "ks", "average_precision", "brier", "log_loss", "threshold",
        "cost_per_application", "cost_grant_all", "cost_refuse_all", "clients", "default_rate",
    ]  # fmt: skip
    assert metrics.gini == pytest.approx(2 * metrics.auc - 1)


def test_one_outcome_cannot_be_judged() -> None:
    with pytest.raises(ValueError, match="did not"):
        measure(np.array([True, True]), np.array([0.1, 0.2]), threshold=0.5, cost_ratio=10)


def test_intervals_hold_the_metric_and_repeat() -> None:
    metrics = measure(DEFAULTED, PD, threshold=0.2, cost_ratio=10).as_dict()
    intervals = bootstrap_intervals(DEFAULTED, PD, threshold=0.2, cost_ratio=10, rounds=60)
    assert set(intervals) == set(INTERVAL_METRICS)
    for name, (low, high) in intervals.items():
        # A draw's calibration error is above its sample's: it has a floor at zero.
        assert 0 < low < high
        if name != "calibration_error":
            assert low < metrics[name] < high, name
    again = bootstrap_intervals(DEFAULTED, PD, threshold=0.2, cost_ratio=10, rounds=60)
    assert again == intervals
