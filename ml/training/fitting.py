"""One CatBoost model: how it is handed its clients, fitted, and put in the middle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
from catboost import CatBoost, CatBoostClassifier, Pool, sum_models
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import expit

from ml import features
from ml.bundle import Feature
from ml.engine import MISSING_CATEGORY, Trees
from ml.engine.layout import lay_out
from ml.points import POINTS_PER_LOG_ODDS
from ml.training.data import TrainingSet
from ml.training.directions import DIRECTIONS, missing_read_as
from ml.training.options import Options

FURTHEST = 20.0
"""Log-odds within which the shift to the middle is looked for."""


@dataclass(frozen=True)
class Fitted:
    """A model with what it reads missing values of directed features as."""

    model: CatBoost
    missing_as: Mapping[str, float]

    def pool(self, data: TrainingSet) -> Pool:
        """The rows as this model reads them."""
        return pool(data.features, data.defaulted, data.weights, missing_as=self.missing_as)


def fit(data: TrainingSet, *, options: Options, iterations: int, seed: int) -> Fitted:
    """Fit a model."""
    kept = DIRECTIONS if options.monotone else {}
    directions = {name: sign for name, sign in kept.items() if name not in options.free}
    missing_as = missing_read_as(data.features, data.defaulted, data.weights, directions)
    chosen: dict[str, Any] = options.parameters()
    if missing_as:
        chosen["monotone_constraints"] = {name: DIRECTIONS[name] for name in missing_as}
    model = CatBoostClassifier(
        **chosen,
        iterations=iterations,
        random_seed=seed,
        allow_writing_files=False,
        verbose=False,
    )
    fitted = Fitted(model, missing_as)
    model.fit(fitted.pool(data))
    return fitted


def average(members: Sequence[Fitted]) -> Fitted:
    """Several models of the same rows, which differ by their seed only, as one.

    A client's score then hardly depends on the draw of the seed. The average is of log-odds, so
    contributions are averages too.
    """
    if len(members) == 1:
        return members[0]
    # Members learn from the same rows, so their statistics of categories are the same too.
    model = sum_models(
        [member.model for member in members],
        weights=[1 / len(members)] * len(members),
        ctr_merge_policy="IntersectingCountersAverage",
    )
    return Fitted(model, members[0].missing_as)


def fit_average(
    data: TrainingSet, *, options: Options, iterations: int
) -> tuple[Fitted, dict[str, float]]:
    """The average of ``options.seeds`` models.

    Returns:
        The model, and its steadiness: points between one client's scores by two such averages,
        "median" and "ninth" (the 90th percentile). Of a single model it is not known, and empty.
    """
    members = [
        fit(data, options=options, iterations=iterations, seed=options.seed + 1_000 * number)
        for number in range(options.seeds)
    ]
    return average(members), _steadiness(members, data) if len(members) > 1 else {}


USUAL = (0.0005, 0.9995)
"""Quantiles between which a value is usual."""
SAMPLED = 5_000


def _steadiness(members: Sequence[Fitted], data: TrainingSet) -> dict[str, float]:
    """From the members' own differences: those of averages of k are smaller by the root of k."""
    sample = data.rows(np.flatnonzero(data.fullest)[:SAMPLED])
    rows = members[0].pool(sample)
    log_odds = [m.model.predict(rows, prediction_type="RawFormulaVal") for m in members]
    # Each is put in the middle, as the average will be.
    centred = [found - np.mean(found) for found in log_odds]
    apart = np.abs([first - second for first, second in combinations(centred, 2)])
    points = apart * POINTS_PER_LOG_ODDS / np.sqrt(len(members))
    return {"median": float(np.median(points)), "ninth": float(np.quantile(points, 0.9))}


def shift_to_the_middle(
    log_odds: NDArray[np.float64], defaulted: NDArray[np.bool_], weights: NDArray[np.float64]
) -> float:
    """What to add so that the mean PD is the default rate.

    With constraints CatBoost moves the leaves of each tree to one side and makes up for all trees
    together in the bias, so that fewer trees of a model are far off (mean PD 0.126 in place of
    0.079 after the first of 400 trees, measured).
    """
    rate = float(np.average(defaulted, weights=weights))

    def excess(shift: float) -> float:
        return float(np.average(expit(log_odds + shift), weights=weights)) - rate

    return float(brentq(excess, -FURTHEST, FURTHEST, xtol=1e-10))


def columns_for_catboost(
    frame: pl.DataFrame, *, missing_as: Mapping[str, float] | None = None
) -> dict[str, NDArray[np.float32] | NDArray[np.object_]]:
    """The features in their order; a missing category is one of its own, never another one's.

    Args:
        frame: features.
        missing_as: what missing values of some numbers are read as.
    """
    read_as = missing_as or {}
    return {
        name: frame[name].fill_null(MISSING_CATEGORY).to_numpy().astype(object)
        if name in features.CATEGORICAL
        else frame[name].cast(pl.Float32).fill_null(read_as.get(name, np.nan)).to_numpy()
        for name in features.FEATURES
    }


def pool(
    frame: pl.DataFrame,
    defaulted: NDArray[np.bool_] | None = None,
    weights: NDArray[np.float64] | None = None,
    *,
    missing_as: Mapping[str, float] | None = None,
) -> Pool:
    """A CatBoost pool of the features, with outcomes where they are given."""
    return Pool(
        pd.DataFrame(columns_for_catboost(frame, missing_as=missing_as)),
        label=None if defaulted is None else defaulted.astype(np.int8),
        weight=weights,
        cat_features=list(features.CATEGORICAL),
    )


def describe_features(frame: pl.DataFrame, missing_as: Mapping[str, float]) -> tuple[Feature, ...]:
    """The features in model order, with what ``frame`` holds of each."""
    return tuple(
        Feature(name, "category", (MISSING_CATEGORY, *sorted(frame[name].drop_nulls().unique())))
        if name in features.CATEGORICAL
        else Feature(
            name,
            "number",
            direction=DIRECTIONS[name] if name in missing_as else 0,
            missing_as=missing_as.get(name),
            usual=_usual(frame[name]),
        )
        for name in features.FEATURES
    )


def _usual(values: pl.Series) -> tuple[float, float] | None:
    low, high = (values.quantile(share, interpolation="nearest") for share in USUAL)
    return None if low is None or high is None else (low, high)


def lay_out_fitted(
    fitted: Fitted, described: tuple[Feature, ...], *, clients: pl.DataFrame
) -> Trees:
    """The engine's trees of a fitted model.

    Args:
        fitted: the model.
        described: its features.
        clients: features of those whose mean every explanation starts from.
    """
    return lay_out(
        fitted.model,
        {f.name: f.categories for f in described if f.kind == "category"},
        fitted.missing_as,
        weights=_clients_by_leaf(fitted, clients),
    )


COUNTED = 5_000
"""Clients whose leaves are looked up together: bounds the memory."""


def _clients_by_leaf(fitted: Fitted, clients: pl.DataFrame) -> list[NDArray[np.float64]]:
    """Of each tree, how many clients reach each leaf; shape [leaves]."""
    sizes = np.asarray(fitted.model.get_tree_leaf_counts(), dtype=np.int64)
    starts = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(sizes)])
    counts = np.zeros(starts[-1], dtype=np.int64)
    for rows in clients.iter_slices(COUNTED):
        read = pool(rows, missing_as=fitted.missing_as)
        leaves = np.asarray(fitted.model.calc_leaf_indexes(read), dtype=np.int64)
        counts += np.bincount((leaves + starts[:-1]).ravel(), minlength=starts[-1])
    return [part.astype(np.float64) for part in np.split(counts, starts[1:-1])]
