"""What was said of an application before, what else the client asked for, and who entered it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import zip_longest
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from clients.models import Application
from explain.client_file.information import loan_text
from explain.reading import words
from explain.reading.kept_score import page_language
from explain.reading.score_text import kept_score_cell, shown_tenths
from ml.points import whole_score
from scoring.models import Score

MOST = 20
"""Scores, and applications, that the page lists; the newest."""
ASKED = ("client", "applied_on", "contract", "credit_amount")
SHOWN_OF_SCORE = (
    "score", "advice", "range_low", "range_high", "unknown_inputs", "model_version__steadiness",
)  # fmt: skip
AT_ONCE = timedelta(minutes=1)
"""A record written again this soon was still being entered: nobody has corrected it."""


def applications_of(reference: int) -> list[Application]:
    """The client's newest applications with their scores, without what the model reads."""
    return list(
        Application.objects.of_client(reference)
        .select_related("current_score__score__model_version")
        .only(*ASKED, *(f"current_score__score__{name}" for name in SHOWN_OF_SCORE))[:MOST]
    )


def history_context(
    application: Application, applications: Sequence[Application], *, current: Score | None
) -> dict[str, Any]:
    """Earlier scores, the client's applications and the record's own dates. One query."""
    scores = list(Score.objects.filter(application=application).history()[: MOST + 1])
    return {
        "scores_table": _scores_table(scores, current) if scores else None,
        "applications_table": _applications_table(applications, application),
        "record_rows": _record_rows(application),
    }


def _scores_table(scores: Sequence[Score], current: Score | None) -> dict[str, Any]:
    note = _("The newest first. A score is never changed: a newer one stands in its place.")
    if len(scores) > MOST:
        note = _("The %(count)s newest. A score is never changed.") % {"count": MOST}
    return {
        "id": "scores",
        "caption": _("Scores of this application"),
        "note": note,
        "columns": [
            {"label": _("Scored on")},
            {"label": _("Model version")},
            {"label": _("Score, 0 to 100"), "numeric": True},
            {"label": _("Advice")},
            {"label": _("Change, points"), "numeric": True},
            {"label": _("Compared with the score before")},
        ],
        "rows": [
            _score_row(score, before, current)
            for score, before in list(zip_longest(scores, scores[1:]))[:MOST]
        ],
    }


def _score_row(score: Score, before: Score | None, current: Score | None) -> dict[str, Any]:
    language, stands = page_language(), current is not None and score.pk == current.pk
    change = None if before is None else Change.between(before, score)
    when = date_format(localtime(score.created_at), "DATETIME_FORMAT")
    return {
        "current": stands,
        "cells": [
            {"text": when, "header": True, "note": _("stands now") if stands else ""},
            {"text": score.model_version.label},
            kept_score_cell(score, language),
            {"advice": score.advice},
            {"text": "–"} if change is None else change.cell(language),
            {"text": _change_text(score, before, change, language)},
        ],
    }


@dataclass(frozen=True)
class Change:
    """From one score to the next, in tenths; of whole points where one can carry no more."""

    tenths: int
    is_rough: bool

    @classmethod
    def between(cls, before: Score, after: Score) -> Change:
        """The change as both scores are shown."""
        earlier, later = shown_tenths(before.score), shown_tenths(after.score)
        if before.is_rough or after.is_rough:
            return cls(10 * (whole_score(later) - whole_score(earlier)), is_rough=True)
        return cls(later - earlier, is_rough=False)

    def cell(self, language: str) -> dict[str, str]:
        """The change in signed figures."""
        tone = "positive" if self.tenths > 0 else "negative" if self.tenths < 0 else ""
        if self.is_rough:
            text = words.whole_text(self.tenths // 10, language, signed=True)
        else:
            text = words.tenths_text(self.tenths, language, signed=True)
        return {"text": text, "tone": tone}

    def size(self, language: str) -> str:
        """How much that is, in points."""
        if self.is_rough:
            return words.about_points_text(self.tenths // 10, language)
        return words.points_text(self.tenths, language)


def _change_text(score: Score, before: Score | None, change: Change | None, language: str) -> str:
    """What became of the score, and what was another: the information, the model, or both."""
    if before is None or change is None:
        return _("The first score.")
    points = {"points": change.size(language).capitalize()}
    if change.tenths > 0:
        said = _("%(points)s higher.") % points
    elif change.tenths < 0:
        said = _("%(points)s lower.") % points
    elif change.is_rough:
        said = _("About the same score.")
    else:
        said = _("The same score.")
    information = score.inputs_digest != before.inputs_digest
    model = score.model_version_id != before.model_version_id
    if information and model:
        why = _("The information and the model have changed.")
    elif information:
        why = _("The information has changed.")
    else:
        why = _("The model has changed.")
    return f"{said} {why}"


def _applications_table(
    applications: Sequence[Application], this: Application
) -> dict[str, Any] | None:
    if len(applications) < 2:
        return None
    return {
        "id": "applications",
        "caption": _("All applications of this client"),
        "columns": [
            {"label": _("Asked on")},
            {"label": _("Loan asked for")},
            {"label": _("Score, 0 to 100"), "numeric": True},
            {"label": _("Advice")},
        ],
        "rows": [_application_row(application, this) for application in applications],
    }


def _application_row(application: Application, this: Application) -> dict[str, Any]:
    current = getattr(application, "current_score", None)
    asked: dict[str, Any] = {"text": date_format(application.applied_on), "header": True}
    if application.pk == this.pk:
        asked["note"] = _("shown here")
    else:
        asked["url"] = application_url(this.client.reference, application.pk)
    score: list[dict[str, str]] = [{"text": _("no score")}, {"text": "–"}]
    if current is not None:
        cell = kept_score_cell(current.score, page_language())
        score = [cell, {"advice": current.score.advice}]
    return {
        "current": application.pk == this.pk,
        "cells": [asked, {"text": loan_text(application, page_language())}, *score],
    }


def application_url(reference: int, application_id: int) -> str:
    """The page of one of a client's applications."""
    return f"{reverse('explain:client', args=[reference])}?application={application_id}"


def _record_rows(application: Application) -> list[dict[str, Any]]:
    created, updated = application.created_at, application.updated_at
    changed = updated - created >= AT_ONCE
    by = application.entered_by
    return [
        {"term": _("Reached the records by"), "value": application.get_source_display()},
        {"term": _("Entered on"), "value": date_format(localtime(created), "DATETIME_FORMAT")},
        {
            "term": _("Entered by"),
            "value": (by.get_full_name() or by.get_username()) if by else _("not recorded"),
        },
        {
            "term": _("Last changed on"),
            "value": date_format(localtime(updated), "DATETIME_FORMAT")
            if changed
            else _("not changed since"),
        },
    ]
