"""Earlier applications for loans here: what was asked, what became of it, and the terms."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ml.home_credit.names import NOT_A_DATE, ORIGINAL
from ml.synthetic.calibration import Calibration, Drawn, Population
from ml.synthetic.clients import Clients, cents, spread_out
from ml.synthetic.copula import Floats, marginal
from ml.synthetic.rates import annuity
from ml.synthetic.spec import MISSING

_LEANS = {
    "decided": (0.5, "fresh"),
    "asked": (0.4, "income"),
    "limit": (0.4, "income"),
    "rate": (0.2, "refusal"),
    "down": (-0.35, "refusal"),
    "used": (0.5, "card"),
}
"""What of an application is the client's own doing or lot, and how much."""
_TILTS = {"refused": ("refusal", 1.0), "canceled": ("canceling", 1.0), "card": ("likes cards", 0.6)}
"""How much more likely a group of which the name has this word is, in log-odds a score."""
_KINDS = {"cash": "Cash loans", "consumer": "Consumer loans", "card": "Revolving loans"}
_FATES = {
    "approved": "Approved", "refused": "Refused", "canceled": "Canceled", "unused": "Unused offer",
}  # fmt: skip
_SHOWN = ("cash-approved", "consumer-approved", "card-approved")
_LABELS = (
    "WEEKDAY_APPR_PROCESS_START", "NAME_CASH_LOAN_PURPOSE", "NAME_PAYMENT_TYPE",
    "CODE_REJECT_REASON", "NAME_TYPE_SUITE", "NAME_CLIENT_TYPE", "NAME_GOODS_CATEGORY",
    "NAME_PORTFOLIO", "NAME_PRODUCT_TYPE", "CHANNEL_TYPE", "NAME_SELLER_INDUSTRY",
    "NAME_YIELD_GROUP", "PRODUCT_COMBINATION",
)  # fmt: skip


def draw_previous(
    clients: Clients, calibration: Calibration, first: int, rng: np.random.Generator
) -> Drawn:
    """Earlier applications, numbered from ``first``, in original columns and a few working ones:
    ``client`` (place in the chunk), ``repaid`` (approved, repaid by instalments), ``card``
    (approved card), ``used`` (a card that is), ``term``, ``kept`` (share of the term after which
    it is over), ``annuity``, ``credit`` and ``due`` (first due day).
    """
    figures = calibration.figures["previous_counts"]
    some = rng.random(len(clients)) >= figures["none"]
    count = np.where(some, marginal(figures["loans"]).value(rng.standard_normal(len(clients))), 0)
    # the first client has an earlier loan of each kind, so that no table is ever empty
    count[0] = max(count[0], len(_SHOWN))
    client, place = spread_out(count.astype(np.int64))
    names = list(calibration.previous)
    group = _groups(names, clients, client, calibration, rng)
    shown = (client == 0) & (place < len(_SHOWN))
    group[shown] = [names.index(name) for name in _SHOWN]

    parts = []
    for number, name in enumerate(names):
        among = np.flatnonzero(group == number)
        lean = {
            quantity: (loading, clients.habits[habit][client[among]])
            for quantity, (loading, habit) in _LEANS.items()
        }
        parts.append(_one_group(name, calibration.previous[name], among, lean, shown[among], rng))
    drawn = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    order = np.argsort(drawn["place"])
    drawn = {name: value[order] for name, value in drawn.items()}
    drawn["client"] = client
    drawn["SK_ID_PREV"] = first + np.arange(len(client))
    drawn["SK_ID_CURR"] = clients.reference[client]
    return drawn


def _groups(
    names: list[str],
    clients: Clients,
    client: NDArray[np.int64],
    calibration: Calibration,
    rng: np.random.Generator,
) -> NDArray[np.int64]:
    """The group of each application: those of one client are alike."""
    odds = np.tile(
        _base_odds(tuple((n, calibration.previous[n].share) for n in names)), (len(client), 1)
    )
    for word, (habit, strength) in _TILTS.items():
        columns = [i for i, name in enumerate(names) if word in name]
        odds[:, columns] += strength * clients.habits[habit][client][:, None]
    chosen: NDArray[np.int64] = np.argmax(odds + rng.gumbel(size=odds.shape), axis=1)
    return chosen


@cache
def _base_odds(shares: tuple[tuple[str, float], ...]) -> Floats:
    """Log-odds with which the tilted groups still have these shares over all clients."""
    rng = np.random.default_rng(0)
    wanted = np.array([share for _, share in shares])
    wanted /= wanted.sum()
    tilt = np.zeros((20_000, len(shares)))
    for word, (_, strength) in _TILTS.items():
        columns = [i for i, (name, _) in enumerate(shares) if word in name]
        tilt[:, columns] += strength * rng.standard_normal((len(tilt), 1))
    odds = np.log(wanted)
    for _ in range(30):
        weights = np.exp(odds + tilt)
        odds += np.log(wanted) - np.log((weights / weights.sum(axis=1, keepdims=True)).mean(axis=0))
    return np.asarray(odds)


def _one_group(
    name: str,
    population: Population,
    place: NDArray[np.int64],
    lean: dict[str, tuple[float, Floats]],
    shown: NDArray[np.bool_],
    rng: np.random.Generator,
) -> Drawn:
    """Applications of one kind and fate; what was drawn apart is made to agree."""
    kind, fate = name.split("-")
    size = len(place)
    raw = population.draw(size, rng, lean)
    nan, zeros = np.full(size, np.nan), np.zeros(size)

    def number(quantity: str, otherwise: float = np.nan) -> Floats:
        return np.asarray(raw.get(quantity, np.full(size, otherwise)))

    def flag(quantity: str) -> NDArray[np.bool_]:
        return np.asarray(raw.get(quantity, zeros) == 1)

    approved, card = fate == "approved", kind == "card"
    decided = np.minimum(number("decided"), -2)
    decided = np.where(shown, np.minimum(decided, -300), decided)
    named = ~flag("asked nothing") if "asked" in raw else zeros == 1
    asked = np.where(named, cents(np.exp(number("asked"))), 0.0)
    asked = np.where(card | (kind == "cash"), np.round(asked / 4500) * 4500, asked)
    down = np.where(named & ~flag("no down"), cents(asked * number("down")), np.nan)
    credit = cents((asked - np.nan_to_num(down)) * number("credit", 1.0))
    granted = number("limit") if card and fate != "canceled" else zeros
    credit = np.where(named, credit, granted)
    credit = np.nan_to_num(credit, nan=0.0)
    term = np.where(card, 0.0, np.maximum(number("term", 12.0), 1))
    payment = cents(
        np.where(
            card,
            credit * number("instalment", 0.05),
            annuity(credit, number("rate", 0.03), np.maximum(term, 1)),
        )
    )
    bare = flag("no instalment") & (not approved)
    begun = ~flag("no dates") | shown  # an approved loan may never have been taken up
    area = np.round(np.exp(np.nan_to_num(number("area"))))
    drawn: Drawn = {
        "place": place,
        "repaid": (approved and not card) & begun,
        "card": (approved and card) & begun,
        "used": flag("used") | shown,
        "kept": np.nan_to_num(number("kept", 1.0), nan=1.0),
        "term": term,
        "annuity": payment,
        "credit": credit,
        "due": decided + np.maximum(np.nan_to_num(number("wait", 30.0), nan=30.0), 5),
        "NAME_CONTRACT_TYPE": np.full(size, _KINDS[kind], dtype=object),
        "NAME_CONTRACT_STATUS": np.full(size, _FATES[fate], dtype=object),
        "DAYS_DECISION": decided.astype(np.int64),
        "AMT_ANNUITY": np.where(bare, np.nan, payment),
        "AMT_APPLICATION": asked,
        "AMT_CREDIT": credit,
        "AMT_DOWN_PAYMENT": down,
        "AMT_GOODS_PRICE": np.where(flag("no goods") | ~named, np.nan, asked),
        "HOUR_APPR_PROCESS_START": number("hour", 12.0).astype(np.int64),
        "FLAG_LAST_APPL_PER_CONTRACT": _yes_no(raw.get("last of contract", zeros + 1)),
        "NFLAG_LAST_APPL_IN_DAY": (raw.get("last of day", zeros + 1) == 1).astype(np.int64),
        "RATE_DOWN_PAYMENT": _down_rate(down, credit),
        "RATE_INTEREST_PRIMARY": nan,
        "RATE_INTEREST_PRIVILEGED": nan,
        "SELLERPLACE_AREA": np.where(flag("no area"), -1, area).astype(np.int64),
        "CNT_PAYMENT": np.where(bare, np.nan, term),
        "NFLAG_INSURED_ON_APPROVAL": np.where(approved & begun, flag("insured"), np.nan),
    }  # fmt: skip
    drawn |= {label: _label(raw, label, size) for label in _LABELS}
    for day, value in _dates(drawn, approved, card, number("drawn after", 30.0)).items():
        drawn[day] = np.where(begun, value, np.nan)
    return drawn


def _down_rate(down: Floats, credit: Floats) -> Floats:
    """The originals' normalised share: 1.089 times the down payment's part of the price."""
    paid = np.nan_to_num(down)
    return np.where(np.isnan(down), np.nan, 1.089091 * paid / np.maximum(paid + credit, 1.0))


def _yes_no(flag: Floats) -> NDArray[Any]:
    return np.where(flag == 1, "Y", "N").astype(object)


def _label(raw: Drawn, label: str, size: int) -> NDArray[Any]:
    value = raw.get(label)
    if value is None:
        return np.full(size, "XNA", dtype=object)
    return np.asarray(np.where(value == MISSING, None, value))


def _dates(drawn: Drawn, approved: bool, card: bool, after: Floats) -> Drawn:
    """Dates as agreed; those of loans with instalments are settled with the instalments."""
    size = len(drawn["due"])
    if not approved:
        return {name: np.full(size, np.nan) for name in _DATES}
    far = np.full(size, float(NOT_A_DATE))
    drawing = np.minimum(drawn["DAYS_DECISION"] + np.nan_to_num(after, nan=30.0), -1)
    agreed_end = drawn["due"] + 30 * (drawn["term"] - 1)
    return {
        "DAYS_FIRST_DRAWING": np.where(drawn["used"], drawing, far) if card else far,
        "DAYS_FIRST_DUE": np.where(drawn["used"], drawn["due"], far) if card else drawn["due"],
        "DAYS_LAST_DUE_1ST_VERSION": far if card else agreed_end,
        "DAYS_LAST_DUE": far.copy(),
        "DAYS_TERMINATION": far.copy(),
    }


_DATES = (
    "DAYS_FIRST_DRAWING", "DAYS_FIRST_DUE", "DAYS_LAST_DUE_1ST_VERSION", "DAYS_LAST_DUE",
    "DAYS_TERMINATION",
)  # fmt: skip


def frame(drawn: Drawn) -> pl.DataFrame:
    """Drawn earlier applications in the columns of ``previous_application``."""
    columns = {}
    for name in ORIGINAL["previous_loans"].values():
        value = drawn[name]
        texts = value.dtype == object
        columns[name] = pl.Series(value.tolist(), dtype=pl.String) if texts else pl.Series(value)
    return pl.DataFrame(columns).with_columns(pl.col(pl.Float64).fill_nan(None))
