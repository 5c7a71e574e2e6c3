"""What all pages of the model share: tabs, the model in force, figures."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from explain.charts.layouts import both_widths
from ml.bundle import BundleError
from portal.model.figure import table_of
from portal.model.figure_store import Drawn
from scoring.services.engines import ActiveModel, NoActiveModel, active

TABS = {
    "model": gettext_lazy("Overview"),
    "model_reads": gettext_lazy("What it reads"),
    "model_quality": gettext_lazy("How good it is"),
    "model_factors": gettext_lazy("How it weighs"),
}


def frame(here: str) -> dict[str, Any]:
    """What each of the model's pages has: its tabs, and the model in force or why there is none."""
    context: dict[str, Any] = {"tabs": tabs_of(here), "title": TABS[here], "model": None}
    try:
        context["model"] = active()
    except NoActiveModel:
        context["trouble"] = _("No model is in force yet")
        context["trouble_text"] = _("A risk manager has to register a model and activate it.")
    except BundleError:
        context["trouble"] = _("The model’s files cannot be read")
        context["trouble_text"] = _(
            "Clients and their scores can be looked up, but nothing can be scored or shown of the "
            "model. Tell your administrator."
        )
    return context


def get_model() -> ActiveModel:
    """The model in force; Http404 where there is none that can be read."""
    try:
        return active()
    except (NoActiveModel, BundleError) as error:
        raise Http404 from error


def figure_of(found: Drawn) -> dict[str, Any]:
    """A figure as the figure component takes it."""
    return {
        "id": found.shown.id,
        "title": found.shown.title,
        "svg": both_widths(found.svg),
        "sentence": found.shown.sentence,
        "note": found.shown.note,
        "drawn_at": found.drawn_at,
        "table": table_of(found.shown),
        "csv_url": reverse("portal:model_figure_csv", args=[found.shown.name]),
    }


def tabs_of(here: str, *, exact: bool = True) -> list[dict[str, Any]]:
    return [
        {"label": label, "url": reverse(f"portal:{name}"), "current": exact and name == here}
        for name, label in TABS.items()
    ]
