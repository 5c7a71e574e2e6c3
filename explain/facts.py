"""From a stored score to its reading: the border between the records and what is pure."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from clients.form_fields import LANGUAGES
from clients.form_fields import language as page_language
from explain.reading import Facts, Reading, read
from ml.yardsticks import Yardstick
from scoring.models import Score

__all__ = ["LANGUAGES", "facts_of", "page_language", "read_score"]


def facts_of(score: Score) -> Facts:
    """What is kept of a score. Reads its model version: select it together with the score."""
    version = score.model_version
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


def _repaid(bands: list[dict[str, Any]]) -> float | None:
    """The share of the model's past clients who repaid."""
    clients = sum(band["clients"] for band in bands)
    return 1 - sum(band["defaults"] for band in bands) / clients if clients else None
