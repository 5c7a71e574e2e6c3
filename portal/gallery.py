"""Examples for the gallery: each component in each of its states, with made-up contents."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.form_fields import NumberField

_DRAWING = mark_safe(
    '<svg role="img" aria-labelledby="gallery-figure-title" viewBox="0 0 320 60" width="320">'
    '<rect class="gauge__zone--refuse" x="10" y="14" width="120" height="14"/>'
    '<rect class="gauge__zone--grant" x="130" y="34" width="160" height="14"/></svg>'
)


class ExampleForm(forms.Form):
    """One field of each kind; bound to an empty dict it shows each error."""

    name = forms.CharField(label=gettext_lazy("Last name"), help_text=gettext_lazy("As written."))
    amount = NumberField(label=gettext_lazy("Amount of the loan"), decimals=2, unit="€")
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    contract = forms.ChoiceField(
        label=gettext_lazy("Kind of loan"),
        choices=[("", "—"), ("cash", gettext_lazy("Cash loan"))],
    )
    owns_car = forms.ChoiceField(
        label=gettext_lazy("Owns a car"),
        widget=forms.RadioSelect(attrs={"class": "choices"}),
        choices=[("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))],
    )


def gallery_context(request: HttpRequest) -> dict[str, Any]:
    """All examples. ``?page=`` moves the example of the pagination."""
    return {
        "tokens": _TOKENS,
        "figures": _figures(),
        "rows": _rows(),
        "table": _table("gallery-table", _("Clients close to the cut-off")),
        "figure": {
            "id": "gallery-figure",
            "title": _("Income raises the score, debts elsewhere lower it"),
            "svg": _DRAWING,
            "sentence": _("Income adds 12 points; debts elsewhere take 8."),
            "note": _("In points; to the right is better."),
            "table": _table("gallery-figure-table", _("Points by theme")),
            "csv_url": request.path,
        },
        "pending": {
            "id": "gallery-pending",
            "title": _("A chart that is being drawn"),
            "pending": _("The chart is being drawn; reload the page in a moment."),
            "sentence": _("The sentence and the table are there at once."),
        },
        "page_obj": _page(request.GET.get("page", "4")),
        "crumbs": [{"label": _("Clients"), "url": request.path}],
        "form": ExampleForm(auto_id="id_empty_%s"),
        "form_with_errors": ExampleForm({"amount": "twelve"}, auto_id="id_error_%s"),
        "scores": [(62.3, "62.3"), (49.6, "49.6"), (3.0, "3.0"), (100.0, "100.0")],
        "icons": _ICONS,
    }


_TOKENS = ("page", "surface", "sunken", "accent", "positive", "negative", "caution", "band")
_ICONS = (
    "circle-check", "triangle-alert", "circle-x", "info", "search", "chevron-right", "arrow-up",
    "arrow-down", "arrow-up-down", "user", "users", "file-plus", "download", "log-out",
    "circle-question-mark", "languages", "gauge", "inbox", "circle-dot", "scale",
)  # fmt: skip


def _page(number: str) -> Page[int]:
    return Paginator(range(1, 481), 25).get_page(number)


def _figures() -> list[dict[str, str]]:
    return [
        {"label": _("Score"), "value": "62.3", "note": _("12.3 points above the cut-off")},
        {"label": _("Advice"), "value": _("Grant"), "tone": "positive"},
        {"label": _("Missing inputs"), "value": "7", "tone": "caution"},
        {"label": _("Late payments"), "value": "3", "tone": "negative"},
    ]


def _rows() -> list[dict[str, Any]]:
    return [
        {"term": _("Reference"), "value": "100002"},
        {"term": _("Occupation"), "value": _("not known"), "missing": True},
        {"term": _("In the present job"), "value": _("3 years"), "note": _("since March 2021")},
    ]


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
            {"cells": _cells("Nina Moreau", "61.0", "+5.2", "positive", "grant")},
            {"cells": _cells("Amar Benali", "50.4", "−1.1", "negative", "review"), "current": True},
            {"cells": _cells("Léa Roche", "31.9", "−9.4", "negative", "refuse")},
        ],
    }


def _cells(name: str, score: str, effect: str, tone: str, advice: str) -> list[dict[str, Any]]:
    return [
        {"text": name, "url": "?", "header": True, "note": "100002"},
        {"text": score},
        {"text": effect, "tone": tone},
        {"advice": advice},
    ]
