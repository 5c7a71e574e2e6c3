"""Months of cards: what is drawn, owed, asked and paid, each month from the one before."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from scipy.special import ndtri

from ml.home_credit.names import ORIGINAL
from ml.synthetic.calibration import Drawn, Figures
from ml.synthetic.clients import MONTH, Clients, Ints, cents
from ml.synthetic.copula import Floats, marginal

_INTEREST = 0.025
"""Monthly interest on what is owed."""
_LEAST = 0.05
"""Share of the balance that is asked each month."""
_GRACE = 10
"""Days into a month until the payment that it asks for is due."""


def draw_cards(
    clients: Clients, drawn: Drawn, figures: Figures, rng: np.random.Generator
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """``credit_card_balance`` and the cards' rows of ``installments_payments``."""
    shown = drawn["card"] & (rng.random(len(drawn["card"])) < figures["with_months"])
    shown |= drawn["card"] & (drawn["client"] == 0)
    place = np.flatnonzero(shown)
    cards = _Cards(clients, drawn, place, figures, rng)
    rows = [cards.month(month) for month in range(int(cards.first.min()), 0)]
    columns = {name: np.concatenate([row[name] for row in rows]) for name in rows[0]}
    order = np.lexsort((columns["MONTHS_BALANCE"], columns["place"]))
    columns = {name: value[order] for name, value in columns.items()}
    card = place[columns.pop("place")]
    columns["SK_ID_PREV"] = drawn["SK_ID_PREV"][card]
    columns["SK_ID_CURR"] = drawn["SK_ID_CURR"][card]
    columns["NAME_CONTRACT_STATUS"] = columns["NAME_CONTRACT_STATUS"].tolist()
    frame = pl.DataFrame(columns).with_columns(pl.col(pl.Float64).fill_nan(None))
    return frame.select(ORIGINAL["card_months"].values()), _instalments(frame)


class _Cards:
    """All cards of a chunk, moved on month by month."""

    def __init__(
        self,
        clients: Clients,
        drawn: Drawn,
        place: Ints,
        figures: Figures,
        rng: np.random.Generator,
    ) -> None:
        size = len(place)
        client = drawn["client"][place]
        use = 0.8 * clients.habits["card"][client] + 0.6 * rng.standard_normal(size)
        self._figures, self._rng = figures, rng
        self._use, self._late = use, clients.habits["late"][client]
        self._limit = np.maximum(np.round(drawn["credit"][place] / 4500) * 4500, 4500)
        self._used = drawn["used"][place]
        self.first = np.clip(np.round(drawn["DAYS_DECISION"][place] / MONTH), -96, -1).astype(
            np.int64
        )
        begins = np.round(np.minimum(drawn["DAYS_FIRST_DRAWING"][place], -1) / MONTH)
        self._begins = np.where(self._used, np.clip(begins, self.first, -1), 0)
        self._owed, self._asked = np.zeros(size), np.zeros(size)
        self._matured, self._missed = np.zeros(size), np.zeros(size)
        self._closes = rng.random(size) < figures["idle_without_limit"]
        # some lay their card aside after a while
        self._ends = self._begins + rng.exponential(figures["months_in_use"] * np.exp(0.5 * use))

    def month(self, month: int) -> dict[str, Any]:
        """The month's rows of the cards that are there; payments first, drawings after."""
        on = np.flatnonzero(self.first <= month)
        rng, size = self._rng, len(on)
        begun = self._used[on] & (self._begins[on] <= month)
        owed, asked = self._owed[on], self._asked[on]
        paid, missed, short = self._pay(on, owed, asked)
        cash, goods = self._draw(on, month, begun, np.maximum(owed - paid, 0))
        principal = cents(np.maximum(owed - paid, 0) + cash + goods)
        balance = cents(principal + np.maximum(owed - paid, 0) * _INTEREST)
        self._matured[on] += (asked > 0) & ~missed
        self._missed[on] = np.where(missed, self._missed[on] + 1, 0)
        cash_count = np.where(
            cash > 0, 1 + rng.poisson(self._figures["more_cash_drawings"], size), 0
        )
        goods_count = np.where(
            goods > 0, 1 + rng.poisson(self._figures["more_goods_drawings"], size), 0
        )
        idle = begun & (owed == 0) & (balance == 0)
        fees = idle & (rng.random(size) < self._figures["idle_fee"])
        fee = marginal(self._figures["fee"]).value(rng.standard_normal(size))
        limit = np.where(idle & self._closes[on], 0, self._limit[on])
        late = np.where(self._missed[on] > 0, self._missed[on] * MONTH - _GRACE, 0).astype(np.int64)
        unknown = (asked == 0) & (rng.random(size) < self._figures["no_minimum"])
        row = {
            "place": on,
            "MONTHS_BALANCE": np.full(size, month),
            "AMT_BALANCE": balance,
            "AMT_CREDIT_LIMIT_ACTUAL": limit.astype(np.int64),
            "AMT_DRAWINGS_ATM_CURRENT": np.where(begun, cash, np.nan),
            "AMT_DRAWINGS_CURRENT": cash + goods,
            "AMT_DRAWINGS_OTHER_CURRENT": np.where(begun, 0.0, np.nan),
            "AMT_DRAWINGS_POS_CURRENT": np.where(begun, goods, np.nan),
            "AMT_INST_MIN_REGULARITY": np.where(unknown, np.nan, asked),
            # what a card that lies idle costs is paid, and not counted among the payments
            "AMT_PAYMENT_CURRENT": np.where(begun, np.where(fees, cents(fee), paid), np.nan),
            "AMT_PAYMENT_TOTAL_CURRENT": paid,
            "AMT_RECEIVABLE_PRINCIPAL": principal,
            "AMT_RECIVABLE": balance,
            "AMT_TOTAL_RECEIVABLE": balance,
            "CNT_DRAWINGS_ATM_CURRENT": np.where(begun, cash_count, np.nan),
            "CNT_DRAWINGS_CURRENT": (cash_count + goods_count).astype(np.int64),
            "CNT_DRAWINGS_OTHER_CURRENT": np.where(begun, 0.0, np.nan),
            "CNT_DRAWINGS_POS_CURRENT": np.where(begun, goods_count, np.nan),
            "CNT_INSTALMENT_MATURE_CUM": np.where(unknown, np.nan, self._matured[on]),
            "NAME_CONTRACT_STATUS": np.full(size, "Active", dtype=object),
            "SK_DPD": late,
            "SK_DPD_DEF": np.where(asked > 2000, late, 0),
            "late_by": np.where(short, 6.0, 0.0),
        }  # fmt: skip
        self._owed[on] = balance
        self._asked[on] = np.where(balance > 0, cents(np.maximum(balance * _LEAST, 45)), 0)
        return row

    def _pay(self, on: Ints, owed: Floats, asked: Floats) -> tuple[Floats, Any, Any]:
        """What is paid on the balance brought over, who paid nothing, who paid too little."""
        rng, size, figures = self._rng, len(on), self._figures
        due = asked > 0
        lateness = 0.6 * self._late[on] + 0.8 * rng.standard_normal(size)
        missed = due & (lateness > -ndtri(figures["missed"]))
        short = due & ~missed & (lateness > -ndtri(figures["missed"] + figures["short"]))
        times = marginal(figures["paid_to_asked"]).value(
            rng.standard_normal(size) - 0.3 * self._use[on]
        )
        paid = np.where(short, asked * rng.uniform(0.3, 0.95, size), asked * np.maximum(times, 1))
        paid = np.where(~short & (rng.random(size) < figures["pays_all"]), owed, paid)
        return cents(np.where(due & ~missed, np.minimum(paid, owed), 0)), missed, short

    def _draw(self, on: Ints, month: int, begun: Any, owed: Floats) -> tuple[Floats, Floats]:
        """Drawn in cash and for goods; the first drawing is the largest, as a rule."""
        rng, size, figures = self._rng, len(on), self._figures
        keen = 0.7 * self._use[on] + 0.7 * rng.standard_normal(size)
        draws = begun & (month <= self._ends[on]) & (keen > -ndtri(figures["draws"]))
        start = begun & (month == self._begins[on])
        part = marginal(figures["drawn_to_limit"]).value(
            rng.standard_normal(size) + 0.3 * self._use[on]
        )
        part = np.where(start, np.maximum(part, rng.uniform(0.4, 1.05, size)), part)
        room = np.maximum(self._limit[on] * 1.02 - owed, 0)
        total = np.where(draws | start, np.minimum(part * self._limit[on], room), 0)
        in_cash = rng.random(size) < figures["cash_among_drawings"]
        cash = np.where(in_cash, np.floor(total * rng.uniform(0.5, 1.0, size) / 2250) * 2250, 0)
        with_goods = ~in_cash | (rng.random(size) < figures["goods_among_cash"])
        goods = np.where(with_goods, cents(total - cash), 0)
        return cash, np.maximum(goods, 0)


def _instalments(months: pl.DataFrame) -> pl.DataFrame:
    """A card's instalments are its payments, and the smallest ones asked where less was paid."""
    paid, asked = pl.col("AMT_PAYMENT_CURRENT"), pl.col("AMT_INST_MIN_REGULARITY").fill_null(0)
    day = (pl.col("MONTHS_BALANCE") * MONTH).round()
    return months.filter((paid > 0) | (asked > 0)).select(
        "SK_ID_PREV",
        "SK_ID_CURR",
        pl.lit(0.0).alias("NUM_INSTALMENT_VERSION"),
        pl.int_range(1, pl.len() + 1, dtype=pl.Int64)
        .over("SK_ID_PREV")
        .alias("NUM_INSTALMENT_NUMBER"),
        day.alias("DAYS_INSTALMENT"),
        pl.when(paid > 0).then(day + pl.col("late_by")).alias("DAYS_ENTRY_PAYMENT"),
        pl.when(pl.col("late_by") > 0)
        .then(pl.max_horizontal(paid, asked))
        .when(paid > 0)
        .then(paid)
        .otherwise(asked)
        .alias("AMT_INSTALMENT"),
        pl.when(paid > 0).then(paid).alias("AMT_PAYMENT"),
    )
