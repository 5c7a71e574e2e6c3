"""From labelled clients to a bundle: cross-validation, cut-off, final model, model card."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ml import features
from ml.bundle import Bundle, BundleError, Feature, Training
from ml.cost import cheapest_cut_off, cut_offs_by_others
from ml.curves import draw_curves
from ml.engine import MISSING_CATEGORY, Engine
from ml.engine.layout import lay_out
from ml.metrics import bootstrap_intervals, measure
from ml.model_card import model_card
from ml.reliability import Correction, calibrate
from ml.training.cross_validation import Progress, cross_validate
from ml.training.data import TrainingSet
from ml.training.directions import DIRECTIONS
from ml.training.fitting import Fitted, fit, pool, shift_to_the_middle
from ml.training.options import Options
from ml.yardsticks import measure_yardsticks

REFERENCE_CLIENTS = 5_000
USUAL = (0.0005, 0.9995)
"""Quantiles between which a value is usual."""
LIBRARIES = ("catboost", "numpy", "polars", "narwhals", "scikit-learn", "scipy")


def train(
    data: TrainingSet, *, out: Path, options: Options, progress: Progress = lambda _: None
) -> Bundle:
    """Train a model and write its bundle.

    Metrics are of each client's fullest row, by a model that has not seen the client; the cost is
    by the cut-off that the other folds choose.

    Args:
        data: labelled clients.
        out: the bundle's folder; must not exist, or be empty.
        options: how.
        progress: called with a line for people now and then.

    Raises:
        BundleError: ``out`` holds something already.
        ValueError: fewer clients of an outcome than folds.
    """
    if out.exists() and any(out.iterdir()):
        raise BundleError(f"{out} holds something already; a bundle is written once")
    defaulted = data.defaulted[data.fullest]
    fewest = min(np.bincount(defaulted, minlength=2))
    if fewest < options.folds:
        raise ValueError(f"only {fewest} clients of one outcome: too few for {options.folds} folds")
    fingerprint = data.fingerprint
    # Before histories are hidden: of what people really are.
    yardsticks = measure_yardsticks(
        data.features.filter(data.fullest).select(features.FEATURES), defaulted
    )
    data = data.with_hidden_history(options.hidden_history, seed=options.seed)
    found = cross_validate(data, options=options, progress=progress)
    held_out, calibration = calibrate(defaulted, found.pd[data.fullest], seed=options.seed)
    ratio = options.cost_ratio
    threshold = cheapest_cut_off(defaulted, held_out, ratio=ratio).threshold
    fold = found.fold[data.fullest]
    cut_offs = cut_offs_by_others(defaulted, held_out, fold, ratio=ratio)
    metrics = measure(defaulted, held_out, threshold=threshold, cost_ratio=ratio, cut_offs=cut_offs)
    progress(f"out of fold: AUC {metrics.auc:.4f}, cost {metrics.cost_per_application:.4f}")
    intervals = bootstrap_intervals(
        defaulted,
        held_out,
        threshold=threshold,
        cost_ratio=ratio,
        cut_offs=cut_offs,
        rounds=options.bootstrap_rounds,
        seed=options.seed,
    )
    progress(f"final model: {found.trees} trees on {len(defaulted):,} clients")
    fitted = fit(data, options=options, iterations=found.trees, seed=options.seed)
    _to_the_middle(fitted, data)
    if calibration.corrected:
        _correct(fitted, calibration.correction)
    out.mkdir(parents=True, exist_ok=True)
    described = describe_features(data.features, fitted.missing_as)
    base = _write_model(fitted, described, out=out, fingerprint=fingerprint)
    _reference_sample(data, seed=options.seed).write_parquet(out / "reference.parquet")
    training = Training(
        clients=len(defaulted),
        default_rate=metrics.default_rate,
        tables=data.tables,
        fingerprint=fingerprint,
        period=options.period,
        seed=options.seed,
        folds=options.folds,
        hidden_history=options.hidden_history,
        parameters=options.parameters() | {"iterations": found.trees},
    )
    (out / "card.md").write_text(
        model_card(
            metrics=metrics,
            intervals=intervals,
            calibration=calibration,
            training=training,
            features=described,
        ),
        encoding="utf-8",
    )
    bundle = Bundle.seal(
        out,
        {
            "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "features": described,
            "threshold": threshold,
            "cost_ratio": ratio,
            "base": base,
            "metrics": metrics.as_dict(),
            "intervals": intervals,
            "calibration": calibration,
            "curves": draw_curves(defaulted, held_out, threshold=threshold, cost_ratio=ratio),
            "yardsticks": yardsticks,
            "training": training,
            "libraries": {name: version(name) for name in LIBRARIES},
        },
    )
    _check_engine(bundle, fitted, data)
    return bundle


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


def _to_the_middle(fitted: Fitted, data: TrainingSet) -> None:
    """Build into the bias what puts the mean PD at the default rate."""
    log_odds: NDArray[np.float64] = fitted.model.predict(
        fitted.pool(data), prediction_type="RawFormulaVal"
    )
    shift = shift_to_the_middle(log_odds, data.defaulted, data.weights)
    scale, bias = fitted.model.get_scale_and_bias()
    fitted.model.set_scale_and_bias(scale, bias + shift)


def _correct(fitted: Fitted, correction: Correction) -> None:
    """Build the correction into the trees' scale and bias, and so into every contribution."""
    scale, bias = fitted.model.get_scale_and_bias()
    fitted.model.set_scale_and_bias(
        scale * correction.slope, bias * correction.slope + correction.shift
    )


def _write_model(
    fitted: Fitted, described: tuple[Feature, ...], *, out: Path, fingerprint: str
) -> float:
    """Write CatBoost's model and the engine's trees; the average client's log-odds."""
    # Neither the random identifier nor the clock may enter the bundle: same data, same bundle.
    metadata = fitted.model.get_metadata()
    metadata["model_guid"] = fingerprint
    metadata["train_finish_time"] = ""
    fitted.model.save_model(str(out / "model.cbm"))
    trees = lay_out(
        fitted.model,
        {f.name: f.categories for f in described if f.kind == "category"},
        fitted.missing_as,
    )
    trees.save(out / "engine.npz")
    return float(trees.base[0])


def _reference_sample(data: TrainingSet, *, seed: int) -> pl.DataFrame:
    """Features of some training clients, without who they are, to measure drift against."""
    fullest = data.rows(data.fullest)
    return (
        fullest.features.drop("client_id")
        .with_columns(default=pl.Series(fullest.defaulted))
        .sample(min(REFERENCE_CLIENTS, len(fullest.defaulted)), seed=seed, shuffle=True)
    )


def _check_engine(bundle: Bundle, fitted: Fitted, data: TrainingSet) -> None:
    """Refuse a bundle whose engine does not say what CatBoost says."""
    sample = data.features.head(500)
    expected = fitted.model.predict_proba(pool(sample, missing_as=fitted.missing_as))[:, 1]
    worst = float(np.abs(Engine(bundle).predict(sample) - expected).max())
    if worst > 1e-9:
        raise BundleError(f"the engine differs from CatBoost by {worst:.2e} in {bundle.path}")
