"""One client's file: what the page shows, put together from the records and the reading."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clients.models import Application, Client
from clients.plausibility import unusual_in
from explain.charts.waterfall import build
from explain.client_file.explanation import explanation_context, waterfall_url
from explain.client_file.history import applications_of, history_context
from explain.client_file.information import panels, request_text
from explain.client_file.model import model_rows, sheet_text
from explain.client_file.summary import key_figures, next_steps, sides
from explain.client_file.unusual_values import trust_context
from explain.comparison.in_brief import brief_context
from explain.reading.kept_score import page_language, read_score
from explain.reading.paragraph import paragraph_parts
from explain.reading.score import Reading
from explain.reading.unknown_inputs import unknown_context
from explain.reading.yardsticks import holder
from explain.stored_drawings import waterfall_drawings
from scoring.models import ModelVersion, Score


def get_application(reference: int, application_id: str | None = None) -> Application:
    """One of the client's applications with its score: this one, or the newest.

    Http404 where there is no such client, or no such application of this client.
    """
    applications = Application.objects.of_client(reference).select_related(
        "client", "entered_by", "current_score__score__model_version"
    )
    if application_id is not None:
        chosen = int(application_id) if application_id.isdecimal() else 0
        applications = applications.filter(pk=chosen)
    application = applications.first()
    if application is None:
        raise Http404(_("There is no client with the reference %s.") % reference)
    return application


def current_score(application: Application) -> Score | None:
    """The score that stands for an application now, or None."""
    current = getattr(application, "current_score", None)
    return None if current is None else current.score


def get_reading(reference: int, application_id: str | None = None) -> tuple[int, Reading]:
    """The score's id and its reading in the page's language; Http404 where there is no score."""
    score = current_score(get_application(reference, application_id))
    if score is None:
        raise Http404(_("The client with the reference %s has no score yet.") % reference)
    return score.pk, read_score(score, language=page_language())


def client_file_context(application: Application) -> dict[str, Any]:
    """All that the page shows of an application. Keeps the drawing where it had to be made."""
    client, score = application.client, current_score(application)
    applications = applications_of(client.reference)
    is_newest = application.pk == applications[0].pk
    reference = _("Client %(reference)s") % {"reference": client.reference}
    context = {
        "reference": client.reference,
        "reference_text": reference,
        "name": client.display_name,
        "eyebrow": "" if client.display_name == reference else reference,
        "namesakes": [
            {
                "label": _("Client %(reference)s") % {"reference": other.reference},
                "url": reverse("explain:client", args=[other.reference]),
            }
            for other in Client.objects.perhaps_the_same_as(client)
        ],
        "request_text": request_text(application, page_language()),
        "trail": [{"label": _("Clients"), "url": reverse("explain:client_list")}],
        **_which(application, reference, is_newest=is_newest),
        **history_context(application, applications, current=score),
    }
    if score is None:
        return context | {
            "no_score_text": _why_no_score(),
            **_information(application, None),
            "sections": _sections()[1:3],
        }
    return context | _explained(application, score, is_newest=is_newest)


def _information(application: Application, reading: Reading | None) -> dict[str, Any]:
    """What the application says; what it does not, in one line for paper."""
    shown = panels(application, reading, language=page_language())
    missing = [row["term"] for panel in shown for row in panel["rows"] if row.get("missing")]
    return {"panels": shown, "not_known": ", ".join(missing)}


def _which(application: Application, reference: str, *, is_newest: bool) -> dict[str, Any]:
    """The page's title, and for an earlier application what it is and where the newest one is."""
    score = _("Score")
    if is_newest:
        return {"title": f"{reference} – {score}"}
    day = date_format(application.applied_on)
    asked = _("Application of %(day)s") % {"day": day}
    return {
        "title": f"{reference} – {asked} – {score}",
        "earlier_title": _("This is an earlier application, of %(day)s") % {"day": day},
        "newest_url": reverse("explain:client", args=[application.client.reference]),
    }


def _sections() -> list[dict[str, str]]:
    """The parts of the page that its navigation leads to."""
    return [
        {"id": "explanation", "label": _("Explanation")},
        {"id": "information", "label": _("Information")},
        {"id": "history", "label": _("History")},
        {"id": "model", "label": _("Model")},
    ]


def _why_no_score() -> str:
    if ModelVersion.objects.in_force().exists():
        return _(
            "A model is in force, but it has not scored this application yet. Scores are made when "
            "an application is entered and when the portfolio is scored: ask a risk manager to "
            "have the portfolio scored."
        )
    return _(
        "No model is in force, so nothing can be scored. A risk manager has to register a model "
        "and activate it."
    )


def _explained(application: Application, score: Score, *, is_newest: bool) -> dict[str, Any]:
    reading = read_score(score, language=page_language())
    waterfall = build(reading)
    hold = holder(reading.facts, language=reading.language, currency=settings.CURRENCY)
    is_stale = score.inputs_digest != application.inputs_digest
    reference = application.client.reference
    csv_url = waterfall_url("waterfall_csv", reference, None if is_newest else application.pk)
    return {
        "reading": reading,
        "sections": _sections(),
        "is_stale": is_stale,
        "key_figures": key_figures(reading),
        "sides": sides(reading, hold=hold),
        "paragraph_parts": paragraph_parts(reading, hold=hold),
        "company": brief_context(reference) if is_newest else None,
        "unknown": unknown_context(reading),
        "next_steps": next_steps(reading, is_stale=is_stale),
        **_information(application, reading),
        "model_rows": model_rows(reading),
        "sheet_text": sheet_text(reading, reference),
        **trust_context(
            reading,
            found=unusual_in(application, page_language()),
            usual=score.model_version.usual,
            currency=settings.CURRENCY,
        ),
        **explanation_context(
            reading, waterfall, waterfall_drawings(score.pk, waterfall), csv_url=csv_url
        ),
    }
