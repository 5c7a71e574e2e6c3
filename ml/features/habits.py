"""Features of how earlier loans here are used and repaid, from the loans' monthly summaries."""

from __future__ import annotations

import narwhals as nw

from ml.features.application import INCOME
from ml.features.expressions import (
    Measure,
    amount,
    at_least_zero,
    count,
    largest,
    proportion,
    ratio,
    sum_of_counts,
    total,
    weighted_mean,
)

PROPORTIONS = (
    "card_use_mean", "card_use_recent", "card_use_max", "card_cash_share",
    "instalment_days_late_mean", "instalment_days_early_mean",
)  # fmt: skip
AMOUNTS = (
    "card_limit", "card_balance", "card_balance_mean", "card_drawings_mean", "card_payment_mean",
    "instalments_due_amount", "instalments_paid_amount",
)  # fmt: skip

PREPARED: dict[str, nw.Expr] = {
    **{name: proportion(name) for name in PROPORTIONS},
    **{name: amount(name) for name in AMOUNTS},
    "has_pos": nw.col("pos_months") > 0,
    "has_card": nw.col("card_months") > 0,
}
"""Columns of a loan that measures are made of."""

HAS_POS = nw.col("has_pos")
HAS_CARD = nw.col("has_card")
OWED = nw.col("pos_instalments_left") * nw.col("annuity")


POS_MEASURES: dict[str, Measure] = {
    "pos_loans": count(HAS_POS),
    "pos_total": sum_of_counts("pos_months"),
    "pos_late": sum_of_counts("pos_months_late"),
    "pos_late_recent": sum_of_counts("pos_months_late_recent"),
    "pos_days_late_tolerated": largest(nw.col("pos_days_late_tolerated_max")),
    "pos_late_loans": count(nw.col("pos_months_late") > 0),
    "pos_left": total(nw.col("pos_instalments_left"), HAS_POS),
    "pos_owed": total(OWED, nw.col("pos_instalments_left") > 0),
}

CARD_MEASURES: dict[str, Measure] = {
    "card_cards": count(HAS_CARD),
    "card_total": sum_of_counts("card_months"),
    "card_limits": total(nw.col("card_limit"), HAS_CARD),
    "card_balances": total(nw.col("card_balance"), HAS_CARD),
    "card_use": weighted_mean("card_use_mean", "card_months"),
    "card_recent_use": largest(nw.col("card_use_recent")),
    "card_max_use": largest(nw.col("card_use_max")),
    "card_mean_drawings": total(nw.col("card_drawings_mean"), HAS_CARD),
    "card_cash": largest(nw.col("card_cash_share")),
    "card_underpaid": sum_of_counts("card_months_underpaid"),
    "card_late": sum_of_counts("card_months_late"),
    "card_days_late": largest(nw.col("card_days_late_max")),
}

INSTALMENT_MEASURES: dict[str, Measure] = {
    "i_due": sum_of_counts("instalments_due"),
    "i_late": sum_of_counts("instalments_late"),
    "i_due_recent": sum_of_counts("instalments_due_recent"),
    "i_late_recent": sum_of_counts("instalments_late_recent"),
    "i_underpaid": sum_of_counts("instalments_underpaid"),
    "i_underpaid_recent": sum_of_counts("instalments_underpaid_recent"),
    "i_due_amount": total(nw.col("instalments_due_amount")),
    "i_paid_amount": total(nw.col("instalments_paid_amount")),
    "i_days_late": largest(nw.col("instalment_days_late_max")),
    "i_days_late_mean": weighted_mean("instalment_days_late_mean", "instalments_due"),
    "i_days_early_mean": weighted_mean("instalment_days_early_mean", "instalments_due"),
    "i_late_loans": count(nw.col("instalments_late") > 0),
}

MEASURES = {**POS_MEASURES, **CARD_MEASURES, **INSTALMENT_MEASURES}


def _m(name: str) -> nw.Expr:
    return nw.col(name)


POS_FEATURES: dict[str, nw.Expr] = {
    "pos_loans": _m("pos_loans"),
    "pos_months": _m("pos_total"),
    "pos_months_late_recent": _m("pos_late_recent"),
    "pos_late_share": ratio(_m("pos_late"), _m("pos_total")),
    "pos_days_late_tolerated_max": _m("pos_days_late_tolerated"),
    "pos_late_loans": _m("pos_late_loans"),
    "pos_instalments_left": _m("pos_left"),
}

OWED_FEATURES: dict[str, nw.Expr] = {
    "previous_owed_to_income": ratio(_m("pos_owed"), INCOME),
}
"""Features that need the loans' annuities beside their months."""

CARD_FEATURES: dict[str, nw.Expr] = {
    "card_cards": _m("card_cards"),
    "card_limit": _m("card_limits"),
    "card_use": ratio(_m("card_balances"), _m("card_limits")),
    "card_use_mean": _m("card_use"),
    "card_use_recent": _m("card_recent_use"),
    "card_use_max": _m("card_max_use"),
    "card_cash_share": _m("card_cash"),
    "card_drawings_to_income": ratio(_m("card_mean_drawings"), INCOME),
    "card_balance_to_income": ratio(_m("card_balances"), INCOME),
    "card_underpaid_share": ratio(_m("card_underpaid"), _m("card_total")),
    "card_late_share": ratio(_m("card_late"), _m("card_total")),
    "card_days_late_max": _m("card_days_late"),
}

INSTALMENT_FEATURES: dict[str, nw.Expr] = {
    "instalments_due": _m("i_due"),
    "instalments_late_share": ratio(_m("i_late"), _m("i_due")),
    "instalments_late_share_recent": ratio(_m("i_late_recent"), _m("i_due_recent")),
    "instalments_days_late_max": _m("i_days_late"),
    "instalments_days_late_mean": _m("i_days_late_mean"),
    "instalments_days_early_mean": _m("i_days_early_mean"),
    "instalments_underpaid_share": ratio(_m("i_underpaid"), _m("i_due")),
    "instalments_underpaid_share_recent": ratio(_m("i_underpaid_recent"), _m("i_due_recent")),
    "instalments_shortfall_share": at_least_zero(
        1 - ratio(_m("i_paid_amount"), _m("i_due_amount"))
    ),
    "instalments_late_loans": _m("i_late_loans"),
}
