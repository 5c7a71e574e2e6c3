"""Where past clients stood in each feature: what one client's value is held against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

FEW_VALUES = 12
"""A number with no more values than these is also counted value by value, as a category is."""
SHARES = (0.2, 0.5, 0.8)
"""Of those who repaid and whose value is known, as many lie at or below each bound."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """Past clients with one value, and how many of them repaid."""

    clients: int
    repaid: int


@dataclass(frozen=True, kw_only=True)
class Yardstick:
    """Past clients by one feature, from training's own rows.

    Attributes:
        bounds: values at ``SHARES`` among those who repaid; None of a category, or where nobody's
            value is known.
        outcomes: by value, of a category or of a number that has few values; whole numbers are
            written without a decimal point ("1").
        missing: of those whose value is not known.
    """

    bounds: tuple[float, float, float] | None
    outcomes: Mapping[str, Outcome]
    missing: Outcome

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Yardstick:
        """Read back what ``dataclasses.asdict`` gave.

        Raises:
            KeyError, TypeError, ValueError: it is something else.
        """
        bounds = raw["bounds"]
        if bounds is not None:
            low, middle, high = map(float, bounds)
            bounds = (low, middle, high)
        return cls(
            bounds=bounds,
            outcomes={value: Outcome(**counts) for value, counts in raw["outcomes"].items()},
            missing=Outcome(**raw["missing"]),
        )


def value_key(value: float | str) -> str:
    """The name that a value has in ``Yardstick.outcomes``."""
    return value if isinstance(value, str) else f"{float(value):.10g}"


def measure_yardsticks(
    features: pl.DataFrame, defaulted: NDArray[np.bool_]
) -> dict[str, Yardstick]:
    """The yardstick of each feature.

    Args:
        features: one column a feature, n rows, one a client; null where not known.
        defaulted: outcomes, shape [n].
    """
    repaid = pl.Series("repaid", ~defaulted)
    return {column.name: _measured(column, repaid) for column in features}


def _measured(column: pl.Series, repaid: pl.Series) -> Yardstick:
    is_number = column.dtype != pl.String
    # A NaN is a value of its own to Polars; here it is not known.
    values = column.cast(pl.Float64).fill_nan(None) if is_number else column
    frame = pl.DataFrame({"value": values, "repaid": repaid})
    known = frame.drop_nulls("value")
    missing = frame.filter(pl.col("value").is_null())
    few = not is_number or known["value"].n_unique() <= FEW_VALUES
    return Yardstick(
        bounds=_bounds(known.filter("repaid")["value"]) if is_number else None,
        outcomes=_outcomes(known) if few else {},
        missing=Outcome(clients=len(missing), repaid=int(missing["repaid"].sum())),
    )


def _bounds(values: pl.Series) -> tuple[float, float, float] | None:
    if values.is_empty():
        return None
    # Values that somebody has: half a loan is nobody's.
    low, middle, high = (values.quantile(share, interpolation="nearest") for share in SHARES)
    if low is None or middle is None or high is None:
        raise ValueError(f"{values.name}: no quantile of {len(values)} known values")
    return low, middle, high


def _outcomes(known: pl.DataFrame) -> dict[str, Outcome]:
    counted = known.group_by("value").agg(pl.len(), pl.col("repaid").sum()).sort("value")
    return {
        value_key(value): Outcome(clients=clients, repaid=repaid)
        for value, clients, repaid in counted.iter_rows()
    }
