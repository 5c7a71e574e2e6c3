"""Loans elsewhere as the credit bureau tells them, and their months."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ml.home_credit.names import ORIGINAL
from ml.synthetic.calibration import Calibration, Drawn, Figures
from ml.synthetic.clients import MONTH, Clients, cents, spread_out
from ml.synthetic.copula import Floats, marginal

_LEANS = {
    "opened": (0.45, "recent"),
    "active": (0.25, "debt"),
    "owed": (0.45, "debt"),
    "owed past": (0.45, "debt"),
    "was overdue": (0.45, "late"),
    "is overdue": (0.45, "late"),
    "sold": (0.4, "late"),
    "amount": (0.35, "income"),
    "no instalment": (0.85, "told instalments"),
    "no overdue": (0.5, "told overdue"),
}
"""What of a loan is the client's own doing or lot, and how much (loans of one client are alike)."""


def draw_bureau(
    clients: Clients, calibration: Calibration, first: int, rng: np.random.Generator
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """``bureau`` and ``bureau_balance`` of these clients, loans numbered from ``first``."""
    figures = calibration.figures["bureau_counts"]
    unknown = np.where(clients.enquired, figures["none_enquired"], figures["none_not_enquired"])
    known = rng.random(len(clients)) >= unknown
    known[0] = True  # so that no table is ever empty
    count = marginal(figures["loans"]).value(rng.standard_normal(len(clients)))
    client, _ = spread_out(np.where(known, count, 0).astype(np.int64))

    names = list(calibration.bureau)
    shares = np.array([calibration.bureau[name].share for name in names])
    group = rng.choice(len(names), size=len(client), p=shares / shares.sum())
    parts = []
    for number, name in enumerate(names):
        among = np.flatnonzero(group == number)
        lean = {
            quantity: (loading, clients.habits[habit][client[among]])
            for quantity, (loading, habit) in _LEANS.items()
        }
        drawn = calibration.bureau[name].draw(len(among), rng, lean)
        parts.append(_loans(drawn, among, calibration.figures["bureau_active"][name], rng))
    loans = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    order = np.argsort(loans.pop("place"))
    loans = {name: value[order] for name, value in loans.items()}
    loans["SK_ID_CURR"] = clients.reference[client]
    loans["SK_ID_BUREAU"] = first + np.arange(len(client))
    loans["CREDIT_CURRENCY"] = np.where(
        loans["CREDIT_CURRENCY"] == "", "currency 1", loans["CREDIT_CURRENCY"]
    )
    frame = pl.DataFrame(
        {name: _series(loans[name]) for name in ORIGINAL["bureau_loans"].values()}
    ).with_columns(pl.col(pl.Float64).fill_nan(None))
    return frame, _months(clients, loans, client, calibration.figures["bureau_months"], rng)


def _series(value: NDArray[Any]) -> pl.Series:
    return pl.Series(value.tolist(), dtype=pl.String) if value.dtype == object else pl.Series(value)


def _active(
    drawn: NDArray[np.bool_], past: NDArray[np.bool_], shares: Figures, rng: np.random.Generator
) -> NDArray[np.bool_]:
    """Active loans, as often as measured among those due to have ended and among the others.

    A copula does not know that the two dates decide it; loans are moved over at random.
    """
    active = drawn.copy()
    for among, wanted in ((past, shares["past"]), (~past, shares["other"])):
        got = float(active[among].mean()) if among.any() else wanted
        luck = rng.random(len(active))
        if got > wanted:
            active &= ~among | (luck < wanted / got)
        elif got < 1:
            active |= among & (luck < (wanted - got) / (1 - got))
    return active


def _loans(
    drawn: Drawn, place: NDArray[np.int64], shares: Figures, rng: np.random.Generator
) -> Drawn:
    """Loans of one group; what was drawn apart is made to agree."""
    size = len(place)
    nothing = np.full(size, np.nan)
    zeros = np.zeros(size)

    def flag(name: str) -> NDArray[np.bool_]:
        return np.asarray(drawn.get(name, zeros) == 1)

    opened = np.minimum(drawn["opened"], -1)
    due = np.where(flag("no due"), np.nan, opened + np.maximum(drawn["planned"], 1))
    past = np.nan_to_num(due, nan=1.0) < 0
    active = _active(flag("active"), past, shares, rng)
    sold = flag("sold") & ~active
    # a closed loan has ended between its opening and today, by its own share of the time
    span = np.minimum(np.nan_to_num(due, nan=0.0), 0.0) - opened
    ended = np.minimum(np.round(opened + np.maximum(drawn["kept"], 0.01) * span), 0)
    ended = np.where(active, np.nan, np.maximum(ended, opened + 1))
    amount = cents(np.exp(drawn["amount"]))
    owed = np.where(past, drawn.get("owed past", zeros), drawn.get("owed", zeros))
    debt = cents(np.where(active, amount * owed, 0.0))
    was_overdue = flag("was overdue")
    worst = np.where(was_overdue, cents(np.exp(drawn.get("overdue", zeros + 8.0))), 0.0)
    is_overdue = active & was_overdue & flag("is overdue") & (debt > 0)
    days_overdue = np.minimum(np.ceil(rng.exponential(30, size)), -opened)
    instalment = np.where(
        flag("some instalment"), cents(amount * drawn.get("instalment", zeros)), 0.0
    )
    updated = np.where(active, -drawn.get("silence", zeros), ended + drawn.get("closing", zeros))
    return {
        "place": place,
        "late": was_overdue | is_overdue,
        "CREDIT_ACTIVE": np.select([active, sold], ["Active", "Sold"], "Closed").astype(object),
        "CREDIT_CURRENCY": drawn["CREDIT_CURRENCY"],
        "DAYS_CREDIT": opened.astype(np.int64),
        "CREDIT_DAY_OVERDUE": np.where(is_overdue, days_overdue, 0).astype(np.int64),
        "DAYS_CREDIT_ENDDATE": due,
        "DAYS_ENDDATE_FACT": np.where(sold & (rng.random(size) < 0.5), nothing, ended),
        "AMT_CREDIT_MAX_OVERDUE": np.where(flag("no overdue") & ~is_overdue, np.nan, worst),
        "CNT_CREDIT_PROLONG": rng.binomial(1, np.where(was_overdue, 0.02, 0.004)),
        "AMT_CREDIT_SUM": amount,
        "AMT_CREDIT_SUM_DEBT": np.where(flag("no debt"), np.nan, debt),
        "AMT_CREDIT_SUM_LIMIT": np.where(
            flag("no limit"), np.nan, cents(amount * drawn.get("limit", zeros)) * active
        ),
        "AMT_CREDIT_SUM_OVERDUE": np.where(is_overdue, np.minimum(worst, debt), 0.0),
        "CREDIT_TYPE": drawn["CREDIT_TYPE"],
        "DAYS_CREDIT_UPDATE": np.clip(np.round(updated), opened, 0).astype(np.int64),
        "AMT_ANNUITY": np.where(flag("no instalment"), np.nan, instalment),
    }  # fmt: skip


def _months(
    clients: Clients,
    loans: Drawn,
    client: NDArray[np.int64],
    figures: Figures,
    rng: np.random.Generator,
) -> pl.DataFrame:
    """A status for each month from the loan's first to the last that the bureau reports."""
    told = rng.random(len(clients)) < figures["clients_told"]
    told[0] = True
    chosen = np.flatnonzero(told[client])
    size = len(chosen)
    opened = loans["DAYS_CREDIT"][chosen]
    ended = np.nan_to_num(loans["DAYS_ENDDATE_FACT"][chosen], nan=1.0)
    first = np.clip(np.ceil(opened / MONTH), -96, 0).astype(np.int64)
    silence = marginal(figures["silence"]).value(rng.standard_normal(size))
    last = np.maximum(first, -np.round(silence)).astype(np.int64)
    run, place = spread_out(last - first + 1)
    month = first[run] + place
    over = month * MONTH > ended[run]
    dark = (rng.random(size) < figures["dark_after_end"])[run]
    unknown = marginal(figures["unknown"]).value(rng.standard_normal(size))[run]
    status = np.where(rng.random(len(run)) < unknown, "X", "0").astype(object)
    spells = loans["late"][chosen] & (rng.random(size) < figures["late_loans_late"])
    spells |= rng.random(size) < figures["other_loans_late"]
    grade = _late_grade(spells, run, place, last - first + 1, figures["late_lasts"], rng)
    status = np.where(grade > 0, grade.astype("U1").astype(object), status)
    status[over] = np.where(dark, "X", "C")[over]
    return pl.DataFrame(
        {
            "SK_ID_BUREAU": loans["SK_ID_BUREAU"][chosen][run],
            "MONTHS_BALANCE": month,
            "STATUS": pl.Series(status.tolist(), dtype=pl.String),
        }
    )


def _late_grade(
    late: NDArray[np.bool_],
    run: NDArray[np.int64],
    place: NDArray[np.int64],
    lengths: NDArray[np.int64],
    lasting: Floats | float,
    rng: np.random.Generator,
) -> NDArray[np.int64]:
    """A late loan is late for some months in a row, by 30 days more each month, up to 5."""
    start = np.floor(rng.random(len(lengths)) * lengths)
    months = rng.geometric(1 / max(float(lasting), 1.0), len(lengths))
    since = place - start[run]
    inside = late[run] & (since >= 0) & (since < months[run])
    return np.where(inside, np.minimum(since + 1, 5), 0).astype(np.int64)
