"""The engine against CatBoost's own predict and ShapValues, within one run, on one thread count.

``python -m tests.benchmarks.engine`` prints ratios: how many times faster the engine is.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
import polars as pl
from catboost import CatBoostClassifier, Pool

from ml.bundle import FORMAT, Bundle, Feature, Manifest, Training
from ml.curves import Curves
from ml.engine import MISSING_CATEGORY, Engine
from ml.engine.layout import lay_out
from ml.reliability import Calibration, Correction

NUMBERS, CATEGORIES, TREES, TRAINING_ROWS = 140, 8, 1_000, 20_000
CODES = (MISSING_CATEGORY, *(f"k{code:02}" for code in range(40)))
SIZES = {1: 200, 100: 30, 10_000: 3}
"""Rows asked at once → repeats, of which the fastest counts."""


def clients(rows: int, seed: int) -> pl.DataFrame:
    """Random clients: 140 numbers, a fifth missing, and 8 categories."""
    generator = np.random.default_rng(seed)
    numbers = generator.normal(size=(rows, NUMBERS)).astype(np.float32)
    numbers[generator.random(numbers.shape) < 0.2] = np.nan
    columns = {f"n{index}": numbers[:, index] for index in range(NUMBERS)}
    frame = pl.DataFrame(columns).fill_nan(None)
    return frame.with_columns(
        pl.Series(f"c{index}", generator.choice(CODES[1:], rows)) for index in range(CATEGORIES)
    )


def as_pool(frame: pl.DataFrame, label: np.ndarray | None = None) -> Pool:
    """The pool that a caller of CatBoost builds from the same frame."""
    columns = {
        column.name: column.to_numpy().astype(object)
        if column.dtype == pl.String
        else column.fill_null(np.nan).to_numpy()
        for column in frame
    }
    return Pool(
        pd.DataFrame(columns), label=label, cat_features=[f"c{i}" for i in range(CATEGORIES)]
    )


def trained(trees: int = TREES) -> CatBoostClassifier:
    """Trees of depth 6."""
    frame = clients(TRAINING_ROWS, 0)
    known = frame.fill_null(0)
    risk = known["n0"] + known["n1"] * known["n2"] + (frame["c0"] < "k10").cast(pl.Float64)
    noise = np.random.default_rng(1).normal(size=len(frame))
    model = CatBoostClassifier(
        iterations=trees,
        depth=6,
        learning_rate=0.05,
        max_ctr_complexity=1,
        rsm=0.2,
        verbose=False,
        allow_writing_files=False,
    )
    return model.fit(as_pool(frame, (risk.to_numpy() + noise > 1.5).astype(int)))


def engine_of(model: CatBoostClassifier, folder: Path) -> Engine:
    """The engine of a bundle that holds no more than the engine reads."""
    features = (
        *(Feature(f"n{index}", "number") for index in range(NUMBERS)),
        *(Feature(f"c{index}", "category", CODES) for index in range(CATEGORIES)),
    )
    trees = lay_out(model, {f.name: f.categories for f in features if f.kind == "category"})
    trees.save(folder / "engine.npz")
    manifest = Manifest(
        format=FORMAT,
        created_at="2000-01-01",
        features=features,
        threshold=0.1,
        cost_ratio=10,
        base=float(trees.base[0]),
        metrics={},
        intervals={},
        calibration=Calibration((), 0.0, Correction(1, 0, 0), corrected=False),
        curves=Curves(cost=(), bands=()),
        yardsticks={},
        input_weights={},
        steadiness={},
        coverage=[],
        training=Training(
            clients=TRAINING_ROWS,
            default_rate=0.1,
            tables=(),
            fingerprint="",
            period=None,
            seed=0,
            folds=0,
            withheld=0,
            withheld_everything=0,
            seeds=1,
            parameters={},
        ),
        libraries={},
        files={},
    )
    return Engine(Bundle(folder, manifest))


def fastest(work: Callable[[], object], repeats: int) -> float:
    """Seconds of the fastest of some runs, after one that does not count."""
    work()
    times = []
    for _ in range(repeats):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return min(times)


def main() -> None:
    model = trained(TREES)
    with TemporaryDirectory() as folder:
        engine = engine_of(model, Path(folder))
        print(f"tables of {model.tree_count_:,} trees: {engine.nbytes / 2**20:.1f} MiB")
        for rows, repeats in SIZES.items():
            frame = clients(rows, 2)
            pool = as_pool(frame)
            expected = model.get_feature_importance(pool, type="ShapValues")[:, :-1]
            found = engine.explain(frame).contributions
            print(f"{rows:>6,} rows: greatest difference {np.abs(found - expected).max():.1e}")
            ours = fastest(lambda f=frame: engine.explain(f), repeats)
            theirs = fastest(
                lambda p=pool: model.get_feature_importance(p, type="ShapValues"), repeats
            )
            print(f"{rows:>6,} rows: explain {theirs / ours:6.1f} x CatBoost's own")
            ours = fastest(lambda f=frame: engine.predict(f), repeats)
            theirs = fastest(lambda f=frame: model.predict_proba(as_pool(f)), repeats)
            print(f"{rows:>6,} rows: predict {theirs / ours:6.1f} x CatBoost's own, from a frame")
        client = clients(1, 2).row(0, named=True)
        alone = fastest(lambda: engine.explain_one(client), 200)
        framed = clients(1, 2)
        with_frame = fastest(lambda: engine.explain(framed), 200)
        print(
            f"one client without a frame: {with_frame / alone:.1f} x with one, {alone * 1e3:.3f} ms"
        )


if __name__ == "__main__":
    main()
