"""Features of the client's earlier applications and loans at this lender."""

from __future__ import annotations

import math

import narwhals as nw

from ml.features.application import ANNUITY, CREDIT, INCOME
from ml.features.expressions import (
    SHARE_STEPS,
    YEAR,
    Measure,
    amount,
    count,
    is_known,
    largest,
    mean,
    on_grid,
    quotient,
    ratio,
    share,
    smallest,
    total,
)

AMOUNTS = ("annuity", "asked_amount", "credit_amount", "down_payment", "goods_price")

STATUS = nw.col("status")
STARTED = is_known(nw.col("first_due_days"))
GOING_ON = (nw.col("ended_days").is_null() | (nw.col("ended_days") < 0)) & (
    nw.col("last_due_days").is_null() | (nw.col("last_due_days") < 0)
)

PREPARED: dict[str, nw.Expr] = {
    **{name: amount(name) for name in AMOUNTS},
    "known": is_known(STATUS),
    "approved": STATUS == "approved",
    "refused": STATUS == "refused",
    "recent": nw.col("decided_days") <= YEAR,
    "running": (STATUS == "approved") & STARTED & GOING_ON,
}
"""Columns of a loan that measures are made of; "running" is paid out and not at its end."""

KNOWN = nw.col("known")
APPROVED = nw.col("approved")
REFUSED = nw.col("refused")
RECENT = nw.col("recent")
RUNNING = nw.col("running")
DECIDED = nw.col("decided_days")
REASON = nw.col("refusal_reason")
RATE = nw.col("interest_rate")
ASKED = APPROVED & (nw.col("asked_amount") > 0)
ENDED_EARLY = nw.col("last_due_days") > nw.col("last_due_first_version_days")

LONGEST = 600
"""Terms beyond fifty years of months are no terms."""


def interest_rate() -> nw.Expr:
    """The nominal yearly rate that amount, annuity and number of monthly payments imply.

    Closed form, within 1 % of the exact root up to 72 payments and 120 % a year:
    i = ((1 + P/L)^(1/q) - 1)^q - 1 with q = ln(1 + 1/N) / ln 2, P the payment, L the amount, N the
    number of payments (C. Evans; see "Mortgage calculator", Wikipedia). 0 where the payments only
    give the amount back; unknown where they fall short of it by more than rounding.
    """
    credit, payment = nw.col("credit_amount"), nw.col("annuity")
    number = nw.col("term")
    plausible = (number >= 2) & (number <= LONGEST) & (credit > 1) & (payment <= credit)
    paid = payment * number
    q = (1 + 1 / number).log() * (1 / math.log(2))
    monthly = ((1 + quotient(payment, credit)) ** (1 / q) - 1) ** q - 1
    return (
        nw.when(plausible & (paid > credit))
        .then(on_grid(12 * monthly, SHARE_STEPS))
        .otherwise(nw.when(plausible & (paid >= 0.95 * credit)).then(nw.lit(0.0)))
    )


MEASURES: dict[str, Measure] = {
    "p_rows": count(KNOWN),
    "p_approved": count(APPROVED),
    "p_refused": count(REFUSED),
    "p_given_up": count(STATUS.is_in(["canceled", "unused_offer"])),
    "p_recent": count(RECENT),
    "p_refused_recent": count(REFUSED & RECENT),
    "p_refused_score": count(REASON.is_in(["sco", "scofr"])),
    "p_refused_limit": count(REASON == "limit"),
    "p_refused_policy": count(REASON == "hc"),
    "p_last": smallest(DECIDED),
    "p_first": largest(DECIDED),
    "p_last_refused": smallest(DECIDED, REFUSED),
    "p_asked": total(nw.col("asked_amount"), ASKED),
    "p_agreed": total(nw.col("credit_amount"), ASKED),
    "p_amount_mean": mean(nw.col("credit_amount"), APPROVED & (nw.col("credit_amount") > 0)),
    "p_annuity_mean": mean(nw.col("annuity"), APPROVED),
    "p_down": total(nw.col("down_payment"), APPROVED & is_known(nw.col("goods_price"))),
    "p_goods": total(nw.col("goods_price"), APPROVED & is_known(nw.col("down_payment"))),
    "p_term_mean": mean(nw.col("term"), APPROVED & (nw.col("term") > 0)),
    "p_rate_mean": mean(RATE, APPROVED),
    "p_rate_recent": mean(RATE, APPROVED & RECENT),
    "p_high_yield": share(nw.col("yield_group") == "high", APPROVED),
    "p_insured": share(nw.col("insured"), APPROVED),
    "p_cash": count(nw.col("contract") == "cash"),
    "p_revolving": count(nw.col("contract") == "revolving"),
    "p_x_sell": share(nw.col("product_type") == "x_sell", KNOWN),
    "p_running": count(RUNNING),
    "p_running_annuity": total(nw.col("annuity"), RUNNING),
    "p_ended_early": share(ENDED_EARLY, APPROVED & ~RUNNING),
}


def _m(name: str) -> nw.Expr:
    return nw.col(f"p_{name}")


FEATURES: dict[str, nw.Expr] = {
    "previous_applications": _m("rows"),
    "previous_approved": _m("approved"),
    "previous_refused": _m("refused"),
    "previous_refused_share": ratio(_m("refused"), _m("rows")),
    "previous_given_up_share": ratio(_m("given_up"), _m("rows")),
    "previous_recent": _m("recent"),
    "previous_refused_recent": _m("refused_recent"),
    "previous_refused_for_score": _m("refused_score"),
    "previous_refused_for_limit": _m("refused_limit"),
    "previous_refused_for_policy": _m("refused_policy"),
    "previous_last_refused": _m("last_refused") <= _m("last"),
    "previous_last_days": _m("last"),
    "previous_first_days": _m("first"),
    "previous_last_refusal_days": _m("last_refused"),
    "previous_agreed_to_asked": ratio(_m("agreed"), _m("asked")),
    "previous_amount_mean": _m("amount_mean"),
    "credit_to_previous": ratio(CREDIT, _m("amount_mean")),
    "annuity_to_previous": ratio(ANNUITY, _m("annuity_mean")),
    "previous_down_payment_share": ratio(_m("down"), _m("goods")),
    "previous_term_mean": _m("term_mean"),
    "previous_rate_mean": _m("rate_mean"),
    "previous_rate_recent": _m("rate_recent"),
    "previous_high_rate_share": _m("high_yield"),
    "previous_insured_share": _m("insured"),
    "previous_cash_applications": _m("cash"),
    "previous_card_applications": _m("revolving"),
    "previous_offered_share": _m("x_sell"),
    "previous_running": _m("running"),
    "previous_running_annuity_to_income": ratio(_m("running_annuity"), INCOME),
    "previous_ended_early_share": _m("ended_early"),
}
