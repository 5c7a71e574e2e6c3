"""What the home page lists: the clients scored last, and those that need a closer look."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from explain.words import tenths_text
from ml.points import CUT_OFF_SCORE, shown_score
from scoring.models import CurrentScore

SHOWN = 5


def last_scored(shown: int = SHOWN) -> dict[str, Any] | None:
    """The newest scores as a table component, or None where there is none."""
    return _table("latest", _("Scored last"), _scores().order_by("-score_id")[:shown])


def nearest_cut_off(shown: int = SHOWN) -> dict[str, Any] | None:
    """The scores nearest to the cut-off as a table component, or None where there is none."""
    above = _scores().filter(score__score__gte=CUT_OFF_SCORE).order_by("score__score")[:shown]
    below = _scores().filter(score__score__lt=CUT_OFF_SCORE).order_by("-score__score")[:shown]
    nearest = sorted([*above, *below], key=lambda it: abs(it.score.score - CUT_OFF_SCORE))
    return _table("close", _("Nearest to the cut-off"), nearest[:shown])


def _scores() -> QuerySet[CurrentScore]:
    return CurrentScore.objects.select_related("score", "application__client").defer(
        "score__contributions", "score__values", "application__details"
    )


def _table(name: str, caption: str, scores: Iterable[CurrentScore]) -> dict[str, Any] | None:
    rows = [{"cells": _cells(current)} for current in scores]
    columns = [
        {"label": _("Client")},
        {"label": _("Score, 0 to 100"), "numeric": True},
        {"label": _("Advice")},
    ]
    return {"id": name, "caption": caption, "columns": columns, "rows": rows} if rows else None


def _cells(current: CurrentScore) -> list[dict[str, Any]]:
    client = current.application.client
    shown = shown_score(
        current.score.score,
        review_from=settings.ADVICE_REVIEW_FROM,
        review_to=settings.ADVICE_REVIEW_TO,
    )
    named = bool(client.first_name or client.last_name)
    return [
        {
            "text": client.display_name,
            "url": reverse("explain:client", args=[client.reference]),
            "header": True,
            "note": str(client.reference) if named else "",
        },
        {"text": tenths_text(shown, get_language() or settings.LANGUAGE_CODE)},
        {"advice": current.score.advice},
    ]
