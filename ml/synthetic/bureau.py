"""Loans elsewhere as the credit bureau tells them, and their months."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ml.home_credit.names import ORIGINAL
from ml.synthetic.clients import LONGEST, MONTH, Clients, Ints, cents, counts, pick, spread_out
from ml.synthetic.copula import Floats


@dataclass(frozen=True)
class _Kind:
    """How loans of one kind are: share, median days and amount, and their spreads (log)."""

    share: float
    days: float
    days_spread: float
    amount: float
    amount_spread: float


_KINDS = {
    "Consumer credit": _Kind(0.7305, 430, 0.8, 105_000, 0.9),
    "Credit card": _Kind(0.235, 1300, 0.35, 105_000, 0.9),
    "Car loan": _Kind(0.0155, 1650, 0.3, 1_150_000, 0.6),
    "Mortgage": _Kind(0.0105, 4600, 0.5, 3_800_000, 0.7),
    "Microloan": _Kind(0.006, 30, 0.6, 27_000, 0.6),
    "Loan for business development": _Kind(0.001, 1300, 0.4, 500_000, 0.8),
    "Another type of loan": _Kind(0.0008, 700, 0.6, 150_000, 1.0),
    "Unknown type of loan": _Kind(0.0004, 700, 0.6, 150_000, 1.0),
    "Loan for working capital replenishment": _Kind(0.0003, 900, 0.4, 700_000, 0.6),
}
_FAR_AWAY = 31_000
"""Days to the end that the originals write for cards without one."""


def draw_bureau(
    clients: Clients, first: int, rng: np.random.Generator
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """``bureau`` and ``bureau_balance`` of these clients, loans numbered from ``first``."""
    loans = _draw_loans(clients, first, rng)
    months = _draw_months(clients, loans, rng)
    frame = pl.DataFrame(
        {name: pl.Series(loans[name]) for name in ORIGINAL["bureau_loans"].values()}
    ).with_columns(pl.col(pl.Float64).fill_nan(None))
    return frame, months


def _draw_loans(clients: Clients, first: int, rng: np.random.Generator) -> dict[str, Any]:
    known = np.where(
        clients.enquired, rng.random(len(clients)) > 0.015, rng.random(len(clients)) > 0.9
    )
    known[0] = True
    number = np.where(known, counts(np.full(len(clients), 5.5), 1.2, rng), 0)
    client, _ = spread_out(np.minimum(number, 60))
    size = len(client)
    habit = {name: score[client] for name, score in clients.habits.items()}

    labels = list(_KINDS)
    kind = rng.choice(len(labels), size=size, p=_shares())
    median_days, days_spread, median_amount, amount_spread = (
        np.array([getattr(k, field) for k in _KINDS.values()])[kind]
        for field in ("days", "days_spread", "amount", "amount_spread")
    )
    card, micro = kind == labels.index("Credit card"), kind == labels.index("Microloan")
    power = np.where(micro, 6.0, 1.7) * np.exp(0.4 * habit["recent"])
    opened = -np.maximum(np.round(LONGEST * rng.random(size) ** power), 2)
    days = np.maximum(np.round(median_days * np.exp(days_spread * rng.standard_normal(size))), 7)
    stature = np.sqrt(clients.income[client] / 150_000)
    length = np.where(card, 1.0, np.sqrt(days / median_days))
    amount = median_amount * stature * length * np.exp(amount_spread * rng.standard_normal(size))
    amount = np.where(rng.random(size) < 0.5, np.ceil(amount / 4500) * 4500, cents(amount))

    early = rng.random(size) < 0.35
    kept = np.where(early, rng.uniform(0.2, 1.0, size), 1.0) * days
    kept = np.where(card, rng.exponential(2100 * np.exp(0.25 * habit["debt"]), size) + 60, kept)
    ended = opened + np.maximum(np.round(kept), 5)
    closed = ended < 0
    sold = rng.random(size) < 0.0035 * np.exp(0.8 * habit["late"])
    status = np.where(sold, "Sold", np.where(closed, "Closed", "Active")).astype(object)

    due = opened + days
    due = np.where(card & (rng.random(size) < 0.1), opened + _FAR_AWAY, due)
    due = np.where(rng.random(size) < np.where(card, 0.2, 0.015), np.nan, due)

    late = rng.random(size) < np.clip(0.05 * np.exp(0.7 * habit["late"]), 0, 0.6)
    late_now = late & ~closed & (rng.random(size) < 0.08)
    worst = np.where(late, cents(4000 * np.exp(1.2 * rng.standard_normal(size))), 0.0)
    debt = _debt(amount, opened, days, card, closed, habit["debt"], rng)
    overdue = np.where(late_now, np.minimum(worst, debt), 0.0)
    late_now &= overdue > 0
    unknown = rng.random(size)
    limit = np.where(card & ~closed & (rng.random(size) < 0.35), amount - debt, 0.0)
    return {
        "client": client,
        "late": late,
        "SK_ID_CURR": clients.reference[client],
        "SK_ID_BUREAU": first + np.arange(size),
        "CREDIT_ACTIVE": status,
        "CREDIT_CURRENCY": pick({"currency 1": 0.9988, "currency 2": 0.001, "currency 3": 0.0002}, size, rng),
        "DAYS_CREDIT": opened.astype(np.int64),
        "CREDIT_DAY_OVERDUE": np.where(late_now, 1 + rng.exponential(40, size), 0).astype(np.int64),
        "DAYS_CREDIT_ENDDATE": due,
        "DAYS_ENDDATE_FACT": np.where(closed, ended, np.nan),
        "AMT_CREDIT_MAX_OVERDUE": np.where(late | (unknown < 0.33), worst, np.nan),
        "CNT_CREDIT_PROLONG": rng.binomial(2, np.clip(0.002 * np.exp(0.5 * habit["late"]), 0, 0.2)),
        "AMT_CREDIT_SUM": amount,
        "AMT_CREDIT_SUM_DEBT": np.where(rng.random(size) < 0.15, np.nan, debt),
        "AMT_CREDIT_SUM_LIMIT": np.where(rng.random(size) < 0.33, np.nan, cents(limit)),
        "AMT_CREDIT_SUM_OVERDUE": overdue,
        "CREDIT_TYPE": np.array(labels, dtype=object)[kind],
        "DAYS_CREDIT_UPDATE": _updated(opened, ended, closed, rng),
        "AMT_ANNUITY": np.where(
            rng.random(size) < 0.77, np.nan, np.where(card, 0.0, cents(1.15 * amount / (days / MONTH + 1)))
        ),
    }  # fmt: skip


def _shares() -> Floats:
    shares = np.array([kind.share for kind in _KINDS.values()])
    return np.asarray(shares / shares.sum())


def _debt(
    amount: Floats,
    opened: Floats,
    days: Floats,
    card: NDArray[np.bool_],
    closed: NDArray[np.bool_],
    habit: Floats,
    rng: np.random.Generator,
) -> Floats:
    """What is still owed: of a loan what its schedule leaves, of a card what is drawn."""
    left = np.clip(1 + opened / days, 0.02, 1)
    drawn = 1 / (1 + np.exp(-(1.2 * habit + 1.5 * rng.standard_normal(len(amount)) - 0.9)))
    drawn = np.where(rng.random(len(amount)) < 0.3, 0, drawn)
    return cents(np.where(closed, 0, amount * np.where(card, drawn, left)))


def _updated(
    opened: Floats, ended: Floats, closed: NDArray[np.bool_], rng: np.random.Generator
) -> Ints:
    size = len(opened)
    lag = rng.exponential(np.where(closed, 120, 40), size)
    since = np.where(closed, np.minimum(ended + lag, 0), -lag)
    return np.maximum(np.round(since), opened).astype(np.int64)


def _draw_months(clients: Clients, loans: dict[str, Any], rng: np.random.Generator) -> pl.DataFrame:
    """A status for each month from the loan's first to the last that the bureau reports."""
    told = rng.random(len(clients)) < 0.4
    told[0] = True
    chosen = np.flatnonzero(told[loans["client"]])
    opened = loans["DAYS_CREDIT"][chosen]
    ended = np.nan_to_num(loans["DAYS_ENDDATE_FACT"][chosen], nan=1.0)
    first = np.maximum(np.ceil(opened / MONTH), -96).astype(np.int64)
    silent = np.where(rng.random(len(chosen)) < 0.3, rng.exponential(14, len(chosen)), 0)
    last = np.maximum(first, -np.round(silent)).astype(np.int64)
    run, place = spread_out(last - first + 1)
    month = first[run] + place
    unknown = rng.beta(0.25, 0.9, len(chosen))[run]
    status = np.where(rng.random(len(run)) < unknown, "X", "0").astype(object)
    status = _late_months(status, loans["late"][chosen], run, place, (last - first + 1), rng)
    over = month * MONTH > ended[run]
    gone_dark = (rng.random(len(chosen)) < 0.15)[run]
    status[over] = np.where(gone_dark, "X", "C")[over]
    return pl.DataFrame(
        {
            "SK_ID_BUREAU": loans["SK_ID_BUREAU"][chosen][run],
            "MONTHS_BALANCE": month,
            "STATUS": pl.Series(status.tolist(), dtype=pl.String),
        }
    )


def _late_months(
    status: NDArray[Any],
    late: NDArray[np.bool_],
    run: Ints,
    place: Ints,
    lengths: Ints,
    rng: np.random.Generator,
) -> NDArray[Any]:
    """A late loan is late for a few months in a row, by 30 days more each month."""
    start = np.floor(rng.random(len(lengths)) * lengths)
    lasting = rng.geometric(0.6, len(lengths))
    since = place - start[run]
    inside = late[run] & (since >= 0) & (since < lasting[run])
    grade = np.minimum(since[inside] + 1, 5).astype(np.int64)
    status[inside] = np.array(["0", "1", "2", "3", "4", "5"], dtype=object)[grade]
    return status
