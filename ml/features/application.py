"""Features of the application's own fields."""

from __future__ import annotations

import narwhals as nw

from ml.features.expressions import any_known, ratio, sum_known, tally
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


def _known_external() -> nw.Expr:
    """How many sources know the client; unknown where none answers: perhaps none was asked."""
    known = [(~nw.col(name).is_null()).cast(nw.Float64) for name in EXTERNAL]
    return nw.when(any_known(EXTERNAL)).then(nw.sum_horizontal(*known))


def _same(*names: str) -> dict[str, nw.Expr]:
    """Columns that are features as they are."""
    return {name: nw.col(name) for name in names}


FEATURES: dict[str, nw.Expr] = {
    # external scores
    **_same(*EXTERNAL),
    "external_scores_known": _known_external(),
    # income and work
    **_same("income", "income_type", "occupation", "employer_type", "employed_days"),
    "employed_share_of_age": ratio(nw.col("employed_days"), nw.col("age_days")),
    "age_at_hiring_days": nw.col("age_days") - nw.col("employed_days"),
    # this loan
    **_same("contract", "credit_amount", "annuity", "goods_price"),
    "payments_count": ratio(CREDIT, ANNUITY),
    "effort_rate": ratio(ANNUITY, INCOME),
    "income_left": INCOME - ANNUITY,
    "credit_to_income": ratio(CREDIT, INCOME),
    "credit_to_goods": ratio(CREDIT, GOODS),
    "credit_above_goods": CREDIT - GOODS,
    # age and situation
    **_same("age_days", "education", "owns_car", "car_age", "registration_days"),
    **_same("identity_document_days", "phone_change_days"),
    # home and region
    **_same("owns_home", "housing", "region_population", "region_rating", "city_rating"),
    **_same("work_city_differs"),
    "region_mismatches": tally(REGION_MISMATCHES),
    "city_mismatches": tally(CITY_MISMATCHES),
    **_same("building_total_area", "building_floors_max_mean", "building_walls"),
    # papers and enquiries
    **_same("document_3"),
    "documents_given": tally(DOCUMENT_FLAGS),
    **_same("gave_employer_phone", "gave_work_phone"),
    "contacts_given": tally(PHONES),
    "enquiries_latest": sum_known(LATEST_ENQUIRIES),
    **_same("enquiries_quarter", "enquiries_year"),
    "enquiries_total": sum_known(ENQUIRIES),
}
