"""How far scores of thin files hold: the ranges' coverage, and the model's own steadiness."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from explain.reading import words
from ml.points import in_tenths
from ml.wording.formats import format_number, format_share
from scoring.models import ModelVersion


def thin_files_context(version: ModelVersion, language: str) -> dict[str, Any]:
    """The table of the ranges, and a sentence; nothing of what the version does not know."""
    return {
        "table": _table(version, language) if version.coverage else None,
        "steadiness": _steadiness(version, language),
    }


def _steadiness(version: ModelVersion, language: str) -> str:
    if not version.steadiness:
        return ""
    median, ninth = (
        words.points_text(in_tenths(version.steadiness[name]), language)
        for name in ("median", "ninth")
    )
    said = _(
        "Trained again on the same clients, with nothing changed but chance, the model would move "
        "half of all scores by less than %(median)s, and 9 in 10 by less than %(ninth)s."
    ) % {"median": median, "ninth": ninth}
    if "sample_ninth" not in version.steadiness:
        return said
    others = _(
        "Two models that learned from two fifths of the clients each, and have none in common, are "
        "less than %(median)s apart for half of all scores, and less than %(ninth)s for 9 in 10."
    ) % {
        name: words.points_text(in_tenths(version.steadiness[f"sample_{name}"]), language)
        for name in ("median", "ninth")
    }
    return f"{said} {others}"


def _table(version: ModelVersion, language: str) -> dict[str, Any]:
    return {
        "id": "ranges",
        "caption": _("Score ranges of clients held back, some of whose answers were withheld"),
        "note": _("A range is meant to hold the score of the whole file in 80 of 100 cases."),
        "columns": [
            {"label": _("Share of the answers withheld")},
            {"label": _("Clients"), "numeric": True},
            {"label": _("Ranges that held the score"), "numeric": True},
            {"label": _("Width of the range in the middle case, points"), "numeric": True},
        ],
        "rows": [
            {
                "cells": [
                    {
                        "text": _("%(low)s to %(high)s")
                        % {
                            "low": format_share(band["from"], language),
                            "high": format_share(band["to"], language),
                        },
                        "header": True,
                    },
                    {"text": format_number(band["clients"], language)},
                    {"text": format_share(band["held"], language)},
                    {"text": format_number(band["width"], language, decimals=1)},
                ]
            }
            for band in version.coverage
        ],
    }
