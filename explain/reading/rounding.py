"""Rounding that a person can check: shown numbers add up.

Shown numbers are whole tenths of a point (``tenths``: 623 reads "62.3"), so that adding them is
exact.
"""

from __future__ import annotations

from collections.abc import Sequence


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
