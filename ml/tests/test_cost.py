from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml.cost import cheapest_cut_off, cost_per_application

clients = st.lists(
    st.tuples(st.booleans(), st.sampled_from([0.05, 0.1, 0.2, 0.4, 0.7, 0.9])),
    min_size=1,
    max_size=30,
)


@given(clients, st.floats(0.5, 30))
def test_no_cut_off_is_cheaper(pairs: list[tuple[bool, float]], ratio: float) -> None:
    defaulted = np.array([outcome for outcome, _ in pairs])
    pd = np.array([value for _, value in pairs])
    best = cheapest_cut_off(defaulted, pd, ratio=ratio)
    tried = [
        cost_per_application(defaulted, pd, threshold=threshold, ratio=ratio)
        for threshold in (0, 0.07, 0.15, 0.3, 0.5, 0.8, 0.95)
    ]
    assert best.cost == pytest.approx(min(tried))
    assert best.cost == pytest.approx(
        cost_per_application(defaulted, pd, threshold=best.threshold, ratio=ratio)
    )
    assert 0 < best.threshold < 1


def test_a_default_granted_costs_the_ratio() -> None:
    defaulted = np.array([True, False, False, True])
    pd = np.array([0.6, 0.7, 0.1, 0.2])
    cost = cost_per_application(defaulted, pd, threshold=0.5, ratio=10)
    assert cost == pytest.approx((1 * 10 + 1) / 4)


def test_among_equal_costs_fewest_are_refused() -> None:
    best = cheapest_cut_off(np.array([False, False]), np.array([0.1, 0.9]), ratio=10)
    assert best.threshold > 0.9
    assert best.cost == 0


@pytest.mark.parametrize("ratio", [0, -1, float("nan")])
def test_a_ratio_must_be_positive(ratio: float) -> None:
    with pytest.raises(ValueError, match="positive"):
        cheapest_cut_off(np.array([True]), np.array([0.5]), ratio=ratio)


def test_nobody_gives_no_cut_off() -> None:
    with pytest.raises(ValueError, match="no outcome"):
        cheapest_cut_off(np.zeros(0, dtype=bool), np.zeros(0), ratio=10)
