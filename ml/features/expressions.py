"""Small expressions that features are made of, for any engine that Narwhals speaks to.

A client computed alone must equal the client computed among millions, bit for bit. Two things of
floating numbers stand against it:

- a sum depends on the order of its terms, so whatever is added up is first put ``on_grid``, on
  multiples of a power of two (1/8192 for amounts): their sums are exact below 2^53 steps;
- engines divide a column by a single value as a product with its inverse, which rounds otherwise
  than a division (Polars does where a frame has one row), so ``quotient`` always does that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import narwhals as nw

YEAR = 365
"""Days that "recent" goes back."""

RECENT_MONTHS = 12
"""Months that "recent" goes back."""

AMOUNT_STEPS = 2.0**13
"""Steps a unit that amounts are put on: sums are exact up to 10^12 units."""

SHARE_STEPS = 2.0**24
"""Steps a unit that shares and rates are put on."""

LARGEST = 1e15
"""An amount beyond it, infinite, or not a number is no amount: it counts as unknown."""

SMALLEST = 1e-6
"""A divisor below it is no divisor: the ratio is unknown."""


@dataclass(frozen=True)
class Measure:
    """A figure of a group of rows. ``zero`` says that a client without rows has 0, not unknown."""

    expression: nw.Expr
    zero: bool


def on_grid(value: nw.Expr, steps: float) -> nw.Expr:
    """The nearest multiple of ``1 / steps``; engines round halves differently, floors alike."""
    return (value * steps + 0.5).floor() * (1 / steps)


def bounded(name: str) -> nw.Expr:
    """A number column whose infinities, NaN and absurd values are unknown."""
    column = nw.col(name)
    return nw.when(column.abs() <= LARGEST).then(column).alias(name)


def amount(name: str) -> nw.Expr:
    """A bounded column of amounts, on the grid."""
    column = nw.col(name)
    return nw.when(column.abs() <= LARGEST).then(on_grid(column, AMOUNT_STEPS)).alias(name)


def proportion(name: str) -> nw.Expr:
    """A bounded column of shares, on the grid."""
    column = nw.col(name)
    return nw.when(column.abs() <= LARGEST).then(on_grid(column, SHARE_STEPS)).alias(name)


def quotient(top: nw.Expr, bottom: nw.Expr) -> nw.Expr:
    """``top / bottom``, rounded the same on frames of any length."""
    return top * (1 / bottom)


def ratio(top: nw.Expr, bottom: nw.Expr) -> nw.Expr:
    """``top / bottom``; unknown where ``bottom`` is not positive or either is unknown."""
    return nw.when(bottom > SMALLEST).then(quotient(top, bottom))


def at_least_zero(value: nw.Expr) -> nw.Expr:
    """Negative values become 0; unknown stays unknown."""
    return nw.when(value > 0).then(value).otherwise(nw.when(value <= 0).then(nw.lit(0.0)))


def is_known(value: nw.Expr) -> nw.Expr:
    return ~value.is_null()


def any_known(names: Sequence[str]) -> nw.Expr:
    """Whether any of the columns is known."""
    return is_known(nw.coalesce(*(nw.col(name) for name in names)))


def tally(names: Sequence[str]) -> nw.Expr:
    """How many of the flags are up; unknown where none is known."""
    ups = nw.sum_horizontal(*(nw.col(name).cast(nw.Float64) for name in names))
    return nw.when(any_known(names)).then(ups)


def sum_known(names: Sequence[str]) -> nw.Expr:
    """The sum of the known ones; unknown where none is known."""
    return nw.when(any_known(names)).then(nw.sum_horizontal(*(nw.col(name) for name in names)))


def kept(value: nw.Expr, where: nw.Expr | None) -> nw.Expr:
    return value if where is None else nw.when(where).then(value)


def number_of(where: nw.Expr) -> nw.Expr:
    """How many rows meet a condition; unknown where it is known of no row."""
    return where.cast(nw.Float64).sum()


def rows() -> Measure:
    """How many rows there are."""
    return Measure(nw.len(), zero=True)


def count(where: nw.Expr) -> Measure:
    """How many rows meet the condition."""
    return Measure(nw.coalesce(number_of(where), nw.lit(0.0)), zero=True)


def sum_of_counts(name: str) -> Measure:
    """The sum of a count that every loan has; a loan that does not say has none."""
    return Measure(nw.coalesce(nw.col(name).sum(), nw.lit(0)), zero=True)


def total(value: nw.Expr, where: nw.Expr | None = None) -> Measure:
    """The sum over rows that meet the condition, of values on a grid.

    Unknown values are left out; where there are such rows and none is known, so is the sum.
    """
    chosen = kept(value, where)
    known = chosen.count() > 0
    if where is None:
        return Measure(nw.when(known).then(chosen.sum()), zero=True)
    summed = nw.coalesce(chosen.sum(), nw.lit(0.0))
    return Measure(nw.when(known | ~where.any()).then(summed), zero=True)


def mean(value: nw.Expr, where: nw.Expr | None = None) -> Measure:
    """The mean of the known values, which are on a grid."""
    chosen = kept(value, where)
    known = chosen.count()
    return Measure(nw.when(known > 0).then(quotient(chosen.sum(), known)), zero=False)


def weighted_mean(value: str, weight: str) -> Measure:
    """The mean of means on a grid, each weighing as many rows as it was made of."""
    weights = nw.when(is_known(nw.col(value))).then(nw.col(weight)).sum()
    products = (nw.col(value) * nw.col(weight)).sum()
    return Measure(ratio(products, weights), zero=False)


def largest(value: nw.Expr, where: nw.Expr | None = None) -> Measure:
    return Measure(kept(value, where).max(), zero=False)


def smallest(value: nw.Expr, where: nw.Expr | None = None) -> Measure:
    return Measure(kept(value, where).min(), zero=False)


def share(part: nw.Expr, where: nw.Expr | None = None) -> Measure:
    """The share of rows that meet a condition, among those for which it is known."""
    chosen = kept(part, where)
    return Measure(ratio(number_of(chosen), chosen.count()), zero=False)
