"""From a stored score to its reading: the border between the records and what is pure."""

from __future__ import annotations

from django.conf import settings

from clients.form_fields import LANGUAGES
from clients.form_fields import language as page_language
from explain.reading import Facts, Reading, read
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
