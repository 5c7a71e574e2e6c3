"""Features of the loans that other lenders reported to the credit bureau."""

from __future__ import annotations

import narwhals as nw

from ml.features.application import ANNUITY, CREDIT, INCOME
from ml.features.expressions import (
    YEAR,
    Measure,
    amount,
    count,
    is_known,
    largest,
    mean,
    ratio,
    rows,
    share,
    smallest,
    sum_of_counts,
    total,
)

AMOUNTS = ("max_overdue_amount", "amount", "debt", "limit", "overdue_amount", "annuity")

PREPARED: dict[str, nw.Expr] = {
    **{name: amount(name) for name in AMOUNTS},
    "active": nw.col("status") == "active",
    "closed": nw.col("status") == "closed",
    "card": nw.col("credit_type") == "credit_card",
    "recent": nw.col("opened_days") <= YEAR,
    "remaining": 0 - nw.col("due_end_days"),
}
"""Columns of a loan that measures are made of."""

ACTIVE = nw.col("active")
CLOSED = nw.col("closed")
CARD = nw.col("card")
RECENT = nw.col("recent")
REMAINING = nw.col("remaining")
OVERDUE_NOW = (nw.col("overdue_days") > 0) | (nw.col("overdue_amount") > 0)
DEBT_KNOWN = is_known(nw.col("debt"))

MEASURES: dict[str, Measure] = {
    "b_rows": rows(),
    "b_active": count(ACTIVE),
    "b_troubled": count(nw.col("status").is_in(["bad_debt", "sold"])),
    "b_recent": count(RECENT),
    "b_first_opened": largest(nw.col("opened_days")),
    "b_last_opened": smallest(nw.col("opened_days")),
    "b_mean_opened": mean(nw.col("opened_days")),
    "b_last_ended": smallest(nw.col("ended_days"), CLOSED & (nw.col("ended_days") >= 0)),
    "b_cards": count(CARD),
    "b_active_cards": count(CARD & ACTIVE),
    "b_microloans": count(nw.col("credit_type") == "microloan"),
    "b_mortgages": count(nw.col("credit_type").is_in(["mortgage", "real_estate_loan"])),
    "b_amount": total(nw.col("amount")),
    "b_amount_active": total(nw.col("amount"), ACTIVE),
    "b_amount_recent": total(nw.col("amount"), RECENT),
    "b_debt": total(nw.col("debt"), ACTIVE),
    "b_amount_with_debt": total(nw.col("amount"), ACTIVE & DEBT_KNOWN),
    "b_card_debt": total(nw.col("debt"), CARD & ACTIVE),
    "b_card_amount": total(nw.col("amount"), CARD & ACTIVE & DEBT_KNOWN),
    "b_annuity": total(nw.col("annuity"), ACTIVE),
    "b_overdue": count(OVERDUE_NOW),
    "b_overdue_amount": total(nw.col("overdue_amount")),
    "b_overdue_days_max": largest(nw.col("overdue_days")),
    "b_max_overdue": largest(nw.col("max_overdue_amount")),
    "b_ever_overdue_share": share(nw.col("max_overdue_amount") > 0),
    "b_prolonged": sum_of_counts("prolonged"),
    "b_remaining_max": largest(REMAINING, ACTIVE & (REMAINING > 0)),
    "b_past_end": count(ACTIVE & (REMAINING < 0)),
    "b_planned_mean": mean(nw.col("opened_days") - nw.col("due_end_days")),
    "b_early_share": share(nw.col("ended_days") > nw.col("due_end_days"), CLOSED),
    "b_months": sum_of_counts("months_reported"),
    "b_months_recent": sum_of_counts("months_reported_recent"),
    "b_months_late": sum_of_counts("months_late"),
    "b_months_late_recent": sum_of_counts("months_late_recent"),
    "b_late_loans": count(nw.col("months_late") > 0),
    "b_worst": largest(nw.col("worst_late_grade")),
}


def _m(name: str) -> nw.Expr:
    return nw.col(f"b_{name}")


FEATURES: dict[str, nw.Expr] = {
    "bureau_loans": _m("rows"),
    "bureau_active_loans": _m("active"),
    "bureau_active_share": ratio(_m("active"), _m("rows")),
    "bureau_troubled_loans": _m("troubled"),
    "bureau_recent_loans": _m("recent"),
    "bureau_recent_share": ratio(_m("recent"), _m("rows")),
    "bureau_first_opened_days": _m("first_opened"),
    "bureau_last_opened_days": _m("last_opened"),
    "bureau_mean_opened_days": _m("mean_opened"),
    "bureau_last_ended_days": _m("last_ended"),
    "bureau_cards": _m("cards"),
    "bureau_active_cards": _m("active_cards"),
    "bureau_microloans": _m("microloans"),
    "bureau_mortgages": _m("mortgages"),
    "bureau_amount_active": _m("amount_active"),
    "bureau_amount_recent_share": ratio(_m("amount_recent"), _m("amount")),
    "bureau_debt": _m("debt"),
    "bureau_debt_to_amount": ratio(_m("debt"), _m("amount_with_debt")),
    "bureau_debt_to_income": ratio(_m("debt"), INCOME),
    "bureau_debt_to_credit": ratio(_m("debt"), CREDIT),
    "bureau_card_use": ratio(_m("card_debt"), _m("card_amount")),
    "bureau_annuity_to_income": ratio(_m("annuity"), INCOME),
    "total_effort_rate": ratio(_m("annuity") + ANNUITY, INCOME),
    "bureau_overdue_loans": _m("overdue"),
    "bureau_overdue_amount": _m("overdue_amount"),
    "bureau_overdue_days_max": _m("overdue_days_max"),
    "bureau_max_overdue_amount": _m("max_overdue"),
    "bureau_ever_overdue_share": _m("ever_overdue_share"),
    "bureau_prolonged": _m("prolonged"),
    "bureau_remaining_days_max": _m("remaining_max"),
    "bureau_past_end_loans": _m("past_end"),
    "bureau_planned_days_mean": _m("planned_mean"),
    "bureau_ended_early_share": _m("early_share"),
}
"""Features of the loans alone."""

MONTH_FEATURES: dict[str, nw.Expr] = {
    "bureau_months_late": _m("months_late"),
    "bureau_months_late_recent": _m("months_late_recent"),
    "bureau_late_share": ratio(_m("months_late"), _m("months")),
    "bureau_late_share_recent": ratio(_m("months_late_recent"), _m("months_recent")),
    "bureau_late_loans": _m("late_loans"),
    "bureau_worst_late_grade": _m("worst"),
}
"""Features that need the bureau's months as well."""

__all__ = ["FEATURES", "MEASURES", "MONTH_FEATURES", "PREPARED"]
