"""Annuities and the interest that they imply."""

from __future__ import annotations

import numpy as np

from ml.synthetic.copula import Floats

_HIGHEST = 0.2
"""Monthly; no loan here costs more."""


def annuity(credit: Floats, rate: Floats, term: Floats) -> Floats:
    """The level payment of a loan: ``credit · r / (1 − (1 + r)^−term)``, rate a month."""
    rate = np.maximum(rate, 1e-9)
    return np.asarray(credit * rate / -np.expm1(-term * np.log1p(rate)))


def implied_rate(credit: Floats, payment: Floats, term: Floats) -> Floats:
    """The monthly rate at which ``payment`` repays ``credit`` in ``term`` months, by bisection.

    NaN where a figure is missing or not positive; 0 where the payments add up to no more than the
    credit; at most 0.2.
    """
    known = (credit > 0) & (payment > 0) & (term > 0)
    credit, payment, term = (np.where(known, value, 1.0) for value in (credit, payment, term))
    low, high = np.zeros(len(credit)), np.full(len(credit), _HIGHEST)
    for _ in range(40):
        middle = (low + high) / 2
        above = annuity(credit, middle, term) > payment
        low, high = np.where(above, low, middle), np.where(above, middle, high)
    return np.where(known, (low + high) / 2, np.nan)
