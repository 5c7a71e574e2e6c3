"""What the page of two items shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from explain.comparison.charts import two_variables
from explain.comparison.charts.two_variables import Pair
from explain.comparison.counting.aggregates import (
    Bucket,
    compared_client,
    count_everybody,
    count_near,
)
from explain.comparison.counting.filters import CHOSEN, EVERYBODY, ComparisonForm, facets
from explain.comparison.counting.ranges import JOINED, columns_between, spread
from explain.comparison.counting.similar_clients import steps
from explain.comparison.counting.variables import NUMBERS
from explain.comparison.drawing.two_variables import pair_svg
from explain.comparison.item_page import company_of, csv_url, groups_by_name, numbers_asked
from explain.comparison.page_parts import Company, found_context, frame, panel, shortest
from explain.comparison.tables import pair_table
from explain.reading.kept_score import page_language
from scoring.models import ListedClient

ACROSS, UP = "income", "credit"
COLUMNS = 96
"""In about how many columns each item is counted: fine enough for a group that is only in a part
of the range. Those drawn are joined from them."""
_BY_NAME = {number.name: number for number in NUMBERS}


@dataclass(frozen=True, kw_only=True)
class PairComparison:
    """Two items of one client among a group; ``chart`` is None where that is too small."""

    client: ListedClient
    form: ComparisonForm
    company: Company
    chart: Pair | None


def compare_pair(reference: int, data: QueryDict) -> PairComparison:
    """The comparison that an address asks for. Http404 where there is no such client."""
    client, values = compared_client(reference)
    names = tuple(number.name for number in NUMBERS)
    items = {"across": (_("Across"), names, ACROSS), "up": (_("Upwards"), names, UP)}
    spreads = spread(numbers_asked(data, items))
    form = ComparisonForm(data, facets(spreads), items=items)
    across, up = (_BY_NAME[form.asked[name]] for name in ("across", "up"))
    ranges = tuple(
        columns_between(
            known[0], known[-1], whole=number.whole, about=COLUMNS, from_multiple=JOINED[-1]
        )
        for number in (across, up)
        for known in (spreads.get(number.name, (0.0, 1.0)),)
    )
    rules = steps(client, page_language())
    buckets = {
        f"bucket_{n}": Bucket(number.expression, room.edges)
        for n, (number, room) in enumerate(zip((across, up), ranges, strict=True))
    }
    near = count_near(buckets, rules, form.condition)
    everybody = count_everybody(buckets) if form.group == EVERYBODY else None
    counted = groups_by_name(everybody, near)
    company = company_of(form, rules, near, counted)
    own = values[across.name], values[up.name]
    chart = two_variables.build(
        across,
        up,
        counted[company.group],
        ranges=(ranges[0], ranges[1]),
        value=None if None in own else (float(own[0] or 0), float(own[1] or 0)),
        group=company.group,
        language=page_language(),
        by_outcome=company.group == CHOSEN and "outcome" in form.answers,
    )
    return PairComparison(
        client=client, form=form, company=company, chart=None if company.too_few else chart
    )


def pair_context(reference: int, data: QueryDict) -> dict[str, Any]:
    """All that the page of two items shows."""
    made = compare_pair(reference, data)
    url = reverse("explain:comparison_pair", args=[reference])
    chart = made.chart
    return {
        **frame(made.client, "pair", chart.title if chart else _("Two items together"), made.form),
        **found_context(made.form, made.company, url),
        "panel": panel(made.form, url),
        "figure": chart
        and {
            "id": "pair",
            "title": chart.title,
            "svg": pair_svg(chart),
            "sentence": chart.sentence,
            "note": chart.note,
            "table": pair_table(chart),
            "csv_url": csv_url(reference, "pair", shortest(made.form)),
        },
    }
