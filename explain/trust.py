"""How far to trust a score: how such scores turned out before, and what the model never saw."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from explain import words
from explain.help import factor_url
from explain.reading import Reading
from ml.text.catalogue import CATALOGUE
from ml.text.formats import format_number, format_value

ENOUGH = 100
"""Past clients whom a share is taken of; neighbouring bands are added until there are as many."""
TOO_FEW = 30
MOST_UNUSUAL = 3
"""As many values out of range are told, those of greatest effect."""
NORMAL_95 = 1.959964


@dataclass(frozen=True, kw_only=True)
class TrackRecord:
    """Past clients with a like score, whom the model had not seen, and how many repaid.

    ``low`` to ``high`` are points, ``surely_from`` to ``surely_to`` the 95 % interval of the share;
    ``is_widened`` where the score's own band held too few clients.
    """

    low: int
    high: int
    clients: int
    repaid: int
    surely_from: float
    surely_to: float
    language: str
    is_widened: bool = False

    @property
    def sentence(self) -> str:
        """What became of them."""
        with override(self.language):
            told = _(
                "Of %(clients)s past clients with a score from %(low)s to %(high)s, %(share)s "
                "repaid; with 95%% confidence the true share is between %(from)s and %(to)s. The "
                "model had not seen these clients before."
            ) % {
                "clients": format_number(self.clients, self.language),
                "low": self.low,
                "high": self.high,
                "share": words.probability_text(self.repaid / self.clients, self.language),
                "from": words.probability_text(self.surely_from, self.language),
                "to": words.probability_text(self.surely_to, self.language),
            }
            return f"{told} {_wider()}" if self.is_widened else told


def _wider() -> str:
    return _(
        "So few had a score close to this one that a wider range was counted: at this very score "
        "the share may well be another."
    )


def track_record(
    bands: Sequence[Mapping[str, int]], score: float, language: str
) -> TrackRecord | None:
    """The record of a score's band, widened evenly to both sides until it holds enough clients.

    Args:
        bands: of ``ml.curves.Curves``, lowest first: low, high, clients, defaults.
        score: as shown, 0 to 100.
        language: of the sentence.

    Returns:
        None where all bands together hold too few clients to speak of a share.
    """
    if sum(band["clients"] for band in bands) < TOO_FEW:
        return None
    at = next((i for i, band in enumerate(bands) if score < band["high"]), len(bands) - 1)
    reach, taken = 0, bands[at : at + 1]
    while sum(band["clients"] for band in taken) < ENOUGH and len(taken) < len(bands):
        reach += 1
        taken = bands[max(0, at - reach) : at + reach + 1]
    clients = sum(band["clients"] for band in taken)
    repaid = clients - sum(band["defaults"] for band in taken)
    low, high = wilson(repaid, clients)
    return TrackRecord(
        low=taken[0]["low"],
        high=taken[-1]["high"],
        clients=clients,
        repaid=repaid,
        surely_from=low,
        surely_to=high,
        language=language,
        is_widened=reach > 0,
    )


def wilson(count: int, of: int) -> tuple[float, float]:
    """95 % interval of a share (Wilson, "Probable Inference", 1927); ``of`` above 0."""
    share, z2 = count / of, NORMAL_95**2
    middle = share + z2 / (2 * of)
    spread = NORMAL_95 * math.sqrt(share * (1 - share) / of + z2 / (4 * of**2))
    return max(0.0, (middle - spread) / (1 + z2 / of)), min(1.0, (middle + spread) / (1 + z2 / of))


def unusual_values(
    reading: Reading, usual: Mapping[str, Sequence[float]], *, currency: str
) -> list[dict[str, str]]:
    """Values beyond those of nearly all training clients: label, its url, value, range, as text.

    Those of greatest effect on the score, ``MOST_UNUSUAL`` at most.
    """
    found = []
    for reason in reading.reasons:
        bounds, value = usual.get(reason.feature), reason.value
        if bounds is None or value is None or isinstance(value, str):
            continue
        if bounds[0] <= value <= bounds[1]:
            continue
        entry = CATALOGUE[reason.feature]
        low, high = (
            format_value(entry, bound, reading.language, currency=currency) for bound in bounds
        )
        with override(reading.language):
            found.append(
                {
                    "label": reason.label,
                    "url": factor_url(reason.feature),
                    "value": reason.value_text,
                    "range": _("between %(low)s and %(high)s for nearly all of them")
                    % {"low": low, "high": high},
                }
            )
    return found[:MOST_UNUSUAL]


def trust_context(
    reading: Reading, *, bands: Any, usual: Any, currency: str
) -> dict[str, TrackRecord | list[dict[str, str]] | None]:
    """What the part of the page about trust shows."""
    return {
        # Past clients were whole files: they say nothing of one of whom little is known.
        "track_record": None
        if reading.facts.known is not None and reading.facts.known.is_thin
        else track_record(bands, reading.shown, reading.language),
        "unusual": unusual_values(reading, usual, currency=currency),
    }
