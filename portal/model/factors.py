"""The pages of how the model weighs what it reads, together and one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from explain.factor_about import about_factor, neighbours, related_factors
from explain.factor_help import as_sentence, factor_url
from explain.reading.kept_score import page_language
from explain.reading.words import points_text
from ml.bundle import BundleError
from ml.points import in_tenths
from ml.wording.catalogue import CATALOGUE, THEMES
from ml.wording.formats import format_number
from portal.help import way_back
from portal.model.figure_store import FACTOR, drawn, numbers_of
from portal.model.numbers import Dependence, Importance
from portal.model.page_parts import figure_of, frame
from portal.model.wording import shape_of
from scoring.services.engines import ActiveModel, NoActiveModel, active


def factors_context() -> dict[str, Any]:
    """What weighs how much: by subject, by factor, on single clients; then each by itself."""
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


def factor_context(feature: str, recent: Sequence[int]) -> dict[str, Any]:
    """One factor: what it means, where it is from, how its effect depends on its value.

    Every factor has its page, read by the model in force or not: an older score may have used it.
    ``recent`` are the clients whose files the reader opened last. Http404 for what is no factor.
    """
    if feature not in CATALOGUE:
        raise Http404
    entry, language, model = CATALOGUE[feature], page_language(), _reading(feature)
    direction = entry.monotone if model is None else _direction(model, feature)
    theme = THEMES[entry.theme].label[language]
    before, after = neighbours(feature, language)
    index = reverse("portal:help_factors")
    context: dict[str, Any] = {
        "label": entry.label[language],
        "meaning": as_sentence(entry.meaning[language]),
        "theme": theme,
        "facts": about_factor(feature, direction, language),
        "related": related_factors(feature, language),
        "trail": [
            {"label": _("The model"), "url": reverse("portal:model")},
            {"label": _("Factors"), "url": index},
            {"label": theme, "url": f"{index}#theme-{entry.theme}"},
        ],
        "back": way_back(recent),
        "before": before,
        "after": after,
    }
    return context if model is None else context | _weighed(model, feature, language)


def _reading(feature: str) -> ActiveModel | None:
    """The model in force, where it can be read and reads this factor."""
    try:
        model = active()
    except (NoActiveModel, BundleError):
        return None
    return model if feature in model.version.features else None


def _weighed(model: ActiveModel, feature: str, language: str) -> dict[str, Any]:
    """What the model in force makes of a factor."""
    figure = drawn(model, [FACTOR + feature], language=language)[FACTOR + feature]
    return {
        "figure": figure_of(figure),
        "weight_rows": _weight_rows(feature, _weights(model), language),
    }


def _weights(model: ActiveModel) -> dict[str, float]:
    """Every factor's weight in points, heaviest first."""
    numbers = numbers_of(model, ["factors"])["factors"].numbers
    if not isinstance(numbers, Importance):
        raise TypeError(f"the weights are {type(numbers).__name__}")
    return {weight.name: weight.points for weight in numbers.weights}


def _factor_table(model: ActiveModel, language: str) -> dict[str, Any]:
    weights = _weights(model)
    kept = numbers_of(model, [FACTOR + name for name in weights])
    return {
        "id": "items",
        "caption": _("Every factor, heaviest first"),
        "note": _("Each leads to its own page, with its values and their effects."),
        "columns": [
            {"label": _("Factor")},
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


def _weight_rows(feature: str, weights: Mapping[str, float], language: str) -> list[dict[str, str]]:
    rank = _("number %(place)s of %(all)s by weight") % {
        "place": format_number(list(weights).index(feature) + 1, language),
        "all": format_number(len(weights), language),
    }
    points = _("%(points)s on average, up or down") % {
        "points": points_text(in_tenths(weights[feature]), language)
    }
    return [{"term": _("Moves the score by"), "value": points, "note": rank}]


def _direction(model: ActiveModel, feature: str) -> int:
    """What the model was held to in training: 1, -1, or 0 where it was free."""
    return next(f for f in model.engine.bundle.manifest.features if f.name == feature).direction
