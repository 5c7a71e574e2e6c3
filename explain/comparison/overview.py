"""Every item of a client at a glance, among similar clients."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from explain.comparison.aggregates import compared_client, rule_sizes, standing
from explain.comparison.distribution import value_text
from explain.comparison.filters import EVERYBODY, SIMILAR
from explain.comparison.page import frame
from explain.comparison.similar import chosen_step, steps
from explain.comparison.variables import VARIABLES, Category, Variable
from explain.comparison.wording import (
    TOO_FEW,
    Standing,
    category_place,
    clients_text,
    number_sentence,
    place_text,
)
from explain.facts import page_language
from scoring.models import ListedClient


@dataclass(frozen=True)
class Line:
    """One item: the client's value and their standing."""

    item: Variable
    value: float | str | None
    standing: Standing

    def place(self, group: str, language: str) -> str:
        """Where the client stands, in words."""
        if self.value is None:
            return "–"
        if isinstance(self.item, Category):
            return category_place(self.standing, group, language)
        return place_text(self.standing, group, language)


@dataclass(frozen=True)
class Overview:
    """All lines, and the group that they are about."""

    client: ListedClient
    group: str
    size: int
    rule: str
    lines: tuple[Line, ...]


def overview(reference: int) -> Overview:
    """A client among similar ones; Http404 where there is no such client."""
    client, values = compared_client(reference)
    rules = steps(client, page_language())
    sizes = rule_sizes(rules)
    taken = chosen_step(sizes)
    found = standing(values, VARIABLES.values(), rules[taken].condition)
    return Overview(
        client=client,
        group=EVERYBODY if taken == len(rules) - 1 else SIMILAR,
        size=sizes[taken],
        rule=rules[taken].text,
        lines=tuple(
            Line(item, values[name], Standing(*found[name])) for name, item in VARIABLES.items()
        ),
    )


def overview_context(reference: int) -> dict[str, Any]:
    """All that the page shows."""
    found, language = overview(reference), page_language()
    words = {"rule": found.rule, "count": clients_text(found.size, language)}
    few = _("Too few to compare with: %(count)s on record, at least %(least)s are needed.") % {
        "count": clients_text(found.size, language),
        "least": TOO_FEW,
    }
    too_few = found.size < TOO_FEW
    return {
        **frame(found.client, "overview", _("Overview")),
        "rule": _("Similar clients: %(rule)s (%(count)s).") % words,
        "too_few": few if too_few else "",
        "sentences": [] if too_few else _sentences(found, language),
        "table": None if too_few else overview_table(found, language),
        "csv_url": reverse("explain:comparison_csv", args=[reference, "overview"]),
    }


def _sentences(found: Overview, language: str) -> list[str]:
    """The items that people ask for first, each in a sentence."""
    lines = {line.item.name: line for line in found.lines}
    return [
        number_sentence(item, lines[name].standing, found.group, language)
        for name in ("score", "income", "effort", "age")
        if lines[name].value is not None and not isinstance(item := lines[name].item, Category)
    ]


def overview_table(found: Overview, language: str) -> dict[str, Any]:
    """One row an item; its name leads to its charts."""
    url = reverse("explain:comparison_item", args=[found.client.reference])
    return {
        "id": "overview-table",
        "caption": _("Each item among similar clients"),
        "columns": [
            {"label": _("Item")},
            {"label": _("This client")},
            {"label": _("Among similar clients")},
        ],
        "rows": [
            {
                "cells": [
                    {
                        "text": line.item.label(language),
                        "header": True,
                        "url": f"{url}?item={line.item.name}",
                    },
                    {"text": value_text(line.item, line.value, language)},
                    {"text": line.place(found.group, language)},
                ]
            }
            for line in found.lines
        ],
    }
