"""Two clients side by side: their items, their scores, and what each subject does to those."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from explain.comparison.charts.distribution import value_text
from explain.comparison.charts.side_by_side import (
    Side,
    score_sentence,
    scores,
    scores_table,
    themes,
    themes_table,
)
from explain.comparison.counting.aggregates import compared_client
from explain.comparison.counting.variables import VARIABLES, Number, Variable
from explain.comparison.drawing.two_clients import pairs_svg
from explain.comparison.item_page import csv_url
from explain.comparison.page_parts import frame
from explain.comparison.second_client import SecondClientForm
from explain.reading.kept_score import page_language, read_score
from scoring.models import CurrentScore

FILES = ("clients", "scores", "themes")


def side(reference: int) -> Side:
    """One of the two; Http404 where there is no such client."""
    client, values = compared_client(reference)
    kept = (
        CurrentScore.objects.select_related("score__model_version")
        .filter(application=client.application_id)
        .first()
    )
    reading = None if kept is None else read_score(kept.score, language=page_language())
    return Side(client, values, reading)


def two_clients_context(reference: int, data: QueryDict) -> dict[str, Any]:
    """All that the page shows; without a second client, the question who it is."""
    one = side(reference)
    form = SecondClientForm(data if "with" in data else None, first=reference)
    second = form.reference if form.is_bound else None
    other = None if second is None else side(second)
    title = _("Two clients")
    if other:
        title = _("with %(client)s") % {"client": other.name}
    context = {
        **frame(one.client, "clients", title, form),
        "second_field": form["with"],
        "action": reverse("explain:comparison_clients", args=[reference]),
    }
    if other is None:
        return context
    files = {name: csv_url(reference, name, f"with={second}") for name in FILES}
    return context | {
        "sentence": score_sentence(one, other),
        "values_table": values_table(one, other),
        "figures": side_by_side(one, other, files),
        "csv_url": files["clients"],
        "other_url": reverse("explain:client", args=[second]),
        "other_name": other.name,
    }


def _both(reference: int, data: QueryDict) -> tuple[Side, Side] | None:
    """The two of an address; None where the second is not to be found."""
    second = SecondClientForm(data, first=reference).reference
    return None if second is None else (side(reference), side(second))


def items_table(reference: int, data: QueryDict) -> dict[str, Any] | None:
    """The items of both, for a file; None where the second client is not to be found."""
    both = _both(reference, data)
    return None if both is None else values_table(*both)


def scored_table(reference: int, data: QueryDict) -> dict[str, Any] | None:
    """Both scores, for a file; None also where one has none."""
    both = _both(reference, data)
    return None if both is None or (pairs := scores(*both)) is None else scores_table(pairs)


def themed_table(reference: int, data: QueryDict) -> dict[str, Any] | None:
    """What each subject does to both scores, for a file; None also where one has none."""
    both = _both(reference, data)
    return None if both is None or (pairs := themes(*both)) is None else themes_table(pairs)


def side_by_side(one: Side, other: Side, files: dict[str, str]) -> list[dict[str, Any]]:
    """The charts of both scores; none where one of the two has no score."""
    found, subjects = scores(one, other), themes(one, other)
    if found is None or subjects is None:
        return []
    return [
        {
            "id": made.name,
            "title": made.title,
            "svg": pairs_svg(made),
            "sentence": made.sentence,
            "note": made.note,
            "table": table,
            "csv_url": files[made.name],
        }
        for made, table in ((found, scores_table(found)), (subjects, themes_table(subjects)))
    ]


def values_table(one: Side, other: Side) -> dict[str, Any]:
    """Every item of both, with the difference where it is a number."""
    language = page_language()
    return {
        "id": "values-table",
        "caption": _("Items of both clients"),
        "columns": [
            {"label": _("Item")},
            {"label": one.name, "numeric": True},
            {"label": other.name, "numeric": True},
            {"label": _("The first compared with the second")},
        ],
        "rows": [
            {
                "cells": [
                    {"text": item.label(language), "header": True},
                    {"text": value_text(item, one.values[name], language)},
                    {"text": value_text(item, other.values[name], language)},
                    {"text": _difference(one.values[name], other.values[name], item, language)},
                ]
            }
            for name, item in VARIABLES.items()
        ],
    }


def _difference(
    one: float | str | None, other: float | str | None, item: Variable, language: str
) -> str:
    if one is None or other is None:
        return "–"
    if value_text(item, one, language) == value_text(item, other, language):
        return _("the same")
    if not isinstance(item, Number):
        return _("different")
    return _("higher") if float(one) > float(other) else _("lower")
