"""Small expressions that features are made of, for any engine that Narwhals speaks to.

Sums must be the same bits whatever the order of rows and the engine, so that a client computed
alone equals the client computed among millions. Floating sums are not: ``total`` first rounds each
amount to thousandths and adds whole numbers, which is exact below 2^53 (9 million million units).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import narwhals as nw

YEAR = 365
"""Days that "recent" goes back."""

RECENT_MONTHS = 12
"""Months that "recent" goes back."""

THOUSANDTHS = 1_000.0
MILLIONTHS = 1_000_000.0

LARGEST = 1e15
"""An amount beyond it, infinite, or not a number is no amount: it counts as unknown."""

SMALLEST = 1e-6
"""A divisor below it is no divisor: the ratio is unknown."""


@dataclass(frozen=True)
class Measure:
    """A figure of a group of rows. ``zero`` says that a client without rows has 0, not unknown."""

    expression: nw.Expr
    zero: bool


def bounded(name: str) -> nw.Expr:
    """A number column whose infinities, NaN and absurd values are unknown."""
    column = nw.col(name)
    return nw.when(column.abs() <= LARGEST).then(column).alias(name)


def ratio(top: nw.Expr, bottom: nw.Expr) -> nw.Expr:
    """``top / bottom``; unknown where ``bottom`` is not positive or either is unknown."""
    return nw.when(bottom > SMALLEST).then(top / bottom)


def one_if(condition: nw.Expr) -> nw.Expr:
    """1 where the condition holds, 0 where it does not or is unknown."""
    return nw.when(condition).then(nw.lit(1.0)).otherwise(nw.lit(0.0))


def at_least_zero(value: nw.Expr) -> nw.Expr:
    """Negative values become 0; unknown stays unknown."""
    return nw.when(value > 0).then(value).otherwise(nw.when(value <= 0).then(nw.lit(0.0)))


def is_known(value: nw.Expr) -> nw.Expr:
    return ~value.is_null()


def _any_known(names: Sequence[str]) -> nw.Expr:
    return is_known(nw.coalesce(*(nw.col(name) for name in names)))


def tally(names: Sequence[str]) -> nw.Expr:
    """How many of the flags are up; unknown where none is known."""
    ups = nw.sum_horizontal(*(nw.col(name).cast(nw.Float64) for name in names))
    return nw.when(_any_known(names)).then(ups)


def sum_known(names: Sequence[str]) -> nw.Expr:
    """The sum of the known ones; unknown where none is known."""
    return nw.when(_any_known(names)).then(nw.sum_horizontal(*(nw.col(name) for name in names)))


def kept(value: nw.Expr, where: nw.Expr | None) -> nw.Expr:
    return value if where is None else nw.when(where).then(value)


def exact_sum(value: nw.Expr, scale: float) -> nw.Expr:
    """The sum in ``1 / scale`` units; 0 where nothing is known, on every engine."""
    whole = value.cast(nw.Float64) if scale == 1 else (value * scale).round(0)
    return nw.coalesce(whole.sum(), nw.lit(0.0)) / scale


def count(where: nw.Expr) -> Measure:
    """How many rows meet the condition."""
    return Measure(one_if(where).sum(), zero=True)


def total(value: nw.Expr, where: nw.Expr | None = None, scale: float = THOUSANDTHS) -> Measure:
    """The sum over rows that meet the condition.

    Unknown amounts are left out; where there are such rows and none is known, so is the sum.
    """
    chosen = kept(value, where)
    rows = nw.len() if where is None else one_if(where).sum()
    summed = nw.when((chosen.count() > 0) | (rows == 0)).then(exact_sum(chosen, scale))
    return Measure(summed, zero=True)


def mean(value: nw.Expr, where: nw.Expr | None = None, scale: float = THOUSANDTHS) -> Measure:
    """The mean of the known values."""
    chosen = kept(value, where)
    known = chosen.count()
    return Measure(nw.when(known > 0).then(exact_sum(chosen, scale) / known), zero=False)


def largest(value: nw.Expr, where: nw.Expr | None = None) -> Measure:
    return Measure(kept(value, where).max(), zero=False)


def smallest(value: nw.Expr, where: nw.Expr | None = None) -> Measure:
    return Measure(kept(value, where).min(), zero=False)


def share(part: nw.Expr, where: nw.Expr | None = None) -> Measure:
    """The share of rows that meet a condition, among those for which it is known."""
    chosen = kept(part, where)
    known = chosen.count()
    met = one_if(chosen).sum()
    return Measure(nw.when(known > 0).then(met / known), zero=False)
