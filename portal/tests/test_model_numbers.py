"""From explained clients to numbers, and from numbers to sentences."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from ml.points import PointsScale
from ml.reliability import ReliabilityBin
from portal.model import building
from portal.model.group_words import group_text
from portal.model.numbers import (
    CostCurve,
    CostPoint,
    Dependence,
    Group,
    Reliability,
    Tenth,
    as_json,
    read_numbers,
)
from portal.model.presenting import present
from portal.model.sample import Sample
from portal.model.wording import shape_of

CLIENTS = 1_000
HIGHER = "The higher, the better for the score"
LOWER = "The lower, the better for the score"


def sample(values: dict[str, pl.Series], effects: list[np.ndarray]) -> Sample:
    columns = np.stack(effects, axis=1).astype(float)
    return Sample(
        names=tuple(values),
        values=pl.DataFrame(values),
        effects=columns,
        scores=50 + columns.sum(axis=1),
        pd=np.full(CLIENTS, 0.1),
        defaulted=np.zeros(CLIENTS, dtype=bool),
        scale=PointsScale(0.1),
    )


@pytest.fixture
def made() -> Sample:
    """A score that hurts below 0.3 and is often not known, an income, an occupation."""
    external = np.linspace(0, 1, CLIENTS)
    effect = np.where(external < 0.3, (external - 0.3) * 30, (external - 0.3) * 2)
    known = np.arange(CLIENTS) % 10 > 0
    effect = np.where(known, effect, -3.0)
    jobs = np.where(np.arange(CLIENTS) % 4 == 0, "drivers", "managers")
    return sample(
        {
            "external_score_2": pl.Series(np.where(known, external, np.nan)).fill_nan(None),
            "income": pl.Series(np.full(CLIENTS, 1000)),
            "occupation": pl.Series(jobs),
        },
        [effect, np.full(CLIENTS, 0.1), np.where(jobs == "drivers", -1.0, 0.5)],
    )


def test_importance_is_the_mean_absolute_effect_heaviest_first(made: Sample) -> None:
    found = building.factor_importance(made)
    assert [weight.name for weight in found.weights] == ["external_score_2", "occupation", "income"]
    assert found.weights[1].points == pytest.approx(0.25 * 1 + 0.75 * 0.5)
    assert found.clients == CLIENTS


def test_a_theme_weighs_as_one(made: Sample) -> None:
    """Income and occupation are one subject: their effects may cancel out."""
    weights = {weight.name: weight.points for weight in building.theme_importance(made).weights}
    assert weights["income"] == pytest.approx(0.25 * 0.9 + 0.75 * 0.6)


def test_the_swarm_parts_high_values_from_low_ones(made: Sample) -> None:
    row = next(row for row in building.swarm(made).rows if row.name == "external_score_2")
    assert row.mean_high is not None
    assert row.mean_low is not None
    assert row.mean_high > 0 > row.mean_low
    assert len(row.high) + len(row.low) + len(row.other) == building.DOTS
    assert row.p5 < row.p95
    job = next(row for row in building.swarm(made).rows if row.name == "occupation")
    assert (job.high, job.low, job.mean_high) == ((), (), None)


def test_groups_hold_every_client_once_and_are_in_order(made: Sample) -> None:
    found = building.dependence(made, "external_score_2")
    assert found.unknown is not None
    assert found.unknown.clients == CLIENTS / 10
    assert sum(group.clients for group in found.groups) == CLIENTS * 0.9
    assert len(found.groups) == building.BINS
    bounds = [(group.low, group.high) for group in found.groups]
    assert bounds == sorted(bounds)
    assert [group.mean for group in found.groups] == sorted(group.mean for group in found.groups)


def test_a_group_is_not_a_handful() -> None:
    values = np.zeros(CLIENTS)
    values[:3], values[3:200] = 2, 1
    groups = building.dependence(
        sample({"previous_refused": pl.Series(values)}, [values]), "previous_refused"
    ).groups
    assert [(group.low, group.high, group.clients) for group in groups] == [
        (0, 0, 800), (1, 2, 200),
    ]  # fmt: skip


def test_categories_come_best_first_and_rare_ones_together() -> None:
    jobs = np.array(["managers"] * 700 + ["drivers"] * 290 + ["hr_staff"] * 5 + ["it_staff"] * 5)
    effects = np.where(jobs == "drivers", 2.0, 0.0)
    groups = building.dependence(
        sample({"occupation": pl.Series(jobs)}, [effects]), "occupation"
    ).groups
    assert [set(group.categories) for group in groups] == [
        {"drivers"}, {"managers"}, {"hr_staff", "it_staff"},
    ]  # fmt: skip
    assert group_text("occupation", groups[2], "en") == "all others"


def test_nobody_knows_a_value() -> None:
    nothing = pl.Series([None] * CLIENTS, dtype=pl.Float64)
    found = building.dependence(
        sample({"external_score_1": nothing}, [np.zeros(CLIENTS)]), "external_score_1"
    )
    assert found.groups == ()
    assert shape_of(found, "en").title == "Known of nobody"


def test_reliability_has_wilsons_interval() -> None:
    found = building.reliability([ReliabilityBin(mean_pd=0.2, default_rate=0.1, clients=100)])
    # Wilson (1927) for 10 of 100.
    assert found.tenths[0].low == pytest.approx(0.0552, abs=1e-4)
    assert found.tenths[0].high == pytest.approx(0.1744, abs=1e-4)


def test_what_is_kept_is_read_back(made: Sample) -> None:
    curve = [ReliabilityBin(0.2, 0.1, 100)]
    for name, numbers in {
        "themes": building.theme_importance(made),
        "swarm": building.swarm(made),
        "reliability": building.reliability(curve),
        "dependence/external_score_2": building.dependence(made, "external_score_2"),
    }.items():
        assert read_numbers(name, json.loads(json.dumps(as_json(numbers)))) == numbers


def groups(*means: float) -> Dependence:
    made = [
        Group(float(i), i + 0.5, (), 100, mean, mean - 1, mean + 1) for i, mean in enumerate(means)
    ]
    return Dependence("previous_term_mean", tuple(made), None, 100 * len(means))


@pytest.mark.parametrize(
    ("means", "title", "sentence"),
    [
        ((-6, -1, 0, 0.5, 1, 1.5), HIGHER, "Below 1 the risk rises"),
        ((-1, -0.5, 0, 0.5, 1, 6), HIGHER, "Above 4.5 the risk falls"),
        ((6, 1, 0.5, 0, -0.5, -1), LOWER, "Below 1 the risk falls"),
        ((1, 0.5, 0, -0.5, -1, -6), LOWER, "Above 4.5 the risk rises"),
        ((-2, -1, 0, 1, 2), HIGHER, "spread over the whole range"),
        ((-1, -1, -0.9, 1, 1.1, 1.1), HIGHER, "From 3 on the risk is clearly lower"),
        ((1.1, 1.1, 1, -0.9, -1, -1), LOWER, "From 3 on the risk is clearly higher"),
        ((-1, -1, 0, 1, 1, 1), HIGHER, "Between 1.5 and 3 the risk falls steeply"),
        ((1, 1, 0, -1, -1, -1), LOWER, "Between 1.5 and 3 the risk rises steeply"),
        ((-1, 0.5, 0.6), HIGHER, "Below 1 the risk rises steeply"),
        ((-0.3, 0.1, 0.1, 0.2), HIGHER, "Most of the difference lies below 1."),
        ((0.3, 0.3, 0.2, -0.3), LOWER, "Most of the difference lies above 2.5."),
        ((0.2, 0.2, 0, -0.2, -0.2, -0.2), LOWER, "lies between 1.5 and 3."),
        ((0.2, 0.2, 0.2, -0.2, -0.2), LOWER, "Most of the difference comes at 3."),
        ((-2, 0, 2, 0, -2), "Best in between", "Best is 2 to 2.5: +2.0 points"),
        ((2, 0, -2, 0, 2), "Worst in between", "Worst is 2 to 2.5: −2.0 points"),
        ((2, 0, -1.9, -2, -1.8, 1, 2), "Worst in between", "Worst is 2 to 4.5: −1.9 points"),
        ((-2, 2, 1.9, -2), "Best in between", "Best is 1 to 2.5: +2.0 points"),
        ((2, -2, 2, -2, 2), "No simple direction", "is worth most, +2.0 points, and"),
        ((0.1, 0.0, 0.1), "By itself it hardly matters", "less than a third of a point"),
        (
            (-1, 1),
            "“1 to 1.5” does better than “0 to 0.5”",
            "“1 to 1.5” is worth +1.0 points, “0 to 0.5” −1.0 points.",
        ),
    ],
)  # fmt: skip
def test_the_sentence_says_what_the_means_say(
    means: tuple[float, ...], title: str, sentence: str
) -> None:
    shape = shape_of(groups(*means), "en")
    assert shape.title == title
    assert sentence in shape.sentence


def test_the_made_score_hurts_below_a_third(made: Sample) -> None:
    shape = shape_of(building.dependence(made, "external_score_2"), "en")
    assert "the risk rises steeply" in shape.sentence
    assert shape.sentence.startswith("On average −")
    assert "Where it is not known, the effect is −3.0 points on average." in shape.sentence
    assert (
        "le risque monte fortement"
        in shape_of(building.dependence(made, "external_score_2"), "fr").sentence
    )


@pytest.mark.parametrize(
    ("feature", "low", "high", "language", "said"),
    [
        ("age_days", 3 * 365.25, 5 * 365.25, "en", "3 to 5 years"),
        ("employed_days", 974, 1339, "en", "2 years 8 months to 3 years 8 months"),
        ("employed_days", 60, 400, "en", "60 days to 1 year 1 month"),
        ("external_score_2", 0.24, 0.34, "en", "24 to 34 out of 100"),
        ("external_score_2", 0.24, 0.34, "fr", "de 24 à 34 sur 100"),
        ("bureau_active_loans", 1, 2, "en", "1 to 2 loans"),
        ("bureau_active_loans", 1, 2, "fr", "de 1 à 2 prêts"),
    ],
)
def test_a_unit_is_said_once(
    feature: str, low: float, high: float, language: str, said: str
) -> None:
    group = Group(low, high, (), 10, 0, 0, 0)
    assert group_text(feature, group, language).replace("\N{NO-BREAK SPACE}", " ") == said


def test_known_or_not_it_hardly_matters() -> None:
    flat, far = Group(None, None, (), 9, 0.1, 0, 0), Group(None, None, (), 9, 2.0, 1, 3)
    known = groups(0.1, 0.0, 0.1)
    shape = shape_of(replace(known, unknown=flat), "en")
    assert "known or not" in shape.sentence
    assert "Where it is not known" not in shape.sentence
    assert "Where it is not known, the effect is +2.0 points" in (
        shape_of(replace(known, unknown=far), "en").sentence
    )


def test_a_name_is_said_rather_than_all_others() -> None:
    made = tuple(
        Group(None, None, names, 50, mean, mean, mean)
        for names, mean in ((("drivers", "cooks"), 1.01), (("managers",), 1.0), (("laborers",), -1))
    )
    shape = shape_of(Dependence("occupation", made, None, 150), "en")
    assert shape.title.startswith("Best: managers; worst: ")


def test_the_title_of_the_cost_says_where_it_is_least() -> None:
    points = tuple(
        CostPoint(score, 0.2, cost) for score, cost in ((40, 0.6), (50, 0.55), (60, 0.5))
    )
    said = present("cost", CostCurve(points, points[1], 10, 900), "en")
    assert said.title.endswith("cost least with the cut-off at a score of 60")
    best = present("cost", CostCurve(points, points[2], 10, 900), "en")
    assert best.title == "Refusals and defaults together cost least at the cut-off"


@pytest.mark.parametrize(
    ("inside", "title"),
    [
        (3, "What it expects is what happens, within the margin of chance"),
        (2, "In 2 of 3 groups, what it expects is what happens"),
        (0, "What it expects is not what happens"),
    ],
)
def test_the_title_of_reliability_says_whether_it_is_right(inside: int, title: str) -> None:
    tenths = tuple(Tenth(0.1 if place < inside else 0.5, 0.1, 0.05, 0.2, 300) for place in range(3))
    assert present("reliability", Reliability(tenths), "en").title == title
