"""The gallery's examples of what is read: labels, facts, tables, charts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest
from django.utils.formats import localize
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from explain.factor_help import factor_help
from explain.reading.kept_score import page_language
from explain.reading.score_text import score_cell
from portal.gallery.entries import Entry, Group, State

_DRAWING = mark_safe(
    '<svg role="img" aria-labelledby="gallery-figure-title" viewBox="0 0 320 60" width="320">'
    '<rect class="gauge__zone--refuse" x="10" y="14" width="120" height="14"/>'
    '<rect class="gauge__zone--grant" x="130" y="34" width="160" height="14"/></svg>'
)


def groups(request: HttpRequest) -> list[Group]:
    """Labels, facts, and data."""
    return [_labels(), _facts(), _data(request)]


def _labels() -> Group:
    text = _("Simulation")
    return Group(
        "labels",
        _("Labels and icons"),
        (
            Entry(
                "components/tag.html",
                (
                    State(_("Neutral"), {"text": text}),
                    State(
                        _("Accent, with an icon"), {"text": text, "tone": "accent", "icon": "info"}
                    ),
                    State(_("Positive"), {"text": text, "tone": "positive"}),
                    State(_("Caution"), {"text": text, "tone": "caution"}),
                    State(_("Negative"), {"text": text, "tone": "negative"}),
                    State(_("Large"), {"text": text, "large": True}),
                ),
                columns=True,
            ),
            Entry(
                "components/advice.html",
                (
                    State(_("Grant"), {"advice": "grant"}),
                    State(_("Review"), {"advice": "review"}),
                    State(_("Refuse"), {"advice": "refuse"}),
                    State(_("Ask first"), {"advice": "complete"}),
                    State(_("Large"), {"advice": "grant", "large": True}),
                ),
                columns=True,
            ),
            Entry(
                "components/icon.html", seen=_("All of them stand above, under type and colours.")
            ),
        ),
    )


def _facts() -> Group:
    return Group(
        "facts",
        _("Facts"),
        (
            Entry("components/key_figures.html", (State(_("Each tone"), {"figures": _figures()}),)),
            Entry(
                "components/summary_list.html",
                (State(_("Known, not known, explained"), {"rows": _rows()}),),
            ),
            Entry(
                "components/disclosure.html",
                (
                    State(
                        _("Closed"),
                        {
                            "summary": _("Where the cut-off comes from"),
                            "text": _("It is where granting starts to cost more than refusing."),
                        },
                    ),
                    State(
                        _("Help, open"),
                        {
                            "summary": _("What counts as income?"),
                            "items": [_("Wages and pensions."), _("Rent received.")],
                            "help": True,
                            "open": True,
                        },
                    ),
                ),
            ),
            Entry(
                "components/factor_help.html",
                (
                    State(_("Closed"), {"help": _help()}),
                    State(_("Open"), {"help": _help(), "open": True}),
                    State(_("Brief, open"), {"help": _help(), "brief": True, "open": True}),
                    State(_("Without a page"), {"help": _help() | {"url": ""}, "open": True}),
                ),
            ),
            Entry(
                "components/meter.html",
                (
                    State(
                        _("Neutral"),
                        {"label": _("Income"), "text": _("above 62 clients in 100"), "share": 62},
                    ),
                    State(
                        _("Negative"),
                        {
                            "label": _("Debts elsewhere"),
                            "text": _("above 91 clients in 100, which is worse"),
                            "share": 91,
                            "tone": "negative",
                        },
                    ),
                ),
            ),
        ),
    )


def _data(request: HttpRequest) -> Group:
    figure = {
        "id": "gallery-figure",
        "title": _("Income raises the score, debts elsewhere lower it"),
        "svg": _DRAWING,
        "sentence": _("Income adds 12 points; debts elsewhere take 8."),
        "drawn_at": datetime(2026, 11, 22, 9, 14, tzinfo=UTC),
        "note": _("In points; to the right is better."),
        "table": _table("gallery-figure-table", _("Points by theme")),
        "csv_url": request.path,
    }
    pending = {
        "id": "gallery-pending",
        "title": _("A chart that is being drawn"),
        "pending": _("The chart is being drawn; reload the page in a moment."),
        "sentence": _("The sentence and the table are there at once."),
    }
    bounds = {"review_from": 45, "review_to": 55}
    return Group(
        "data",
        _("Numbers and charts"),
        (
            Entry(
                "components/table.html",
                (
                    State(
                        _("Sorted, with a current row"),
                        {"table": _table("gallery-table", _("Clients close to the cut-off"))},
                    ),
                ),
                bare=True,
            ),
            Entry(
                "components/figure.html",
                (
                    State(_("Drawn"), {"figure": figure}),
                    State(_("Being drawn"), {"figure": pending}),
                ),
            ),
            Entry(
                "components/gauge.html",
                (
                    *(
                        State(label, {"score": score, "score_text": localize(score), **bounds})
                        for label, score in (
                            (_("Grant"), 62.3),
                            (_("Review"), 49.6),
                            (_("At the lower end"), 3.0),
                            (_("At the upper end"), 100.0),
                        )
                    ),
                    State(_("With its range"), _wide() | bounds),
                ),
            ),
        ),
    )


def _figures() -> list[dict[str, str]]:
    return [
        {"label": _("Score"), "value": localize(62.3), "note": _("12.3 points above the cut-off")},
        {"label": _("Advice"), "value": _("Grant"), "tone": "positive"},
        {"label": _("Missing inputs"), "value": "7", "tone": "caution"},
        {"label": _("Late payments"), "value": "3", "tone": "negative"},
    ]


def _rows() -> list[dict[str, Any]]:
    return [
        {"term": _("Reference"), "value": "100002"},
        {"term": _("Occupation"), "value": _("not known"), "missing": True},
        {"term": _("Income"), "value": "€2,100", "url": "#g-facts"},
        {"term": _("In the present job"), "value": _("3 years"), "note": _("since March 2021")},
    ]


def _help() -> dict[str, str]:
    return factor_help("effort_rate", page_language())


def _table(name: str, caption: str) -> dict[str, Any]:
    return {
        "id": name,
        "caption": caption,
        "note": _("Made-up examples."),
        "columns": [
            {"label": _("Client"), "sort_url": "?sort=name"},
            {
                "label": _("Score, 0 to 100"),
                "numeric": True,
                "sort_url": "?sort=score",
                "sorted": "descending",
            },
            {"label": _("Effect, points"), "numeric": True},
            {"label": _("Advice")},
        ],
        "rows": [
            {"cells": _cells("Nina Moreau", 61.0, "+5", "positive", "grant")},
            {"cells": _cells("Amar Benali", 50.4, "−1", "negative", "review"), "current": True},
            {"cells": _cells("Léa Roche", 31.9, "−9", "negative", "refuse")},
            {"cells": _wide_cells()},
        ],
    }


def _wide() -> dict[str, Any]:
    """A score of which much is unknown."""
    said = _("between %(low)s and %(high)s once more is known") % {"low": 38, "high": 66}
    return {"score": 47.2, "score_text": "47", "low": 38.2, "high": 65.9, "range_text": said}


def _wide_cells() -> list[dict[str, Any]]:
    cells = _cells("Sam Petit", 47.2, "−3", "negative", "complete")
    wide = score_cell(47.2, 38.2, 65.9, steady=1.0, unknown=31, language=page_language())
    return [cells[0], wide, *cells[2:]]


def _cells(name: str, score: float, effect: str, tone: str, advice: str) -> list[dict[str, Any]]:
    return [
        {"text": name, "url": "?", "header": True, "note": "100002"},
        {"text": localize(score)},
        {"text": effect, "tone": tone},
        {"advice": advice},
    ]
