"""Measures aggregates of real applications: distributions, correlations, choices, and risk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from ml.synthetic import columns, risk
from ml.synthetic.copula import (
    PROBABILITIES,
    Floats,
    Levels,
    Marginal,
    marginal,
    nearest_correlation,
)

Figures = dict[str, Any]
_FEW = 40
"""A quantity with no more values than this is kept as levels with their shares."""
_LEAST_CLIENTS = 20
"""A level or a label that fewer clients have is not written down."""
_LEAST_PAIRS = 500
"""A correlation over fewer clients is taken to be zero."""


def significant(value: float, digits: int = 5) -> float:
    """Rounded to so many significant digits; -0.0 becomes 0.0."""
    return float(f"{value:.{digits}g}") + 0.0


def population(rows: pl.DataFrame) -> Figures:
    """Everything needed to draw the inputs of one population."""
    numbers = _numbers(rows)
    flags = _flags(rows)
    known: dict[str, Marginal] = {name: marginal(figures) for name, figures in numbers.items()}
    known |= {name: Levels((0, 1), (1 - share, share)) for name, share in flags.items()}
    expressions = columns.NUMBERS | columns.FLAGS
    normal = {
        name: distribution.score(_floats(rows, expressions[name]))
        for name, distribution in known.items()
    }
    return {
        "numbers": numbers,
        "flags": flags,
        "correlations": _correlations(normal, known),
        "choices": _choices(rows, normal),
    }


def _floats(rows: pl.DataFrame, expression: pl.Expr) -> Floats:
    values = rows.select(expression.cast(pl.Float64).alias("value"))["value"]
    return values.fill_null(np.nan).to_numpy()


def _numbers(rows: pl.DataFrame) -> Figures:
    figures: Figures = {}
    for name, expression in columns.NUMBERS.items():
        value = pl.Series("value", _floats(rows, expression)).drop_nans()
        if value.len() < _LEAST_CLIENTS:
            continue
        counts = value.value_counts().sort("value").filter(pl.col("count") >= _LEAST_CLIENTS)
        if value.n_unique() <= _FEW or name == "REGION_POPULATION_RELATIVE":
            figures[name] = {
                "values": [significant(v, 6) for v in counts["value"]],
                "shares": [significant(c / value.len(), 4) for c in counts["count"]],
            }
        else:
            quantiles = np.quantile(value.to_numpy(), PROBABILITIES)
            figures[name] = {"quantiles": [significant(q) for q in quantiles]}
            if name in columns.GRAINS:
                figures[name]["grain"] = columns.GRAINS[name]
    return figures


def _flags(rows: pl.DataFrame) -> dict[str, float]:
    """The share of the clients, where it means something, of whom each flag is true."""
    shares = {name: float(np.nanmean(_floats(rows, e))) for name, e in columns.FLAGS.items()}
    return {name: significant(share, 4) for name, share in shares.items() if 0 < share < 1}


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
    variance = np.array([known[name].variance for name in names])
    with np.errstate(invalid="ignore", divide="ignore"):
        matrix = (scores.T @ scores) / pairs / np.outer(variance, variance)
    matrix = np.where(pairs < _LEAST_PAIRS, 0.0, np.clip(matrix, -0.98, 0.98))
    np.fill_diagonal(matrix, 1.0)
    matrix = nearest_correlation(matrix)
    lower = [[round(float(v), 2) + 0.0 for v in matrix[i, :i]] for i in range(1, len(names))]
    return {"names": names, "lower": lower}


def _choices(rows: pl.DataFrame, normal: Mapping[str, Floats]) -> Figures:
    """Multinomial logistic coefficients of each category, on scores, flags and earlier choices."""
    rows = rows.with_columns(columns.document().alias("document"))
    figures: Figures = {}
    labels: dict[str, list[str]] = {}
    for name, on in columns.CHOICES.items():
        label = rows[name].cast(pl.String)
        if name == "OCCUPATION_TYPE":
            label = label.fill_null(columns.MISSING)
        if name in columns.ONLY_WORKING:
            label = label.replace("XNA", None)
        counts = label.drop_nulls().value_counts(sort=True)
        kept = counts.filter(pl.col("count") >= _LEAST_CLIENTS)[name].to_list()
        if not kept:
            continue
        labels[name] = kept
        inputs, blocks = [], []
        for given in on:
            if given in normal:
                inputs.append(given)
                blocks.append(np.nan_to_num(normal[given])[:, None])
            elif given in labels:
                text = rows[given].cast(pl.String).fill_null(columns.MISSING)
                for one in labels[given][1:]:
                    inputs.append(f"{given} = {one}")
                    blocks.append((text == one).cast(pl.Float64).to_numpy()[:, None])
        among = label.is_in(kept).fill_null(False).to_numpy()
        matrix = np.hstack(blocks) if blocks else np.zeros((rows.height, 0))
        figures[name] = _choice(label.filter(among).to_numpy(), matrix[among], kept, inputs)
    return figures


def _choice(label: Any, matrix: Floats, kept: list[str], inputs: list[str]) -> Figures:
    if len(kept) == 1:
        return {"labels": kept, "inputs": [], "odds": {kept[0]: [0.0]}}
    model = LogisticRegression(C=0.3, max_iter=300, tol=1e-3).fit(matrix, label)
    classes = list(model.classes_)
    intercept, slopes = model.intercept_, model.coef_
    if len(classes) == 2:
        intercept, slopes = np.array([0.0, intercept[0]]), np.vstack([0 * slopes[0], slopes[0]])
    odds = {
        one: [round(float(v), 2) + 0.0 for v in (intercept[i], *slopes[i])]
        for one in kept
        for i in (classes.index(one),)
    }
    return {"labels": kept, "inputs": inputs, "odds": odds}


def risk_model(rows: pl.DataFrame, strength: float = 0.01) -> Figures:
    """Fits the risk model on labelled applications and cross-validates it."""
    values = risk.numbers(rows)
    knots = {name: _knots(values[name]) for name in risk.NUMBERS}
    categories = {}
    for name in risk.CATEGORIES:
        counts = rows[name].cast(pl.String).fill_null(columns.MISSING).value_counts(sort=True)
        categories[name] = counts.filter(pl.col("count") >= 100)[name].to_list()
    scales = {
        name: [significant(v) for v in pair] for name, pair in risk.measure_scales(values).items()
    }
    names, matrix = risk.terms(rows, knots, categories, scales)
    defaulted = rows["TARGET"].to_numpy()
    model = make_pipeline(StandardScaler(), LogisticRegression(C=strength, max_iter=500))
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    held_back = cross_val_predict(model, matrix, defaulted, cv=folds, method="predict_proba")[:, 1]
    model.fit(matrix, defaulted)
    scaler, fitted = model.steps[0][1], model.steps[1][1]
    coefficients = fitted.coef_[0] / scaler.scale_
    intercept = float(fitted.intercept_[0] - coefficients @ scaler.mean_)
    return {
        "held_back_auc": significant(float(roc_auc_score(defaulted, held_back)), 4),
        "default_rate": significant(float(defaulted.mean()), 4),
        "intercept": significant(intercept),
        "knots": knots,
        "categories": categories,
        "scales": scales,
        "coefficients": {
            name: significant(float(c), 3) for name, c in zip(names, coefficients, strict=True)
        },
    }


def _knots(value: Floats) -> list[float]:
    points = np.nanquantile(value, [0.01, 0.1, 0.25, 0.4, 0.55, 0.7, 0.85, 0.95, 0.99])
    return sorted({significant(float(p), 3) for p in points})
