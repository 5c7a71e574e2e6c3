"""Scales of shares: where they begin and end, and the shares that are written beside them."""

from __future__ import annotations

import math
from dataclasses import dataclass

from explain.comparison.charts.distribution import Distribution
from ml.wording.formats import format_share

_FLOORS = (0.95, 0.9, 0.8, 0.6, 0.4, 0.0)
_TOPS = (0.01, 0.02, 0.04, 0.06, 0.1, 0.2, 0.3, 0.4, 0.6, 0.8, 1.0)


@dataclass(frozen=True)
class Scale:
    """From one share to another."""

    low: float
    high: float

    @property
    def ticks(self) -> tuple[float, float, float]:
        """The shares that are written beside it."""
        return self.low, (self.low + self.high) / 2, self.high

    def part(self, share: float) -> float:
        """How far along a share lies, 0 to 1."""
        return (share - self.low) / (self.high - self.low)

    def text(self, share: float, language: str) -> str:
        """A share as it is written beside the scale."""
        return format_share(round(share, 4), language)


def share_scale(found: Distribution) -> Scale:
    """From nobody to at least the largest share."""
    most = max((max(b.share, b.share_of_all) for b in found.bins), default=1.0)
    return Scale(0.0, next((top for top in _TOPS if top >= most), 1.0))


def rate_scale(found: Distribution) -> Scale | None:
    """From a round share below every rate to all; None where no rate is shown."""
    rates = [rate for rate in found.rates if rate]
    if not rates:
        return None
    least = math.floor(min(rate.low for rate in rates) * 100) / 100
    return Scale(next(floor for floor in _FLOORS if floor <= least), 1.0)
