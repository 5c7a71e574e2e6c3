"""Earlier applications for loans here: what was asked, what became of it, and the terms."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ml.home_credit.names import NOT_A_DATE, ORIGINAL
from ml.synthetic import previous_labels as labels
from ml.synthetic.clients import LONGEST, Clients, Ints, cents, counts, pick, spread_out
from ml.synthetic.copula import Floats

Drawn = dict[str, Any]
CASH, CONSUMER, REVOLVING = 0, 1, 2
_KIND_NAMES = np.array(["Cash loans", "Consumer loans", "Revolving loans"], dtype=object)
APPROVED, REFUSED, CANCELED, UNUSED = 0, 1, 2, 3
_STATUS_NAMES = np.array(["Approved", "Refused", "Canceled", "Unused offer"], dtype=object)
_STATUS_SHARES = np.array(
    [[0.412, 0.227, 0.36, 0.001], [0.853, 0.103, 0.002, 0.042], [0.512, 0.249, 0.239, 0.0]]
)
_TERMS = (
    {6: 0.03, 12: 0.26, 18: 0.1, 24: 0.2, 30: 0.04, 36: 0.17, 42: 0.03, 48: 0.1, 60: 0.07},
    {4: 0.03, 6: 0.2, 8: 0.06, 10: 0.22, 12: 0.29, 14: 0.01, 18: 0.07, 24: 0.1, 36: 0.02},
)
_LIMITS = {
    45_000: 0.2,
    90_000: 0.13,
    135_000: 0.15,
    180_000: 0.27,
    225_000: 0.1,
    270_000: 0.1,
    450_000: 0.05,
}
YIELDS = np.array(["low_action", "low_normal", "middle", "high"], dtype=object)
_RATES = np.array([0.004, 0.012, 0.026, 0.048])
"""Monthly interest of each yield group, about."""


def draw_previous(clients: Clients, first: int, rng: np.random.Generator) -> Drawn:
    """Earlier applications, numbered from ``first``, in original columns and a few working ones:
    ``client`` (place in the chunk), ``kind``, ``status``, ``term``, ``decided``, ``annuity``,
    ``credit``, ``due`` (first due day) and ``active`` (a card that is used).
    """
    some = rng.random(len(clients)) < 0.955
    some[0] = True
    number = np.where(some, counts(np.full(len(clients), 4.9), 1.4, rng), 0)
    # the first client has one earlier loan of each kind, so that no table is ever empty
    number[0] = max(number[0], 3)
    client, place = spread_out(np.minimum(number, 60))
    habit = {name: score[client] for name, score in clients.habits.items()}
    decided = _decided(habit["recent"], rng)
    kind = _kind(decided, rng)
    status = _status(kind, habit["refusal"], rng)
    showcase = (client == 0) & (place < 3)
    kind[showcase] = place[showcase]
    status[showcase] = APPROVED
    decided[showcase] = np.minimum(decided[showcase], -200)

    drawn: Drawn = {
        "client": client,
        "kind": kind,
        "status": status,
        "decided": decided,
        "SK_ID_PREV": first + np.arange(len(client)),
        "SK_ID_CURR": clients.reference[client],
        "NAME_CONTRACT_TYPE": _KIND_NAMES[kind],
        "NAME_CONTRACT_STATUS": _STATUS_NAMES[status],
        "DAYS_DECISION": decided,
    }
    drawn["active"] = (status == APPROVED) & (kind == REVOLVING)
    drawn["active"] &= (rng.random(len(client)) < 0.55) | showcase
    _terms(drawn, clients.income[client], habit["refusal"], rng)
    _dates(drawn, rng)
    labels.label(drawn, habit["refusal"], rng)
    return drawn


def _decided(recent: Floats, rng: np.random.Generator) -> Ints:
    power = 2.1 * np.exp(0.25 * recent)
    return -np.maximum(np.round(LONGEST * rng.random(len(recent)) ** power), 3).astype(np.int64)


def _kind(decided: Ints, rng: np.random.Generator) -> Ints:
    """Goods on credit first; cash and cards come to those who are known."""
    consumer = 1 / (1 + np.exp(-(-decided - 800) / 500))
    card = (1 - consumer) * 0.2
    draw = rng.random(len(decided))
    kind = np.where(draw < consumer, CONSUMER, np.where(draw < consumer + card, REVOLVING, CASH))
    return kind.astype(np.int64)


def _status(kind: Ints, refusal: Floats, rng: np.random.Generator) -> Ints:
    odds = np.log(np.maximum(_STATUS_SHARES, 1e-9))[kind]
    odds[:, REFUSED] += 0.75 * refusal - 0.28
    odds[:, CANCELED] += 0.15 * refusal
    return np.argmax(odds + rng.gumbel(size=odds.shape), axis=1).astype(np.int64)


def _terms(drawn: Drawn, income: Floats, risk: Floats, rng: np.random.Generator) -> None:
    kind, status = drawn["kind"], drawn["status"]
    size = len(kind)
    stature = (income / 150_000) ** 0.4
    term = np.zeros(size, dtype=np.int64)
    for one in (CASH, CONSUMER):
        options = {str(months): share for months, share in _TERMS[one].items()}
        chosen = pick(options, size, rng).astype(np.int64)
        term = np.where(kind == one, chosen, term)
    typical = (
        np.where(kind == CASH, 215_000.0, 64_000.0) * stature * np.sqrt(np.maximum(term, 1) / 12)
    )
    asked = typical * np.exp(np.where(kind == CASH, 0.6, 0.6) * rng.standard_normal(size))
    asked = np.where(
        kind == CASH, np.maximum(np.round(asked / 4500), 4) * 4500, cents(np.maximum(asked, 6000))
    )
    limits = pick({str(limit): share for limit, share in _LIMITS.items()}, size, rng).astype(
        np.float64
    )
    asked = np.where(kind == REVOLVING, limits, asked)

    group = np.clip(np.round(1.6 + 0.35 * risk + 0.9 * rng.standard_normal(size)), 0, 3).astype(
        np.int64
    )
    group = np.where((kind == CASH) & (group == 0), 1, group)
    rate = _RATES[group] * np.exp(0.15 * rng.standard_normal(size))
    share = np.where(
        rng.random(size) < 0.5, 0.0, np.clip(rng.exponential(0.14, size) - 0.05 * risk, 0, 0.8)
    )
    share = np.where(kind == CONSUMER, np.maximum(share, 0), 0.0)
    down = cents(asked * share)
    insured = (kind != REVOLVING) & (rng.random(size) < np.where(kind == CASH, 0.45, 0.3))
    credit = cents((asked - down) * np.where(insured, rng.uniform(1.05, 1.2, size), 1.0))
    with np.errstate(divide="ignore", invalid="ignore"):
        annuity = credit * rate / (1 - (1 + rate) ** -np.maximum(term, 1).astype(np.float64))
    annuity = cents(np.where(kind == REVOLVING, credit / 20, annuity))

    bare = (status == CANCELED) & (rng.random(size) < 0.965)
    bare |= (status == UNUSED) & (rng.random(size) < 0.98)
    bare |= (status == REFUSED) & (rng.random(size) < 0.15)
    nothing = (status == CANCELED) & bare
    undisclosed = (kind == REVOLVING) & (rng.random(size) < 0.45)
    drawn.update(
        term=term,
        group=group,
        credit=credit,
        annuity=annuity,
        bare=bare,
        share=share,
        AMT_APPLICATION=np.where(nothing | undisclosed, 0.0, asked),
        AMT_CREDIT=np.where(nothing, 0.0, credit),
        AMT_ANNUITY=np.where(bare, np.nan, annuity),
        AMT_DOWN_PAYMENT=np.where((kind == CONSUMER) & ~nothing, down, np.nan),
        AMT_GOODS_PRICE=np.where(nothing | undisclosed, np.nan, asked),
        RATE_DOWN_PAYMENT=np.where((kind == CONSUMER) & ~nothing, share * 1.089, np.nan),
        CNT_PAYMENT=np.where(bare, np.nan, term.astype(np.float64)),
        NFLAG_INSURED_ON_APPROVAL=np.where(status == APPROVED, insured.astype(np.float64), np.nan),
    )


def _dates(drawn: Drawn, rng: np.random.Generator) -> None:
    """Dates as agreed; those of loans with instalments are settled with the instalments."""
    kind, decided = drawn["kind"], drawn["decided"]
    approved = drawn["status"] == APPROVED
    first_due = decided + rng.integers(28, 37, len(kind))
    drawn["due"] = first_due
    card = kind == REVOLVING
    used = card & drawn["active"]
    drawing = np.where(used, np.minimum(decided + rng.integers(2, 90, len(kind)), -1), NOT_A_DATE)
    agreed_end = first_due + 30 * (drawn["term"] - 1)
    for name, value in (
        ("DAYS_FIRST_DRAWING", drawing),
        ("DAYS_FIRST_DUE", np.where(card & ~used, NOT_A_DATE, first_due)),
        ("DAYS_LAST_DUE_1ST_VERSION", np.where(card, NOT_A_DATE, agreed_end)),
        ("DAYS_LAST_DUE", np.full(len(kind), NOT_A_DATE)),
        ("DAYS_TERMINATION", np.full(len(kind), NOT_A_DATE)),
    ):
        drawn[name] = np.where(approved, value.astype(np.float64), np.nan)


def with_instalments(drawn: Drawn) -> NDArray[np.int64]:
    """The places of the loans that are repaid by instalments."""
    return np.flatnonzero((drawn["status"] == APPROVED) & (drawn["kind"] != REVOLVING))


def frame(drawn: Drawn) -> pl.DataFrame:
    """Drawn earlier applications in the columns of ``previous_application``."""
    columns = {}
    for name in ORIGINAL["previous_loans"].values():
        value = drawn[name]
        texts = value.dtype == object
        columns[name] = pl.Series(value.tolist(), dtype=pl.String) if texts else pl.Series(value)
    return pl.DataFrame(columns).with_columns(pl.col(pl.Float64).fill_nan(None))
