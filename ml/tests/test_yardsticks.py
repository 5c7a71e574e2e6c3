"""Where past clients stood: quantiles of those who repaid, repayment by value."""

from __future__ import annotations

import json
from dataclasses import asdict
from math import nan

import numpy as np
import polars as pl
import pytest

from ml.yardsticks import FEW_VALUES, Outcome, Yardstick, measure_yardsticks, value_key


def test_bounds_are_of_those_who_repaid() -> None:
    frame = pl.DataFrame({"income": [*map(float, range(1, 102)), 10_000.0]})
    defaulted = np.array([False] * 101 + [True])
    found = measure_yardsticks(frame, defaulted)["income"]
    assert found.bounds == (21, 51, 81)
    assert found.outcomes == {}
    assert found.missing == Outcome(clients=0, repaid=0)


def test_bounds_are_values_that_somebody_has() -> None:
    frame = pl.DataFrame({"loans": [0, 1, 2, 3]})
    found = measure_yardsticks(frame, np.zeros(4, np.bool_))["loans"]
    assert found.bounds is not None
    assert all(bound.is_integer() for bound in found.bounds)


def test_repayment_is_counted_by_value() -> None:
    frame = pl.DataFrame({"job": ["a", "b", "a", None], "flag": [1.0, 0.0, nan, 1.0]})
    found = measure_yardsticks(frame, np.array([True, False, False, True]))
    assert found["job"] == Yardstick(
        bounds=None,
        outcomes={"a": Outcome(clients=2, repaid=1), "b": Outcome(clients=1, repaid=1)},
        missing=Outcome(clients=1, repaid=0),
    )
    assert found["flag"].outcomes == {
        "0": Outcome(clients=1, repaid=1),
        "1": Outcome(clients=2, repaid=0),
    }
    assert found["flag"].missing == Outcome(clients=1, repaid=1)


def test_a_number_of_many_values_is_not_counted_by_value() -> None:
    few = pl.DataFrame({"x": list(range(FEW_VALUES))})
    many = pl.DataFrame({"x": list(range(FEW_VALUES + 1))})
    assert len(measure_yardsticks(few, np.zeros(FEW_VALUES, np.bool_))["x"].outcomes) == FEW_VALUES
    assert measure_yardsticks(many, np.zeros(FEW_VALUES + 1, np.bool_))["x"].outcomes == {}


def test_nobody_known_and_nobody_repaid() -> None:
    unknown = measure_yardsticks(pl.DataFrame({"x": [None, None]}), np.array([True, False]))["x"]
    assert unknown == Yardstick(bounds=None, outcomes={}, missing=Outcome(clients=2, repaid=1))
    assert measure_yardsticks(pl.DataFrame({"x": [1.0]}), np.array([True]))["x"].bounds is None


@pytest.mark.parametrize(("value", "key"), [(1.0, "1"), (0.5, "0.5"), (-2, "-2"), ("cash", "cash")])
def test_values_have_names(value: float | str, key: str) -> None:
    assert value_key(value) == key


def test_comes_back_from_json() -> None:
    frame = pl.DataFrame({"x": [0.0, 1.0, None], "job": ["a", None, "b"]})
    for found in measure_yardsticks(frame, np.array([False, True, False])).values():
        assert Yardstick.from_json(json.loads(json.dumps(asdict(found)))) == found
