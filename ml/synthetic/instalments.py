"""How loans are repaid: each instalment's due day and payments, and the months they make."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import ndtri

from ml.synthetic.calibration import Drawn, Figures
from ml.synthetic.clients import MONTH, Clients, Ints, cents, spread_out
from ml.synthetic.copula import Floats, marginal

_NEVER = np.inf
_MONTHS_KEPT = 96


@dataclass(frozen=True)
class _Plan:
    """Loans repaid by instalments, shape [loans] each.

    ``last``: instalments that the client pays by plan (fewer than ``term``: repaid early).
    ``stop``: from which instalment on nothing is paid (never: a number past the last).
    ``residue``: a small debt stays after the end and its days past due are counted.
    """

    place: Ints
    loan: Ints
    reference: Ints
    decided: Ints
    due: Ints
    term: Ints
    last: Ints
    stop: Ints
    residue: NDArray[np.bool_]
    annuity: Floats
    credit: Floats
    late: Floats


def draw_instalments(
    clients: Clients, drawn: Drawn, figures: Figures, rng: np.random.Generator
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """``installments_payments`` and ``POS_CASH_balance`` of the repaid loans in ``drawn``.

    Settles the loans' last due and termination days in ``drawn``.
    """
    plan = _plan(clients, drawn, figures, rng)
    loan, number = spread_out(plan.last)
    due = plan.due[loan] + 30 * number
    paid = _paid_days(plan, loan, number, due, figures, rng)
    _settle(plan, drawn, loan, number, due, paid)
    return _payments(plan, loan, number, due, paid, figures, rng), _months(plan, loan, due, paid)


def _plan(clients: Clients, drawn: Drawn, figures: Figures, rng: np.random.Generator) -> _Plan:
    place = np.flatnonzero(drawn["repaid"])
    size = len(place)
    # loans of one client are repaid alike
    late = 0.8 * clients.habits["late"][drawn["client"][place]] + 0.6 * rng.standard_normal(size)
    term = drawn["term"][place].astype(np.int64)
    last = np.clip(1 + np.round(drawn["kept"][place] * (term - 1)), 1, term)
    stops = late > -ndtri(figures["loans_stopped"])
    stop = np.where(stops, np.floor(rng.random(size) * term) + 1, term + 1)
    return _Plan(
        place=place,
        loan=drawn["SK_ID_PREV"][place],
        reference=drawn["SK_ID_CURR"][place],
        decided=drawn["DAYS_DECISION"][place],
        due=drawn["due"][place].astype(np.int64),
        term=term,
        last=np.where(stops, term, last).astype(np.int64),
        stop=stop.astype(np.int64),
        residue=~stops & (rng.random(size) < figures["loans_with_residue"]),
        annuity=drawn["annuity"][place],
        credit=drawn["credit"][place],
        late=late,
    )


def _paid_days(
    plan: _Plan, loan: Ints, number: Ints, due: Ints, figures: Figures, rng: np.random.Generator
) -> Floats:
    """When each instalment is paid in full; never is infinite."""
    size = len(loan)
    care = (0.6 * rng.standard_normal(len(plan.loan)))[loan] + 0.8 * rng.standard_normal(size)
    ahead = marginal(figures["ahead"]).value(care)
    lateness = 0.55 * plan.late[loan] + np.sqrt(1 - 0.55**2) * rng.standard_normal(size)
    is_late = lateness > -ndtri(figures["late"])
    behind = marginal(figures["behind"]).value(rng.standard_normal(size))
    paid = np.where(is_late, due + behind, due - ahead)
    paid = np.maximum(np.round(paid), plan.decided[loan] + 1)
    return np.where(number + 1 >= plan.stop[loan], _NEVER, paid)


def _settle(plan: _Plan, drawn: Drawn, loan: Ints, number: Ints, due: Ints, paid: Floats) -> None:
    """The days on which loans were last due and ended, where that is before the application."""
    final = number == plan.last[loan] - 1
    over = paid[final] < 0
    over &= due[final] < 0
    early = plan.last < plan.term
    ended = np.maximum(paid[final], due[final]) + 4
    for name, value in (("DAYS_LAST_DUE", due[final]), ("DAYS_TERMINATION", np.minimum(ended, -1))):
        open_ended = drawn[name][plan.place]
        known = over & ~plan.residue if name == "DAYS_TERMINATION" else over
        drawn[name][plan.place] = np.where(known, value, open_ended)
    # a loan still running is last due as agreed, in the future
    running = ~over & ~early
    agreed = drawn["DAYS_LAST_DUE_1ST_VERSION"][plan.place]
    past = running & (agreed < 0)
    drawn["DAYS_LAST_DUE"][plan.place] = np.where(past, agreed, drawn["DAYS_LAST_DUE"][plan.place])


def _payments(
    plan: _Plan,
    loan: Ints,
    number: Ints,
    due: Ints,
    paid: Floats,
    figures: Figures,
    rng: np.random.Generator,
) -> pl.DataFrame:
    """One row a payment: an instalment paid in two parts has two rows."""
    fallen = due < 0
    loan, number, due, paid = loan[fallen], number[fallen], due[fallen], paid[fallen]
    early_end = (number == plan.last[loan] - 1) & (plan.last[loan] < plan.term[loan])
    left = plan.credit[loan] * (1 - plan.last[loan] / plan.term[loan])
    owed = plan.annuity[loan] + np.where(early_end, cents(left), 0.0)
    settled = paid < 0
    split = settled & (rng.random(len(loan)) < figures["in_parts"])
    residue = plan.residue[loan] & (number == plan.last[loan] - 1) & settled
    first_part = np.where(split, cents(owed * rng.uniform(0.1, 0.95, len(loan))), owed)
    first_part = np.where(residue, np.maximum(cents(owed - 9.0), 0), first_part)
    first_day = np.where(split, np.minimum(paid, np.maximum(due - 2, plan.decided[loan] + 1)), paid)
    again = np.flatnonzero(split & ~residue)
    rows = np.concatenate([np.arange(len(loan)), again])
    amount = np.concatenate([np.where(settled, first_part, np.nan), (owed - first_part)[again]])
    day = np.concatenate([np.where(settled, first_day, np.nan), paid[again]])
    return pl.DataFrame(
        {
            "SK_ID_PREV": plan.loan[loan[rows]],
            "SK_ID_CURR": plan.reference[loan[rows]],
            "NUM_INSTALMENT_VERSION": np.where(early_end, 2.0, 1.0)[rows],
            "NUM_INSTALMENT_NUMBER": number[rows] + 1,
            "DAYS_INSTALMENT": due[rows].astype(np.float64),
            "DAYS_ENTRY_PAYMENT": day,
            "AMT_INSTALMENT": owed[rows],
            "AMT_PAYMENT": cents(amount),
        }
    ).with_columns(pl.col(pl.Float64).fill_nan(None))


def _snapshot(month: Any) -> Any:
    """The day on which a month's row is taken: the month's end."""
    return (month + 0.5) * MONTH


def _months(plan: _Plan, loan: Ints, due: Ints, paid: Floats) -> pl.DataFrame:
    """One row a month, from the decision to the end of the loan or the application."""
    size = len(plan.loan)
    settled = np.full(size, -np.inf)
    np.maximum.at(settled, loan, np.maximum(paid, due))
    first = np.clip(np.round(plan.decided / MONTH), -_MONTHS_KEPT, -1).astype(np.int64)
    closing = np.ceil(np.where(np.isfinite(settled), settled, 0) / MONTH - 0.5)
    completed = (settled < _snapshot(-1)) & ~plan.residue
    last = np.where(completed, np.clip(closing, first, -1), -1).astype(np.int64)
    run, place = spread_out(last - first + 1)
    month = first[run] + place
    at = _snapshot(month)

    fallen = np.clip(np.floor((at - plan.due[run]) / 30) + 1, 0, None)
    left = np.maximum(plan.term[run] - fallen, 0)
    ending = completed[run] & (month == last[run])
    early = ending & (plan.last < plan.term)[run]
    late = _days_late(first, last, loan, due, paid, len(run))
    tail = plan.residue[run] & (at > settled[run])
    late = np.where(tail, np.maximum(late, np.floor(at - settled[run])), late)
    tolerated = np.where(tail | (plan.annuity[run] < 2500), 0, late)
    return pl.DataFrame(
        {
            "SK_ID_PREV": plan.loan[run],
            "SK_ID_CURR": plan.reference[run],
            "MONTHS_BALANCE": month,
            "CNT_INSTALMENT": np.where(early, plan.last[run], plan.term[run]).astype(np.float64),
            "CNT_INSTALMENT_FUTURE": np.where(ending, 0, left).astype(np.float64),
            "NAME_CONTRACT_STATUS": np.where(ending, "Completed", "Active"),
            "SK_DPD": late.astype(np.int64),
            "SK_DPD_DEF": tolerated.astype(np.int64),
        }
    )


def _days_late(first: Ints, last: Ints, loan: Ints, due: Ints, paid: Floats, rows: int) -> Floats:
    """Days past due at each month's end: of the oldest instalment due and not paid by then."""
    result = np.zeros(rows)
    starts = np.cumsum(last - first + 1) - (last - first + 1)
    # the months at whose end the instalment is due and unpaid
    opening = np.maximum(np.ceil(due / MONTH - 0.5), first[loan])
    opening = np.where(_snapshot(opening) <= due, opening + 1, opening)
    closing = np.minimum(
        np.where(np.isfinite(paid), np.ceil(paid / MONTH - 0.5) - 1, -1), last[loan]
    )
    open_months = np.maximum(closing - opening + 1, 0).astype(np.int64)
    which, step = spread_out(open_months)
    month = opening[which].astype(np.int64) + step
    row = starts[loan[which]] + month - first[loan[which]]
    np.maximum.at(result, row, np.floor(_snapshot(month) - due[which]))
    return result
