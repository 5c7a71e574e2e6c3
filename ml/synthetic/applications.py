"""Draws applications in the original columns, then who defaults."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from ml.home_credit.names import NOT_A_DATE, ORIGINAL
from ml.synthetic import application_spec, risk
from ml.synthetic.calibration import Calibration, Drawn, Figures
from ml.synthetic.copula import Floats
from ml.synthetic.spec import MISSING

_ADULT = 18 * 365.25


def draw_applications(
    calibration: Calibration, references: np.ndarray[Any, Any], rng: np.random.Generator
) -> pl.DataFrame:
    """Applications with these references, in the columns of ``application_train``.

    ``TARGET`` is drawn from the risk model.
    """
    size = len(references)
    working = rng.random(size) < calibration.applications["working"].share
    frames = []
    for name, among in (("working", working), ("retired", ~working)):
        if among.any():
            drawn = calibration.applications[name].draw(int(among.sum()), rng)
            drawn["SK_ID_CURR"] = references[among]
            frames.append(_frame(drawn, calibration.figures["extra"], rng))
    applications = pl.concat(frames, how="vertical_relaxed").sort("SK_ID_CURR")
    probability = default_probability(applications, calibration.risk)
    target = pl.Series("TARGET", (rng.random(size) < probability).astype(np.int64))
    return applications.with_columns(target).select(ORIGINAL["application"].values())


def log_odds(applications: pl.DataFrame, model: Figures) -> Floats:
    """Log-odds of default, shape [n]."""
    names, matrix = risk.terms(applications, model["knots"], model["categories"], model["scales"])
    coefficients = np.array([model["coefficients"][name] for name in names])
    return np.asarray(matrix @ coefficients + model["intercept"])


def default_probability(applications: pl.DataFrame, model: Figures) -> Floats:
    """Probability of default, shape [n]."""
    return np.asarray(1 / (1 + np.exp(-log_odds(applications, model))))


def _frame(drawn: Drawn, extra: Figures, rng: np.random.Generator) -> pl.DataFrame:
    size = len(drawn["SK_ID_CURR"])
    data: dict[str, Any] = {"SK_ID_CURR": drawn["SK_ID_CURR"]}
    _person(data, drawn)
    _job(data, drawn)
    _loan(data, drawn, extra, rng)
    _scores_and_enquiries(data, drawn, rng)
    _building(data, drawn, extra, rng)
    _circle(data, drawn, rng)
    _documents(data, drawn, extra, rng)
    data["FLAG_MOBIL"] = np.ones(size, dtype=np.int64)
    frame = pl.DataFrame({name: _series(value) for name, value in data.items()})
    whole = [name for name in _INTEGERS if name in frame.columns]
    return frame.with_columns(pl.col(whole).cast(pl.Int64))


_INTEGERS = [
    name
    for name in ORIGINAL["application"].values()
    if name.startswith(("FLAG_DOCUMENT", "REG_", "LIVE_", "REGION_RATING", "HOUR_", "FLAG_MOBIL"))
] + [
    "CNT_CHILDREN", "DAYS_BIRTH", "DAYS_EMPLOYED", "DAYS_ID_PUBLISH", "FLAG_EMP_PHONE",
    "FLAG_WORK_PHONE", "FLAG_CONT_MOBILE", "FLAG_PHONE", "FLAG_EMAIL",
]  # fmt: skip


def _series(value: Any) -> pl.Series:
    array = np.asarray(value)
    if array.dtype == object:
        return pl.Series(array.tolist(), dtype=pl.String)
    series = pl.Series(array)
    return series.fill_nan(None) if series.dtype.is_float() else series


def _yes_no(flag: Floats) -> Any:
    return np.where(flag == 1, "Y", "N").astype(object)


def _person(data: Drawn, drawn: Drawn) -> None:
    age = drawn["DAYS_BIRTH"]
    data["CODE_GENDER"] = np.where(drawn["male"] == 1, "M", "F").astype(object)
    data["FLAG_OWN_CAR"] = _yes_no(drawn["FLAG_OWN_CAR"])
    data["FLAG_OWN_REALTY"] = _yes_no(drawn["FLAG_OWN_REALTY"])
    data["CNT_CHILDREN"] = drawn["CNT_CHILDREN"]
    data["DAYS_BIRTH"] = age
    for name in ("DAYS_REGISTRATION", "DAYS_ID_PUBLISH"):
        data[name] = np.maximum(drawn[name], age)
    data["DAYS_LAST_PHONE_CHANGE"] = np.maximum(drawn["DAYS_LAST_PHONE_CHANGE"], age)
    data["OWN_CAR_AGE"] = np.where(drawn["FLAG_OWN_CAR"] == 1, drawn["OWN_CAR_AGE"], np.nan)
    for name in ("NAME_FAMILY_STATUS", "NAME_HOUSING_TYPE", "NAME_TYPE_SUITE"):
        data[name] = drawn[name]
    couple = np.isin(drawn["NAME_FAMILY_STATUS"], ("Married", "Civil marriage"))
    data["CNT_FAM_MEMBERS"] = drawn["CNT_CHILDREN"] + 1 + couple
    data["NAME_EDUCATION_TYPE"] = np.array(application_spec.EDUCATION, dtype=object)[
        drawn["education"].astype(np.int64)
    ]
    for name in ("REGION_POPULATION_RELATIVE", "REGION_RATING_CLIENT"):
        data[name] = drawn[name]
    # a city is rated at most one step from its region
    rating = drawn["REGION_RATING_CLIENT"]
    data["REGION_RATING_CLIENT_W_CITY"] = np.clip(
        drawn["REGION_RATING_CLIENT_W_CITY"], rating - 1, rating + 1
    )
    for name in application_spec.FLAGS:
        if name.startswith(("FLAG_", "REG_", "LIVE_")) and name not in data:
            data[name] = drawn.get(name, np.zeros(len(age)))


def _job(data: Drawn, drawn: Drawn) -> None:
    size = len(data["SK_ID_CURR"])
    data["NAME_INCOME_TYPE"] = drawn["NAME_INCOME_TYPE"]
    employed = drawn.get("employed")
    if employed is None:
        data["DAYS_EMPLOYED"] = np.full(size, NOT_A_DATE)
        data["FLAG_EMP_PHONE"] = np.zeros(size)
        data["ORGANIZATION_TYPE"] = np.full(size, "XNA", dtype=object)
        data["OCCUPATION_TYPE"] = np.full(size, None, dtype=object)
        return
    # nobody has had a job since before coming of age
    data["DAYS_EMPLOYED"] = np.maximum(employed, np.minimum(data["DAYS_BIRTH"] + _ADULT, 0))
    data["FLAG_EMP_PHONE"] = np.ones(size)
    data["ORGANIZATION_TYPE"] = drawn["ORGANIZATION_TYPE"]
    occupation = drawn["OCCUPATION_TYPE"]
    data["OCCUPATION_TYPE"] = np.where(occupation == MISSING, None, occupation)


def _loan(data: Drawn, drawn: Drawn, extra: Figures, rng: np.random.Generator) -> None:
    revolving = drawn["revolving"] == 1
    goods = drawn["AMT_GOODS_PRICE"]
    cash_credit = np.round(goods * drawn["credit_to_goods"] / 4.5) * 4.5
    limit = np.maximum(np.round(goods / 45_000) * 45_000, 135_000)
    credit = np.where(revolving, limit, np.maximum(cash_credit, 45_000))
    annuity = np.where(revolving, credit / 20, credit / drawn["credit_to_annuity"])
    data["NAME_CONTRACT_TYPE"] = np.where(revolving, "Revolving loans", "Cash loans").astype(object)
    data["AMT_INCOME_TOTAL"] = drawn["AMT_INCOME_TOTAL"]
    data["AMT_CREDIT"] = credit
    data["AMT_ANNUITY"] = np.round(annuity / 4.5) * 4.5
    price = np.where(revolving, credit, goods)
    unknown = revolving & (rng.random(len(goods)) < extra["revolving_without_goods"])
    data["AMT_GOODS_PRICE"] = np.where(unknown, np.nan, price)
    data["WEEKDAY_APPR_PROCESS_START"] = drawn["WEEKDAY_APPR_PROCESS_START"]
    data["HOUR_APPR_PROCESS_START"] = drawn["HOUR_APPR_PROCESS_START"]


def _scores_and_enquiries(data: Drawn, drawn: Drawn, rng: np.random.Generator) -> None:
    for name in ("EXT_SOURCE_1", "EXT_SOURCE_3"):
        data[name] = np.where(drawn[f"no {name}"] == 1, np.nan, drawn[name])
    rarely = rng.random(len(drawn["EXT_SOURCE_2"])) < 0.002
    data["EXT_SOURCE_2"] = np.where(rarely, np.nan, drawn["EXT_SOURCE_2"])
    for name in application_spec.ENQUIRIES:
        data[name] = np.where(drawn["no enquiries"] == 1, np.nan, drawn[name])


def _building(data: Drawn, drawn: Drawn, extra: Figures, rng: np.random.Generator) -> None:
    unknown = drawn["no building"] == 1
    sparse = unknown | (drawn["sparse building"] == 1)
    size = len(unknown)

    def absent(measure: str) -> Any:
        base = sparse if measure in application_spec.SPARSE_BUILDING else unknown
        return base | (rng.random(size) < extra["building_missing"][measure])

    for measure in application_spec.BUILDING:
        mean = drawn[f"{measure}_AVG"]
        gone = absent(measure)
        data[f"{measure}_AVG"] = np.where(gone, np.nan, mean)
        for statistic in ("MODE", "MEDI"):
            same = rng.random(size) < extra["building_same"][measure][statistic]
            spread = extra["building_spread"][measure][statistic]
            other = np.clip(mean * np.exp(spread * rng.standard_normal(size)), 0, 1)
            value = np.round(np.where(same, mean, other), 4)
            data[f"{measure}_{statistic}"] = np.where(gone, np.nan, value)
    data["TOTALAREA_MODE"] = np.where(absent("TOTALAREA"), np.nan, drawn["TOTALAREA_MODE"])
    for name in ("FONDKAPREMONT", "HOUSETYPE", "WALLSMATERIAL"):
        data[f"{name}_MODE"] = np.where(absent(name), None, drawn[f"{name}_MODE"])
    data["EMERGENCYSTATE_MODE"] = np.where(unknown, None, drawn["EMERGENCYSTATE_MODE"])


def _circle(data: Drawn, drawn: Drawn, rng: np.random.Generator) -> None:
    seen = drawn["OBS_30_CNT_SOCIAL_CIRCLE"]
    late = np.minimum(drawn["DEF_30_CNT_SOCIAL_CIRCLE"], seen)
    fewer = (rng.random(len(seen)) < 0.02) & (seen > late)
    data["OBS_30_CNT_SOCIAL_CIRCLE"], data["DEF_30_CNT_SOCIAL_CIRCLE"] = seen, late
    data["OBS_60_CNT_SOCIAL_CIRCLE"] = seen - fewer
    data["DEF_60_CNT_SOCIAL_CIRCLE"] = rng.binomial(late.astype(np.int64), 0.7).astype(np.float64)


def _documents(data: Drawn, drawn: Drawn, extra: Figures, rng: np.random.Generator) -> None:
    size = len(data["SK_ID_CURR"])
    for number in range(2, 22):
        given = drawn["document"] == str(number)
        besides = rng.random(size) < extra["documents"].get(str(number), 0.0)
        data[f"FLAG_DOCUMENT_{number}"] = given | besides
