"""What the model's pages show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from explain.facts import page_language
from ml.bundle import BundleError
from ml.points import PointsScale
from ml.text.catalogue import CATALOGUE, THEMES
from ml.text.formats import format_number, format_share
from portal.model.goodness import Measure, further, measures
from portal.model.keeping import FACTOR, Drawn, drawn, figure_names, numbers_of
from portal.model.numbers import Dependence, Importance
from portal.model.portfolio import distribution, distribution_figure
from portal.model.presenting import factor_url, present
from portal.model.reading import never_read, themes_read
from portal.model.shown import csv_of, table_of
from portal.model.wording import shape_of
from scoring.services.engines import ActiveModel, NoActiveModel, active

TABS = {
    "model": gettext_lazy("Overview"),
    "model_reads": gettext_lazy("What it reads"),
    "model_quality": gettext_lazy("How good it is"),
    "model_factors": gettext_lazy("How it weighs"),
}


def frame(here: str) -> dict[str, Any]:
    """What each of the model's pages has: its tabs, and the model in force or why there is none."""
    context: dict[str, Any] = {"tabs": _tabs(here), "title": TABS[here], "model": None}
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


def overview_context() -> dict[str, Any]:
    """What the model does, how good it is in three numbers, the cut-off, and the portfolio."""
    context = frame("model")
    if context["model"] is None:
        return context
    model, language = context["model"], page_language()
    manifest = model.engine.bundle.manifest
    return context | {
        "facts": _facts(model, language),
        "measures": [_key_figure(measure) for measure in measures(manifest, language)],
        "cut_off": _cut_off(model, language),
        "portfolio": distribution_figure(distribution(), language),
        "repaid_of_100": format_number((1 - manifest.training.default_rate) * 100, language),
        "learned_from": format_number(manifest.training.clients, language),
        "read": len(model.version.features),
    }


def reads_context() -> dict[str, Any]:
    """What the model reads, by subject, and what it never reads."""
    context = frame("model_reads")
    language = page_language()
    context["never"] = [
        {"group": group, "labels": labels} for group, labels in never_read(language)
    ]
    if context["model"] is not None:
        features = context["model"].version.features
        context["themes"] = [
            {"theme": theme, "items": [(label, factor_url(name)) for name, label in theme.items]}
            for theme in themes_read(features, language)
        ]
        context["read"] = len(features)
    return context


def quality_context() -> dict[str, Any]:
    """How good the model is, on clients that it had not seen."""
    context = frame("model_quality")
    if context["model"] is None:
        return context
    model, language = context["model"], page_language()
    manifest = model.engine.bundle.manifest
    figures = drawn(model, ["reliability", "cost"], language=language)
    training = manifest.training
    return context | {
        "measures": measures(manifest, language),
        "further": _further_table(further(manifest, language)),
        "reliability": figure_of(figures["reliability"]),
        "cost": figure_of(figures["cost"]),
        "cut_off": _cut_off(model, language),
        "folds": format_number(training.folds, language),
        "clients": format_number(training.clients, language),
        "defaults": format_share(training.default_rate, language),
        "period": training.period,
    }


def factors_context() -> dict[str, Any]:
    """What weighs how much: by subject, by item, on single clients; then each item by itself."""
    context = frame("model_factors")
    if context["model"] is None:
        return context
    model, language = context["model"], page_language()
    names = ["themes", "factors", "swarm"]
    figures = drawn(model, names, language=language)
    return context | {
        "figures": [figure_of(figures[name]) for name in names],
        "table": _factor_table(model, language),
    }


def factor_context(feature: str) -> dict[str, Any]:
    """One item: what it means, how much it weighs, how its effect depends on its value."""
    model, language = get_model(), page_language()
    if feature not in model.version.features:
        raise Http404
    entry = CATALOGUE[feature]
    figures = drawn(model, [FACTOR + feature], language=language)
    weights = _weights(model)
    order = list(weights)
    place = order.index(feature)
    return {
        "tabs": _tabs("model_factors", exact=False),
        "model": model,
        "label": entry.label[language],
        "meaning": entry.meaning[language],
        "figure": figure_of(figures[FACTOR + feature]),
        "facts": _factor_facts(model, feature, place, weights, language),
        "trail": [
            {"label": _("The model"), "url": reverse("portal:model")},
            {"label": TABS["model_factors"], "url": reverse("portal:model_factors")},
        ],
        "before": _neighbour(order, place - 1, language),
        "after": _neighbour(order, place + 1, language),
    }


def figure_csv(name: str) -> str:
    """A figure's table as a file; Http404 where there is no such figure."""
    model = get_model()
    if name not in figure_names(model.version):
        raise Http404
    return csv_of(present(name, numbers_of(model, [name])[name].numbers, page_language()))


def figure_of(found: Drawn) -> dict[str, Any]:
    """A figure as the figure component takes it, with the day it was made."""
    made = date_format(localtime(found.made_at), "DATETIME_FORMAT")
    return {
        "id": found.shown.id,
        "title": found.shown.title,
        "svg": _drawings(found.svg),
        "sentence": found.shown.sentence,
        "note": f"{found.shown.note} " + _("Made: %(made)s") % {"made": made},
        "table": table_of(found.shown),
        "csv_url": reverse("portal:model_figure_csv", args=[found.shown.name]),
    }


def _drawings(svg: Mapping[str, str]) -> SafeString:
    """Both widths; the stylesheet shows the one that there is room for."""
    return format_html(
        '<div class="drawing"><div class="drawing__wide">{}</div>'
        '<div class="drawing__narrow">{}</div></div>',
        mark_safe(svg["wide"]),  # noqa: S308 -- drawn by portal.model.drawing, text escaped there
        mark_safe(svg["narrow"]),  # noqa: S308
    )


def _tabs(here: str, *, exact: bool = True) -> list[dict[str, Any]]:
    return [
        {"label": label, "url": reverse(f"portal:{name}"), "current": exact and name == here}
        for name, label in TABS.items()
    ]


def _key_figure(measure: Measure) -> dict[str, str]:
    note = _("95 %% interval: %(interval)s") % {"interval": measure.interval}
    return {
        "label": measure.label,
        "value": measure.value,
        "note": note if measure.interval else "",
    }


def _facts(model: ActiveModel, language: str) -> list[dict[str, str]]:
    version, training = model.version, model.engine.bundle.manifest.training
    since = version.activated_at
    rows = [
        {"term": _("Model version"), "value": version.label},
        {"term": _("Trained on"), "value": date_format(localtime(version.trained_at))},
        {
            "term": _("Learned from"),
            "value": _("%(clients)s clients whose outcome is known")
            % {"clients": format_number(training.clients, language)},
        },
        {
            "term": _("Period of these loans"),
            "value": training.period or _("not given by the data"),
        },
        {"term": _("Items it reads"), "value": format_number(len(version.features), language)},
    ]
    if since is not None:
        rows.insert(2, {"term": _("In force since"), "value": date_format(localtime(since))})
    return rows


def _cut_off(model: ActiveModel, language: str) -> dict[str, str]:
    threshold = model.version.threshold
    scale = PointsScale(threshold)
    return {
        "default": format_share(threshold, language),
        "repayment": format_share(1 - threshold, language),
        "ratio": format_number(model.version.cost_ratio, language, decimals=1),
        "review_from": format_number(settings.ADVICE_REVIEW_FROM, language, decimals=1),
        "review_to": format_number(settings.ADVICE_REVIEW_TO, language, decimals=1),
        "average": format_number(scale.base(model.version.base), language, decimals=1),
    }


def _further_table(rows: list[Measure]) -> dict[str, Any]:
    return {
        "id": "further",
        "caption": _("Measures for those who know them"),
        "columns": [
            {"label": _("Measure")},
            {"label": _("Value"), "numeric": True},
            {"label": _("95 % interval"), "numeric": True},
        ],
        "rows": [
            {
                "cells": [
                    {"text": measure.label, "header": True, "note": measure.meaning},
                    {"text": measure.value},
                    {"text": measure.interval or "–"},
                ]
            }
            for measure in rows
        ],
    }


def _weights(model: ActiveModel) -> dict[str, float]:
    """Every item's weight in points, heaviest first."""
    numbers = numbers_of(model, ["factors"])["factors"].numbers
    if not isinstance(numbers, Importance):
        raise TypeError(f"the weights are {type(numbers).__name__}")
    return {weight.name: weight.points for weight in numbers.weights}


def _factor_table(model: ActiveModel, language: str) -> dict[str, Any]:
    weights = _weights(model)
    kept = numbers_of(model, [FACTOR + name for name in weights])
    return {
        "id": "items",
        "caption": _("Every item, heaviest first"),
        "note": _("Each leads to its own page, with its values and their effects."),
        "columns": [
            {"label": _("Item")},
            {"label": _("Subject")},
            {"label": _("Moves the score by, points"), "numeric": True},
            {"label": _("How")},
        ],
        "rows": [
            {
                "cells": [
                    {
                        "text": CATALOGUE[name].label[language],
                        "header": True,
                        "url": factor_url(name),
                    },
                    {"text": THEMES[CATALOGUE[name].theme].label[language]},
                    {"text": _weight_text(points, language)},
                    {"text": _how(kept[FACTOR + name].numbers, language)},
                ]
            }
            for name, points in weights.items()
        ],
    }


def _how(numbers: object, language: str) -> str:
    return shape_of(numbers, language).title if isinstance(numbers, Dependence) else ""


def _weight_text(points: float, language: str) -> str:
    return format_number(points, language, decimals=2, least=2)


def _factor_facts(
    model: ActiveModel, feature: str, place: int, weights: Mapping[str, float], language: str
) -> list[dict[str, str]]:
    entry = CATALOGUE[feature]
    rank = _("number %(place)s of %(all)s by weight") % {
        "place": format_number(place + 1, language),
        "all": format_number(len(weights), language),
    }
    points = _("%(points)s points on average, up or down") % {
        "points": _weight_text(weights[feature], language)
    }
    rows = [
        {"term": _("Subject"), "value": THEMES[entry.theme].label[language]},
        {"term": _("Moves the score by"), "value": points, "note": rank},
        {
            "term": _("Can the client change it?"),
            "value": _("yes") if entry.actionable else _("no"),
        },
    ]
    direction = _direction(model, feature)
    if direction:
        rows.append({"term": _("Held to one direction"), "value": direction})
    return rows


def _direction(model: ActiveModel, feature: str) -> str:
    """What the model was held to in training, where it was."""
    found = next(f for f in model.engine.bundle.manifest.features if f.name == feature)
    if found.direction > 0:
        return _("yes: a higher value may only lower the score")
    return _("yes: a higher value may only raise the score") if found.direction < 0 else ""


def _neighbour(order: list[str], place: int, language: str) -> dict[str, str] | None:
    if not 0 <= place < len(order):
        return None
    return {"label": CATALOGUE[order[place]].label[language], "url": factor_url(order[place])}
