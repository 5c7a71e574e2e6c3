"""What may never lower a score: changes of inputs, tried on clients through the whole road.

A direction of the model holds on a feature; an input moves several features at once. So each
change here is made on records, features are computed anew, and nobody may be worse for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ml import features
from ml.features import Loans
from ml.wording.catalogue import catalogue

ROUNDING = 1e-9
"""Points that are no change."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """New values for columns of one frame of ``Loans``; a missing value stays missing."""

    frame: Literal["application", "bureau_loans", "previous_loans"]
    columns: Mapping[str, pl.Expr]

    def of(self, loans: Loans) -> Loans | None:
        """The records with it made; None where they have no such table."""
        rows: pl.DataFrame | None = getattr(loans, self.frame)
        if rows is None:
            return None
        # A whole number stays one.
        changed = rows.with_columns(
            (expr.floor() if rows.schema[name].is_integer() else expr)
            .cast(rows.schema[name])
            .alias(name)
            for name, expr in self.columns.items()
        )
        if self.frame == "application":
            return replace(loans, application=changed)
        if self.frame == "bureau_loans":
            return replace(loans, bureau_loans=changed)
        return replace(loans, previous_loans=changed)


def _times(factor: float, *columns: str) -> dict[str, pl.Expr]:
    # A debt below nothing is a credit: less of it is no improvement.
    owed = {name: pl.col(name) for name in columns}
    return {name: pl.when(value > 0).then(value * factor).otherwise(value)
            for name, value in owed.items()}  # fmt: skip


def _application(**columns: pl.Expr) -> Change:
    return Change(frame="application", columns=columns)


def _elsewhere(*columns: str, factor: float = 0.5) -> Change:
    return Change(frame="bureau_loans", columns=_times(factor, *columns))


def _here(*columns: str, factor: float = 0.5) -> Change:
    return Change(frame="previous_loans", columns=_times(factor, *columns))


_LONGER = pl.min_horizontal(pl.col("employed_days") + 365, pl.col("age_days"))
_LATE_ELSEWHERE = ("months_late", "months_late_recent", "worst_late_grade")
_LATE_HERE = (
    "pos_months_late", "pos_months_late_recent", "pos_days_late_tolerated_max",
    "instalments_late", "instalments_late_recent", "instalment_days_late_max",
    "instalment_days_late_mean", "card_months_late", "card_days_late_max",
)  # fmt: skip
_UNDERPAID = ("instalments_underpaid", "instalments_underpaid_recent", "card_months_underpaid")
_CARD_DEBT = (
    "card_balance", "card_balance_mean", "card_use_mean", "card_use_recent", "card_use_max",
)  # fmt: skip

CHANGES: Mapping[str, tuple[Change, ...]] = {
    "more_income": (
        _application(income=pl.col("income") * 1.1),
        _application(income=pl.col("income") * 10),
        _application(income=pl.col("income") + 1_000),
    ),
    "longer_in_the_job": (_application(employed_days=_LONGER),),
    **{
        f"better_{name}": (
            _application(**{name: pl.col(name) * 1.05}),
            _application(**{name: pl.col(name) * 0 + 1}),
        )
        for name in ("external_score_1", "external_score_2", "external_score_3")
    },
    "better_region": (
        _application(region_rating=pl.col("region_rating") * 0 + 1),
        _application(city_rating=pl.col("city_rating") * 0 + 1),
    ),
    "less_debt_elsewhere": (_elsewhere("debt"), _elsewhere("debt", factor=0)),
    "smaller_instalments_elsewhere": (_elsewhere("annuity"), _elsewhere("annuity", factor=0)),
    "less_overdue_elsewhere": (
        _elsewhere("overdue_amount", "overdue_days"),
        _elsewhere("overdue_amount", "overdue_days", "max_overdue_amount", factor=0),
        _elsewhere("max_overdue_amount"),
    ),
    "fewer_late_months_elsewhere": (
        _elsewhere(*_LATE_ELSEWHERE),
        _elsewhere(*_LATE_ELSEWHERE, factor=0),
    ),
    "fewer_delays_here": (_here(*_LATE_HERE), _here(*_LATE_HERE, factor=0)),
    "paid_in_full_here": (_here(*_UNDERPAID), _here(*_UNDERPAID, factor=0)),
    "less_card_debt_here": (_here(*_CARD_DEBT), _here(*_CARD_DEBT, factor=0)),
    "less_drawn_on_cards_here": (
        _here("card_drawings_mean"),
        _here("card_drawings_mean", factor=0),
    ),
}
"""By name in the catalogue's table: the changes that are tried, each for itself."""


@dataclass(frozen=True, kw_only=True)
class Tried:
    """One change made on clients: how many are better and worse for it, of how many.

    ``lowest`` is the greatest fall of a score, in points; 0 where nobody is worse.
    """

    name: str
    clients: int
    better: int
    worse: int
    lowest: float


def try_changes(
    loans: Loans, score: Callable[[pl.DataFrame], NDArray[np.float64]]
) -> tuple[Tried, ...]:
    """Make every change on every client.

    Args:
        loans: records, n applications.
        score: from features to scores in points, each [n].

    Returns:
        One for each name, its changes counted together; none whose tables the records lack.
    """
    before = score(features.build(loans))
    found = []
    for name, changes in CHANGES.items():
        made = [moved for change in changes if (moved := change.of(loans)) is not None]
        if not made:
            continue
        gains = np.array([score(features.build(moved)) - before for moved in made])
        found.append(
            Tried(
                name=name,
                clients=len(before),
                better=int((gains > ROUNDING).any(axis=0).sum()),
                worse=int((gains < -ROUNDING).any(axis=0).sum()),
                lowest=float(min(0.0, gains.min())),
            )
        )
    return tuple(found)


def change_label(name: str, language: str) -> str:
    """What may never lower a score, in words.

    :raises KeyError: the catalogue's table does not have it.
    """
    return catalogue().never_hurts[name][language]
