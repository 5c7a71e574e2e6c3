from __future__ import annotations

import json
from dataclasses import asdict

import numpy as np
import pytest

from ml.cost import cheapest_cut_off, cost_per_application, cut_offs_by_others
from ml.curves import Curves, draw_curves

RATIO = 10.0


def clients(count: int = 20_000, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(seed)
    pd = generator.beta(1.2, 12, count).clip(1e-4, 1 - 1e-4)
    return generator.random(count) < pd, pd


def test_the_cost_curve_is_cheapest_at_the_cut_off() -> None:
    defaulted, pd = clients()
    cut_off = cheapest_cut_off(defaulted, pd, ratio=RATIO)
    curves = draw_curves(defaulted, pd, threshold=cut_off.threshold, cost_ratio=RATIO)
    at_50 = next(point for point in curves.cost if point.score == 50)
    assert at_50.cost == pytest.approx(cut_off.cost)
    assert min(point.cost for point in curves.cost) == pytest.approx(cut_off.cost)
    assert at_50.granted == pytest.approx((pd <= cut_off.threshold).mean())
    granted = [point.granted for point in curves.cost]
    assert granted == sorted(granted, reverse=True)


def test_the_bands_hold_every_client_once() -> None:
    defaulted, pd = clients()
    curves = draw_curves(defaulted, pd, threshold=0.1, cost_ratio=RATIO)
    assert sum(band.clients for band in curves.bands) == len(pd)
    assert sum(band.defaults for band in curves.bands) == defaulted.sum()
    assert [band.low for band in curves.bands] == list(range(0, 100, 5))
    rates = [band.defaults / band.clients for band in curves.bands if band.clients > 1_000]
    assert rates == sorted(rates, reverse=True)


def test_scores_off_the_scale_are_in_the_outermost_bands() -> None:
    pd = np.array([1e-9, 1 - 1e-9])
    curves = draw_curves(np.array([False, True]), pd, threshold=0.1, cost_ratio=RATIO)
    assert (curves.bands[-1].clients, curves.bands[0].defaults) == (1, 1)


def test_curves_come_back_from_json() -> None:
    defaulted, pd = clients(500)
    curves = draw_curves(defaulted, pd, threshold=0.1, cost_ratio=RATIO)
    assert Curves.from_json(json.loads(json.dumps(asdict(curves)))) == curves


def test_the_cut_off_of_others_does_not_flatter() -> None:
    generator = np.random.default_rng(1)
    pd = generator.random(400)
    defaulted = generator.random(400) < 0.1  # nothing to learn
    group = np.arange(400) % 4
    cut_offs = cut_offs_by_others(defaulted, pd, group, ratio=RATIO)
    assert len(np.unique(cut_offs)) == 4
    for number in range(4):
        others = group != number
        expected = cheapest_cut_off(defaulted[others], pd[others], ratio=RATIO).threshold
        assert set(cut_offs[group == number]) == {expected}
    own = cheapest_cut_off(defaulted, pd, ratio=RATIO).cost
    assert cost_per_application(defaulted, pd, threshold=cut_offs, ratio=RATIO) > own
