"""From a sample of explained clients to the numbers of each figure. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.stats import binomtest

from ml.bundle import Manifest
from ml.points import CUT_OFF_SCORE
from ml.reliability import ReliabilityBin
from ml.wording.catalogue import CATALOGUE
from portal.model.numbers import (
    CostCurve,
    CostPoint,
    Dependence,
    Group,
    Importance,
    Reliability,
    Swarm,
    SwarmRow,
    Tenth,
    Weight,
)
from portal.model.sample import Sample

DOTS = 180
"""Clients drawn as dots for each factor of the swarm."""
SWARM_FACTORS = 12
BINS = 10
FEW_VALUES = 8
"""A number with this many values or fewer has a group for each, if enough clients have it."""
ENOUGH = 30
"""Clients that a group wants, or one in twenty where the sample is small."""
CATEGORIES = 12


def theme_importance(sample: Sample) -> Importance:
    """Mean absolute effect of each theme as a whole, in points."""
    themes: dict[str, list[int]] = {}
    for position, name in enumerate(sample.names):
        themes.setdefault(CATALOGUE[name].theme, []).append(position)
    return _importance(
        {
            theme: float(np.abs(sample.effects[:, columns].sum(axis=1)).mean())
            for theme, columns in themes.items()
        },
        sample,
    )


def factor_importance(sample: Sample) -> Importance:
    """Mean absolute effect of each factor, in points."""
    means = np.abs(sample.effects).mean(axis=0)
    return _importance(dict(zip(sample.names, means.tolist(), strict=True)), sample)


def _importance(points: Mapping[str, float], sample: Sample) -> Importance:
    ordered = sorted(points.items(), key=lambda item: (-item[1], item[0]))
    return Importance(tuple(Weight(*item) for item in ordered), len(sample.scores))


def swarm(sample: Sample) -> Swarm:
    """The effects of the heaviest factors on single clients; the sample is in random order."""
    heaviest = factor_importance(sample).weights[:SWARM_FACTORS]
    return Swarm(tuple(_swarm_row(sample, weight.name) for weight in heaviest), len(sample.scores))


def _swarm_row(sample: Sample, name: str) -> SwarmRow:
    effects = sample.effects[:, sample.names.index(name)]
    values = _numbers(sample.values[name])
    known = ~np.isnan(values)
    high = np.zeros(len(values), dtype=bool)
    if known.any():
        middle = np.median(values[known])
        high = values > middle
        if not high.any():
            high = known & (values >= middle)
    low = known & ~high
    drawn = np.arange(len(values)) < DOTS

    def dots(chosen: NDArray[np.bool_]) -> tuple[float, ...]:
        return tuple(np.sort(effects[chosen & drawn]).round(1).tolist())

    p5, p95 = np.quantile(effects, (0.05, 0.95))
    return SwarmRow(
        name=name,
        high=dots(high),
        low=dots(low),
        other=dots(~known),
        mean_high=float(effects[high].mean()) if high.any() else None,
        mean_low=float(effects[low].mean()) if low.any() else None,
        p5=float(p5),
        p95=float(p95),
    )


def _numbers(column: pl.Series) -> NDArray[np.float64]:
    """A column's numbers, NaN where it holds none."""
    if column.dtype == pl.String:
        return np.full(len(column), np.nan)
    return column.cast(pl.Float64).fill_null(np.nan).to_numpy()


def dependence(sample: Sample, name: str) -> Dependence:
    """How one factor's effect depends on its value, in groups of about equally many clients."""
    effects = sample.effects[:, sample.names.index(name)]
    column = sample.values[name]
    if column.dtype == pl.String:
        known = column.is_not_null().to_numpy()
        groups = _category_groups(column, effects)
    else:
        values = _numbers(column)
        known = ~np.isnan(values)
        groups = _number_groups(values[known], effects[known])
    unknown = None if known.all() else _group(effects[~known])
    return Dependence(name, groups, unknown, len(effects))


def _number_groups(values: NDArray[np.float64], effects: NDArray[np.float64]) -> tuple[Group, ...]:
    if not len(values):
        return ()
    tops = np.unique(values)
    if len(tops) > FEW_VALUES:
        quantiles = np.arange(1, BINS + 1) / BINS
        tops = np.unique(np.quantile(values, quantiles, method="inverted_cdf"))
    tops = _filled(tops, values)
    place = np.searchsorted(tops, values, side="left")
    return tuple(
        _group(
            effects[place == i],
            low=float(values[place == i].min()),
            high=float(values[place == i].max()),
        )
        for i in range(len(tops))
    )


def _enough(clients: int) -> int:
    return max(1, min(ENOUGH, clients // 20))


def _filled(tops: NDArray[np.float64], values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The upper bounds of groups that hold enough clients each: small ones join the next."""
    kept: list[float] = []
    held = 0
    for top, count in zip(
        tops, np.bincount(np.searchsorted(tops, values, side="left")), strict=True
    ):
        held += int(count)
        if held >= _enough(len(values)):
            kept.append(float(top))
            held = 0
    if held:
        kept[-1:] = [float(tops[-1])]
    return np.asarray(kept)


def _category_groups(column: pl.Series, effects: NDArray[np.float64]) -> tuple[Group, ...]:
    """A group for each of the most frequent categories, one for all others; best first."""
    counts = column.drop_nulls().value_counts(sort=True)
    names = sorted(counts.iter_rows(), key=lambda row: (-row[1], row[0]))
    enough = sum(count >= _enough(len(effects)) for _name, count in names)
    often, rest = names[:CATEGORIES], names[CATEGORIES:]
    if rest or enough < len(names):
        often, rest = names[: min(enough, CATEGORIES - 1)], names[min(enough, CATEGORIES - 1) :]
    wanted = [(name,) for name, _count in often]
    if rest:
        wanted.append(tuple(name for name, _count in rest))
    groups = [
        _group(effects[column.is_in(list(names)).fill_null(False).to_numpy()], categories=names)
        for names in wanted
    ]
    return tuple(sorted(groups, key=lambda group: -group.mean))


def _group(
    effects: NDArray[np.float64],
    *,
    low: float | None = None,
    high: float | None = None,
    categories: tuple[str, ...] = (),
) -> Group:
    p10, p90 = np.quantile(effects, (0.1, 0.9))
    return Group(
        low=low,
        high=high,
        categories=categories,
        clients=len(effects),
        mean=float(effects.mean()),
        p10=float(p10),
        p90=float(p90),
    )


def reliability(curve: Sequence[ReliabilityBin]) -> Reliability:
    """The manifest's out-of-fold curve with Wilson's interval (1927) of each share."""
    tenths = []
    for part in curve:
        found = binomtest(round(part.default_rate * part.clients), part.clients)
        interval = found.proportion_ci(method="wilson")
        tenths.append(
            Tenth(part.mean_pd, part.default_rate, interval.low, interval.high, part.clients)
        )
    return Reliability(tuple(tenths))


def cost_curve(manifest: Manifest) -> CostCurve:
    """The manifest's out-of-fold cost curve, with the point at the cut-off."""
    points = tuple(
        CostPoint(point.score, 1 - point.granted, point.cost) for point in manifest.curves.cost
    )
    return CostCurve(
        points=points,
        chosen=min(points, key=lambda point: abs(point.score - CUT_OFF_SCORE)),
        cost_ratio=manifest.cost_ratio,
        clients=manifest.training.clients,
    )
