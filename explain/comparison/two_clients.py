"""Two clients side by side: their items, their scores, and what each subject does to those."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from explain.comparison.aggregates import Values, compared_client
from explain.comparison.distribution import value_text
from explain.comparison.page import frame
from explain.comparison.second_client import SecondClientForm
from explain.comparison.variables import VARIABLES, Number
from explain.facts import page_language, read_score
from explain.reading import Reading
from explain.words import points_text, tenths_text
from scoring.models import CurrentScore, ListedClient


@dataclass(frozen=True)
class Side:
    """One of the two: the client, the values, and the reading of the score; None without one."""

    client: ListedClient
    values: Values
    reading: Reading | None

    @property
    def name(self) -> str:
        """How the client is called in a column's heading."""
        return _("Client %(reference)s") % {"reference": self.client.reference}


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
    url = reverse("explain:comparison_csv", args=[reference, "clients"])
    return context | {
        "sentence": score_sentence(one, other),
        "values_table": values_table(one, other),
        "themes_table": themes_table(one, other),
        "csv_url": f"{url}?with={second}",
        "other_url": reverse("explain:client", args=[second]),
        "other_name": other.name,
    }


def clients_table(reference: int, data: QueryDict) -> dict[str, Any] | None:
    """The items of both, for a file; None where the second client is not to be found."""
    form = SecondClientForm(data, first=reference)
    second = form.reference
    return None if second is None else values_table(side(reference), side(second))


def score_sentence(one: Side, other: Side) -> str:
    """Whose score is higher, and by how much."""
    language = page_language()
    if one.reading is None or other.reading is None:
        return _("One of the two has no score yet, so the scores cannot be compared.")
    names = {"one": one.name, "other": other.name,
             "score": one.reading.score_text, "second": other.reading.score_text}  # fmt: skip
    change = one.reading.total_tenths - other.reading.total_tenths
    points = {"points": points_text(change, language)}
    if change == 0:
        return _("%(one)s and %(other)s have the same score: %(score)s.") % names
    pattern = (
        _("The score of %(one)s is %(score)s, %(points)s above that of %(other)s (%(second)s).")
        if change > 0
        else _(
            "The score of %(one)s is %(score)s, %(points)s below that of %(other)s (%(second)s)."
        )
    )
    return pattern % (names | points)


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
                    {"text": _difference(one.values[name], other.values[name], item)},
                ]
            }
            for name, item in VARIABLES.items()
        ],
    }


def _difference(one: float | str | None, other: float | str | None, item: Any) -> str:
    if one is None or other is None:
        return "–"
    if one == other:
        return _("the same")
    if not isinstance(item, Number):
        return _("different")
    return _("higher") if float(one) > float(other) else _("lower")


def themes_table(one: Side, other: Side) -> dict[str, Any] | None:
    """What each subject does to both scores; None where one has no score."""
    if one.reading is None or other.reading is None:
        return None
    language = page_language()
    seconds = {share.label: share.tenths for share in other.reading.themes}
    firsts = {share.label: share.tenths for share in one.reading.themes}
    rows = [(_("Average client"), *_averages(one.reading, other.reading))]
    rows += [
        (label, firsts.get(label, 0), seconds.get(label, 0)) for label in {**firsts, **seconds}
    ]
    rows += [(_("Score"), one.reading.total_tenths, other.reading.total_tenths)]
    return {
        "id": "themes-table",
        "caption": _("What each subject does to the two scores"),
        "note": _("In points, from the average client to each of the two; the columns add up."),
        "columns": [
            {"label": _("Subject")},
            {"label": one.name, "numeric": True},
            {"label": other.name, "numeric": True},
            {"label": _("Difference, points"), "numeric": True},
        ],
        "rows": [
            {
                "cells": [
                    {"text": label, "header": True},
                    *(
                        {"text": tenths_text(tenths, language, signed=0 < place < last)}
                        for tenths in (first, second)
                    ),
                    {"text": tenths_text(first - second, language, signed=True)},
                ]
            }
            for place, (label, first, second) in enumerate(rows)
            for last in (len(rows) - 1,)
        ],
    }


def _averages(one: Reading, other: Reading) -> tuple[int, int]:
    """What the subjects start from, so that the columns add up as shown."""
    return tuple(  # type: ignore[return-value]
        reading.total_tenths - sum(share.tenths for share in reading.themes)
        for reading in (one, other)
    )
