from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from ml.reliability import (
    calibrate,
    correction,
    expected_calibration_error,
    reliability,
)

GENERATOR = np.random.default_rng(0)
PD = GENERATOR.uniform(0.01, 0.5, 8_000)
DEFAULTED = GENERATOR.random(8_000) < PD
SHARPENED = 1 / (1 + np.exp(-2.5 * np.log(PD / (1 - PD)) - 1))
"""The same order of clients, with PDs that claim too much."""


def test_a_calibrated_model_lies_on_the_diagonal() -> None:
    curve = reliability(DEFAULTED, PD)
    assert [part.clients for part in curve] == [800] * 10
    assert all(a.mean_pd < b.mean_pd for a, b in pairwise(curve))
    assert expected_calibration_error(curve) < 0.02
    assert expected_calibration_error(reliability(DEFAULTED, SHARPENED)) > 0.05


def test_a_calibrated_model_is_left_alone() -> None:
    pd, found = calibrate(DEFAULTED, PD)
    assert not found.corrected
    assert np.array_equal(pd, PD)


def test_a_sharpened_model_is_corrected() -> None:
    pd, found = calibrate(DEFAULTED, SHARPENED)
    assert found.corrected
    assert found.correction.slope == pytest.approx(1 / 2.5, rel=0.1)
    assert found.error < 0.02
    assert np.array_equal(np.argsort(pd), np.argsort(SHARPENED)), "the order is kept"


def test_the_gain_is_measured_on_other_clients() -> None:
    few = slice(0, 60)
    assert correction(DEFAULTED[few], PD[few]).gain < 0.05


def test_too_few_clients_for_the_bins() -> None:
    with pytest.raises(ValueError, match="do not fill"):
        reliability(DEFAULTED[:5], PD[:5])
