"""From labelled clients to a bundle: cross-validation, cut-off, final model, model card."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from catboost import CatBoostClassifier, Pool
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold

from ml import features
from ml.bundle import Bundle, BundleError, Feature, Training
from ml.cost import DEFAULT_COST_RATIO, cheapest_cut_off
from ml.engine import MISSING_CATEGORY, Engine
from ml.engine.layout import lay_out
from ml.metrics import bootstrap_intervals, measure
from ml.model_card import model_card
from ml.reliability import Correction, calibrate
from ml.training_set import TrainingSet, pool

REFERENCE_CLIENTS = 5_000
LIBRARIES = ("catboost", "numpy", "polars", "narwhals", "scikit-learn")

PARAMETERS: dict[str, Any] = {
    "depth": 5,
    "learning_rate": 0.03,
    "l2_leaf_reg": 8.0,
    "random_strength": 1.0,
    "rsm": 0.2,
    "loss_function": "Logloss",
    "boost_from_average": True,
    # A split reads one feature, so that each leaf has one SHAP vector.
    "max_ctr_complexity": 1,
    "one_hot_max_size": 6,
    "boosting_type": "Plain",
    "bootstrap_type": "Bernoulli",
    "subsample": 0.8,
}

Progress = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Options:
    """How to train. ``chosen`` are CatBoost parameters that take the place of the usual ones.

    ``patience`` is the trees without a lower log loss after which a fold stops."""

    cost_ratio: float = DEFAULT_COST_RATIO
    folds: int = 5
    iterations: int = 2_000
    patience: int = 150
    seed: int = 0
    period: str | None = None
    bootstrap_rounds: int = 200
    chosen: tuple[tuple[str, float], ...] = ()

    def __post_init__(self) -> None:
        if not self.cost_ratio > 0:
            raise ValueError(f"the cost ratio must be positive, not {self.cost_ratio}")
        if self.folds < 2:
            raise ValueError(f"cross-validation wants two folds at least, not {self.folds}")
        if self.iterations < 1:
            raise ValueError(f"one iteration at least is wanted, not {self.iterations}")

    def parameters(self) -> dict[str, Any]:
        """CatBoost's parameters, but the number of trees."""
        return PARAMETERS | dict(self.chosen)

    def with_parameters(self, chosen: Mapping[str, float]) -> Options:
        """The same options with these parameters of CatBoost."""
        return replace(self, chosen=tuple(sorted(chosen.items())))


def train(
    data: TrainingSet, *, out: Path, options: Options, progress: Progress = lambda _: None
) -> Bundle:
    """Train a model and write its bundle.

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
    fewest = min(np.bincount(data.defaulted, minlength=2))
    if fewest < options.folds:
        raise ValueError(f"only {fewest} clients of one outcome: too few for {options.folds} folds")
    held_out, iterations = cross_validate(data, options=options, progress=progress)
    held_out, calibration = calibrate(data.defaulted, held_out, seed=options.seed)
    cut_off = cheapest_cut_off(data.defaulted, held_out, ratio=options.cost_ratio)
    judged = {"threshold": cut_off.threshold, "cost_ratio": options.cost_ratio}
    metrics = measure(data.defaulted, held_out, **judged)
    progress(f"out of fold: AUC {metrics.auc:.4f}, cut-off {cut_off.threshold:.4f}")
    intervals = bootstrap_intervals(
        data.defaulted,
        held_out,
        **judged,
        rounds=options.bootstrap_rounds,
        seed=options.seed,
    )
    progress(f"final model: {iterations} trees on {len(data.defaulted):,} clients")
    model = _fit(
        pool(data.features, data.defaulted),
        parameters=options.parameters(),
        iterations=iterations,
        seed=options.seed,
    )
    if calibration.corrected:
        _correct(model, calibration.correction)
    out.mkdir(parents=True, exist_ok=True)
    described = describe_features(data.features)
    # Neither the random identifier nor the clock may enter the bundle: same data, same bundle.
    metadata = model.get_metadata()
    metadata["model_guid"] = data.fingerprint
    metadata["train_finish_time"] = ""
    model.save_model(str(out / "model.cbm"))
    trees = lay_out(model, {f.name: f.categories for f in described if f.kind == "category"})
    trees.save(out / "engine.npz")
    _reference_sample(data, seed=options.seed).write_parquet(out / "reference.parquet")
    training = Training(
        clients=len(data.defaulted),
        default_rate=metrics.default_rate,
        tables=data.tables,
        fingerprint=data.fingerprint,
        period=options.period,
        seed=options.seed,
        folds=options.folds,
        parameters=options.parameters() | {"iterations": iterations},
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
            "threshold": cut_off.threshold,
            "cost_ratio": options.cost_ratio,
            "base": float(trees.base[0]),
            "metrics": metrics.as_dict(),
            "intervals": intervals,
            "calibration": calibration,
            "training": training,
            "libraries": {name: version(name) for name in LIBRARIES},
        },
    )
    _check_engine(bundle, model, data)
    return bundle


def cross_validate(
    data: TrainingSet, *, options: Options, progress: Progress = lambda _: None
) -> tuple[NDArray[np.float64], int]:
    """PD of every client by a model that has not seen it, shape [n], and trees to train with.

    The number of trees is one for all folds, the one with the lowest mean log loss: a number for
    each fold would flatter it, and put the folds' PDs on different scales.
    """
    splitter = StratifiedKFold(options.folds, shuffle=True, random_state=options.seed)
    folds: list[_Fold] = []
    split = splitter.split(np.zeros(len(data.defaulted)), data.defaulted)
    for number, (learn, judge) in enumerate(split, start=1):
        started = time.monotonic()
        judging = pool(data.features[judge], data.defaulted[judge])
        model = _fit(
            pool(data.features[learn], data.defaulted[learn]),
            parameters=options.parameters(),
            iterations=options.iterations,
            seed=options.seed + number,
            judging=judging,
            patience=options.patience,
        )
        losses = np.asarray(model.get_evals_result()["validation"]["Logloss"])
        folds.append(_Fold(model=model, judge=judge, judging=judging, losses=losses))
        auc = roc_auc_score(data.defaulted[judge], model.predict_proba(judging)[:, 1])
        progress(
            f"fold {number}/{options.folds}: AUC {auc:.4f}, {len(losses)} trees, "
            f"{time.monotonic() - started:.0f} s"
        )
    shortest = min(len(fold.losses) for fold in folds)
    mean_loss = np.mean([fold.losses[:shortest] for fold in folds], axis=0)
    trees = int(np.argmin(mean_loss)) + 1
    held_out = np.empty(len(data.defaulted))
    for fold in folds:
        held_out[fold.judge] = fold.model.predict_proba(fold.judging, ntree_end=trees)[:, 1]
    return held_out, trees


@dataclass(frozen=True)
class _Fold:
    """A model, the clients that it has not seen, and its log loss on them after each tree."""

    model: CatBoostClassifier
    judge: NDArray[np.int64]
    judging: Pool
    losses: NDArray[np.float64]


def describe_features(frame: pl.DataFrame) -> tuple[Feature, ...]:
    """The features in model order, each category with the values that ``frame`` holds."""
    return tuple(
        Feature(name, "category", (MISSING_CATEGORY, *sorted(frame[name].drop_nulls().unique())))
        if name in features.CATEGORICAL
        else Feature(name, "number")
        for name in features.FEATURES
    )


def _fit(
    learning: Pool,
    *,
    parameters: Mapping[str, Any],
    iterations: int,
    seed: int,
    judging: Pool | None = None,
    patience: int | None = None,
) -> CatBoostClassifier:
    model = CatBoostClassifier(
        **parameters,
        iterations=iterations,
        random_seed=seed,
        allow_writing_files=False,
        verbose=False,
    )
    model.fit(learning, eval_set=judging, early_stopping_rounds=patience, use_best_model=False)
    return model


def _correct(model: CatBoostClassifier, correction: Correction) -> None:
    """Build the correction into the trees' scale and bias, and so into every contribution."""
    scale, bias = model.get_scale_and_bias()
    model.set_scale_and_bias(scale * correction.slope, bias * correction.slope + correction.shift)


def _reference_sample(data: TrainingSet, *, seed: int) -> pl.DataFrame:
    """Features of some training clients, without who they are, to measure drift against."""
    return (
        data.features.drop("client_id")
        .with_columns(default=pl.Series(data.defaulted))
        .sample(min(REFERENCE_CLIENTS, len(data.features)), seed=seed, shuffle=True)
    )


def _check_engine(bundle: Bundle, model: CatBoostClassifier, data: TrainingSet) -> None:
    """Refuse a bundle whose engine does not say what CatBoost says."""
    sample = data.features.head(500)
    expected = model.predict_proba(pool(sample))[:, 1]
    worst = float(np.abs(Engine(bundle).predict(sample) - expected).max())
    if worst > 1e-9:
        raise BundleError(f"the engine differs from CatBoost by {worst:.2e} in {bundle.path}")
