"""Measures aggregates of real rows: distributions, correlations, the odds of choices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl
from sklearn.linear_model import LogisticRegression

from ml.synthetic.copula import (
    Floats,
    Levels,
    Marginal,
    marginal,
    nearest_correlation,
)
from ml.synthetic.spec import MISSING, Choice, Spec

Figures = dict[str, Any]
LEAST_CLIENTS = 20
"""No level or label that fewer rows have is written down, nor a quantile that fewer lie beyond."""
_FEW = 40
"""A quantity with no more values than this is kept as levels with their shares."""
_LEAST_FOR_QUANTILES = 100
_LEAST_PAIRS = 200
"""A correlation over fewer rows is taken to be zero."""
_ROWS_FOR_ODDS = 30_000


def significant(value: float, digits: int = 4) -> float:
    """Rounded to so many significant digits; -0.0 becomes 0.0."""
    return float(f"{value:.{digits}g}") + 0.0


def average(value: pl.Series) -> float:
    """The mean of the known values (of flags: the share that is true), 0 where none is known."""
    known = value.drop_nulls().cast(pl.Float64).to_numpy()
    return float(known.mean()) if len(known) else 0.0


def measure(rows: pl.DataFrame, spec: Spec) -> Figures:
    """Everything needed to draw such rows."""
    numbers = _numbers(rows, spec)
    flags = _flags(rows, spec)
    known: dict[str, Marginal] = {name: marginal(figures) for name, figures in numbers.items()}
    known |= {name: Levels((0, 1), (1 - share, share)) for name, share in flags.items()}
    expressions = {**spec.numbers, **spec.flags}
    normal = {
        name: distribution.score(values(rows, expressions[name]))
        for name, distribution in known.items()
    }
    return {
        "numbers": numbers,
        "flags": flags,
        "correlations": _correlations(normal, known),
        "choices": _choices(rows, normal, spec.choices),
    }


def values(rows: pl.DataFrame, expression: pl.Expr) -> Floats:
    """An expression's values as floats, NaN where missing or not finite."""
    value = rows.select(expression.cast(pl.Float64).alias("value"))["value"].fill_null(np.nan)
    array = value.to_numpy()
    return np.where(np.isfinite(array), array, np.nan)


def _numbers(rows: pl.DataFrame, spec: Spec) -> Figures:
    figures: Figures = {}
    for name, expression in spec.numbers.items():
        value = pl.Series("value", values(rows, expression)).drop_nans()
        counts = value.value_counts().sort("value").filter(pl.col("count") >= LEAST_CLIENTS)
        few = value.n_unique() <= _FEW or name in spec.stepped
        if few and counts.height > 0:
            figures[name] = {
                "values": [significant(v, 6) for v in counts["value"]],
                "shares": [significant(c / value.len()) for c in counts["count"]],
            }
        elif value.len() >= _LEAST_FOR_QUANTILES:
            beyond = LEAST_CLIENTS / value.len()
            grid = np.clip(spec.grid, beyond, 1 - beyond)
            quantiles = np.quantile(value.to_numpy(), grid)
            figures[name] = {"quantiles": [significant(q, 5) for q in quantiles]}
            if name in spec.grains:
                figures[name]["grain"] = spec.grains[name]
    return figures


def _flags(rows: pl.DataFrame, spec: Spec) -> dict[str, float]:
    """The share of the rows, where it means something, of which each flag is true."""
    shares = {}
    for name, expression in spec.flags.items():
        value = values(rows, expression)
        if np.isnan(value).sum() <= len(value) - LEAST_CLIENTS:
            shares[name] = significant(float(np.nanmean(value)))
    return {name: share for name, share in shares.items() if 0 < share < 1}


def _correlations(normal: Mapping[str, Floats], known: Mapping[str, Marginal]) -> Figures:
    """Correlations of the latent scores, over the rows where both are known.

    Levels only show the mean score of each, which varies less than the score: the covariance of
    two means is the correlation times both their variances (to first order), so it is divided by
    them.
    """
    names = list(normal)
    scores = np.column_stack([normal[name] - np.nanmean(normal[name]) for name in names])
    there = (~np.isnan(scores)).astype(np.float64)
    pairs = there.T @ there
    scores = np.nan_to_num(scores)
    variance = np.array([max(known[name].variance, 1e-3) for name in names])
    matrix = (scores.T @ scores) / np.maximum(pairs, 1) / np.outer(variance, variance)
    matrix = np.where(pairs < _LEAST_PAIRS, 0.0, np.clip(matrix, -0.98, 0.98))
    np.fill_diagonal(matrix, 1.0)
    matrix = nearest_correlation(matrix)
    lower = [[round(float(v), 2) + 0.0 for v in matrix[i, :i]] for i in range(1, len(names))]
    return {"names": names, "lower": lower}


def _choices(
    rows: pl.DataFrame, normal: Mapping[str, Floats], choices: Mapping[str, Choice]
) -> Figures:
    """Multinomial logistic coefficients of each category, on scores, flags and earlier choices."""
    figures: Figures = {}
    labels: dict[str, list[str]] = {}
    given: dict[str, pl.Series] = {}
    for name, choice in choices.items():
        expression = pl.col(name) if choice.label is None else choice.label
        label = rows.select(expression.cast(pl.String).alias("label"))["label"]
        counts = label.drop_nulls().value_counts(sort=True).sort("count", "label", descending=True)
        kept = counts.filter(pl.col("count") >= LEAST_CLIENTS)["label"].to_list()
        if not kept:
            continue
        labels[name], given[name] = kept, label.fill_null(MISSING)
        inputs, blocks = [], []
        for entry in choice.on:
            if entry in normal:
                inputs.append(entry)
                blocks.append(np.nan_to_num(normal[entry]))
            for one in labels.get(entry, [])[1:]:
                inputs.append(f"{entry} = {one}")
                blocks.append((given[entry] == one).cast(pl.Float64).to_numpy())
        among = np.flatnonzero(label.is_in(kept).fill_null(False).to_numpy())
        if len(among) > _ROWS_FOR_ODDS:
            among = np.random.default_rng(0).choice(among, _ROWS_FOR_ODDS, replace=False)
        matrix = np.column_stack(blocks) if blocks else np.zeros((rows.height, 0))
        figures[name] = _odds(label.to_numpy()[among], matrix[among], kept, inputs)
    return figures


def _odds(label: Any, matrix: Floats, kept: list[str], inputs: list[str]) -> Figures:
    """The log-odds of each label: intercept, then a slope for each input."""
    classes, counts = np.unique(label, return_counts=True)
    if matrix.shape[1] == 0 or len(classes) == 1:
        logs = dict(zip(classes, np.log(counts / counts.sum()), strict=True))
        odds = {one: [round(float(logs.get(one, -9.0)), 2) + 0.0] for one in kept}
        return {"labels": kept, "inputs": [], "odds": odds}
    model = LogisticRegression(C=0.3, max_iter=300, tol=1e-3).fit(matrix, label)
    intercept, slopes = model.intercept_, model.coef_
    if len(classes) == 2:
        intercept, slopes = np.array([0.0, intercept[0]]), np.vstack([0 * slopes[0], slopes[0]])
    place = {one: i for i, one in enumerate(model.classes_)}
    odds = {
        one: [round(float(v), 2) + 0.0 for v in (intercept[place[one]], *slopes[place[one]])]
        for one in kept
        if one in place
    }
    return {"labels": list(odds), "inputs": inputs, "odds": odds}
