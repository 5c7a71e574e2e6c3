"""Fits the risk model on real applications."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from ml.synthetic import risk
from ml.synthetic.copula import Floats
from ml.synthetic.measure import significant
from ml.synthetic.spec import MISSING

_STRENGTH = 0.001
"""Inverse strength of the ridge: chosen by cross-validation (0.0003 to 0.05 tried)."""
_LEAST_CLIENTS = 100


def measure_risk(rows: pl.DataFrame) -> dict[str, Any]:
    """Terms and coefficients of the risk model, and its cross-validated AUC."""
    quantities = risk.numbers(rows)
    knots = {name: _knots(quantities[name]) for name in risk.NUMBERS}
    categories = {}
    for name in risk.CATEGORIES:
        counts = rows[name].cast(pl.String).fill_null(MISSING).value_counts(sort=True)
        counts = counts.filter(pl.col("count") >= _LEAST_CLIENTS)
        categories[name] = counts.sort("count", name, descending=True)[name].to_list()
    scales = {
        name: [significant(v) for v in pair]
        for name, pair in risk.measure_scales(quantities).items()
    }
    names, matrix = risk.terms(rows, knots, categories, scales)
    defaulted = rows["TARGET"].to_numpy()
    model = make_pipeline(StandardScaler(), LogisticRegression(C=_STRENGTH, max_iter=500))
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    held_back = cross_val_predict(model, matrix, defaulted, cv=folds, method="predict_proba")[:, 1]
    model.fit(matrix, defaulted)
    scaler, fitted = model.steps[0][1], model.steps[1][1]
    coefficients = fitted.coef_[0] / scaler.scale_
    intercept = float(fitted.intercept_[0] - coefficients @ scaler.mean_)
    return {
        "held_back_auc": significant(float(roc_auc_score(defaulted, held_back))),
        "default_rate": significant(float(defaulted.mean())),
        "intercept": significant(intercept, 5),
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
