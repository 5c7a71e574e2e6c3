"""The parts that made records are drawn with."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml.synthetic import calibration
from ml.synthetic.clients import spread_out
from ml.synthetic.copula import COARSE, FINE, Copula, Levels, Quantiles, nearest_correlation
from ml.synthetic.measure import measure
from ml.synthetic.rates import annuity, implied_rate
from ml.synthetic.realism import column_distance
from ml.synthetic.spec import Choice, Spec

amounts = st.floats(1_000, 1e6)
rates = st.floats(0.0005, 0.15)
terms = st.integers(2, 72)


@given(amounts, rates, terms)
def test_an_annuity_implies_its_rate(credit: float, rate: float, term: int) -> None:
    arrays = [np.array([value], dtype=np.float64) for value in (credit, rate, float(term))]
    payment = annuity(*arrays)
    assert implied_rate(arrays[0], payment, arrays[2])[0] == pytest.approx(rate, abs=1e-6)
    assert payment[0] * term > credit


def test_an_implied_rate_needs_its_figures() -> None:
    credit = np.array([np.nan, 0.0, 100.0, 100.0])
    payment = np.array([10.0, 10.0, np.nan, 5.0])
    rate = implied_rate(credit, payment, np.array([12.0, 12.0, 12.0, 10.0]))
    assert np.isnan(rate[:3]).all()
    assert rate[3] == pytest.approx(0, abs=1e-9)


@given(st.lists(st.integers(0, 6), min_size=1, max_size=30))
def test_runs_are_spread_out(lengths: list[int]) -> None:
    run, place = spread_out(np.array(lengths))
    wanted = [(i, j) for i, length in enumerate(lengths) for j in range(length)]
    assert list(zip(run.tolist(), place.tolist(), strict=True)) == wanted


@given(st.lists(st.floats(0.05, 1.0), min_size=2, max_size=8), st.integers(0, 2**31))
def test_levels_come_with_their_shares(shares: list[float], seed: int) -> None:
    levels = Levels(range(len(shares)), shares)
    drawn = levels.value(np.random.default_rng(seed).standard_normal(20_000))
    for value, share in enumerate(np.array(shares) / sum(shares)):
        assert (drawn == value).mean() == pytest.approx(share, abs=0.025)
    scores = levels.score(drawn)
    assert scores.mean() == pytest.approx(0, abs=0.05)
    assert 0 < levels.variance < 1


@pytest.mark.parametrize("grid", [FINE, COARSE])
def test_quantiles_give_the_distribution_back(grid: np.ndarray) -> None:
    rng = np.random.default_rng(0)
    real = rng.gamma(2.0, 3.0, 50_000)
    distribution = Quantiles([float(q) for q in np.quantile(real, grid)], None)
    made = distribution.value(rng.standard_normal(50_000))
    assert column_distance(pl.Series(real), pl.Series(made)) < 0.015
    score = distribution.score(real)
    assert score.std() == pytest.approx(1, abs=0.03)


def test_quantiles_of_heaped_values_have_a_middle_score() -> None:
    distribution = Quantiles(
        [0.0] * (len(COARSE) // 2) + [1.0] * (len(COARSE) - len(COARSE) // 2), None
    )
    low, high = distribution.score(np.array([0.0, 1.0]))
    assert low < 0 < high


def test_a_copula_has_its_correlations() -> None:
    copula = Copula(["a", "b", "c"], [[0.6], [-0.3, 0.1]])
    drawn = copula.draw(np.random.default_rng(0), 50_000)
    found = np.corrcoef([drawn[name] for name in "abc"])
    assert found[0, 1] == pytest.approx(0.6, abs=0.02)
    assert found[0, 2] == pytest.approx(-0.3, abs=0.02)
    assert found[1, 2] == pytest.approx(0.1, abs=0.02)


@given(st.integers(0, 10_000))
def test_the_nearest_correlation_is_one(seed: int) -> None:
    rough = np.random.default_rng(seed).uniform(-1, 1, (6, 6))
    rough = (rough + rough.T) / 2
    np.fill_diagonal(rough, 1)
    near = nearest_correlation(rough)
    assert np.diag(near) == pytest.approx(1)
    assert np.linalg.eigvalsh(near).min() > 0


def test_what_is_measured_is_drawn_again() -> None:
    """Made rows of a measured table have its distributions, correlations and choices."""
    rng = np.random.default_rng(1)
    a = rng.standard_normal(20_000)
    b = 0.7 * a + np.sqrt(0.51) * rng.standard_normal(20_000)
    colour = np.where(a + 0.5 * rng.logistic(size=20_000) > 0.5, "red", "blue")
    rows = pl.DataFrame(
        {"a": np.exp(a), "b": b > 1, "colour": colour, "rare": ["x"] * 10 + ["y"] * 19_990}
    )
    spec = Spec(
        numbers={"a": pl.col("a")},
        flags={"b": pl.col("b")},
        choices={"colour": Choice(("a",)), "rare": Choice()},
    )
    figures = measure(rows, spec)
    assert figures["choices"]["rare"]["labels"] == ["y"], "ten rows are too few to tell of"
    population = calibration.Population(figures | {"share": 1.0})
    drawn = population.draw(20_000, np.random.default_rng(2))
    assert column_distance(rows["a"], pl.Series(drawn["a"])) < 0.02
    assert drawn["b"].mean() == pytest.approx(rows["b"].mean(), abs=0.015)
    real, made = (
        [np.median(x[flag == 1]) / np.median(x[flag == 0]) for x, flag in pair]
        for pair in (
            [(rows["a"].to_numpy(), rows["b"].to_numpy())], [(drawn["a"], drawn["b"])],
        )
    )  # fmt: skip
    assert made[0] == pytest.approx(real[0], rel=0.15)
    red_real = rows.filter(pl.col("a") > 2)["colour"].eq("red").mean()
    assert (drawn["colour"][drawn["a"] > 2] == "red").mean() == pytest.approx(red_real, abs=0.05)


def test_a_lean_ties_a_quantity_to_a_score_from_outside() -> None:
    population = calibration.load().bureau["consumer"]
    habit = np.random.default_rng(0).standard_normal(20_000)
    drawn = population.draw(20_000, np.random.default_rng(1), {"opened": (0.6, habit)})
    free = population.draw(20_000, np.random.default_rng(1))
    assert np.corrcoef(habit, drawn["opened"])[0, 1] > 0.5
    assert abs(np.corrcoef(habit, free["opened"])[0, 1]) < 0.05
    assert column_distance(pl.Series(drawn["opened"]), pl.Series(free["opened"])) < 0.02


@pytest.mark.parametrize(
    ("real", "made", "distance"),
    [
        ([1.0, 2.0, 3.0], [1.0, 2.0, 3.0], 0.0),
        ([0.0, 0.0], [1.0, 1.0], 1.0),
        ([0.0, 1.0], [0.0, 0.0], 0.5),
        ([1.0, None], [1.0, 1.0], 0.5),
        (["a", "b"], ["a", "a"], 0.5),
        (["a", None], ["a", "b"], 0.5),
        ([True, False], [False, False], 0.5),
        ([None, None], [None, None], 0.0),
    ],
)
def test_distances_of_columns(real: list[object], made: list[object], distance: float) -> None:
    kind = pl.Float64 if real == [None, None] else None
    first, second = pl.Series(real, dtype=kind), pl.Series(made, dtype=kind)
    assert column_distance(first, second) == pytest.approx(distance)
    assert column_distance(second, first) == pytest.approx(distance)


def test_the_calibration_is_figures_only_and_readable(tmp_path: Path) -> None:
    text = calibration.DEFAULT.read_text()
    figures = json.loads(text)
    assert len(text) < 300_000
    assert max(len(line) for line in text.splitlines()) < 2_500
    calibration.write(figures, tmp_path / "again.json")
    assert (tmp_path / "again.json").read_text() == text

    def numbers(value: object) -> int:
        if isinstance(value, dict):
            return sum(numbers(item) for item in value.values())
        if isinstance(value, list):
            return sum(numbers(item) for item in value)
        return int(isinstance(value, (int, float)))

    # fewer figures in all than a thousandth of the cells that they sum up
    assert numbers(figures) < 62_497 * 122 / 200
    for population in figures["applications"].values():
        for entry in population["numbers"].values():
            assert len(entry.get("quantiles", [])) in (0, len(FINE), len(COARSE))
