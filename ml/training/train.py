"""From labelled clients to a bundle: cross-validation, cut-off, final model, model card."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import expit

from ml import features
from ml.bundle import Bundle, BundleError, Feature, Training
from ml.cost import cheapest_cut_off, cut_offs_by_others
from ml.curves import count_outcomes, draw_curves
from ml.engine import Engine, Trees
from ml.metrics import bootstrap_intervals, measure
from ml.model_card import model_card
from ml.reliability import Correction, calibrate
from ml.score_range import BANDS
from ml.training.cross_validation import Progress, cross_validate
from ml.training.data import TrainingSet
from ml.training.donors import collect_donors, judge_ranges
from ml.training.fitting import (
    Fitted,
    describe_features,
    fit_average,
    lay_out_fitted,
    pool,
    shift_to_the_middle,
)
from ml.training.options import Options
from ml.training.steadiness import judge_sample
from ml.yardsticks import measure_yardsticks

REFERENCE_CLIENTS = 5_000
LIBRARIES = ("catboost", "numpy", "polars", "narwhals", "scikit-learn", "scipy")


def refuse_what_is_there(out: Path) -> None:
    """BundleError where the folder holds something."""
    if out.exists() and any(out.iterdir()):
        raise BundleError(f"{out} holds something already; a bundle is written once")


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
    refuse_what_is_there(out)
    defaulted = data.defaulted[data.fullest]
    fewest = min(np.bincount(defaulted, minlength=2))
    if fewest < options.folds:
        raise ValueError(f"only {fewest} clients of one outcome: too few for {options.folds} folds")
    fingerprint = data.fingerprint
    # Before anything is withheld: of what people really are.
    yardsticks = measure_yardsticks(
        data.features.filter(data.fullest).select(features.FEATURES), defaulted
    )
    original = data
    data = data.with_inputs_withheld(
        options.withheld, everything=options.withheld_everything, seed=options.seed
    )
    found = cross_validate(data, options=options, progress=progress)
    held_out, calibration = calibrate(defaulted, found.pd[data.fullest], seed=options.seed)
    ratio = options.cost_ratio
    threshold = cheapest_cut_off(defaulted, held_out, ratio=ratio).threshold
    # Rows of sources that know less of a client than another does are no whole files.
    told = data.fullest | (data.withheld > 0)
    corrected = calibration.correction.of(found.pd) if calibration.corrected else found.pd
    outcomes = count_outcomes(
        data.defaulted[told],
        corrected[told],
        data.withheld[told],
        threshold=threshold,
        bounds=BANDS,
    )
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
    progress(f"final model: {options.seeds} × {found.trees} trees, {len(defaulted):,} clients")
    fitted, steadiness = fit_average(data, options=options, iterations=found.trees)
    if steadiness:
        moved = judge_sample(original, options=replace(options, seeds=options.fold_seeds))
        steadiness |= {"sample_median": moved.median, "sample_ninth": moved.ninth}
    _to_the_middle(fitted, data)
    if calibration.corrected:
        _correct(fitted, calibration.correction)
    out.mkdir(parents=True, exist_ok=True)
    described = describe_features(data.features, fitted.missing_as)
    trees = _write_model(
        fitted,
        described,
        out=out,
        fingerprint=fingerprint,
        clients=data.features.filter(data.fullest),
    )
    sample = _write_reference(data, out=out, seed=options.seed)
    engine = Engine.of_trees(trees, described)
    donors = collect_donors(sample, predict=engine.log_odds)
    donors.application.write_parquet(out / "donors.parquet")
    training = Training(
        clients=len(defaulted),
        default_rate=metrics.default_rate,
        tables=data.tables,
        fingerprint=fingerprint,
        period=options.period,
        seed=options.seed,
        folds=options.folds,
        withheld=options.withheld,
        withheld_everything=options.withheld_everything,
        seeds=options.seeds,
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
            "base": float(trees.base[0]),
            "metrics": metrics.as_dict(),
            "intervals": intervals,
            "calibration": calibration,
            "curves": draw_curves(
                defaulted, held_out, threshold=threshold, cost_ratio=ratio, outcomes=outcomes
            ),
            "yardsticks": yardsticks,
            "input_weights": dict(donors.weights),
            "steadiness": steadiness,
            "coverage": judge_ranges(data, found, threshold=threshold, seed=options.seed),
            "training": training,
            "libraries": {name: version(name) for name in LIBRARIES},
        },
    )
    _check_engine(bundle, fitted, data)
    return bundle


def _to_the_middle(fitted: Fitted, data: TrainingSet) -> None:
    """Build into the bias what puts the mean PD of whole files at their default rate."""
    whole = data.rows(data.fullest)
    log_odds: NDArray[np.float64] = fitted.model.predict(
        fitted.pool(whole), prediction_type="RawFormulaVal"
    )
    shift = shift_to_the_middle(log_odds, whole.defaulted, whole.weights)
    scale, bias = fitted.model.get_scale_and_bias()
    fitted.model.set_scale_and_bias(scale, bias + shift)


def _correct(fitted: Fitted, correction: Correction) -> None:
    """Build the correction into the trees' scale and bias, and so into every contribution."""
    scale, bias = fitted.model.get_scale_and_bias()
    fitted.model.set_scale_and_bias(
        scale * correction.slope, bias * correction.slope + correction.shift
    )


def _write_model(
    fitted: Fitted,
    described: tuple[Feature, ...],
    *,
    out: Path,
    fingerprint: str,
    clients: pl.DataFrame,
) -> Trees:
    """Write CatBoost's model and the engine's trees."""
    # Neither the random identifier nor the clock may enter the bundle: same data, same bundle.
    metadata = fitted.model.get_metadata()
    for name in list(metadata.keys()):
        if name.endswith("model_guid"):
            metadata[name] = fingerprint
        elif name.endswith("train_finish_time"):
            metadata[name] = ""
    fitted.model.save_model(str(out / "model.cbm"))
    trees = lay_out_fitted(fitted, described, clients=clients)
    trees.save(out / "engine.npz")
    return trees


def _write_reference(data: TrainingSet, *, out: Path, seed: int) -> TrainingSet:
    """Keep some training clients, without who they are: drift is measured against them."""
    fullest = np.flatnonzero(data.fullest)
    generator = np.random.default_rng(seed)
    places = generator.choice(fullest, min(REFERENCE_CLIENTS, len(fullest)), replace=False)
    sample = data.rows(places)
    sample.features.drop("client_id").with_columns(
        default=pl.Series(sample.defaulted)
    ).write_parquet(out / "reference.parquet")
    return sample


def _check_engine(bundle: Bundle, fitted: Fitted, data: TrainingSet) -> None:
    """Refuse a bundle whose engine does not say what CatBoost says."""
    sample = data.features.head(500)
    log_odds = fitted.model.predict(
        pool(sample, missing_as=fitted.missing_as), prediction_type="RawFormulaVal"
    )
    expected = expit(log_odds)
    worst = float(np.abs(Engine(bundle).predict(sample) - expected).max())
    if worst > 1e-9:
        raise BundleError(f"the engine differs from CatBoost by {worst:.2e} in {bundle.path}")
