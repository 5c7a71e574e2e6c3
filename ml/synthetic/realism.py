"""``python -m ml.synthetic.realism --data PATH``: how far made records are from real ones.

Two measures: the distance of each column of each table to the real one, and the AUC on the real
applications of a quick model that was trained on made ones only.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
from catboost import CatBoostClassifier
from sklearn.metrics import roc_auc_score

from ml.home_credit import read, read_table
from ml.schema import TABLES, Use
from ml.synthetic import synthesize
from ml.synthetic.applications import draw_applications
from ml.synthetic.calibrate import applications_figures
from ml.synthetic.calibration import Calibration
from ml.synthetic.measure import average
from ml.synthetic.original import read_original

_REAL_ROWS = 40_000
"""Rows that the same quick model trained on real applications is given, for comparison."""


def column_distance(real: pl.Series, made: pl.Series) -> float:
    """Distance of two columns' distributions, 0 to 1; missing is a value of its own.

    Numbers: the largest gap between the two cumulative distributions (Kolmogorov-Smirnov) of the
    known values, or the gap between the shares missing, whichever is larger. Categories and flags:
    total variation.
    """
    if not real.dtype.is_numeric():
        shares = [
            dict(series.cast(pl.String).fill_null("").value_counts(normalize=True).iter_rows())
            for series in (real, made)
        ]
        labels = set(shares[0]) | set(shares[1])
        return 0.5 * float(sum(abs(shares[0].get(x, 0.0) - shares[1].get(x, 0.0)) for x in labels))
    missing = abs(real.null_count() / len(real) - made.null_count() / len(made))
    a, b = (np.sort(s.drop_nulls().to_numpy()) for s in (real, made))
    if len(a) == 0 or len(b) == 0:
        return missing
    points = np.concatenate([a, b])
    gap = np.abs(
        np.searchsorted(a, points, side="right") / len(a)
        - np.searchsorted(b, points, side="right") / len(b)
    ).max()
    return max(float(gap), missing)


def table_distances(real: pl.DataFrame, made: pl.DataFrame) -> dict[str, float]:
    """The distance of each column but references and the outcome."""
    compared = [name for name in real.columns if not name.endswith("_id") and name != "default"]
    return {name: round(column_distance(real[name], made[name]), 4) for name in compared}


def quick_inputs(application: pl.DataFrame) -> pd.DataFrame:
    """What the quick model reads: the inputs that the design allows, and three ratios."""
    allowed = [column.name for column in TABLES["application"].columns if column.use is Use.MODEL]
    frame = application.select(
        *allowed,
        (pl.col("credit_amount") / pl.col("annuity")).alias("term"),
        (pl.col("credit_amount") / pl.col("goods_price")).alias("credit_to_goods"),
        (pl.col("annuity") / pl.col("income")).alias("annuity_to_income"),
    )
    labels = [name for name, dtype in frame.schema.items() if dtype == pl.String]
    return frame.with_columns(
        pl.col(labels).fill_null("missing"), pl.col(pl.Boolean).cast(pl.Float64)
    ).to_pandas()


def quick_auc(train: pl.DataFrame, test: pl.DataFrame) -> float:
    """AUC on one table of applications of a small CatBoost trained on another."""
    inputs, judged = quick_inputs(train), quick_inputs(test)
    labels = [name for name in inputs.columns if inputs[name].dtype.kind not in "fiub"]
    model = CatBoostClassifier(
        iterations=400, depth=5, learning_rate=0.06, random_seed=0, verbose=False,
        max_ctr_complexity=1, allow_writing_files=False,
    )  # fmt: skip
    model.fit(inputs, train["default"].cast(pl.Int64).to_numpy(), cat_features=labels)
    predicted = model.predict_proba(judged)[:, 1]
    return float(roc_auc_score(test["default"].cast(pl.Int64).to_numpy(), predicted))


def held_back_auc(data: Path, *, clients: int, seed: int) -> float:
    """AUC of made clients' model on real rows that the calibration has not seen either.

    The applications are measured anew on ``_REAL_ROWS`` rows drawn at random; the model is judged
    on the others.
    """
    rows = read_original(data / "applications.zip", "application_train")
    rows = rows.sample(fraction=1, shuffle=True, seed=seed)
    seen, rest = rows.head(_REAL_ROWS), rows.tail(-_REAL_ROWS)
    figures = Calibration(applications_figures(seen))
    made = draw_applications(figures, np.arange(clients), np.random.default_rng(seed))
    return quick_auc(canonical(made), canonical(rest))


def canonical(applications: pl.DataFrame) -> pl.DataFrame:
    """Applications in original columns as the canonical table."""
    with TemporaryDirectory(prefix="applications-") as folder:
        applications.write_csv(Path(folder) / "application_train.csv")
        return read(Path(folder))["application"]


def measure(data: Path, *, clients: int, seed: int) -> dict[str, Any]:
    """Both measures of freshly made clients against the real rows in the folder ``data``.

    ``auc_made_to_real`` judges on all real applications, the ones that were measured;
    ``auc_made_to_held_back`` on ones that were not, with a calibration of its own;
    ``auc_real_to_real`` is the same model's when trained on 40,000 real rows.
    """
    real = {"application": read(data / "applications.zip")["application"]}
    joined = read(data / "joined_train.zip")
    real |= {name: table for name, table in joined.items() if name != "application"}
    real["instalments"] = read_table(data / "installments_partial.zip", "instalments")
    with TemporaryDirectory(prefix="made-") as folder:
        synthesize(clients=clients, seed=seed, out=Path(folder))
        made = read(Path(folder))
    distances = {name: table_distances(real[name], made[name]) for name in real}
    shuffled = real["application"].sample(fraction=1, shuffle=True, seed=seed)
    some, rest = shuffled.head(_REAL_ROWS), shuffled.tail(-_REAL_ROWS)
    means = {name: float(np.mean(list(columns.values()))) for name, columns in distances.items()}
    return {
        "clients": clients,
        "seed": seed,
        "default_rate": round(average(made["application"]["default"]), 4),
        "auc_made_to_real": round(quick_auc(made["application"], shuffled), 4),
        "auc_made_to_held_back": round(held_back_auc(data, clients=clients, seed=seed), 4),
        "auc_real_to_real": round(quick_auc(some, rest), 4),
        "mean_distance": {name: round(mean, 4) for name, mean in means.items()},
        "distance": distances,
    }


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m ml.synthetic.realism", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the real rows' zips")
    parser.add_argument("--clients", type=int, default=60_000)
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args()
    figures = measure(chosen.data, clients=chosen.clients, seed=chosen.seed)
    distances = figures.pop("distance")
    for table, columns in distances.items():
        for name, distance in sorted(columns.items(), key=lambda item: -item[1]):
            print(f"{table:15} {name:35} {distance:.4f}")
    print(json.dumps(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
