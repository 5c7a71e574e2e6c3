"""Whether the clients of today are like those of training: the population stability index."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

WATCH_FROM, ACT_FROM = 0.1, 0.25
"""The field's usual rule (Siddiqi, *Credit Risk Scorecards*, 2006, ch. 9)."""
LEAST_SHARE = 1e-4
"""Stands for an empty band, whose logarithm would be without bounds."""
ENOUGH = 100
"""Clients wanted on each side before anything is said."""


class Verdict(StrEnum):
    """What the index says is to be done."""

    STABLE = "stable"
    WATCH = "watch"
    ACT = "act"


@dataclass(frozen=True)
class BandChange:
    """A band of scores: its share of the clients then and now, and its part of the index."""

    low: float
    high: float
    then: float
    now: float
    part: float


@dataclass(frozen=True)
class Stability:
    """The index over all bands."""

    bands: tuple[BandChange, ...]
    clients_then: int
    clients_now: int

    @property
    def index(self) -> float:
        """``Σ (now − then) · ln(now / then)``; 0 where nothing has changed."""
        return sum(band.part for band in self.bands)

    @property
    def verdict(self) -> Verdict | None:
        """None with too few clients to say."""
        if min(self.clients_then, self.clients_now) < ENOUGH:
            return None
        if self.index >= ACT_FROM:
            return Verdict.ACT
        return Verdict.WATCH if self.index >= WATCH_FROM else Verdict.STABLE


def stability(
    edges: Sequence[float], then: Sequence[int], now: Sequence[int], *, least: float = 0.05
) -> Stability:
    """Compare two counts of clients by band.

    Args:
        edges: bounds of the bands, one more than there are bands.
        then: clients of training in each band.
        now: clients of today in each band.
        least: neighbouring bands are joined until each holds this share of the clients of training.

    Raises:
        ValueError: the lengths do not agree, or there is nobody on one of the sides.
    """
    if not len(edges) - 1 == len(then) == len(now):
        raise ValueError(f"{len(edges)} bounds for {len(then)} and {len(now)} bands")
    before, after = sum(then), sum(now)
    if not before or not after:
        raise ValueError("nobody to compare")
    bands: list[BandChange] = []
    start, held_then, held_now = edges[0], 0, 0
    rest = before
    for high, count_then, count_now in zip(edges[1:], then, now, strict=True):
        held_then, held_now, rest = held_then + count_then, held_now + count_now, rest - count_then
        last = high == edges[-1]
        if last or (held_then >= least * before and rest >= least * before):
            bands.append(_change(start, high, held_then / before, held_now / after))
            start, held_then, held_now = high, 0, 0
    return Stability(tuple(bands), before, after)


def _change(low: float, high: float, then: float, now: float) -> BandChange:
    expected, actual = max(then, LEAST_SHARE), max(now, LEAST_SHARE)
    part = (actual - expected) * math.log(actual / expected)
    return BandChange(low, high, then, now, part)
