"""The risk that made clients carry: an additive model of log-odds with a few interactions.

Ramps (piecewise linear steps between knots), categories and products; its coefficients are fitted
on real applications by ``ml.synthetic.calibrate`` and written down in the calibration.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ml.synthetic.application_spec import RETIRED

Floats = NDArray[np.float64]

_EXTERNAL = [pl.col(f"EXT_SOURCE_{n}") for n in (1, 2, 3)]
_CREDIT, _ANNUITY = pl.col("AMT_CREDIT"), pl.col("AMT_ANNUITY")
_INCOME, _GOODS = pl.col("AMT_INCOME_TOTAL"), pl.col("AMT_GOODS_PRICE")
_AGE = -pl.col("DAYS_BIRTH") / 365.25
_EMPLOYED = pl.when(~RETIRED).then(-pl.col("DAYS_EMPLOYED") / 365.25)

NUMBERS: dict[str, pl.Expr] = {
    "external_1": _EXTERNAL[0],
    "external_2": _EXTERNAL[1],
    "external_3": _EXTERNAL[2],
    "external_mean": pl.mean_horizontal(_EXTERNAL),
    "external_least": pl.min_horizontal(_EXTERNAL),
    "age": _AGE,
    "employed": _EMPLOYED,
    "employed_share": _EMPLOYED / _AGE,
    "registration": -pl.col("DAYS_REGISTRATION") / 365.25,
    "identity_document": -pl.col("DAYS_ID_PUBLISH") / 365.25,
    "phone_change": -pl.col("DAYS_LAST_PHONE_CHANGE") / 365.25,
    "income": _INCOME.log(),
    "goods": _GOODS.log(),
    "annuity": _ANNUITY.log(),
    "term": _CREDIT / _ANNUITY,
    "credit_to_goods": _CREDIT / _GOODS,
    "annuity_to_income": _ANNUITY / _INCOME,
    "credit_to_income": _CREDIT / _INCOME,
    "region_population": pl.col("REGION_POPULATION_RELATIVE"),
    "car_age": pl.col("OWN_CAR_AGE"),
    "enquiries_quarter": pl.col("AMT_REQ_CREDIT_BUREAU_QRT"),
    "enquiries_year": pl.col("AMT_REQ_CREDIT_BUREAU_YEAR"),
    "circle_30": pl.col("DEF_30_CNT_SOCIAL_CIRCLE"),
    "circle_seen": pl.col("OBS_30_CNT_SOCIAL_CIRCLE"),
    "building_area": pl.col("TOTALAREA_MODE"),
    "building_floors": pl.col("FLOORSMAX_AVG"),
    "hour": pl.col("HOUR_APPR_PROCESS_START"),
    "children": pl.col("CNT_CHILDREN"),
}
"""Each enters by ramps between its knots, and by whether it is missing."""

CATEGORIES = (
    "NAME_CONTRACT_TYPE", "CODE_GENDER", "FLAG_OWN_CAR", "FLAG_OWN_REALTY", "NAME_INCOME_TYPE",
    "NAME_EDUCATION_TYPE", "NAME_FAMILY_STATUS", "NAME_HOUSING_TYPE", "OCCUPATION_TYPE",
    "ORGANIZATION_TYPE", "REGION_RATING_CLIENT_W_CITY", "FLAG_WORK_PHONE", "FLAG_PHONE",
    "FLAG_EMAIL", "REG_CITY_NOT_LIVE_CITY", "REG_CITY_NOT_WORK_CITY", "LIVE_CITY_NOT_WORK_CITY",
    "FLAG_DOCUMENT_3", "FLAG_DOCUMENT_16", "FLAG_DOCUMENT_18", "WALLSMATERIAL_MODE",
    "NAME_TYPE_SUITE", "WEEKDAY_APPR_PROCESS_START",
)  # fmt: skip

PRODUCTS = (
    ("external_1", "external_2"), ("external_1", "external_3"), ("external_2", "external_3"),
    ("external_mean", "external_mean"), ("external_mean", "age"), ("external_mean", "term"),
    ("external_mean", "credit_to_goods"), ("external_mean", "employed"),
    ("external_mean", "annuity"), ("external_mean", "goods"), ("external_mean", "income"),
    ("external_mean", "male"), ("external_mean", "higher"), ("external_mean", "document_3"),
    ("term", "term"), ("term", "credit_to_goods"), ("term", "goods"), ("term", "annuity"),
    ("term", "age"), ("term", "employed"), ("term", "male"), ("term", "higher"),
    ("credit_to_goods", "goods"), ("credit_to_goods", "age"), ("credit_to_goods", "employed"),
    ("age", "employed"), ("age", "male"), ("age", "goods"), ("age", "higher"),
    ("employed", "male"), ("employed", "goods"), ("goods", "income"), ("goods", "male"),
    ("goods", "higher"), ("goods", "document_3"), ("annuity_to_income", "age"), ("car_age", "age"),
)  # fmt: skip
"""Pairs whose standardised values enter multiplied; a missing value counts as the average."""

_YES_NO: dict[str, pl.Expr] = {
    "male": (pl.col("CODE_GENDER") == "M").cast(pl.Float64),
    "higher": (pl.col("NAME_EDUCATION_TYPE") == "Higher education").cast(pl.Float64),
    "document_3": pl.col("FLAG_DOCUMENT_3").cast(pl.Float64),
}
_FACTORS = sorted({name for pair in PRODUCTS for name in pair})

Scales = Mapping[str, Sequence[float]]
"""Mean and standard deviation of each factor of the products."""


def numbers(applications: pl.DataFrame) -> dict[str, Floats]:
    """The quantities that the model reads, shape [n] each, NaN where missing."""
    frame = applications.select(
        expression.cast(pl.Float64).alias(name) for name, expression in (NUMBERS | _YES_NO).items()
    )
    return {name: frame[name].fill_null(np.nan).to_numpy() for name in frame.columns}


def measure_scales(values: Mapping[str, Floats]) -> dict[str, tuple[float, float]]:
    """The scales of the factors, measured on these values."""
    return {
        name: (float(np.nanmean(values[name])), float(np.nanstd(values[name]))) for name in _FACTORS
    }


def terms(
    applications: pl.DataFrame,
    knots: Mapping[str, Sequence[float]],
    categories: Mapping[str, Sequence[str]],
    scales: Scales,
) -> tuple[list[str], Floats]:
    """Names and values of the model's terms, shape [n, terms].

    A category's first label is its reference; missing is the label ``(missing)``.
    """
    values = numbers(applications)
    names: list[str] = []
    columns: list[Floats] = []
    for name, points in knots.items():
        value = values[name]
        for low, high in itertools.pairwise(points):
            names.append(f"{name} {low:g}..{high:g}")
            columns.append(np.nan_to_num(np.clip((value - low) / (high - low), 0, 1)))
        names.append(f"{name} missing")
        columns.append(np.isnan(value).astype(np.float64))
    for name, labels in categories.items():
        text = applications[name].cast(pl.String).fill_null("(missing)")
        for label in labels[1:]:
            names.append(f"{name} = {label}")
            columns.append((text == label).cast(pl.Float64).to_numpy())
    scaled = {
        name: np.clip(np.nan_to_num((values[name] - mean) / deviation), -3, 3)
        for name, (mean, deviation) in scales.items()
    }
    for first, second in PRODUCTS:
        names.append(f"{first} x {second}")
        columns.append(scaled[first] * scaled[second])
    return names, np.column_stack(columns)
