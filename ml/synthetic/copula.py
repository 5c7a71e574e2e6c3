"""Draws related numbers, levels and flags from their own distributions and their correlations.

A Gaussian copula: each quantity has a standard normal score; the scores are correlated, and each
is turned into a value by the quantity's own distribution.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

Floats = NDArray[np.float64]

FINE: Floats = np.concatenate(
    [
        [0.0005, 0.002, 0.005, 0.01, 0.015],
        np.linspace(0.02, 0.98, 97),
        [0.985, 0.99, 0.995, 0.998, 0.9995],
    ]
)
"""Where quantiles of large tables are measured. Not at 0 and 1: those are single rows' values."""
COARSE: Floats = np.concatenate([[0.003, 0.01], np.linspace(0.025, 0.975, 39), [0.99, 0.997]])
"""Where quantiles of smaller tables are measured."""
_GRIDS = {len(grid): grid for grid in (FINE, COARSE)}


class Levels:
    """A quantity with few values, each with its share."""

    def __init__(self, values: Sequence[float], shares: Sequence[float]) -> None:
        self.values = np.asarray(values, dtype=np.float64)
        share = np.asarray(shares, dtype=np.float64) / np.sum(shares)
        self._edges = np.cumsum(share)
        self._edges[-1] = 1.0
        density = np.exp(-(ndtri(np.concatenate([[0.0], self._edges])) ** 2) / 2) / np.sqrt(
            2 * np.pi
        )
        self._scores: Floats = -np.diff(density) / share
        self.variance = float(np.average(self._scores**2, weights=share))

    def value(self, score: Floats) -> Floats:
        """Values for normal scores, shape [n]."""
        place = np.searchsorted(self._edges, ndtr(score), side="right")
        return np.asarray(self.values[np.minimum(place, len(self.values) - 1)])

    def score(self, value: Floats) -> Floats:
        """The mean normal score of each value; NaN stays."""
        place = np.clip(np.searchsorted(self.values, value), 0, len(self.values) - 1)
        return np.where(np.isnan(value), np.nan, self._scores[place])


class Quantiles:
    """A quantity with many values, by its quantiles at ``FINE`` or ``COARSE`` probabilities."""

    variance = 1.0

    def __init__(self, quantiles: Sequence[float], grain: float | None) -> None:
        self._quantiles = np.asarray(quantiles, dtype=np.float64)
        self._at = _GRIDS[len(quantiles)]
        self._grain = grain

    def value(self, score: Floats) -> Floats:
        """Values for normal scores, shape [n], in multiples of the grain."""
        value = np.interp(ndtr(score), self._at, self._quantiles)
        if self._grain is not None:
            value = np.round(value / self._grain) * self._grain
        return np.asarray(value)

    def score(self, value: Floats) -> Floats:
        """The normal score of each value, the middle one where several have it; NaN stays."""
        low = np.interp(value, self._quantiles, self._at)
        high = 1 - np.interp(-value, -self._quantiles[::-1], 1 - self._at[::-1])
        return np.asarray(ndtri((low + high) / 2))


Marginal = Levels | Quantiles


def marginal(figures: Mapping[str, Any]) -> Marginal:
    """The distribution written down in the calibration."""
    if "shares" in figures:
        return Levels(figures["values"], figures["shares"])
    return Quantiles(figures["quantiles"], figures.get("grain"))


class Copula:
    """Correlated normal scores, by name."""

    def __init__(self, names: Sequence[str], lower: Sequence[Sequence[float]]) -> None:
        self.names = list(names)
        matrix = np.eye(len(self.names))
        for row, values in enumerate(lower, start=1):
            matrix[row, :row] = matrix[:row, row] = values
        self._root: Floats = np.asarray(np.linalg.cholesky(nearest_correlation(matrix)), np.float64)

    def draw(self, rng: np.random.Generator, size: int) -> dict[str, Floats]:
        """Normal scores, shape [size] each."""
        scores = rng.standard_normal((size, len(self.names))) @ self._root.T
        return {name: np.ascontiguousarray(scores[:, i]) for i, name in enumerate(self.names)}


def nearest_correlation(matrix: Floats) -> Floats:
    """The matrix with its negative eigenvalues lifted, scaled back to ones on the diagonal."""
    values, vectors = np.linalg.eigh(matrix)
    lifted = (vectors * np.maximum(values, 1e-4)) @ vectors.T
    scale = np.sqrt(np.diag(lifted))
    return np.asarray(lifted / np.outer(scale, scale))
