"""What is measured on real rows, and drawn together, for one kind of row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from ml.synthetic.copula import FINE, Floats

MISSING = "(missing)"
"""A category's label for a missing value, where being missing is one of the choices."""


@dataclass(frozen=True)
class Choice:
    """A category without an order.

    ``on``: the numbers, flags and earlier choices that its odds depend on. ``label``: the
    expression that gives it, its own column by default.
    """

    on: tuple[str, ...] = ()
    label: pl.Expr | None = None


@dataclass(frozen=True)
class Spec:
    """Quantities of one kind of row, as expressions on the original columns.

    ``numbers`` are drawn from their quantiles, or from the shares of their values when those are
    few or in ``stepped``; ``flags`` are yes or no (also: is it missing); both are drawn together
    by a copula. ``choices`` are drawn after them, in order. An expression is missing where the
    quantity means nothing. ``grains``: what values are multiples of.
    """

    numbers: Mapping[str, pl.Expr]
    flags: Mapping[str, pl.Expr]
    choices: Mapping[str, Choice]
    grains: Mapping[str, float] = field(default_factory=dict)
    stepped: frozenset[str] = frozenset()
    grid: Floats = field(default_factory=lambda: FINE)
