"""Stage 1: monthly rows become the summary columns of the loan that they belong to."""

from __future__ import annotations

import narwhals as nw
from narwhals.typing import FrameT

from ml.features.expressions import (
    RECENT_MONTHS,
    SHARE_STEPS,
    YEAR,
    Measure,
    amount,
    at_least_zero,
    count,
    is_known,
    largest,
    mean,
    on_grid,
    ratio,
    rows,
    smallest,
    total,
)

RECENT = nw.col("month") <= RECENT_MONTHS

GRADES = {
    "late_1_30": 1,
    "late_31_60": 2,
    "late_61_90": 3,
    "late_91_120": 4,
    "late_over_120": 5,
}
"""Lateness of a bureau month; on time and closed are 0, an unknown month has none."""


def _grade() -> nw.Expr:
    graded: nw.Expr = nw.when(nw.col("status").is_in(["on_time", "closed"])).then(nw.lit(0))
    for status, grade in GRADES.items():
        graded = nw.when(nw.col("status") == status).then(nw.lit(grade)).otherwise(graded)
    return graded.alias("grade")


LATE_GRADE = nw.col("grade") > 0

BUREAU_MONTHS: dict[str, Measure] = {
    "months_reported": rows(),
    "months_reported_recent": count(RECENT),
    "months_late": count(LATE_GRADE),
    "months_late_recent": count(LATE_GRADE & RECENT),
    "worst_late_grade": largest(nw.col("grade")),
    "worst_late_grade_recent": largest(nw.col("grade"), RECENT),
    "months_since_late": smallest(nw.col("month"), LATE_GRADE),
}

LATE = nw.col("days_late_tolerated") > 0
FRESHEST = nw.col("month") == nw.col("freshest")

POS_MONTHS: dict[str, Measure] = {
    "pos_months": rows(),
    "pos_months_recent": count(RECENT),
    "pos_months_late": count(LATE),
    "pos_months_late_recent": count(LATE & RECENT),
    "pos_months_since_late": smallest(nw.col("month"), LATE),
    "pos_days_late_max": largest(nw.col("days_late")),
    "pos_days_late_tolerated_max": largest(nw.col("days_late_tolerated")),
    "pos_instalments_left": largest(nw.col("instalments_left"), FRESHEST),
}

PENNY = 0.005
"""Amounts closer than half a hundredth are the same amount."""

USE = nw.col("use")
DRAWN = nw.col("drawings") > 0
CASH_KNOWN = DRAWN & is_known(nw.col("cash_drawings"))

CASH_SHARE = Measure(
    ratio(
        nw.when(DRAWN).then(nw.col("cash_drawings")).sum(),
        nw.when(CASH_KNOWN).then(nw.col("drawings")).sum(),
    ),
    zero=False,
)

CARD_MONTHS: dict[str, Measure] = {
    "card_months": rows(),
    "card_limit": largest(nw.col("limit"), FRESHEST),
    "card_balance": largest(nw.col("balance"), FRESHEST),
    "card_balance_mean": mean(nw.col("balance")),
    "card_use_mean": mean(USE),
    "card_use_recent": mean(USE, RECENT),
    "card_use_max": largest(USE),
    "card_drawings_mean": mean(nw.col("drawings")),
    "card_payment_mean": mean(nw.col("paid")),
    "card_cash_share": CASH_SHARE,
    "card_months_underpaid": count(nw.col("paid") < nw.col("minimum_instalment") - PENNY),
    "card_months_late": count(LATE),
    "card_days_late_max": largest(nw.col("days_late")),
}

FALLEN_DUE = nw.col("due_days") >= 0
DUE_RECENTLY = nw.col("due_days") <= YEAR
UNDERPAID = nw.col("paid_amount") < nw.col("due_amount") - PENNY
PAID_LATE = nw.col("days_late") > 0

INSTALMENTS: dict[str, Measure] = {
    "instalments_due": rows(),
    "instalments_late": count(PAID_LATE),
    "instalments_due_recent": count(DUE_RECENTLY),
    "instalments_late_recent": count(PAID_LATE & DUE_RECENTLY),
    "instalments_underpaid": count(UNDERPAID),
    "instalments_underpaid_recent": count(UNDERPAID & DUE_RECENTLY),
    "instalments_due_amount": total(nw.col("due_amount")),
    "instalments_paid_amount": total(nw.col("paid_amount")),
    "instalment_days_late_max": largest(nw.col("days_late")),
    "instalment_days_late_mean": mean(nw.col("days_late")),
    "instalment_days_early_mean": mean(nw.col("days_early")),
    "last_payment_days": smallest(nw.col("paid_days")),
}

LOAN = ("previous_loan_id", "client_id")


def _expressions(measures: dict[str, Measure]) -> list[nw.Expr]:
    return [measure.expression.alias(name) for name, measure in measures.items()]


def bureau_months(months: FrameT) -> FrameT:
    """One row a bureau loan that has monthly rows: ``bureau_loan_id`` and its summary."""
    graded = months.select("bureau_loan_id", "month", _grade())
    return graded.group_by("bureau_loan_id").agg(*_expressions(BUREAU_MONTHS))


def pos_months(months: FrameT) -> FrameT:
    """One row a loan that has POS months: its keys and summary."""
    dated = months.with_columns(freshest=nw.col("month").min().over("previous_loan_id"))
    return dated.group_by(*LOAN).agg(*_expressions(POS_MONTHS))


def card_months(months: FrameT) -> FrameT:
    """One row a card that has monthly rows: its keys and summary."""
    amounts = (
        "balance", "limit", "cash_drawings", "drawings", "minimum_instalment", "payment",
        "total_payment",
    )  # fmt: skip
    cards = months.with_columns(
        *(amount(name) for name in amounts),
        freshest=nw.col("month").min().over("previous_loan_id"),
    ).with_columns(
        use=on_grid(ratio(nw.col("balance"), nw.col("limit")), SHARE_STEPS),
        paid=nw.coalesce(nw.col("payment"), nw.col("total_payment")),
    )
    return cards.group_by(*LOAN).agg(*_expressions(CARD_MONTHS))


def instalments(payments: FrameT) -> FrameT:
    """One row a loan that has instalments fallen due: its keys and summary.

    Several payments may settle one instalment: the amount due is said again with each (so the
    largest is taken), the amounts paid add up, and it is settled the day of the last payment.
    Without any payment it is late since it was due.
    """
    payments = payments.with_columns(amount("due_amount"), amount("paid_amount"))
    settled = (
        payments.filter(FALLEN_DUE)
        .group_by(*LOAN, "version", "number", "due_days")
        .agg(
            nw.col("due_amount").max(),
            nw.col("paid_days").min(),
            total(nw.col("paid_amount")).expression.alias("known_paid_amount"),
        )
    )
    ahead = nw.coalesce(nw.col("paid_days"), nw.lit(0)) - nw.col("due_days")
    unpaid = nw.col("paid_days").is_null()
    nothing = nw.when(unpaid).then(nw.lit(0.0))
    return (
        settled.with_columns(
            paid_amount=nw.coalesce(nw.col("known_paid_amount"), nothing),
            days_late=at_least_zero(0 - ahead),
            days_early=at_least_zero(ahead),
        )
        .group_by(*LOAN)
        .agg(*_expressions(INSTALMENTS))
    )
