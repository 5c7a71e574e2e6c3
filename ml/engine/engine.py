"""The one thing that computes a score: training's judge, the portfolio, a form and an API call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ml.engine.trees import MISSING_CATEGORY, Trees
from ml.engine.walk import walk

if TYPE_CHECKING:
    from ml.bundle import Bundle, Feature


SUM_TOLERANCE = 1e-9
"""Log-odds that a client's contributions may be away from the score; it is rounding alone."""


class ContributionsError(ValueError):
    """The tables of a bundle do not add up to its trees; such a bundle is not used."""


@dataclass(frozen=True)
class Explanation:
    """PDs and what made them.

    Attributes:
        pd: probabilities of default, shape [n].
        contributions: exact SHAP values in log-odds of default, shape [n, m], in the order of
            ``Engine.features``; ``base + contributions.sum(axis=1)`` is ``logit(pd)``.
        base: log-odds of default of the average training client.
    """

    pd: NDArray[np.float64]
    contributions: NDArray[np.float64]
    base: float


class Engine:
    """Predicts and explains with one bundle; made once a process, safe to share by threads."""

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle
        self._set_up(Trees.load(bundle.file("engine.npz")), bundle.manifest.features)

    @classmethod
    def of_trees(cls, trees: Trees, described: Sequence[Feature]) -> Engine:
        """An engine before its bundle is sealed; it has no ``bundle``."""
        engine = cls.__new__(cls)
        engine._set_up(trees, described)
        return engine

    def _set_up(self, trees: Trees, described: Sequence[Feature]) -> None:
        off = trees.sum_error()
        if off > SUM_TOLERANCE:
            raise ContributionsError(f"contributions do not add up: off by {off:.2e} log-odds")
        self._trees = trees
        self.features: tuple[str, ...] = tuple(feature.name for feature in described)
        self.base = float(trees.base[0])
        self._numbers = [f.name for f in described if f.kind == "number"]
        self._codes: dict[str, dict[str, int]] = {
            feature.name: {category: code for code, category in enumerate(feature.categories)}
            for feature in described
            if feature.kind == "category"
        }
        self._unseen = self._trees.category_goes_right.shape[1] - 1

    @property
    def nbytes(self) -> int:
        """Memory of the trees and their SHAP tables, in bytes."""
        return self._trees.nbytes

    def predict(self, features: pl.DataFrame) -> NDArray[np.float64]:
        """Probabilities of default, shape [n].

        Args:
            features: a column for each of ``self.features``, one row a client; others are ignored.

        Raises:
            ValueError: a feature is not there.
        """
        return _sigmoid(self.log_odds(features))

    def log_odds(self, features: pl.DataFrame) -> NDArray[np.float64]:
        """Log-odds of default, shape [n]; arguments as ``predict``."""
        found, _ = walk(self._trees, *self._encode(features), features=0)
        return found

    def explain(self, features: pl.DataFrame) -> Explanation:
        """Probabilities of default with exact contributions; arguments as ``predict``."""
        return self._explain(*self._encode(features))

    def explain_one(self, values: Mapping[str, float | str | None]) -> Explanation:
        """One client's PD and contributions (n = 1), without building a data frame.

        Args:
            values: feature → value, None where missing.

        Raises:
            ValueError: a feature is not there.
        """
        return self._explain(*self._encode_one(values))

    def _explain(self, numbers: NDArray[np.float32], codes: NDArray[np.int32]) -> Explanation:
        log_odds, contributions = walk(self._trees, numbers, codes, features=len(self.features))
        return Explanation(pd=_sigmoid(log_odds), contributions=contributions, base=self.base)

    def _encode(self, features: pl.DataFrame) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
        self._check(features.columns)
        if len(features) == 1:
            # Whole-column work takes far longer than the prediction.
            return self._encode_one(features.row(0, named=True))
        numbers = (
            features.select(pl.col(self._numbers).cast(pl.Float32).fill_null(np.nan))
            .to_numpy()
            .astype(np.float32)
        )
        codes = features.select(
            pl.col(name)
            .fill_null(MISSING_CATEGORY)
            .replace_strict(known, default=self._unseen, return_dtype=pl.Int32)
            for name, known in self._codes.items()
        ).to_numpy()
        return (
            np.ascontiguousarray(numbers).reshape(len(features), -1),
            np.ascontiguousarray(codes, dtype=np.int32).reshape(len(features), -1),
        )

    def _encode_one(
        self, values: Mapping[str, float | str | None]
    ) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
        self._check(values)
        numbers = [values[name] for name in self._numbers]
        codes = [
            known.get(_category(values[name]), self._unseen) for name, known in self._codes.items()
        ]
        return (
            np.asarray(numbers, dtype=np.float32).reshape(1, -1),
            np.asarray(codes, dtype=np.int32).reshape(1, -1),
        )

    def _check(self, given: Sequence[str] | Mapping[str, object]) -> None:
        missing = [name for name in self.features if name not in given]
        if missing:
            raise ValueError(f"the model reads features that are not there: {', '.join(missing)}")


def _category(value: float | str | None) -> str:
    return MISSING_CATEGORY if value is None else str(value)


def _sigmoid(log_odds: NDArray[np.float64]) -> NDArray[np.float64]:
    """1 / (1 + e^-x) without overflow."""
    decay = np.exp(-np.abs(log_odds))
    result: NDArray[np.float64] = np.where(log_odds >= 0, 1 / (1 + decay), decay / (1 + decay))
    return result
