"""Features whose effect may go one way only, and what their missing values are read as.

The catalogue says the direction (``monotone``). CatBoost keeps it for known values, but puts a
missing number before all others, so that under a constraint "not known" would have to be the best
or the worst of all. The model therefore reads a missing value of such a feature as a known one: the
value whose risk is that of clients from whom it was withheld, who are like all others. That it is
missing in the files too says something at times (no job, no score at a source); the features beside
it, as the kind of income, tell that.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray
from sklearn.isotonic import IsotonicRegression

from ml import features
from ml.wording.catalogue import CATALOGUE

DIRECTIONS: dict[str, int] = {
    name: CATALOGUE[name].monotone for name in features.FEATURES if CATALOGUE[name].monotone
}
"""Feature → +1 where the PD may only rise with it, -1 where it may only fall."""

PRIOR = 500.0
"""Clients of the risk of all who are counted in with those whose value is missing."""

STEPS = np.linspace(0.01, 0.99, 99)
"""Quantiles among which the value of equal risk is looked for."""


def missing_read_as(
    frame: pl.DataFrame,
    defaulted: NDArray[np.bool_],
    weights: NDArray[np.float64],
    directions: Mapping[str, int] = DIRECTIONS,
) -> dict[str, float]:
    """For each directed feature the known value whose risk is that of the missing ones.

    The risk of a value is an isotonic regression (Barlow et al., 1972) of the outcome on it, in
    the feature's direction. The missing ones are those of rows of whose client another row knows
    the value; where there are none, all missing ones. Their risk is shrunk towards the risk of
    all, as if ``PRIOR`` more were among them: a few dozen say little.

    Args:
        frame: ``client_id`` and features, n rows.
        defaulted: outcomes, shape [n].
        weights: of the rows, shape [n].
        directions: feature → sign.

    Returns:
        feature → value; without the features of which no value is known.
    """
    found = {}
    _, client = np.unique(frame["client_id"].to_numpy(), return_inverse=True)
    overall = float(np.average(defaulted, weights=weights))
    for name, sign in directions.items():
        values = frame[name].cast(pl.Float64).fill_null(np.nan).to_numpy()
        known = ~np.isnan(values)
        if known.any():
            withheld = ~known & (np.bincount(client, weights=known)[client] > 0)
            missing = withheld if withheld.any() else ~known
            found[name] = _value_of_risk(
                values[known],
                defaulted[known],
                weights[known],
                sign=sign,
                risk=(float(weights[missing] @ defaulted[missing]) + PRIOR * overall)
                / (float(weights[missing].sum()) + PRIOR),
            )
    return found


def _value_of_risk(
    values: NDArray[np.float64],
    defaulted: NDArray[np.bool_],
    weights: NDArray[np.float64],
    *,
    sign: int,
    risk: float,
) -> float:
    """The value whose risk is nearest; the middle one of several."""
    curve = IsotonicRegression(increasing=sign > 0).fit(values, defaulted, sample_weight=weights)
    steps = np.unique(np.quantile(values, STEPS))
    gaps = np.abs(curve.predict(steps) - risk)
    nearest = np.flatnonzero(gaps <= gaps.min() + 1e-12)
    return float(np.float32(steps[nearest[len(nearest) // 2]]))
