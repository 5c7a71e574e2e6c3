"""Features of the application's own fields."""

from __future__ import annotations

import narwhals as nw

from ml.features.expressions import ratio, sum_known, tally
from ml.schema.application import DOCUMENTS

EXTERNAL = ("external_score_1", "external_score_2", "external_score_3")
DOCUMENT_FLAGS = tuple(f"document_{number}" for number in DOCUMENTS)
REGION_MISMATCHES = (
    "contact_region_differs", "work_region_differs", "contact_work_region_differ",
)  # fmt: skip
CITY_MISMATCHES = ("contact_city_differs", "work_city_differs", "contact_work_city_differ")
PHONES = (
    "gave_mobile_phone", "gave_employer_phone", "gave_work_phone", "gave_home_phone", "gave_email",
)  # fmt: skip
LATEST_ENQUIRIES = ("enquiries_hour", "enquiries_day", "enquiries_week", "enquiries_month")
ENQUIRIES = (*LATEST_ENQUIRIES, "enquiries_quarter", "enquiries_year")

AMOUNTS = ("income", "credit_amount", "annuity", "goods_price")
"""Number columns that could hold absurd values; checked before use."""

SHARES = (
    *EXTERNAL,
    "region_population",
    "building_total_area",
    "building_floors_max_mean",
)

INCOME = nw.col("income")
CREDIT = nw.col("credit_amount")
ANNUITY = nw.col("annuity")
GOODS = nw.col("goods_price")

CATEGORIES = (
    "contract", "income_type", "education", "housing", "occupation", "employer_type",
    "building_walls",
)  # fmt: skip

AS_THEY_ARE = (
    *EXTERNAL,
    "income",
    "employed_days",
    "credit_amount",
    "annuity",
    "goods_price",
    "age_days",
    "owns_car",
    "car_age",
    "owns_home",
    "registration_days",
    "identity_document_days",
    "phone_change_days",
    "region_population",
    "region_rating",
    "city_rating",
    "work_city_differs",
    "building_total_area",
    "building_floors_max_mean",
    "gave_employer_phone",
    "gave_work_phone",
    "document_3",
    "enquiries_quarter",
    "enquiries_year",
)
"""Columns that are features without more ado."""


def _known_external() -> nw.Expr:
    return nw.sum_horizontal(*((~nw.col(name).is_null()).cast(nw.Float64) for name in EXTERNAL))


def _spread() -> nw.Expr:
    spread = nw.max_horizontal(*EXTERNAL) - nw.min_horizontal(*EXTERNAL)
    return nw.when(_known_external() > 1).then(spread)


FEATURES: dict[str, nw.Expr] = {
    **{name: nw.col(name) for name in (*AS_THEY_ARE, *CATEGORIES)},
    "external_scores_known": _known_external(),
    "external_score_mean": nw.mean_horizontal(*EXTERNAL),
    "external_score_min": nw.min_horizontal(*EXTERNAL),
    "external_score_max": nw.max_horizontal(*EXTERNAL),
    "external_score_spread": _spread(),
    "employed_share_of_age": ratio(nw.col("employed_days"), nw.col("age_days")),
    "age_at_hiring_days": nw.col("age_days") - nw.col("employed_days"),
    "payments_count": ratio(CREDIT, ANNUITY),
    "effort_rate": ratio(ANNUITY, INCOME),
    "income_left": INCOME - ANNUITY,
    "credit_to_income": ratio(CREDIT, INCOME),
    "credit_to_goods": ratio(CREDIT, GOODS),
    "credit_above_goods": CREDIT - GOODS,
    "region_mismatches": tally(REGION_MISMATCHES),
    "city_mismatches": tally(CITY_MISMATCHES),
    "contacts_given": tally(PHONES),
    "documents_given": tally(DOCUMENT_FLAGS),
    "enquiries_latest": sum_known(LATEST_ENQUIRIES),
    "enquiries_total": sum_known(ENQUIRIES),
}
