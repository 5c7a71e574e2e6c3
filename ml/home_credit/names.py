"""The original files' names and values, and the canonical ones. Nothing else knows them."""

from __future__ import annotations

from ml.schema import TABLES, Column
from ml.schema.application import BUILDING_MEASURES, BUILDING_STATISTICS, DOCUMENTS

FILES: dict[str, tuple[str, ...]] = {
    "application": ("application_train", "application_test"),
    "bureau_loans": ("bureau",),
    "bureau_months": ("bureau_balance",),
    "previous_loans": ("previous_application",),
    "pos_months": ("pos_cash_balance",),
    "card_months": ("credit_card_balance",),
    "instalments": ("installments_payments",),
}
"""File names in lower case, without their endings, by table, parents before children."""

NAMES_FILE = "client_names"
NAMES_COLUMNS = {"SK_ID_CURR": "client_id", "FIRST_NAME": "first_name", "LAST_NAME": "last_name"}
"""Original name -> canonical one of the file of names, which is not among the originals."""

NOT_A_DATE = 365243
"""What the original files write for "no such day"."""

NOT_AVAILABLE = frozenset({"xna", "xap"})
"""What the original files write in a category for "not known" and "does not apply"."""

_BUILDING = {
    "apartments": "APARTMENTS",
    "basement_area": "BASEMENTAREA",
    "operation_year": "YEARS_BEGINEXPLUATATION",
    "construction_year": "YEARS_BUILD",
    "common_area": "COMMONAREA",
    "elevators": "ELEVATORS",
    "entrances": "ENTRANCES",
    "floors_max": "FLOORSMAX",
    "floors_min": "FLOORSMIN",
    "land_area": "LANDAREA",
    "living_apartments": "LIVINGAPARTMENTS",
    "living_area": "LIVINGAREA",
    "non_living_apartments": "NONLIVINGAPARTMENTS",
    "non_living_area": "NONLIVINGAREA",
}
_STATISTICS = {"mean": "AVG", "mode": "MODE", "median": "MEDI"}

_APPLICATION = {
    "client_id": "SK_ID_CURR",
    "default": "TARGET",
    "contract": "NAME_CONTRACT_TYPE",
    "sex": "CODE_GENDER",
    "owns_car": "FLAG_OWN_CAR",
    "owns_home": "FLAG_OWN_REALTY",
    "children": "CNT_CHILDREN",
    "income": "AMT_INCOME_TOTAL",
    "credit_amount": "AMT_CREDIT",
    "annuity": "AMT_ANNUITY",
    "goods_price": "AMT_GOODS_PRICE",
    "accompanied_by": "NAME_TYPE_SUITE",
    "income_type": "NAME_INCOME_TYPE",
    "education": "NAME_EDUCATION_TYPE",
    "marital_status": "NAME_FAMILY_STATUS",
    "housing": "NAME_HOUSING_TYPE",
    "region_population": "REGION_POPULATION_RELATIVE",
    "age_days": "DAYS_BIRTH",
    "employed_days": "DAYS_EMPLOYED",
    "registration_days": "DAYS_REGISTRATION",
    "identity_document_days": "DAYS_ID_PUBLISH",
    "car_age": "OWN_CAR_AGE",
    "gave_mobile_phone": "FLAG_MOBIL",
    "gave_employer_phone": "FLAG_EMP_PHONE",
    "gave_work_phone": "FLAG_WORK_PHONE",
    "mobile_reachable": "FLAG_CONT_MOBILE",
    "gave_home_phone": "FLAG_PHONE",
    "gave_email": "FLAG_EMAIL",
    "occupation": "OCCUPATION_TYPE",
    "family_members": "CNT_FAM_MEMBERS",
    "region_rating": "REGION_RATING_CLIENT",
    "city_rating": "REGION_RATING_CLIENT_W_CITY",
    "weekday": "WEEKDAY_APPR_PROCESS_START",
    "hour": "HOUR_APPR_PROCESS_START",
    "contact_region_differs": "REG_REGION_NOT_LIVE_REGION",
    "work_region_differs": "REG_REGION_NOT_WORK_REGION",
    "contact_work_region_differ": "LIVE_REGION_NOT_WORK_REGION",
    "contact_city_differs": "REG_CITY_NOT_LIVE_CITY",
    "work_city_differs": "REG_CITY_NOT_WORK_CITY",
    "contact_work_city_differ": "LIVE_CITY_NOT_WORK_CITY",
    "employer_type": "ORGANIZATION_TYPE",
    "external_score_1": "EXT_SOURCE_1",
    "external_score_2": "EXT_SOURCE_2",
    "external_score_3": "EXT_SOURCE_3",
    **{
        f"building_{measure}_{statistic}": f"{_BUILDING[measure]}_{_STATISTICS[statistic]}"
        for statistic in BUILDING_STATISTICS
        for measure in BUILDING_MEASURES
    },
    "building_repair_fund": "FONDKAPREMONT_MODE",
    "building_type": "HOUSETYPE_MODE",
    "building_total_area": "TOTALAREA_MODE",
    "building_walls": "WALLSMATERIAL_MODE",
    "building_emergency": "EMERGENCYSTATE_MODE",
    **{
        f"circle_{seen}_{late}": f"{code}_{late}_CNT_SOCIAL_CIRCLE"
        for late in (30, 60)
        for seen, code in (("observed", "OBS"), ("defaulted", "DEF"))
    },
    "phone_change_days": "DAYS_LAST_PHONE_CHANGE",
    **{f"document_{n}": f"FLAG_DOCUMENT_{n}" for n in DOCUMENTS},
    "enquiries_hour": "AMT_REQ_CREDIT_BUREAU_HOUR",
    "enquiries_day": "AMT_REQ_CREDIT_BUREAU_DAY",
    "enquiries_week": "AMT_REQ_CREDIT_BUREAU_WEEK",
    "enquiries_month": "AMT_REQ_CREDIT_BUREAU_MON",
    "enquiries_quarter": "AMT_REQ_CREDIT_BUREAU_QRT",
    "enquiries_year": "AMT_REQ_CREDIT_BUREAU_YEAR",
}

_BUREAU_LOANS = {
    "client_id": "SK_ID_CURR",
    "bureau_loan_id": "SK_ID_BUREAU",
    "status": "CREDIT_ACTIVE",
    "currency": "CREDIT_CURRENCY",
    "opened_days": "DAYS_CREDIT",
    "overdue_days": "CREDIT_DAY_OVERDUE",
    "due_end_days": "DAYS_CREDIT_ENDDATE",
    "ended_days": "DAYS_ENDDATE_FACT",
    "max_overdue_amount": "AMT_CREDIT_MAX_OVERDUE",
    "prolonged": "CNT_CREDIT_PROLONG",
    "amount": "AMT_CREDIT_SUM",
    "debt": "AMT_CREDIT_SUM_DEBT",
    "limit": "AMT_CREDIT_SUM_LIMIT",
    "overdue_amount": "AMT_CREDIT_SUM_OVERDUE",
    "credit_type": "CREDIT_TYPE",
    "updated_days": "DAYS_CREDIT_UPDATE",
    "annuity": "AMT_ANNUITY",
}

_BUREAU_MONTHS = {
    "bureau_loan_id": "SK_ID_BUREAU",
    "month": "MONTHS_BALANCE",
    "status": "STATUS",
}

_PREVIOUS_LOANS = {
    "previous_loan_id": "SK_ID_PREV",
    "client_id": "SK_ID_CURR",
    "contract": "NAME_CONTRACT_TYPE",
    "annuity": "AMT_ANNUITY",
    "asked_amount": "AMT_APPLICATION",
    "credit_amount": "AMT_CREDIT",
    "down_payment": "AMT_DOWN_PAYMENT",
    "goods_price": "AMT_GOODS_PRICE",
    "weekday": "WEEKDAY_APPR_PROCESS_START",
    "hour": "HOUR_APPR_PROCESS_START",
    "last_of_contract": "FLAG_LAST_APPL_PER_CONTRACT",
    "last_of_day": "NFLAG_LAST_APPL_IN_DAY",
    "down_payment_rate": "RATE_DOWN_PAYMENT",
    "primary_interest_rate": "RATE_INTEREST_PRIMARY",
    "privileged_interest_rate": "RATE_INTEREST_PRIVILEGED",
    "purpose": "NAME_CASH_LOAN_PURPOSE",
    "status": "NAME_CONTRACT_STATUS",
    "decided_days": "DAYS_DECISION",
    "payment_type": "NAME_PAYMENT_TYPE",
    "refusal_reason": "CODE_REJECT_REASON",
    "accompanied_by": "NAME_TYPE_SUITE",
    "client_type": "NAME_CLIENT_TYPE",
    "goods_category": "NAME_GOODS_CATEGORY",
    "portfolio": "NAME_PORTFOLIO",
    "product_type": "NAME_PRODUCT_TYPE",
    "channel": "CHANNEL_TYPE",
    "seller_area": "SELLERPLACE_AREA",
    "seller_industry": "NAME_SELLER_INDUSTRY",
    "term": "CNT_PAYMENT",
    "yield_group": "NAME_YIELD_GROUP",
    "product": "PRODUCT_COMBINATION",
    "first_drawing_days": "DAYS_FIRST_DRAWING",
    "first_due_days": "DAYS_FIRST_DUE",
    "last_due_first_version_days": "DAYS_LAST_DUE_1ST_VERSION",
    "last_due_days": "DAYS_LAST_DUE",
    "ended_days": "DAYS_TERMINATION",
    "insured": "NFLAG_INSURED_ON_APPROVAL",
}

_POS_MONTHS = {
    "previous_loan_id": "SK_ID_PREV",
    "client_id": "SK_ID_CURR",
    "month": "MONTHS_BALANCE",
    "term": "CNT_INSTALMENT",
    "instalments_left": "CNT_INSTALMENT_FUTURE",
    "status": "NAME_CONTRACT_STATUS",
    "days_late": "SK_DPD",
    "days_late_tolerated": "SK_DPD_DEF",
}

_CARD_MONTHS = {
    "previous_loan_id": "SK_ID_PREV",
    "client_id": "SK_ID_CURR",
    "month": "MONTHS_BALANCE",
    "balance": "AMT_BALANCE",
    "limit": "AMT_CREDIT_LIMIT_ACTUAL",
    "cash_drawings": "AMT_DRAWINGS_ATM_CURRENT",
    "drawings": "AMT_DRAWINGS_CURRENT",
    "other_drawings": "AMT_DRAWINGS_OTHER_CURRENT",
    "goods_drawings": "AMT_DRAWINGS_POS_CURRENT",
    "minimum_instalment": "AMT_INST_MIN_REGULARITY",
    "payment": "AMT_PAYMENT_CURRENT",
    "total_payment": "AMT_PAYMENT_TOTAL_CURRENT",
    "principal_receivable": "AMT_RECEIVABLE_PRINCIPAL",
    "receivable": "AMT_RECIVABLE",
    "total_receivable": "AMT_TOTAL_RECEIVABLE",
    "cash_drawings_count": "CNT_DRAWINGS_ATM_CURRENT",
    "drawings_count": "CNT_DRAWINGS_CURRENT",
    "other_drawings_count": "CNT_DRAWINGS_OTHER_CURRENT",
    "goods_drawings_count": "CNT_DRAWINGS_POS_CURRENT",
    "instalments_paid": "CNT_INSTALMENT_MATURE_CUM",
    "status": "NAME_CONTRACT_STATUS",
    "days_late": "SK_DPD",
    "days_late_tolerated": "SK_DPD_DEF",
}

_INSTALMENTS = {
    "previous_loan_id": "SK_ID_PREV",
    "client_id": "SK_ID_CURR",
    "version": "NUM_INSTALMENT_VERSION",
    "number": "NUM_INSTALMENT_NUMBER",
    "due_days": "DAYS_INSTALMENT",
    "paid_days": "DAYS_ENTRY_PAYMENT",
    "due_amount": "AMT_INSTALMENT",
    "paid_amount": "AMT_PAYMENT",
}

ORIGINAL: dict[str, dict[str, str]] = {
    "application": _APPLICATION,
    "bureau_loans": _BUREAU_LOANS,
    "bureau_months": _BUREAU_MONTHS,
    "previous_loans": _PREVIOUS_LOANS,
    "pos_months": _POS_MONTHS,
    "card_months": _CARD_MONTHS,
    "instalments": _INSTALMENTS,
}
"""Canonical column name -> original one, by table, in the order of the original files."""

_CONTRACTS = {"cash_loans": "cash", "consumer_loans": "consumer", "revolving_loans": "revolving"}

VALUES: dict[str, dict[str, dict[str, str | None]]] = {
    "application": {
        "contract": {**_CONTRACTS},
        "sex": {"f": "female", "m": "male"},
        "education": {"secondary_secondary_special": "secondary", "higher_education": "higher"},
        "marital_status": {"single_not_married": "single", "unknown": None},
    },
    "previous_loans": {"contract": {**_CONTRACTS}},
    "bureau_months": {
        "status": {
            "c": "closed",
            "x": "unknown",
            "0": "on_time",
            "1": "late_1_30",
            "2": "late_31_60",
            "3": "late_61_90",
            "4": "late_91_120",
            "5": "late_over_120",
        }
    },
}
"""Slug of an original value -> canonical category, where the slug alone is not it."""

_MINUS_ONE_IS_MISSING = frozenset(
    {"REGION_RATING_CLIENT", "REGION_RATING_CLIENT_W_CITY", "SELLERPLACE_AREA"}
)


REQUIRED = {"previous_loans": frozenset({"status", "decided_days"})}
"""Values that an original row must have although the schema can do without them."""


def counts_from_application(original: str) -> bool:
    """Whether the original column counts days or months up to the application, so negatively."""
    return original.startswith("DAYS_") or original == "MONTHS_BALANCE"


def missing_code(original: str) -> int | None:
    """The number that stands for a missing value in this original column, if there is one."""
    if original.startswith("DAYS_"):
        return NOT_A_DATE
    return -1 if original in _MINUS_ONE_IS_MISSING else None


def columns(table: str) -> list[tuple[Column, str]]:
    """The table's columns with their original names, in the schema's order."""
    return [(column, ORIGINAL[table][column.name]) for column in TABLES[table].columns]
