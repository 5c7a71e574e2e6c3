"""Measures small shares that rules of applications use: buildings, documents, prices."""

from __future__ import annotations

from typing import Any

import polars as pl

from ml.synthetic import application_spec
from ml.synthetic.measure import average, significant


def measure_extra(rows: pl.DataFrame) -> dict[str, Any]:
    """Small shares that rules use."""
    revolving = rows.filter(pl.col("NAME_CONTRACT_TYPE") == "Revolving loans")
    known = rows.filter(pl.col("EMERGENCYSTATE_MODE").is_not_null())
    full = known.filter(pl.col("YEARS_BUILD_AVG").is_not_null())
    missing: dict[str, float] = {}
    same: dict[str, dict[str, float]] = {}
    spread: dict[str, dict[str, float]] = {}
    for name in (
        *application_spec.BUILDING,
        "TOTALAREA",
        "FONDKAPREMONT",
        "HOUSETYPE",
        "WALLSMATERIAL",
    ):
        column = f"{name}_AVG" if name in application_spec.BUILDING else f"{name}_MODE"
        among = full if name in application_spec.SPARSE_BUILDING else known
        missing[name] = significant(among[column].null_count() / among.height, 3)
    for name in application_spec.BUILDING:
        same[name], spread[name] = {}, {}
        for statistic in ("MODE", "MEDI"):
            both = rows.select(
                pl.col(f"{name}_AVG").alias("mean"), pl.col(f"{name}_{statistic}").alias("other")
            ).drop_nulls()
            equal = (both["mean"] - both["other"]).abs() < 1e-6
            same[name][statistic] = significant(average(equal), 3)
            ratio = both.filter(~equal & (pl.col("mean") > 0) & (pl.col("other") > 0)).select(
                (pl.col("other") / pl.col("mean")).log().alias("ratio")
            )["ratio"]
            middle = (ratio.quantile(0.84) or 0.0) - (ratio.quantile(0.16) or 0.0)
            spread[name][statistic] = significant(middle / 2, 3)
    chosen = rows.select(application_spec.document().alias("document"))["document"]
    documents = {
        str(n): significant(average((rows[f"FLAG_DOCUMENT_{n}"] == 1) & (chosen != str(n))), 3)
        for n in range(2, 22)
    }
    return {
        "revolving_without_goods": significant(
            revolving["AMT_GOODS_PRICE"].null_count() / revolving.height, 3
        ),
        "building_missing": missing,
        "building_same": same,
        "building_spread": spread,
        "documents": {number: share for number, share in documents.items() if share > 0},
    }
