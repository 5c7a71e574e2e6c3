from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from ml import features
from ml.bundle import Bundle, BundleError
from ml.engine import Engine
from ml.training.data import TrainingSet, read_training_set
from ml.training.evaluate import evaluate
from ml.training.options import Options
from ml.training.train import train

SMALL_OPTIONS = Options(folds=2, iterations=40, bootstrap_rounds=20, seed=1, seeds=2, fold_seeds=1)


@pytest.fixture(scope="module")
def data(small_records: Path) -> TrainingSet:
    return read_training_set(small_records)


def test_the_manifest_says_what_the_model_is(small_bundle: Path, data: TrainingSet) -> None:
    manifest = Bundle.open(small_bundle).manifest
    assert tuple(feature.name for feature in manifest.features) == features.FEATURES
    assert {f.name for f in manifest.features if f.kind == "category"} == set(features.CATEGORICAL)
    assert manifest.training.fingerprint == data.fingerprint
    assert manifest.training.clients == len(data.defaulted)
    assert len(manifest.training.tables) == 7
    assert 0 < manifest.threshold < 1
    assert manifest.metrics["auc"] > 0.6
    low, high = manifest.intervals["auc"]
    assert low < manifest.metrics["auc"] < high
    cost = manifest.metrics["cost_per_application"]
    assert cost <= min(manifest.metrics["cost_grant_all"], manifest.metrics["cost_refuse_all"])


def test_pds_are_calibrated_out_of_fold(small_bundle: Path, data: TrainingSet) -> None:
    calibration = Bundle.open(small_bundle).manifest.calibration
    assert sum(part.clients for part in calibration.curve) == len(data.defaulted)
    assert np.mean([part.mean_pd for part in calibration.curve]) == pytest.approx(
        data.defaulted.mean(), rel=0.05
    )
    # Chance alone brings 0.018 in bins of 150 clients, and the small model has few trees.
    assert calibration.error < 0.04


def test_same_data_and_seed_give_the_same_bundle(
    small_bundle: Path, data: TrainingSet, tmp_path: Path
) -> None:
    again = train(data, out=tmp_path / "again", options=SMALL_OPTIONS)
    assert again.digest == Bundle.open(small_bundle).digest


def test_explanations_start_from_the_mean_of_the_training_clients(
    small_bundle: Path, data: TrainingSet
) -> None:
    engine = Engine(Bundle.open(small_bundle))
    assert engine.base == pytest.approx(engine.log_odds(data.features).mean(), abs=1e-9)
    explained = engine.explain(data.features)
    sums = explained.base + explained.contributions.sum(axis=1)
    assert np.abs(sums - engine.log_odds(data.features)).max() < 1e-9


def test_another_seed_gives_another_bundle_and_each_fold_is_told(
    small_bundle: Path, data: TrainingSet, tmp_path: Path
) -> None:
    lines: list[str] = []
    options = replace(SMALL_OPTIONS, seed=2)
    other = train(data, out=tmp_path / "other", options=options, progress=lines.append)
    assert sum(line.startswith("fold ") for line in lines) == SMALL_OPTIONS.folds
    assert other.digest != Bundle.open(small_bundle).digest


def test_a_bundle_is_written_once(data: TrainingSet, tmp_path: Path) -> None:
    (tmp_path / "something").touch()
    with pytest.raises(BundleError, match="written once"):
        train(data, out=tmp_path, options=SMALL_OPTIONS)


def test_too_few_defaults_for_the_folds(data: TrainingSet, tmp_path: Path) -> None:
    good = np.flatnonzero(~data.defaulted)[:50]
    bad = np.flatnonzero(data.defaulted)[:1]
    rows = np.concatenate([good, bad])
    few = data.rows(np.sort(rows))
    with pytest.raises(ValueError, match="only 1 clients"):
        train(few, out=tmp_path / "few", options=SMALL_OPTIONS)


@pytest.mark.parametrize("wrong", [{"cost_ratio": 0}, {"folds": 1}, {"iterations": 0}])
def test_wrong_options_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="not"):
        replace(SMALL_OPTIONS, **wrong)


def test_the_reference_sample_names_nobody(small_bundle: Path) -> None:
    sample = pl.read_parquet(small_bundle / "reference.parquet")
    assert sample.columns == [*features.FEATURES, "default"]


def test_evaluation_uses_the_bundles_own_cut_off(small_bundle: Path, data: TrainingSet) -> None:
    bundle = Bundle.open(small_bundle)
    metrics = evaluate(bundle, data)
    assert metrics.threshold == bundle.manifest.threshold
    assert metrics.auc > bundle.manifest.metrics["auc"], "clients that it learned from flatter it"
