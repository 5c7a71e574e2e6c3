"""Rounding that a person can check: shown numbers add up, and never cross a bound of the advice.

Shown numbers are whole tenths of a point (``tenths``: 623 reads "62.3"), so that adding them is
exact.
"""

from __future__ import annotations

from collections.abc import Sequence

from ml import points
from ml.points import clip


def in_tenths(value: float) -> int:
    """A number of points as the nearest whole number of tenths."""
    return round(value * 10)


def score_in_tenths(score: float, *, review_from: float, review_to: float) -> int:
    """A score in tenths, on the same side of the advice's bounds as the score itself.

    44.97 would read "45.0", where review starts, though refusal is advised: it reads "44.9".
    """
    tenths = in_tenths(score)
    bounds = {"review_from": review_from, "review_to": review_to}
    if points.advice(tenths / 10, **bounds) == points.advice(score, **bounds):
        return tenths
    return tenths + 1 if tenths / 10 < score else tenths - 1


def shown_score(score: float, *, review_from: float, review_to: float) -> int:
    """A score as shown on its scale, in tenths: between 0 and 1000."""
    tenths = score_in_tenths(score, review_from=review_from, review_to=review_to)
    return in_tenths(clip(tenths / 10))


def apportion(values: Sequence[float], total: int) -> list[int]:
    """Tenths for each value (in points), that add up to ``total`` tenths exactly.

    Each value is rounded down, then those with the largest remainders get one tenth more (the
    method of largest remainders, Hamilton 1792). Where ``total`` is the rounded sum of the values,
    no number is further than a tenth of a point from its value. ValueError where there are no
    values to carry a total that is not zero.
    """
    if not values:
        if total:
            raise ValueError(f"nothing to carry {total} tenths")
        return []
    tenths = [int(value * 10 // 1) for value in values]
    order = sorted(range(len(values)), key=lambda i: (tenths[i] - values[i] * 10, i))
    rounds, extra = divmod(total - sum(tenths), len(values))
    for rank, i in enumerate(order):
        tenths[i] += rounds + (1 if rank < extra else 0)
    return tenths
