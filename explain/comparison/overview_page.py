"""Every item of a client at a glance, among a group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from explain.comparison.charts.distribution import value_text
from explain.comparison.charts.most_distinctive import apart_paragraph
from explain.comparison.charts.repayment import rate
from explain.comparison.charts.standings import Line, Overview
from explain.comparison.counting.aggregates import Part, compared_client, count_near, standing
from explain.comparison.counting.filters import CHOSEN, EVERYBODY, SIMILAR, ComparisonForm, facets
from explain.comparison.counting.ranges import spread
from explain.comparison.counting.similar_clients import steps
from explain.comparison.counting.variables import VARIABLES, Category
from explain.comparison.drawing.overview import standing_svg
from explain.comparison.item_page import csv_url, numbers_asked
from explain.comparison.page_parts import (
    Company,
    found_context,
    frame,
    group_query,
    panel,
    shortest,
)
from explain.comparison.wording import (
    Standing,
    among,
    clients_text,
    number_sentence,
    of_whom,
    share_text,
)
from explain.reading.kept_score import page_language
from scoring.models import ListedClient

FIRST_ASKED = ("score", "income", "effort", "age")
"""The items that people ask for first: each has its sentence."""


@dataclass(frozen=True, kw_only=True)
class OverviewComparison:
    """All items of one client among a group; ``found`` is None where that is too small."""

    client: ListedClient
    form: ComparisonForm
    company: Company
    found: Overview | None


def overview(reference: int, data: QueryDict) -> OverviewComparison:
    """The comparison that an address asks for. Http404 where there is no such client."""
    client, values = compared_client(reference)
    language = page_language()
    form = ComparisonForm(data, facets(spread(numbers_asked(data, {}))), items={})
    rules = steps(client, language)
    near = count_near({}, rules, None)
    similar = rules[near.rule].condition
    conditions = {EVERYBODY: Q(), SIMILAR: similar, CHOSEN: form.condition or Q()}
    part, found = standing(values, VARIABLES.values(), conditions[form.group])
    company = Company(
        group=form.group,
        sizes={SIMILAR: near.rule_sizes[near.rule], form.group: part.count},
        rules=rules,
        rule_sizes=near.rule_sizes,
        rule=near.rule,
    )
    return OverviewComparison(
        client=client,
        form=form,
        company=company,
        found=None
        if company.too_few
        else Overview(
            language=language,
            group=form.group,
            whole=part,
            by_outcome="outcome" in form.answers,
            lines=tuple(
                Line(item, values[name], Standing(*found[name])) for name, item in VARIABLES.items()
            ),
        ),
    )


def overview_context(reference: int, data: QueryDict) -> dict[str, Any]:
    """All that the page shows."""
    made = overview(reference, data)
    url = reverse("explain:comparison", args=[reference])
    found = made.found
    return {
        **frame(made.client, "overview", _overview_title(made.company.group), made.form),
        **found_context(made.form, made.company, url),
        "panel": panel(made.form, url),
        "paragraph": found and apart_paragraph(found),
        "sentences": [] if found is None else _sentences(found),
        "figure": found
        and {
            "id": "standing",
            "title": found.title,
            "svg": standing_svg(found),
            "sentence": found.sentence,
            "note": found.note,
            "table": overview_table(found, reference, group_query(made.form)),
            "csv_url": csv_url(reference, "overview", shortest(made.form)),
        },
    }


def _overview_title(group: str) -> str:
    return _("Overview %(among)s") % {"among": among(group)}


def _sentences(found: Overview) -> list[str]:
    """The items that people ask for first, each in a sentence, and how many of the group repaid."""
    lines = {line.item.name: line for line in found.lines}
    said = [
        number_sentence(item, lines[name].standing, found.group, found.language)
        for name in FIRST_ASKED
        if lines[name].is_placed and not isinstance(item := lines[name].item, Category)
    ]
    return said if found.by_outcome else [*said, _repaid(found.whole, found)]


def _repaid(whole: Part, found: Overview) -> str:
    outcomes = {"count": clients_text(whole.outcomes, found.language)}
    if rate(whole) is None:
        return _("The outcome of only %(count)s of this group is known.") % outcomes
    return _("%(share)s of %(whom)s repaid, of the %(count)s whose outcome is known.") % (
        outcomes
        | {
            "share": share_text(whole.repaid, whole.outcomes, found.language),
            "whom": of_whom(found.group),
        }
    )


def overview_table(found: Overview, reference: int, query: str) -> dict[str, Any]:
    """One row an item; its name leads to its charts, in the same group."""
    url = reverse("explain:comparison_item", args=[reference])
    language = found.language
    return {
        "id": "overview-table",
        "caption": _("Each item %(among)s") % {"among": among(found.group)},
        "columns": [
            {"label": _("Item")},
            {"label": _("This client")},
            {"label": _("Place %(among)s") % {"among": among(found.group)}},
        ],
        "rows": [
            {
                "cells": [
                    {
                        "text": line.item.label(language),
                        "header": True,
                        "url": f"{url}?item={line.item.name}{query and '&'}{query}",
                    },
                    {"text": value_text(line.item, line.value, language)},
                    {"text": line.place(found.group, language)},
                ]
            }
            for line in found.lines
        ],
    }
