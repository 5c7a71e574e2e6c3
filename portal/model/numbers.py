"""The numbers behind the figures, without language or look, as they are kept and read back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Weight:
    """By how many points a theme or a factor moves the score on average, up or down."""

    name: str
    points: float


@dataclass(frozen=True)
class Importance:
    """Themes or factors, heaviest first."""

    weights: tuple[Weight, ...]
    clients: int


@dataclass(frozen=True)
class SwarmRow:
    """How one factor moves the score of single clients, in points.

    ``high`` and ``low`` are the effects for clients whose value is above the median or not,
    ``other`` for those whose value is a category or not known; the means are over the whole
    sample, None where there is nobody; nine clients in ten lie between ``p5`` and ``p95``.
    """

    name: str
    high: tuple[float, ...]
    low: tuple[float, ...]
    other: tuple[float, ...]
    mean_high: float | None
    mean_low: float | None
    p5: float
    p95: float


@dataclass(frozen=True)
class Swarm:
    """The factors that weigh most, heaviest first."""

    rows: tuple[SwarmRow, ...]
    clients: int


@dataclass(frozen=True)
class Group:
    """Clients with neighbouring values of a factor, and how it moves their scores, in points.

    A number has ``low`` and ``high``, the smallest and largest value found; a category has
    ``categories``. Four clients in five lie between ``p10`` and ``p90``.
    """

    low: float | None
    high: float | None
    categories: tuple[str, ...]
    clients: int
    mean: float
    p10: float
    p90: float


def spread(groups: Sequence[Group]) -> float:
    """Points between the best and the worst of these groups."""
    means = [group.mean for group in groups]
    return max(means) - min(means)


@dataclass(frozen=True)
class Dependence:
    """How the effect of a factor depends on its value.

    Groups of a number are in order of value, those of a category best first. ``unknown`` are the
    clients whose value is not known, None where there is none.
    """

    feature: str
    groups: tuple[Group, ...]
    unknown: Group | None
    clients: int


@dataclass(frozen=True)
class Tenth:
    """Clients of neighbouring PDs: what the model said, what happened, and its 95 % interval."""

    said: float
    happened: float
    low: float
    high: float
    clients: int


@dataclass(frozen=True)
class Reliability:
    """What the model said beside what happened, safest tenth first."""

    tenths: tuple[Tenth, ...]


@dataclass(frozen=True)
class CostPoint:
    """Granting from a score on: its cost an application, and the share of clients refused."""

    score: float
    refused: float
    cost: float


@dataclass(frozen=True)
class CostCurve:
    """The business cost for a row of cut-offs, in good clients refused an application.

    ``chosen`` is the point at the cut-off.
    """

    points: tuple[CostPoint, ...]
    chosen: CostPoint
    cost_ratio: float
    clients: int


Numbers = Importance | Swarm | Dependence | Reliability | CostCurve


def as_json(numbers: Numbers) -> dict[str, Any]:
    """What is kept of them."""
    return asdict(numbers)


def read_numbers(name: str, raw: Mapping[str, Any]) -> Numbers:
    """The numbers that ``as_json`` gave, of the figure of that name."""
    return _READERS[name.partition("/")[0]](raw)


def _read_dependence(raw: Mapping[str, Any]) -> Dependence:
    unknown = raw["unknown"]
    return Dependence(
        raw["feature"],
        tuple(_read_group(group) for group in raw["groups"]),
        None if unknown is None else _read_group(unknown),
        raw["clients"],
    )


def _read_group(raw: Mapping[str, Any]) -> Group:
    return Group(**{**raw, "categories": tuple(raw["categories"])})


def _read_importance(raw: Mapping[str, Any]) -> Importance:
    return Importance(tuple(Weight(**weight) for weight in raw["weights"]), raw["clients"])


def _read_swarm(raw: Mapping[str, Any]) -> Swarm:
    rows = (
        SwarmRow(**{**row, **{side: tuple(row[side]) for side in ("high", "low", "other")}})
        for row in raw["rows"]
    )
    return Swarm(tuple(rows), raw["clients"])


def _read_reliability(raw: Mapping[str, Any]) -> Reliability:
    return Reliability(tuple(Tenth(**tenth) for tenth in raw["tenths"]))


def _read_cost(raw: Mapping[str, Any]) -> CostCurve:
    return CostCurve(
        tuple(CostPoint(**point) for point in raw["points"]),
        CostPoint(**raw["chosen"]),
        raw["cost_ratio"],
        raw["clients"],
    )


_READERS: dict[str, Callable[[Mapping[str, Any]], Numbers]] = {
    "themes": _read_importance,
    "factors": _read_importance,
    "swarm": _read_swarm,
    "dependence": _read_dependence,
    "reliability": _read_reliability,
    "cost": _read_cost,
}
