"""One client's file: what the page shows, put together from the records and the reading."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clients.models import Application, Client
from explain import words
from explain.facts import page_language, read_score
from explain.information import panels, request_text
from explain.plots import waterfall_drawings
from explain.reading import Reading
from explain.tables import rest_table, theme_table, waterfall_table
from explain.waterfall import Waterfall, build
from ml.points import in_tenths
from ml.text.catalogue import THEMES
from ml.text.formats import format_number
from ml.text.reasons import Reason
from scoring.models import ModelVersion, Score


def get_application(reference: int) -> Application:
    """The client's newest application with its score; Http404 where there is no such client."""
    application = (
        Application.objects.of_client(reference)
        .select_related("client", "current_score__score__model_version")
        .first()
    )
    if application is None:
        raise Http404(_("There is no client with the reference %s.") % reference)
    return application


def current_score(application: Application) -> Score | None:
    """The score that stands for an application now, or None."""
    current = getattr(application, "current_score", None)
    return None if current is None else current.score


def get_waterfall(reference: int) -> tuple[int, Waterfall]:
    """The score's id and its waterfall in the page's language; Http404 where there is no score."""
    score = current_score(get_application(reference))
    if score is None:
        raise Http404(_("The client with the reference %s has no score yet.") % reference)
    return score.pk, build(read_score(score, language=page_language()))


def client_file_context(application: Application) -> dict[str, Any]:
    """All that the page shows of a client. Keeps the drawing where it had to be made."""
    client, score = application.client, current_score(application)
    reference = _("Client %(reference)s") % {"reference": client.reference}
    context = {
        "title": f"{reference} – {_('Score')}",
        "reference_text": reference,
        "name": client.display_name,
        "eyebrow": "" if client.display_name == reference else reference,
        "request_text": request_text(application, page_language()),
        "trail": [{"label": _("Clients"), "url": reverse("explain:client_list")}],
    }
    if score is None:
        shown = panels(application, None, language=page_language())
        return context | {"no_score_text": _why_no_score(), "panels": shown}
    reading = read_score(score, language=page_language())
    return context | {
        "is_stale": score.inputs_digest != application.inputs_digest,
        "panels": panels(application, reading, language=page_language()),
        **_explained(client, score, reading),
    }


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


def _explained(client: Client, score: Score, reading: Reading) -> dict[str, Any]:
    waterfall = build(reading)
    return {
        "reading": reading,
        "key_figures": _key_figures(reading),
        "sides": _sides(reading),
        "figure": _figure(client, waterfall, waterfall_drawings(score.pk, waterfall)),
        "rest_table": rest_table(waterfall),
        "rest_summary": _rest_summary(waterfall),
        "still_text": _still_text(waterfall),
        "theme_table": theme_table(reading),
        "missing_text": _missing_text(reading),
        "missing_groups": _missing_groups(reading.missing),
        "model_rows": _model_rows(reading),
    }


def _key_figures(reading: Reading) -> list[dict[str, str]]:
    return [
        {
            "label": _("Probability of repayment"),
            "value": reading.repayment_text,
            "note": _("%(probability)s at the cut-off")
            % {"probability": reading.cut_off_repayment_text},
        },
        {
            "label": _("Distance to the cut-off"),
            "value": words.tenths_text(reading.distance_tenths, reading.language, signed=True),
            "note": _("points; the cut-off is %(cut_off)s") % {"cut_off": reading.cut_off_text},
        },
        {
            "label": _("Average client’s score"),
            "value": reading.average_text,
            "note": _("where the explanation starts"),
        },
    ]


def _sides(reading: Reading) -> list[dict[str, Any]]:
    """Reasons for and against; what the advice rests on comes first."""
    speaks_for = {
        "id": "for",
        "title": _("What speaks for the client"),
        "reasons": [_told(reason, reading.language) for reason in reading.reasons_for],
        "nothing": _("Nothing raises the score by a tenth of a point or more."),
    }
    against = {
        "id": "against",
        "title": _("What speaks against"),
        "reasons": [_told(reason, reading.language) for reason in reading.reasons_against],
        "nothing": _("Nothing lowers the score by a tenth of a point or more."),
    }
    below = reading.distance_tenths < 0
    return [against, speaks_for] if below else [speaks_for, against]


def _told(reason: Reason, language: str) -> dict[str, Any]:
    points = words.tenths_text(in_tenths(reason.points), language, signed=True)
    return {"raises": reason.raises, "points_text": points, "sentence": reason.sentence}


def _figure(client: Client, waterfall: Waterfall, drawings: dict[str, str]) -> dict[str, Any]:
    return {
        "id": "waterfall",
        "title": waterfall.title,
        "svg": _drawing(drawings),
        "sentence": waterfall.sentence,
        "note": _(
            "Read from top to bottom: from the average client’s score to this client’s, in points "
            "between 0 and 100; higher is better. An arrow to the right raises the score, a "
            "hatched one to the left lowers it. Numbers have one decimal; what rounding leaves is "
            "in the other factors, so that the sum is exact."
        ),
        "table": waterfall_table(waterfall),
        "csv_url": reverse("explain:waterfall_csv", args=[client.reference]),
    }


def _drawing(drawings: dict[str, str]) -> SafeString:
    """Both drawings; the style sheet shows the one that fits. Texts were escaped when drawn."""
    return format_html(
        '<div class="waterfall"><div class="waterfall__wide">{}</div>'
        '<div class="waterfall__narrow">{}</div></div>',
        mark_safe(drawings["wide"]),  # noqa: S308 -- made by explain.svg, text escaped there
        mark_safe(drawings["narrow"]),  # noqa: S308
    )


def _rest_summary(waterfall: Waterfall) -> str:
    if waterfall.other is None:
        return ""
    return _("%(factors)s, one by one (%(points)s together)") % {
        "factors": waterfall.other.label,
        "points": waterfall.other.points_text,
    }


def _still_text(waterfall: Waterfall) -> str:
    count = len(waterfall.still_rest)
    if not count:
        return ""
    return ngettext(
        "%(count)s more factor moves the score by less than a tenth of a point.",
        "%(count)s more factors move the score by less than a tenth of a point each.",
        count,
    ) % {"count": count}


def _missing_text(reading: Reading) -> str:
    missing, read = len(reading.missing), len(reading.reasons)
    if not missing:
        return _("Everything that the model reads was known.")
    return ngettext(
        "%(missing)s of the %(read)s items that the model reads was not known. It was not guessed: "
        "the model treats “not known” as an answer of its own.",
        "%(missing)s of the %(read)s items that the model reads were not known. They were not "
        "guessed: the model treats “not known” as an answer of its own.",
        missing,
    ) % {"missing": missing, "read": read}


def _missing_groups(missing: Iterable[Reason]) -> list[dict[str, Any]]:
    language = page_language()
    groups: dict[str, list[dict[str, str]]] = {}
    for reason in missing:
        points = in_tenths(reason.points)
        effect = words.tenths_text(points, language, signed=True) if points else _("no effect")
        groups.setdefault(reason.theme, []).append({"label": reason.label, "effect": effect})
    return [
        {"title": THEMES[theme].label[language], "reasons": groups[theme]}
        for theme in THEMES
        if theme in groups
    ]


def _model_rows(reading: Reading) -> list[dict[str, str]]:
    facts = reading.facts
    return [
        {"term": _("Model version"), "value": facts.model_label},
        {"term": _("Trained on"), "value": date_format(localtime(facts.model_trained_at))},
        {"term": _("Scored on"), "value": date_format(localtime(facts.scored_at))},
        {"term": _("Items it reads"), "value": str(len(facts.features))},
        {
            "term": _("Cut-off"),
            "value": _(
                "a score of %(score)s, that is a probability of repayment of %(probability)s"
            )
            % {"score": reading.cut_off_text, "probability": reading.cut_off_repayment_text},
        },
        {
            "term": _("Advice"),
            "value": _(
                "refuse below %(low)s, review from %(low)s to %(high)s, grant above %(high)s"
            )
            % {
                "low": format_number(reading.review_from, reading.language, decimals=1),
                "high": format_number(reading.review_to, reading.language, decimals=1),
            },
        },
    ]
