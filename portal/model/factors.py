"""The pages of how the model weighs what it reads, together and one by one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from explain.facts import page_language
from explain.words import points_text
from ml.points import in_tenths
from ml.text.catalogue import CATALOGUE, THEMES
from ml.text.formats import format_number
from portal.model.frame import TABS, figure_of, frame, get_model, tabs_of
from portal.model.keeping import FACTOR, drawn, numbers_of
from portal.model.numbers import Dependence, Importance
from portal.model.presenting import factor_url
from portal.model.wording import shape_of
from scoring.services.engines import ActiveModel


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
        "tabs": tabs_of("model_factors", exact=False),
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
    points = _("%(points)s on average, up or down") % {
        "points": points_text(in_tenths(weights[feature]), language)
    }
    rows = [
        {"term": _("Subject"), "value": THEMES[entry.theme].label[language]},
        {"term": _("Moves the score by"), "value": points, "note": rank},
        {
            "term": _("Can the client change it?"),
            "value": _("Yes") if entry.actionable else _("No"),
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
        return _("A higher value may only lower the score")
    return _("A higher value may only raise the score") if found.direction < 0 else ""


def _neighbour(order: list[str], place: int, language: str) -> dict[str, str] | None:
    if not 0 <= place < len(order):
        return None
    return {"label": CATALOGUE[order[place]].label[language], "url": factor_url(order[place])}
