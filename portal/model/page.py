"""What the model's pages show."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from explain.reading.kept_score import page_language
from ml.bundle import Manifest
from ml.never_hurts import CHANGES, change_label
from ml.points import PointsScale
from ml.wording.formats import format_number, format_share
from portal.model.figure import csv_of
from portal.model.figure_store import drawn, figure_names, numbers_of
from portal.model.goodness import Measure, further, measures
from portal.model.page_parts import figure_of, frame, get_model
from portal.model.portfolio import (
    NAME,
    distribution,
    distribution_csv,
    distribution_figure,
)
from portal.model.presenting import factor_url, present
from portal.model.reading import never_read, themes_read
from portal.model.redrawing import drawings_rows
from portal.model.thin_files import thin_files_context
from scoring.services.engines import ActiveModel


def overview_context(*, looks_after: bool) -> dict[str, Any]:
    """What the model does, how good it is in three numbers, the cut-off, and the portfolio.

    For who ``looks_after`` the model, what is kept of drawings too.
    """
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
        "drawings": drawings_rows(model.version) if looks_after else None,
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
        "thin_files": thin_files_context(model.version, language),
        "never_hurts": _never_hurts(manifest, language),
        "reliability": figure_of(figures["reliability"]),
        "cost": figure_of(figures["cost"]),
        "cut_off": _cut_off(model, language),
        "folds": format_number(training.folds, language),
        "clients": format_number(training.clients, language),
        "defaults": format_share(training.default_rate, language),
        "period": training.period,
    }


def _never_hurts(manifest: Manifest, language: str) -> list[str]:
    """What may never lower a score; nothing for a model that was left free."""
    if not any(feature.direction for feature in manifest.features):
        return []
    return [change_label(name, language) for name in CHANGES]


def figure_csv(name: str) -> str:
    """A figure's table as a file; Http404 where there is no such figure."""
    if name == NAME:
        return distribution_csv(distribution(), page_language())
    model = get_model()
    if name not in figure_names(model.version):
        raise Http404
    return csv_of(present(name, numbers_of(model, [name])[name].numbers, page_language()))


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
