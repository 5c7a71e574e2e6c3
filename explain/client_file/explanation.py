"""How the score comes about: drawing, tables, and what was not known."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from explain.charts.layouts import both_widths
from explain.charts.waterfall import Waterfall
from explain.client_file.tables import factors_table, theme_table, waterfall_table
from explain.factor_help import factor_url
from explain.reading import words
from explain.reading.rounding import apportion
from explain.reading.score import Reading
from explain.stored_drawings import Drawings
from ml.wording.catalogue import THEMES

FEW = 12
"""As many unknown items are listed at once; more of them are opened by a click."""


def explanation_context(
    reading: Reading, waterfall: Waterfall, drawings: Drawings, *, csv_url: str
) -> dict[str, Any]:
    """What the part of the page that explains shows."""
    return {
        "figure": _figure(waterfall, drawings, csv_url),
        "factors_table": factors_table(waterfall),
        "factors_summary": _factors_summary(waterfall),
        "still_text": _still_text(waterfall),
        "theme_table": theme_table(reading),
        "missing_text": _missing_text(reading),
        "missing_groups": _missing_groups(reading),
        "missing_open": len(reading.missing) <= FEW,
    }


def waterfall_url(name: str, reference: int, application_id: int | None) -> str:
    """The address of a waterfall's file; None stands for the client's newest application."""
    address = reverse(f"explain:{name}", args=[reference])
    return address if application_id is None else f"{address}?application={application_id}"


def _figure(waterfall: Waterfall, drawings: Drawings, csv_url: str) -> dict[str, Any]:
    return {
        "id": "waterfall",
        "title": waterfall.title,
        "svg": both_widths(drawings.svg),
        "drawn_at": drawings.drawn_at,
        "sentence": waterfall.sentence,
        "note": _(
            "Read from top to bottom: from the average client’s score to this client’s, in points "
            "between 0 and 100; higher is better. An arrow to the right raises the score, a "
            "hatched one to the left lowers it."
        ),
        "table": waterfall_table(waterfall),
        "csv_url": csv_url,
    }


def _factors_summary(waterfall: Waterfall) -> str:
    count = len(waterfall.factors)
    return ngettext(
        "The %(count)s factor", "All %(count)s factors, one by one", count
    ) % {"count": count}  # fmt: skip


def _still_text(waterfall: Waterfall) -> str:
    count = len(waterfall.still)
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
    told = ngettext(
        "%(missing)s of the %(read)s items that the model reads was not known. Nobody guessed it: "
        "it counts as it did, on average, for past clients of whom it was not known either.",
        "%(missing)s of the %(read)s items that the model reads were not known. Nobody guessed "
        "them: they count as they did, on average, for past clients of whom they were not known "
        "either.",
        missing,
    ) % {"missing": missing, "read": read}
    return f"{told} {_missing_sum(reading)}"


def _missing_sum(reading: Reading) -> str:
    tenths = reading.missing_tenths
    points = {"points": words.points_text(tenths, reading.language)}
    if tenths < 0:
        return _("In all, that costs %(points)s.") % points
    if tenths > 0:
        return _("In all, that brings %(points)s.") % points
    return _("In all, that changes nothing.")


def _missing_groups(reading: Reading) -> list[dict[str, Any]]:
    """By subject; the shown numbers add up to what all that was not known does."""
    language = reading.language
    shown = apportion([reason.points for reason in reading.missing], reading.missing_tenths)
    groups: dict[str, list[dict[str, str]]] = {}
    for reason, tenths in zip(reading.missing, shown, strict=True):
        effect = words.tenths_text(tenths, language, signed=True) if tenths else _("no effect")
        groups.setdefault(reason.theme, []).append(
            {"label": reason.label, "url": factor_url(reason.feature), "effect": effect}
        )
    return [
        {"title": THEMES[theme].label[language], "reasons": groups[theme]}
        for theme in THEMES
        if theme in groups
    ]
