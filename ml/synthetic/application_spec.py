"""Which quantities of an application are measured on real rows and drawn together."""

from __future__ import annotations

import polars as pl

from ml.synthetic.spec import MISSING, Choice, Spec

RETIRED = pl.col("DAYS_EMPLOYED") == 365243
"""Clients without an employer are another population: no job, no employer, no occupation."""

_CASH = pl.col("NAME_CONTRACT_TYPE") == "Cash loans"

EDUCATION = (
    "Lower secondary",
    "Secondary / secondary special",
    "Incomplete higher",
    "Higher education",
    "Academic degree",
)

BUILDING = (
    "APARTMENTS", "BASEMENTAREA", "YEARS_BEGINEXPLUATATION", "YEARS_BUILD", "COMMONAREA",
    "ELEVATORS", "ENTRANCES", "FLOORSMAX", "FLOORSMIN", "LANDAREA", "LIVINGAPARTMENTS",
    "LIVINGAREA", "NONLIVINGAPARTMENTS", "NONLIVINGAREA",
)  # fmt: skip
SPARSE_BUILDING = (
    "YEARS_BUILD", "COMMONAREA", "FLOORSMIN", "LIVINGAPARTMENTS", "NONLIVINGAPARTMENTS",
    "FONDKAPREMONT",
)  # fmt: skip
"""Measured for fewer buildings than the rest, and then together."""

ENQUIRIES = tuple(
    f"AMT_REQ_CREDIT_BUREAU_{period}" for period in ("HOUR", "DAY", "WEEK", "MON", "QRT", "YEAR")
)

NUMBERS: dict[str, pl.Expr] = {
    name: pl.col(name).cast(pl.Float64)
    for name in (
        "AMT_INCOME_TOTAL",
        "AMT_GOODS_PRICE",
        "REGION_POPULATION_RELATIVE",
        "DAYS_BIRTH",
        "DAYS_REGISTRATION",
        "DAYS_ID_PUBLISH",
        "DAYS_LAST_PHONE_CHANGE",
        "OWN_CAR_AGE",
        "EXT_SOURCE_1",
        "EXT_SOURCE_2",
        "EXT_SOURCE_3",
        "CNT_CHILDREN",
        "REGION_RATING_CLIENT",
        "REGION_RATING_CLIENT_W_CITY",
        "HOUR_APPR_PROCESS_START",
        "OBS_30_CNT_SOCIAL_CIRCLE",
        "DEF_30_CNT_SOCIAL_CIRCLE",
        *ENQUIRIES,
        *(f"{measure}_AVG" for measure in BUILDING),
        "TOTALAREA_MODE",
    )
} | {
    "employed": pl.when(~RETIRED).then(pl.col("DAYS_EMPLOYED").cast(pl.Float64)),
    "credit_to_goods": pl.when(_CASH).then(pl.col("AMT_CREDIT") / pl.col("AMT_GOODS_PRICE")),
    "credit_to_annuity": pl.when(_CASH).then(pl.col("AMT_CREDIT") / pl.col("AMT_ANNUITY")),
    "education": pl.col("NAME_EDUCATION_TYPE").replace_strict(
        {label: float(level) for level, label in enumerate(EDUCATION)}
    ),
}
"""Numbers and ordered levels, each drawn from its own quantiles or shares."""

STEPPED_BUILDING = tuple(
    f"{measure}_AVG"
    for measure in ("FLOORSMAX", "FLOORSMIN", "ENTRANCES", "ELEVATORS", "NONLIVINGAPARTMENTS")
)
"""Counts in disguise: a few values hold most buildings."""

GRAINS = {
    "AMT_INCOME_TOTAL": 2250.0,
    "AMT_GOODS_PRICE": 4500.0,
    **dict.fromkeys(
        ("DAYS_BIRTH", "DAYS_REGISTRATION", "DAYS_ID_PUBLISH", "DAYS_LAST_PHONE_CHANGE"), 1.0
    ),
    "employed": 1.0,
    "OWN_CAR_AGE": 1.0,
    **{f"{measure}_AVG": 0.0001 for measure in BUILDING},
    "TOTALAREA_MODE": 0.0001,
}
"""What the original values are multiples of."""

FLAGS: dict[str, pl.Expr] = {
    "revolving": ~_CASH,
    "male": pl.col("CODE_GENDER") == "M",
    "FLAG_OWN_CAR": pl.col("FLAG_OWN_CAR") == "Y",
    "FLAG_OWN_REALTY": pl.col("FLAG_OWN_REALTY") == "Y",
    **{
        name: pl.col(name) == 1
        for name in (
            "FLAG_WORK_PHONE",
            "FLAG_CONT_MOBILE",
            "FLAG_PHONE",
            "FLAG_EMAIL",
            "REG_REGION_NOT_LIVE_REGION",
            "REG_REGION_NOT_WORK_REGION",
            "LIVE_REGION_NOT_WORK_REGION",
            "REG_CITY_NOT_LIVE_CITY",
            "REG_CITY_NOT_WORK_CITY",
            "LIVE_CITY_NOT_WORK_CITY",
        )
    },
    "no EXT_SOURCE_1": pl.col("EXT_SOURCE_1").is_null(),
    "no EXT_SOURCE_3": pl.col("EXT_SOURCE_3").is_null(),
    "no enquiries": pl.col("AMT_REQ_CREDIT_BUREAU_YEAR").is_null(),
    "no building": pl.col("EMERGENCYSTATE_MODE").is_null(),
    "sparse building": pl.when(pl.col("EMERGENCYSTATE_MODE").is_not_null()).then(
        pl.col("YEARS_BUILD_AVG").is_null()
    ),
}
"""Yes or no, and whether something is missing."""

_SCALE = ("DAYS_BIRTH", "AMT_INCOME_TOTAL", "AMT_GOODS_PRICE", "education", "CNT_CHILDREN")
_PERSON = (*_SCALE, "male", "FLAG_OWN_CAR", "FLAG_OWN_REALTY", "REGION_RATING_CLIENT_W_CITY")
_JOB = (*_PERSON, "employed", "EXT_SOURCE_1", "EXT_SOURCE_2", "EXT_SOURCE_3", "FLAG_WORK_PHONE")

DOCUMENTS = ("3", "none", "6", "8", "5", "9", "11", "4", "7")
"""The one document that a client gives, most often; others come on top, rarely."""


def document() -> pl.Expr:
    """The main document of a client, one of ``DOCUMENTS``."""
    chosen = pl.lit("none")
    for number in reversed([name for name in DOCUMENTS if name != "none"]):
        given = pl.col(f"FLAG_DOCUMENT_{number}") == 1
        chosen = pl.when(given).then(pl.lit(number)).otherwise(chosen)
    return chosen


APPLICATION = Spec(
    numbers=NUMBERS,
    flags=FLAGS,
    choices={
        "NAME_INCOME_TYPE": Choice(_JOB),
        "ORGANIZATION_TYPE": Choice(
            (*_JOB, "NAME_INCOME_TYPE"), pl.col("ORGANIZATION_TYPE").replace("XNA", None)
        ),
        "OCCUPATION_TYPE": Choice(
            (*_JOB, "NAME_INCOME_TYPE", "ORGANIZATION_TYPE"),
            pl.when(~RETIRED).then(pl.col("OCCUPATION_TYPE").fill_null(MISSING)),
        ),
        "NAME_FAMILY_STATUS": Choice(_PERSON),
        "NAME_HOUSING_TYPE": Choice((*_PERSON, "EXT_SOURCE_2", "NAME_FAMILY_STATUS")),
        "NAME_TYPE_SUITE": Choice((*_PERSON, "NAME_FAMILY_STATUS")),
        "WEEKDAY_APPR_PROCESS_START": Choice(("HOUR_APPR_PROCESS_START",)),
        "document": Choice(
            (*_PERSON, "revolving", "credit_to_annuity", "EXT_SOURCE_2"), document()
        ),
        "FONDKAPREMONT_MODE": Choice(("YEARS_BUILD_AVG", "FLOORSMAX_AVG")),
        "HOUSETYPE_MODE": Choice(("FLOORSMAX_AVG", "ENTRANCES_AVG")),
        "WALLSMATERIAL_MODE": Choice(("YEARS_BUILD_AVG", "FLOORSMAX_AVG", "ELEVATORS_AVG")),
        "EMERGENCYSTATE_MODE": Choice(("YEARS_BUILD_AVG", "FLOORSMAX_AVG")),
    },
    grains=GRAINS,
    stepped=frozenset({"REGION_POPULATION_RELATIVE", *STEPPED_BUILDING}),
)
"""Applications; measured apart for those with a job and those without."""
