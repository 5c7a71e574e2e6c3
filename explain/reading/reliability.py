"""How scores like this one turned out before, for clients of whom as much was known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from explain.reading import words
from ml.reliability import wilson
from ml.wording.formats import format_number

ENOUGH = 200
"""Past clients whom a share is taken of; scores around are added until there are as many."""
TOO_FEW = 30
NEAR = 2
"""Points on either side within which a score is near, where that gives enough clients."""
WIDE = 5
"""Points on either side beyond which it is said that scores further off were counted."""


@dataclass(frozen=True, kw_only=True)
class TrackRecord:
    """Past clients with a like score, whom the model had not seen, and how many repaid.

    Attributes:
        low, high: the scores that were counted.
        clients, repaid: how many there were, and how many of them repaid.
        expected: how many the model expected to repay; None where that was not kept.
        surely_from, surely_to: the 95 % interval of the share.
        withheld: shares of the answers that were not known of them, from and to; None for whole
            files.
        is_widened: whether scores further off had to be counted.
    """

    low: int
    high: int
    clients: int
    repaid: int
    expected: float | None
    surely_from: float
    surely_to: float
    language: str
    withheld: tuple[float, float] | None = None
    is_widened: bool = False

    @property
    def share(self) -> float:
        """The share that repaid."""
        return self.repaid / self.clients

    @property
    def agrees(self) -> bool:
        """Whether what the model expected is within the interval of what happened."""
        if self.expected is None:
            return True
        return self.surely_from <= self.expected / self.clients <= self.surely_to

    @property
    def sentence(self) -> str:
        """What became of them, and which to believe where the model expected something else."""
        with override(self.language):
            told = [self._told(), self._expected(), _wider() if self.is_widened else ""]
        return " ".join(sentence for sentence in told if sentence)

    def _told(self) -> str:
        said = {
            "clients": format_number(self.clients, self.language),
            "low": self.low,
            "high": self.high,
            "share": words.probability_text(self.share, self.language),
            "from": words.probability_text(self.surely_from, self.language),
            "to": words.probability_text(self.surely_to, self.language),
        }
        if self.withheld is None:
            return (
                _(
                    "Of %(clients)s past clients with a score from %(low)s to %(high)s, %(share)s "
                    "repaid; with 95%% confidence the true share is between %(from)s and %(to)s. "
                    "The model had not seen these clients before."
                )
                % said
            )
        above, up_to = (format_number(100 * share, self.language) for share in self.withheld)
        return _(
            "Of %(clients)s past clients with a score from %(low)s to %(high)s and with as little "
            "known (%(above)s to %(up_to)s in 100 answers missing), %(share)s repaid; with 95%% "
            "confidence the true share is between %(from)s and %(to)s. The model had not seen "
            "these clients before."
        ) % {**said, "above": above, "up_to": up_to}

    def _expected(self) -> str:
        if self.expected is None:
            return ""
        said = {"share": words.probability_text(self.expected / self.clients, self.language)}
        if self.agrees:
            return _("The model had expected %(share)s.") % said
        return (
            _(
                "The model had expected %(share)s, which is outside: near this score, believe what "
                "happened rather than the model’s probability."
            )
            % said
        )

    def in_short(self, at_cut_off: float) -> str:
        """As people in a hundred: "Of 100 past clients with a score near this one, 93 repaid"."""
        with override(self.language):
            pattern = (
                _(
                    "Of 100 past clients with a score near this one, about %(here)s repaid (%(from)"
                    "s to %(to)s with 95%% confidence; %(clients)s were counted); at the cut-off, "
                    "about %(there)s are expected to."
                )
                if self.withheld is None
                else _(
                    "Of 100 past clients with a score near this one and as little known of them, "
                    "about %(here)s repaid (%(from)s to %(to)s with 95%% confidence; %(clients)s "
                    "were counted); at the cut-off, about %(there)s are expected to."
                )
            )
            return pattern % {
                "here": words.in_a_hundred(self.share),
                "from": words.in_a_hundred(self.surely_from),
                "to": words.in_a_hundred(self.surely_to),
                "clients": format_number(self.clients, self.language),
                "there": words.in_a_hundred(at_cut_off),
            }


def _wider() -> str:
    return _(
        "So few had a score close to this one that a wider range was counted: at this very score "
        "the share may well be another."
    )


def track_record(outcomes: Mapping[str, Any], score: float, language: str) -> TrackRecord | None:
    """The record of the scores around one, widened evenly until they hold enough clients.

    Args:
        outcomes: of ``ml.curves.Outcomes``.
        score: as shown, 0 to 100.
        language: of the sentences.

    Returns:
        None where all together hold too few clients to speak of a share.
    """
    counts: Sequence[int] = outcomes["clients"]
    if sum(counts) < TOO_FEW:
        return None
    width = 100 // len(counts)
    at, reach = min(int(score / width), len(counts) - 1), NEAR // width
    while True:
        cells = slice(max(0, at - reach), at + reach + 1)
        clients = sum(counts[cells])
        if clients >= ENOUGH or reach >= len(counts):
            break
        reach += 1
    repaid = clients - sum(outcomes["defaults"][cells])
    low, high = wilson(repaid, clients)
    expected = outcomes.get("expected")
    return TrackRecord(
        low=cells.start * width,
        high=min(cells.stop, len(counts)) * width,
        clients=clients,
        repaid=repaid,
        expected=None if expected is None else clients - sum(expected[cells]),
        surely_from=low,
        surely_to=high,
        language=language,
        withheld=(outcomes["above"], outcomes["up_to"]) if outcomes["up_to"] else None,
        is_widened=reach * width > WIDE,
    )


def outcomes_of_bands(bands: Sequence[Mapping[str, int]]) -> dict[str, Any] | None:
    """Bands of whole files, as models made before kept them, as outcomes; None without any."""
    if not bands:
        return None
    counted = {name: [band[name] for band in bands] for name in ("clients", "defaults")}
    return {"above": 0, "up_to": 0, **counted}
