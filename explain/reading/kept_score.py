"""From a stored score to its reading: the border between the records and what is pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.conf import settings

from clients.form_fields import LANGUAGES
from clients.form_fields import language as page_language
from explain.reading.reliability import outcomes_of_bands
from explain.reading.score import Facts, Known, Reading, read
from ml.schema.inputs import HISTORIES, INPUTS, OPTIONAL
from ml.yardsticks import Yardstick

if TYPE_CHECKING:
    from scoring.models import Score

__all__ = ["LANGUAGES", "facts_of", "page_language", "read_score"]


def facts_of(score: Score) -> Facts:
    """What is kept of a score. Reads its model version: select it together with the score."""
    version, known = score.model_version, _known(score)
    return Facts(
        pd=score.pd,
        threshold=version.threshold,
        base=version.base,
        features=tuple(version.features),
        contributions=tuple(score.contributions),
        values=tuple(score.values),
        model_label=version.label,
        model_trained_at=version.trained_at,
        scored_at=score.created_at,
        yardsticks={name: Yardstick.from_json(y) for name, y in version.yardsticks.items()},
        repaid=_repaid(version.bands),
        known=known,
        outcomes=_outcomes(score, known),
    )


def read_score(score: Score, *, language: str) -> Reading:
    """A stored score, read in a language with this portal's bounds for advice."""
    return read(
        facts_of(score),
        language=language,
        review_from=settings.ADVICE_REVIEW_FROM,
        review_to=settings.ADVICE_REVIEW_TO,
        currency=settings.CURRENCY,
    )


def _known(score: Score) -> Known | None:
    """What the score rests on; None for scores made before that was kept."""
    if score.range_low is None or score.range_high is None:
        return None
    histories = set(score.unknown_inputs) & set(HISTORIES)
    return Known(
        low=score.range_low,
        high=score.range_high,
        below_cut_off=score.below_cut_off or 0.0,
        unknown=tuple(score.unknown_inputs),
        inputs=len(INPUTS) - len(HISTORIES) + len(histories),
        ask_first=score.ask_first,
        narrows_by=score.narrows_by or 0.0,
        steady=score.model_version.steady,
        steady_sample=float(score.model_version.steadiness.get("sample_ninth", 0.0)),
    )


def _outcomes(score: Score, known: Known | None) -> Mapping[str, Any] | None:
    """What became of past clients of whom about as much was known; None where nobody counted."""
    version = score.model_version
    thin = known is not None and known.is_thin
    if not version.outcomes:
        return None if thin else outcomes_of_bands(version.bands)
    share = len(set(score.unknown_inputs) - set(HISTORIES)) / len(OPTIONAL) if thin else 0.0
    found: Mapping[str, Any] = next(p for p in version.outcomes if share <= p["up_to"])
    return found


def _repaid(bands: list[dict[str, Any]]) -> float | None:
    """The share of the model's past clients who repaid."""
    clients = sum(band["clients"] for band in bands)
    return 1 - sum(band["defaults"] for band in bands) / clients if clients else None
