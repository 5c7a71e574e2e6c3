"""Months of cards: what is drawn, owed, asked and paid, each month from the one before."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from ml.home_credit.names import ORIGINAL
from ml.synthetic.clients import MONTH, Clients, cents
from ml.synthetic.copula import Floats

_INTEREST = 0.025
"""Monthly interest on what is owed."""
_LEAST_SHARE = 0.05
"""Share of the principal that is asked each month."""


def draw_cards(
    clients: Clients, drawn: dict[str, Any], rng: np.random.Generator
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """``credit_card_balance`` and the cards' rows of ``installments_payments``."""
    place = np.flatnonzero(drawn["active"])
    size = len(place)
    client = drawn["client"][place]
    use = clients.habits["card"][client]
    late = clients.habits["late"][client]
    first = np.clip(np.round(drawn["decided"][place] / MONTH), -96, -2).astype(np.int64)
    limit = np.round(drawn["credit"][place] / 4500) * 4500
    # a third of the cards lie in a drawer
    asleep = rng.random(size) < 1 / (1 + np.exp(0.6 + 0.8 * use))
    appetite = np.where(asleep, 0.0, np.clip(0.16 * np.exp(0.55 * use), 0, 0.9))

    state = {
        "owed": np.zeros(size),
        "asked": np.zeros(size),
        "matured": np.zeros(size),
        "behind": np.zeros(size),
    }
    rows: list[dict[str, Any]] = []
    for month in range(int(first.min(initial=-1)), 0):
        on = np.flatnonzero(first <= month)
        step = {name: value[on] for name, value in state.items()}
        row = _month(step, limit[on], appetite[on], use[on], late[on], rng)
        for name in state:
            state[name][on] = step[name]
        row["place"], row["MONTHS_BALANCE"] = on, np.full(len(on), month)
        rows.append(row)
    columns = {
        name: np.concatenate([row[name] for row in rows]) for row in rows[:1] for name in row
    }
    order = np.lexsort((columns["MONTHS_BALANCE"], columns["place"]))
    columns = {name: value[order] for name, value in columns.items()}
    card = place[columns.pop("place")]
    columns["SK_ID_PREV"] = drawn["SK_ID_PREV"][card]
    columns["SK_ID_CURR"] = drawn["SK_ID_CURR"][card]
    frame = pl.DataFrame(columns).with_columns(pl.col(pl.Float64).fill_nan(None))
    return frame.select(ORIGINAL["card_months"].values()), _instalments(frame)


def _month(
    state: dict[str, Floats],
    limit: Floats,
    appetite: Floats,
    use: Floats,
    late: Floats,
    rng: np.random.Generator,
) -> dict[str, Any]:
    """One month of the cards: pays, draws, is charged; ``state`` moves on."""
    size = len(limit)
    owed, asked = state["owed"], state["asked"]
    due = asked > 0
    misses = due & (rng.random(size) < np.clip(0.03 * np.exp(0.7 * late), 0, 0.7))
    short = due & ~misses & (rng.random(size) < np.clip(0.05 * np.exp(0.4 * late), 0, 0.6))
    generous = rng.random(size) < np.clip(0.18 * np.exp(-0.5 * use), 0.02, 0.8)
    wanted = np.where(generous, owed, asked * rng.uniform(1.0, 1.9, size))
    paid = np.where(misses, 0, np.where(short, asked * rng.uniform(0.3, 0.95, size), wanted))
    paid = cents(np.minimum(np.where(due, paid, 0), owed))

    draws = rng.random(size) < np.clip(appetite * 2.2, 0, 0.95)
    room = np.maximum(limit - (owed - paid), 0)
    total = np.where(draws, room * np.clip(rng.beta(0.9, 2.2, size) * (0.6 + appetite), 0, 1), 0)
    cash = np.where(
        rng.random(size) < 0.5, np.floor(total * rng.uniform(0.3, 1, size) / 2250) * 2250, 0
    )
    total = np.maximum(cents(total), cash)
    goods = np.maximum(cents(total - cash), 0)
    total = cash + goods
    cash_count = np.where(cash > 0, 1 + rng.poisson(1.2, size), 0)
    goods_count = np.where(goods > 0, 1 + rng.poisson(4, size), 0)

    principal = cents(np.maximum(owed - paid, 0) + total)
    interest = cents(np.maximum(owed - paid, 0) * _INTEREST)
    balance = cents(principal + interest)
    state["matured"] = state["matured"] + (due & ~misses)
    state["behind"] = np.where(misses, state["behind"] + 1, 0)
    row: dict[str, Any] = {
        "AMT_BALANCE": balance,
        "AMT_CREDIT_LIMIT_ACTUAL": limit.astype(np.int64),
        "AMT_DRAWINGS_ATM_CURRENT": cash,
        "AMT_DRAWINGS_CURRENT": total,
        "AMT_DRAWINGS_OTHER_CURRENT": np.zeros(size),
        "AMT_DRAWINGS_POS_CURRENT": goods,
        "AMT_INST_MIN_REGULARITY": asked,
        "AMT_PAYMENT_CURRENT": np.where(due | (paid > 0), paid, np.nan),
        "AMT_PAYMENT_TOTAL_CURRENT": paid,
        "AMT_RECEIVABLE_PRINCIPAL": principal,
        "AMT_RECIVABLE": balance,
        "AMT_TOTAL_RECEIVABLE": balance,
        "CNT_DRAWINGS_ATM_CURRENT": cash_count.astype(np.float64),
        "CNT_DRAWINGS_CURRENT": (cash_count + goods_count).astype(np.int64),
        "CNT_DRAWINGS_OTHER_CURRENT": np.zeros(size),
        "CNT_DRAWINGS_POS_CURRENT": goods_count.astype(np.float64),
        "CNT_INSTALMENT_MATURE_CUM": state["matured"],
        "NAME_CONTRACT_STATUS": np.full(size, "Active", dtype=object),
        "SK_DPD": np.floor(state["behind"] * MONTH - 10 * (state["behind"] > 0)).astype(np.int64),
        "SK_DPD_DEF": np.zeros(size, dtype=np.int64),
        "late_by": np.where(short, 6.0, 0.0),
    }
    state["owed"] = balance
    state["asked"] = np.where(balance > 0, cents(np.maximum(balance * _LEAST_SHARE, 200)), 0)
    return row


def _instalments(months: pl.DataFrame) -> pl.DataFrame:
    """A card's instalment is what a month asked; its payment is what the month paid."""
    asked = months.filter(pl.col("AMT_INST_MIN_REGULARITY") > 0)
    day = (pl.col("MONTHS_BALANCE") * MONTH).round()
    paid = pl.col("AMT_PAYMENT_TOTAL_CURRENT")
    return asked.select(
        "SK_ID_PREV",
        "SK_ID_CURR",
        pl.lit(0.0).alias("NUM_INSTALMENT_VERSION"),
        pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over("SK_ID_PREV").alias("NUM_INSTALMENT_NUMBER"),
        day.alias("DAYS_INSTALMENT"),
        pl.when(paid > 0).then(day - 3 + pl.col("late_by")).alias("DAYS_ENTRY_PAYMENT"),
        pl.col("AMT_INST_MIN_REGULARITY").alias("AMT_INSTALMENT"),
        pl.when(paid > 0).then(paid).alias("AMT_PAYMENT"),
    )  # fmt: skip
