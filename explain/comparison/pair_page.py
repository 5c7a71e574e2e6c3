"""What the page of two items shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from explain.comparison import two_variables
from explain.comparison.aggregates import Bucket, compared_client, count_groups, size
from explain.comparison.bands import band
from explain.comparison.drawing_pair import pair_svg
from explain.comparison.filters import CHOSEN, EVERYBODY, SIMILAR, ComparisonForm, facets
from explain.comparison.page import found_context, frame, numbers_asked, panel, shortest
from explain.comparison.ranges import columns_between, spread
from explain.comparison.similar import steps
from explain.comparison.two_variables import Pair
from explain.comparison.variables import NUMBERS
from explain.comparison.wording import TOO_FEW
from explain.facts import page_language
from ml.text.formats import format_number
from scoring.models import ListedClient

ACROSS, UP = "income", "credit"
COLUMNS = 8
_BY_NAME = {number.name: number for number in NUMBERS}


@dataclass(frozen=True, kw_only=True)
class PairComparison:
    """Two items of one client among a group; ``chart`` is None where that is too small."""

    client: ListedClient
    form: ComparisonForm
    group: str
    sizes: dict[str, int]
    rule: str
    chart: Pair | None


def compare_pair(reference: int, data: QueryDict) -> PairComparison:
    """The comparison that an address asks for. Http404 where there is no such client."""
    client, values = compared_client(reference)
    language = page_language()
    names = tuple(number.name for number in NUMBERS)
    items = {"across": (_("Across"), names, ACROSS), "up": (_("Upwards"), names, UP)}
    spreads = spread(numbers_asked(data, items))
    form = ComparisonForm(data, facets(spreads), items=items)
    asked = form.asked
    across, up = (_BY_NAME[asked[name]] for name in ("across", "up"))
    ranges = tuple(
        columns_between(known[0], known[-1], whole=number.whole, about=COLUMNS)
        for number in (across, up)
        for known in (spreads.get(number.name, (0.0, 1.0)),)
    )
    rules = steps(client, language)
    buckets = {
        f"bucket_{n}": Bucket(number.expression, room.edges)
        for n, (number, room) in enumerate(zip((across, up), ranges, strict=True))
    }
    found = count_groups(buckets, rules, form.condition)
    counted = {EVERYBODY: found.everybody, SIMILAR: found.similar}
    if found.chosen is not None:
        counted[CHOSEN] = found.chosen
    group = CHOSEN if found.chosen is not None else asked["against"]
    sizes = {name: size(parts) for name, parts in counted.items()}
    own = values[across.name], values[up.name]
    chart = two_variables.build(
        across,
        up,
        counted[group],
        ranges=(ranges[0], ranges[1]),
        value=None if None in own else (float(own[0] or 0), float(own[1] or 0)),
        group=group,
        language=language,
    )
    return PairComparison(
        client=client,
        form=form,
        group=group,
        sizes=sizes,
        rule=rules[found.rule].text,
        chart=chart if sizes[group] >= TOO_FEW else None,
    )


def pair_context(reference: int, data: QueryDict) -> dict[str, Any]:
    """All that the page of two items shows."""
    made = compare_pair(reference, data)
    url = reverse("explain:comparison_pair", args=[reference])
    asked = shortest(made.form)
    csv_url = reverse("explain:comparison_csv", args=[reference, "pair"])
    chart = made.chart
    return {
        **frame(made.client, "pair", chart.title if chart else _("Two items together"), made.form),
        **found_context(made.form, made.group, made.sizes, made.rule, url),
        "panel": panel(made.form, url, ["across", "up"]),
        "address": f"{url}?{asked}" if asked else url,
        "figure": chart
        and {
            "id": "pair",
            "title": chart.title,
            "svg": pair_svg(chart),
            "sentence": chart.sentence,
            "note": chart.note,
            "table": pair_table(chart),
            "csv_url": f"{csv_url}?{asked}" if asked else csv_url,
        },
    }


def pair_table(found: Pair) -> dict[str, Any]:
    """How many clients have each pair: a row a band of the second item, the highest first."""
    language = found.language
    across, up = (
        [band(number, room, place, language) for place in range(len(room.edges) + 1)]
        for number, room in ((found.across, found.range_across), (found.up, found.range_up))
    )
    own = found.own
    return {
        "id": "pair-table",
        "caption": _("Clients by %(across)s and %(up)s")
        % {"across": found.across.axis(language), "up": found.up.axis(language)},
        "columns": [
            {"label": found.up.axis(language)},
            *({"label": label, "numeric": True} for label in across),
        ],
        "rows": [
            {
                "current": own is not None and own[1] == row,
                "cells": [
                    {"text": up[row], "header": True},
                    *(_cell(found, column, row) for column in range(len(across))),
                ],
            }
            for row in reversed(range(len(up)))
        ],
    }


def _cell(found: Pair, column: int, row: int) -> dict[str, Any]:
    part = found.cells.get((column, row))
    many = part.count if part else 0
    cell: dict[str, Any] = {"text": format_number(many, found.language), "figure": many}
    if found.own == (column, row):
        cell["note"] = _("this client")
    return cell
