from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from ml import features
from ml.bundle import Bundle
from ml.engine import Engine
from ml.training.data import TrainingSet, read_training_set
from ml.training.directions import DIRECTIONS, missing_read_as
from ml.training.fitting import fit
from ml.training.options import Options

STEPS = 25


@pytest.fixture(scope="module")
def data(small_records: Path) -> TrainingSet:
    return read_training_set(small_records)


def test_a_better_value_never_lowers_the_score(small_bundle: Path, data: TrainingSet) -> None:
    engine = Engine(Bundle.open(small_bundle))
    clients = data.features.sample(60, seed=4)
    directed = [f for f in engine.bundle.manifest.features if f.direction]
    assert {"external_score_1", "external_score_2", "external_score_3"} <= {
        f.name for f in directed
    }
    for feature in directed:
        assert feature.direction == DIRECTIONS[feature.name]
        low, high = data.features[feature.name].min(), data.features[feature.name].max()
        values = np.linspace(float(low), float(high), STEPS)  # type: ignore[arg-type]
        pds = np.array(
            [
                engine.predict(clients.with_columns(pl.lit(value).alias(feature.name)))
                for value in values
            ]
        )
        steps = np.diff(pds, axis=0) * feature.direction
        assert steps.min() >= -1e-12, feature.name


def test_the_model_can_do_otherwise_without_directions(data: TrainingSet) -> None:
    options = Options(monotone=False)
    fitted = fit(data, options=options, iterations=40, seed=1)
    assert fitted.missing_as == {}
    assert "monotone_constraints" not in fitted.model.get_params()


def test_a_missing_value_counts_as_the_one_of_equal_risk(
    small_bundle: Path, data: TrainingSet
) -> None:
    engine = Engine(Bundle.open(small_bundle))
    clients = data.features.sample(50, seed=5)
    for feature in engine.bundle.manifest.features:
        if feature.missing_as is None:
            continue
        name = feature.name
        unknown = engine.predict(clients.with_columns(pl.lit(None, pl.Float64).alias(name)))
        read = engine.predict(clients.with_columns(pl.lit(feature.missing_as).alias(name)))
        assert np.array_equal(unknown, read), name


def frame(values: list[float | None], clients: list[int] | None = None) -> pl.DataFrame:
    scores = pl.Series(values, dtype=pl.Float64)
    return pl.DataFrame({"client_id": clients or range(len(values)), "score": scores})


def risky(values: np.ndarray, seed: int = 0) -> np.ndarray:
    """Outcomes whose risk is 1 minus the value."""
    return np.random.default_rng(seed).random(len(values)) > values


def test_the_value_is_looked_for_on_the_curve_of_risk() -> None:
    known = np.linspace(0.05, 0.95, 4_000)
    missing = np.full(2_000, 0.3)  # their risk is that of a value of 0.3
    defaulted = np.concatenate([risky(known), risky(missing, seed=1)])
    values = [*known.tolist(), *([None] * len(missing))]
    found = missing_read_as(frame(values), defaulted, np.ones(len(values)), {"score": -1})
    assert found["score"] == pytest.approx(0.3, abs=0.06)


def test_rows_count_by_their_weight() -> None:
    known = np.linspace(0.05, 0.95, 4_000)
    defaulted = np.concatenate([risky(known), np.tile([True, False], 1_000)])
    weights = np.concatenate([np.ones(4_000), np.tile([1.0, 3.0], 1_000)])
    values = [*known.tolist(), *([None] * 2_000)]
    found = missing_read_as(frame(values), defaulted, weights, {"score": -1})
    assert found["score"] == pytest.approx(0.75, abs=0.06), "one in four, by weight"


def test_what_was_withheld_counts_and_not_what_the_files_lack() -> None:
    """Those who have no value are safe; those from whom it was withheld are like all others."""
    known = np.linspace(0.05, 0.95, 4_000)
    own = risky(known)
    values = [*known.tolist(), *([None] * 4_000), *([None] * 2_000)]
    clients = [*range(4_000), *range(4_000), *range(4_000, 6_000)]
    defaulted = np.concatenate([own, own, np.zeros(2_000, dtype=np.bool_)])
    found = missing_read_as(frame(values, clients), defaulted, np.ones(10_000), {"score": -1})
    assert found["score"] == pytest.approx(0.5, abs=0.06)


def test_where_nobody_lacks_it_the_average_risk_is_taken() -> None:
    known = np.linspace(0.0, 1.0, 40_000)
    found = missing_read_as(frame(known.tolist()), risky(known), np.ones(40_000), {"score": -1})
    assert found["score"] == pytest.approx(0.5, abs=0.06)


def test_what_nobody_knows_is_read_as_nothing() -> None:
    found = missing_read_as(frame([None, None]), np.array([True, False]), np.ones(2), {"score": 1})
    assert found == {}


def test_directions_are_of_numbers_that_the_model_reads() -> None:
    assert set(DIRECTIONS) <= set(features.FEATURES) - set(features.CATEGORICAL)
    assert set(DIRECTIONS.values()) == {-1, 1}
