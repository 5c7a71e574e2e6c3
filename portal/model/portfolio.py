"""Where the portfolio's scores lie, by advice: counted by the database, drawn by a template."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from explain.reading.words import advice_word
from explain.spreadsheet import as_csv
from ml.points import CUT_OFF_SCORE, Advice
from ml.wording.formats import format_number, format_share
from scoring.models import ListedClient

WIDTH = 5
BOUNDS = tuple(float(bound) for bound in range(WIDTH, 100, WIDTH))
"""Scores at which a new column starts; the first and the last column hold what is beyond."""
NAME = "portfolio"
ORDER = (Advice.GRANT, Advice.REVIEW, Advice.REFUSE, Advice.COMPLETE)
HEIGHT, TOP, LEFT, RIGHT = 200.0, 24.0, 2.0, 98.0
"""Of the drawing: pixels from top to bottom, per cent from left to right."""


@dataclass(frozen=True)
class Band:
    """Clients whose scores lie from ``low`` up to ``high``, by advice."""

    low: float
    high: float
    counts: Mapping[str, int]

    @property
    def clients(self) -> int:
        """How many there are."""
        return sum(self.counts.values())


@dataclass(frozen=True)
class Distribution:
    """Every client with a score, in bands from the lowest scores to the highest."""

    bands: tuple[Band, ...]

    @property
    def clients(self) -> int:
        """How many have a score."""
        return sum(band.clients for band in self.bands)

    def share(self, advice: Advice) -> float:
        """The share of clients with this advice; ZeroDivisionError where nobody has a score."""
        return sum(band.counts.get(advice.value, 0) for band in self.bands) / self.clients


def distribution() -> Distribution:
    """The portfolio's scores as they are now: one aggregate over the list of clients."""
    counted = ListedClient.objects.exclude(score=None).counted_by(
        ["score", "advice"], {"score": BOUNDS}
    )
    edges = (0.0, *BOUNDS, 100.0)
    return Distribution(
        tuple(
            Band(
                low,
                high,
                {advice.value: counted.get((number, advice.value), 0) for advice in Advice},
            )
            for number, (low, high) in enumerate(itertools.pairwise(edges))
        )
    )


def distribution_figure(found: Distribution, language: str) -> dict[str, Any] | None:
    """The figure for a page; None where nobody has a score."""
    if not found.clients:
        return None
    said = {
        "clients": format_number(found.clients, language),
        **{advice.value: format_share(found.share(advice), language) for advice in Advice},
    }
    title = _("What is advised to how many clients")
    sentence = ngettext(
        "Of the %(clients)s client with a score, %(grant)s are advised to be granted, %(review)s "
        "to be looked at more closely, %(refuse)s to be refused; of %(complete)s more has to be "
        "asked first.",
        "Of the %(clients)s clients with a score, %(grant)s are advised to be granted, %(review)s "
        "to be looked at more closely, %(refuse)s to be refused; of %(complete)s more has to be "
        "asked first.",
        found.clients,
    )
    return {
        "id": "portfolio",
        "title": title,
        "svg": mark_safe(_drawing(found, title, language)),  # noqa: S308 -- a template's output
        "sentence": sentence % said,
        "note": _(
            "Clients by score, in bands of five points; higher is better, %(cut_off)s is the "
            "cut-off. The highest column stands for %(most)s clients. Counted now."
        )
        % {
            "cut_off": format_number(CUT_OFF_SCORE, language),
            "most": format_number(max(band.clients for band in found.bands), language),
        },
        "table": _table(found, language),
        "csv_url": reverse("portal:model_figure_csv", args=[NAME]),
    }


def distribution_csv(found: Distribution, language: str) -> str:
    """The figure's table for a spreadsheet."""
    header = [_("Score"), *(advice_word(advice, language) for advice in ORDER), _("All")]
    rows = [
        [
            band_text(band, language),
            *(str(band.counts.get(advice.value, 0)) for advice in ORDER),
            str(band.clients),
        ]
        for band in found.bands
    ]
    return as_csv([header, *rows], language)


def _drawing(found: Distribution, title: str, language: str) -> str:
    most = max(band.clients for band in found.bands)
    step = (RIGHT - LEFT) / len(found.bands)
    bars = []
    for number, band in enumerate(found.bands):
        bottom = TOP + HEIGHT
        for advice in (Advice.REFUSE, Advice.COMPLETE, Advice.REVIEW, Advice.GRANT):
            height = band.counts.get(advice.value, 0) / most * HEIGHT
            if height:
                bottom -= height
                bars.append(
                    {
                        "advice": advice.value,
                        "x": f"{LEFT + number * step + 0.3:.2f}%",
                        "width": f"{step - 0.6:.2f}%",
                        "y": f"{bottom:.1f}",
                        "height": f"{height:.1f}",
                    }
                )
    context = {
        "title": title,
        "bars": bars,
        "cut_off": {
            "x": f"{LEFT + CUT_OFF_SCORE / WIDTH * step:.2f}%",
            "label": _("Cut-off %(score)s") % {"score": format_number(CUT_OFF_SCORE, language)},
        },
        "ticks": [
            {
                "x": f"{LEFT + score / WIDTH * step:.2f}%",
                "text": format_number(score, language),
                "anchor": {0: "start", 100: "end"}.get(score, "middle"),
            }
            for score in (0, 25, 50, 75, 100)
        ],
        "axis": _("Score in points: higher is better"),
        "legend": [
            (advice.value, advice_word(advice, language))
            for advice in (Advice.REFUSE, Advice.COMPLETE, Advice.REVIEW, Advice.GRANT)
        ],
    }
    return render_to_string("portal/model/_distribution.html", context)


def _table(found: Distribution, language: str) -> dict[str, Any]:
    return {
        "id": "portfolio-table",
        "caption": _("Clients by score and advice"),
        "columns": [
            {"label": _("Score")},
            *({"label": advice_word(advice, language), "numeric": True} for advice in ORDER),
            {"label": _("All"), "numeric": True},
        ],
        "rows": [
            {
                "cells": [
                    {"text": band_text(band, language), "header": True},
                    *(
                        {"text": format_number(band.counts.get(advice.value, 0), language)}
                        for advice in ORDER
                    ),
                    {"text": format_number(band.clients, language)},
                ]
            }
            for band in found.bands
        ],
    }


def band_text(band: Band, language: str) -> str:
    """A band's scores: from the one, under the other."""
    return _("%(low)s to under %(high)s") % {
        "low": format_number(band.low, language),
        "high": format_number(band.high, language),
    }
