"""The engine against CatBoost itself, on random models with every kind of split."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from catboost import CatBoostClassifier, Pool, sum_models
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ml.bundle import Feature
from ml.engine import MISSING_CATEGORY, ContributionsError, Engine, Trees
from ml.engine.layout import UnsupportedModelError, lay_out

CATEGORIES = ("a", "b", "c", "d", "e", "f", "g", "h")


def random_clients(rows: int, seed: int) -> tuple[pl.DataFrame, np.ndarray]:
    """Numbers with missing values, a category with few values and one with many."""
    generator = np.random.default_rng(seed)
    numbers = generator.normal(size=(rows, 4))
    numbers[generator.random(numbers.shape) < 0.2] = np.nan
    few = generator.choice(["x", "y", None], rows, p=[0.5, 0.3, 0.2])
    many = generator.choice([*CATEGORIES, None], rows)
    risk = np.nan_to_num(numbers[:, 0]) + (few == "x") - np.isin(many, ["a", "c"])
    defaulted = generator.random(rows) < 1 / (1 + np.exp(1 - risk))
    frame = pl.DataFrame(
        {
            "n0": numbers[:, 0],
            "few": pl.Series(few.tolist(), dtype=pl.String),
            "n1": numbers[:, 1],
            "n2": numbers[:, 2],
            "many": pl.Series(many.tolist(), dtype=pl.String),
            "n3": numbers[:, 3],
        }
    ).with_columns(pl.selectors.float().fill_nan(None))
    return frame, defaulted


def pool(frame: pl.DataFrame, defaulted: np.ndarray | None = None) -> Pool:
    columns: dict[str, Any] = {
        column.name: column.fill_null(MISSING_CATEGORY).to_numpy().astype(object)
        if column.dtype == pl.String
        else column.cast(pl.Float32).fill_null(np.nan).to_numpy()
        for column in frame
    }
    label = None if defaulted is None else defaulted.astype(int)
    return Pool(pd.DataFrame(columns), label=label, cat_features=["few", "many"])


def engine_of(model: CatBoostClassifier, frame: pl.DataFrame, folder: Path) -> Engine:
    """An engine on the laid-out trees, without the rest of a bundle."""
    described = tuple(
        Feature(
            column.name,
            "category" if column.dtype == pl.String else "number",
            (MISSING_CATEGORY, *sorted(column.drop_nulls().unique()))
            if column.dtype == pl.String
            else (),
        )
        for column in frame
    )
    trees = lay_out(model, {f.name: f.categories for f in described if f.kind == "category"})
    folder.mkdir(parents=True, exist_ok=True)
    trees.save(folder / "engine.npz")
    bundle: Any = SimpleNamespace(
        manifest=SimpleNamespace(features=described), file=lambda name: folder / name
    )
    return Engine(bundle)


def fitted(frame: pl.DataFrame, defaulted: np.ndarray, **options: Any) -> CatBoostClassifier:
    chosen = {"iterations": 25, "depth": 5, "max_ctr_complexity": 1, "one_hot_max_size": 4}
    model = CatBoostClassifier(
        **(chosen | options), verbose=False, allow_writing_files=False, thread_count=1
    )
    model.fit(pool(frame, defaulted))
    return model


def assert_equal_to_catboost(
    engine: Engine, model: CatBoostClassifier, frame: pl.DataFrame
) -> None:
    asked = pool(frame)
    shap = model.get_feature_importance(asked, type="ShapValues")
    explained = engine.explain(frame)
    assert np.abs(explained.pd - model.predict_proba(asked)[:, 1]).max() < 1e-9
    assert np.abs(explained.contributions - shap[:, :-1]).max() < 1e-9
    assert explained.base == pytest.approx(shap[0, -1], abs=1e-9)
    assert np.array_equal(engine.predict(frame), explained.pd)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    seed=st.integers(0, 10_000),
    depth=st.integers(1, 6),
    one_hot=st.sampled_from([2, 4, 20]),
    nan_mode=st.sampled_from(["Min", "Max"]),
)
def test_random_models_equal_catboost(
    tmp_path: Path, seed: int, depth: int, one_hot: int, nan_mode: str
) -> None:
    frame, defaulted = random_clients(400, seed)
    model = fitted(
        frame, defaulted, depth=depth, one_hot_max_size=one_hot, nan_mode=nan_mode, random_seed=seed
    )
    engine = engine_of(model, frame, tmp_path / "m")
    unseen, _ = random_clients(300, seed + 1)
    assert_equal_to_catboost(engine, model, unseen)


def test_every_kind_of_split_occurs() -> None:
    frame, defaulted = random_clients(1_000, 3)
    model = fitted(frame, defaulted)
    trees = lay_out(
        model, {"few": (MISSING_CATEGORY, "x", "y"), "many": (MISSING_CATEGORY, *CATEGORIES)}
    )
    assert set(trees.category_column) == {0, 1}, "one-hot (few) and target-statistic (many) splits"
    assert (trees.split_plane < 4).any(), "splits on numbers"
    assert (trees.split_plane >= 4).any()


def test_a_category_that_training_did_not_have(tmp_path: Path) -> None:
    frame, defaulted = random_clients(600, 5)
    model = fitted(frame, defaulted)
    engine = engine_of(model, frame, tmp_path)
    strange = frame.head(50).with_columns(many=pl.lit("zebra"), few=pl.lit("z"))
    assert_equal_to_catboost(engine, model, strange)


def test_one_client_equals_the_same_client_among_many(tmp_path: Path) -> None:
    frame, defaulted = random_clients(300, 7)
    engine = engine_of(fitted(frame, defaulted), frame, tmp_path)
    together = engine.explain(frame)
    for row in (0, 17, 299):
        alone = engine.explain_one(frame.row(row, named=True))
        assert alone.pd[0] == together.pd[row]
        assert np.array_equal(alone.contributions[0], together.contributions[row])


def test_contributions_add_up_to_the_log_odds(tmp_path: Path) -> None:
    frame, defaulted = random_clients(300, 9)
    engine = engine_of(fitted(frame, defaulted), frame, tmp_path)
    explained = engine.explain(frame)
    log_odds = explained.base + explained.contributions.sum(axis=1)
    assert np.allclose(1 / (1 + np.exp(-log_odds)), explained.pd, atol=1e-12, rtol=0)


def test_a_feature_that_is_not_there_is_named(tmp_path: Path) -> None:
    frame, defaulted = random_clients(300, 9)
    engine = engine_of(fitted(frame, defaulted), frame, tmp_path)
    with pytest.raises(ValueError, match="n2"):
        engine.predict(frame.drop("n2"))
    with pytest.raises(ValueError, match="many"):
        engine.explain_one({name: None for name in engine.features if name != "many"})


def test_a_split_on_two_features_is_refused() -> None:
    frame, defaulted = random_clients(800, 11)
    model = fitted(frame, defaulted, max_ctr_complexity=3, one_hot_max_size=1, iterations=60)
    with pytest.raises(UnsupportedModelError, match="max_ctr_complexity=1"):
        lay_out(model, {"few": (MISSING_CATEGORY, "x", "y"), "many": CATEGORIES})


def test_trees_survive_a_file(tmp_path: Path) -> None:
    frame, defaulted = random_clients(300, 13)
    trees = lay_out(
        fitted(frame, defaulted),
        {"few": (MISSING_CATEGORY, "x", "y"), "many": (MISSING_CATEGORY, *CATEGORIES)},
    )
    trees.save(tmp_path / "trees.npz")
    again = Trees.load(tmp_path / "trees.npz")
    for name, array in vars(trees).items():
        assert np.array_equal(array, getattr(again, name)), name


def constrained(frame: pl.DataFrame, defaulted: np.ndarray, seed: int, **more: Any) -> Any:
    return fitted(
        frame,
        defaulted,
        monotone_constraints={"n0": 1, "n1": -1, "n2": 1},
        random_seed=seed,
        **more,
    )


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 10_000), depth=st.integers(1, 6), rows=st.sampled_from([60, 400]))
def test_contributions_add_up_in_leaves_that_no_training_client_reached(
    tmp_path: Path, seed: int, depth: int, rows: int
) -> None:
    frame, defaulted = random_clients(rows, seed)
    model = constrained(frame, defaulted, seed, depth=depth)
    engine = engine_of(model, frame, tmp_path / "m")
    # Far from the training clients: many of their leaves were empty.
    strange, _ = random_clients(400, seed + 1)
    strange = strange.with_columns(pl.selectors.float() * -3)
    for asked in (frame, strange):
        explained = engine.explain(asked)
        log_odds = explained.base + explained.contributions.sum(axis=1)
        assert np.abs(log_odds - engine.log_odds(asked)).max() < 1e-9
        expected = model.predict_proba(pool(asked))[:, 1]
        assert np.abs(explained.pd - expected).max() < 1e-9


def test_leaves_without_training_clients_have_values() -> None:
    frame, defaulted = random_clients(60, 2)
    model = constrained(frame, defaulted, 2, depth=6)
    weights = model.get_leaf_weights()
    assert (weights == 0).any()
    assert np.abs(model.get_leaf_values()[weights == 0]).max() > 0, "or nothing is tested"


def test_tables_that_do_not_add_up_are_refused(tmp_path: Path) -> None:
    frame, defaulted = random_clients(300, 13)
    engine = engine_of(fitted(frame, defaulted), frame, tmp_path)
    with np.load(tmp_path / "engine.npz") as arrays:
        kept = dict(arrays)
    kept["shap_values"] = kept["shap_values"].copy()
    kept["shap_values"][7] += 1e-6
    np.savez(tmp_path / "engine.npz", **kept)
    with pytest.raises(ContributionsError, match="do not add up"):
        Engine(engine.bundle)


def test_the_average_of_models_is_explained_as_their_average(tmp_path: Path) -> None:
    frame, defaulted = random_clients(500, 21)
    members = [constrained(frame, defaulted, seed) for seed in range(3)]
    average = sum_models(
        members, weights=[1 / 3] * 3, ctr_merge_policy="IntersectingCountersAverage"
    )
    engine = engine_of(average, frame, tmp_path / "all")
    one_by_one = [
        engine_of(member, frame, tmp_path / str(number)).explain(frame)
        for number, member in enumerate(members)
    ]
    together = engine.explain(frame)
    expected = np.mean([found.contributions for found in one_by_one], axis=0)
    assert np.abs(together.contributions - expected).max() < 1e-9
    assert together.base == pytest.approx(np.mean([found.base for found in one_by_one]), abs=1e-9)
