"""``python -m ml.synthetic.calibrate --data PATH --out FILE``: measure real rows, keep figures.

PATH is a folder of original files or zips of them. Only aggregates are written: quantiles,
shares, correlations and coefficients, none of them over fewer than twenty clients.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from ml.synthetic import calibration, columns, measure
from ml.synthetic.applications import default_probability, draw_applications
from ml.synthetic.original import read_original

Figures = dict[str, Any]
_SETTLING_CLIENTS = 60_000


def calibrate(data: Path) -> Figures:
    """The figures measured on the original files in ``data``."""
    rows = read_original(data / "applications.zip", "application_train")
    retired = rows.select(columns.RETIRED.alias("retired"))["retired"]
    figures: Figures = {
        "about": {
            "what": "Aggregates of real applications and loans, no rows",
            "command": "python -m ml.synthetic.calibrate --data PATH --out FILE",
            "applications": rows.height,
        },
        "risk": measure.risk_model(rows),
        "extra": _extra(rows),
        "populations": {
            name: {"share": measure.significant(among.mean(), 4)}
            | measure.population(rows.filter(among))
            for name, among in (("working", ~retired), ("retired", retired))
        },
    }
    _settle(figures)
    return figures


def _extra(rows: pl.DataFrame) -> Figures:
    """Small shares that rules use."""
    revolving = rows.filter(pl.col("NAME_CONTRACT_TYPE") == "Revolving loans")
    known = rows.filter(pl.col("EMERGENCYSTATE_MODE").is_not_null())
    full = known.filter(pl.col("YEARS_BUILD_AVG").is_not_null())
    missing, same, spread = {}, {}, {}
    for name in (*columns.BUILDING, "TOTALAREA", "FONDKAPREMONT", "HOUSETYPE", "WALLSMATERIAL"):
        column = f"{name}_AVG" if name in columns.BUILDING else f"{name}_MODE"
        among = full if name in columns.SPARSE_BUILDING else known
        missing[name] = measure.significant(among[column].null_count() / among.height, 3)
    for name in columns.BUILDING:
        same[name], spread[name] = {}, {}
        for statistic in ("MODE", "MEDI"):
            both = rows.select(
                pl.col(f"{name}_AVG").alias("mean"), pl.col(f"{name}_{statistic}").alias("other")
            ).drop_nulls()
            equal = (both["mean"] - both["other"]).abs() < 1e-6
            same[name][statistic] = measure.significant(float(equal.mean() or 0), 3)
            ratio = both.filter(~equal & (pl.col("mean") > 0) & (pl.col("other") > 0)).select(
                (pl.col("other") / pl.col("mean")).log().alias("ratio")
            )["ratio"]
            middle = (ratio.quantile(0.84) or 0.0) - (ratio.quantile(0.16) or 0.0)
            spread[name][statistic] = measure.significant(middle / 2, 3)
    chosen = rows.select(columns.document().alias("document"))["document"]
    documents = {
        str(n): measure.significant(
            float(((rows[f"FLAG_DOCUMENT_{n}"] == 1) & (chosen != str(n))).mean() or 0), 3
        )
        for n in range(2, 22)
    }
    return {
        "revolving_without_goods": measure.significant(
            revolving["AMT_GOODS_PRICE"].null_count() / revolving.height, 3
        ),
        "building_missing": missing,
        "building_same": same,
        "building_spread": spread,
        "documents": {number: share for number, share in documents.items() if share > 0},
    }


def _settle(figures: Figures) -> None:
    """Shift the risk model's intercept until made clients default as often as real ones."""
    model = figures["risk"]
    for _ in range(3):
        made = draw_applications(
            calibration.Calibration(figures),
            np.arange(_SETTLING_CLIENTS),
            np.random.default_rng(0),
        )
        rate = float(default_probability(made, model).mean())
        wanted = model["default_rate"]
        shift = np.log(wanted / (1 - wanted)) - np.log(rate / (1 - rate))
        model["intercept"] = measure.significant(model["intercept"] + float(shift))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m ml.synthetic.calibrate", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of original files or zips")
    parser.add_argument("--out", type=Path, default=calibration.DEFAULT)
    chosen = parser.parse_args()
    calibration.write(calibrate(chosen.data), chosen.out)
    print(f"wrote {chosen.out} ({chosen.out.stat().st_size:,} bytes)", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
