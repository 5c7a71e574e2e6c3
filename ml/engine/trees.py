"""A CatBoost model in flat arrays: splits, leaf values and the SHAP vector of each leaf."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

MISSING_CATEGORY = "missing"
"""How a missing category is told to CatBoost: a category of its own, never another one's."""


@dataclass(frozen=True)
class Trees:
    """Arrays of a forest of T trees with S splits and L leaves in all.

    Attributes:
        border_start: where each number's borders start, shape [numbers + 1].
        borders: ascending for each number, float32 as CatBoost compares.
        missing_passes: how many of its borders a missing number passes, shape [numbers].
        category_column: for each distinct categorical split, its column among the categories,
            shape [C].
        category_goes_right: for each of them and each category code, shape [C, codes].
        split_start: where each tree's splits start, shape [T + 1].
        split_plane: what the split reads: a number's column, or numbers + a row of
            ``category_goes_right``, shape [S].
        split_bin: right is where more borders than this are passed, shape [S].
        leaf_start: where each tree's leaves start, shape [T + 1].
        leaf_values: in log-odds, shape [L]; bit d of a leaf's place in its tree is split d.
        player_start: where each tree's distinct features start, shape [T + 1].
        player_feature: feature index in the model's order.
        shap_start: where each tree's SHAP table starts, shape [T + 1].
        shap_values: tables [features, leaves] of all trees one after the other, in log-odds.
        base: the average client's log-odds, shape [1].
        bias: log-odds before any tree, shape [1].
    """

    border_start: NDArray[np.int64]
    borders: NDArray[np.float32]
    missing_passes: NDArray[np.uint8]
    category_column: NDArray[np.int64]
    category_goes_right: NDArray[np.bool_]
    split_start: NDArray[np.int64]
    split_plane: NDArray[np.int64]
    split_bin: NDArray[np.uint8]
    leaf_start: NDArray[np.int64]
    leaf_values: NDArray[np.float64]
    player_start: NDArray[np.int64]
    player_feature: NDArray[np.int64]
    shap_start: NDArray[np.int64]
    shap_values: NDArray[np.float64]
    base: NDArray[np.float64]
    bias: NDArray[np.float64]

    def save(self, path: Path) -> None:
        """Write the arrays as an uncompressed .npz."""
        with path.open("wb") as file:
            np.savez(file, **{field.name: getattr(self, field.name) for field in fields(self)})

    @classmethod
    def load(cls, path: Path) -> Trees:
        """Read what ``save`` wrote; nothing in it can run code."""
        with np.load(path, allow_pickle=False) as arrays:
            return cls(**{field.name: arrays[field.name] for field in fields(cls)})

    def sum_error(self) -> float:
        """The most that any leaves reached together are away from base and contributions.

        In each tree a leaf's value less its contributions is the same number in every leaf, the
        tree's mean; the means and the bias are the base.
        """
        means = self.bias[0]
        apart = 0.0
        for tree in range(len(self.split_start) - 1):
            first, last = self.leaf_start[tree : tree + 2]
            table = self.shap_values[self.shap_start[tree] : self.shap_start[tree + 1]]
            rest = self.leaf_values[first:last] - table.reshape(-1, last - first).sum(axis=0)
            means += rest[0]
            apart += float(np.ptp(rest))
        return apart + abs(float(means - self.base[0]))

    @property
    def nbytes(self) -> int:
        """Memory of all arrays, in bytes."""
        return sum(getattr(self, field.name).nbytes for field in fields(self))
