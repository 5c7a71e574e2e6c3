"""A score in a list: no more digits than it can carry, and its range beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from explain.reading.words import tenths_text
from ml.points import shown_score, whole_score
from ml.score_range import carries_tenths, is_wide
from ml.wording.formats import format_number

if TYPE_CHECKING:
    from scoring.models import ListedClient, Score


def shown_tenths(score: float) -> int:
    """A score as shown, in tenths."""
    return shown_score(
        score, review_from=settings.ADVICE_REVIEW_FROM, review_to=settings.ADVICE_REVIEW_TO
    )


def score_cell(
    score: float,
    low: float | None,
    high: float | None,
    *,
    steady: float,
    unknown: int,
    language: str,
) -> dict[str, str]:
    """A score as a cell of a table: no finer than it can carry, with its range where it is wide.

    Args:
        score: in points, not clipped.
        low, high: bounds of its range, in points.
        steady: how far another training would move nine of ten scores at most, in points.
        unknown: how many inputs are unknown.
        language: of the text.
    """
    wide = is_wide(low, high, unknown=unknown, steady=steady)
    if carries_tenths(is_wide=wide, steady=steady):
        return {"text": tenths_text(shown_tenths(score), language)}
    if not wide or low is None or high is None:
        return {"text": whole_text(score, language)}
    with override(language):
        note = _("range %(range)s") % {"range": range_text(low, high, language)}
    return {"text": whole_text(score, language), "note": note}


def range_text(low: float, high: float, language: str) -> str:
    """A score's range in whole points: "40 to 67"."""
    with override(language):
        return _("%(low)s to %(high)s") % {
            "low": whole_text(low, language),
            "high": whole_text(high, language),
        }


def whole_text(score: float, language: str) -> str:
    """A score in whole points, on its side of the cut-off."""
    return format_number(whole_score(shown_tenths(score)), language)


def kept_score_cell(score: Score, language: str) -> dict[str, str]:
    """A score of the records as a cell. Reads its model version: select it together with it."""
    return score_cell(
        score.score,
        score.range_low,
        score.range_high,
        steady=score.model_version.steady,
        unknown=len(score.unknown_inputs),
        language=language,
    )


def listed_score_cell(client: ListedClient, language: str) -> dict[str, str]:
    """The score of a client of the list ``with_ranges`` as a cell; a dash where there is none."""
    if client.score is None:
        return {"text": "–"}
    annotated: Any = client
    return score_cell(
        client.score,
        annotated.range_low,
        annotated.range_high,
        steady=annotated.steady or 0.0,
        unknown=annotated.unknown or 0,
        language=language,
    )


def is_listed_wide(client: Any) -> bool:
    """Whether the score of a client of the list ``with_ranges`` is wide."""
    return is_wide(
        client.range_low,
        client.range_high,
        unknown=client.unknown or 0,
        steady=client.steady or 0.0,
    )
