"""What the page of one item shows: the client among a group, and in every group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models.expressions import Combinable
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from explain.comparison.charts import boxes
from explain.comparison.charts.boxes import Boxes
from explain.comparison.charts.distribution import Distribution
from explain.comparison.counting import bins
from explain.comparison.counting.aggregates import (
    Bucket,
    Counted,
    Near,
    Values,
    bounds_around,
    compared_client,
    count_everybody,
    count_near,
    size,
)
from explain.comparison.counting.filters import CHOSEN, EVERYBODY, SIMILAR, ComparisonForm, facets
from explain.comparison.counting.ranges import Range, columns_between, spread
from explain.comparison.counting.similar_clients import Step, steps
from explain.comparison.counting.variables import NUMBERS, VARIABLES, Number, Variable
from explain.comparison.drawing.boxes import boxes_svg
from explain.comparison.drawing.distribution import distribution_svg
from explain.comparison.page_parts import Company, found_context, frame, panel, shortest, with_query
from explain.comparison.tables import boxes_table, distribution_table
from explain.reading.kept_score import page_language
from scoring.models import ListedClient

DEFAULT_ITEM = "income"


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """One item of one client against groups; ``chart`` is None where the group is too small."""

    client: ListedClient
    form: ComparisonForm
    item: Variable
    company: Company
    chart: Distribution | None
    boxes: Boxes | None


def compare(reference: int, data: QueryDict) -> Comparison:
    """The comparison that an address asks for. Http404 where there is no such client."""
    client, values = compared_client(reference)
    items = {"item": (_("Item"), tuple(VARIABLES), DEFAULT_ITEM)}
    spreads = spread(numbers_asked(data, items))
    form = ComparisonForm(data, facets(spreads), items=items)
    item = VARIABLES[form.asked["item"]]
    rules = steps(client, page_language())
    room = _room(item, spreads)
    bounds = bounds_around(_number(values[item.name]), room.fine) if room else ()
    near = count_near({"bucket": _bucket(item, bounds)}, rules, form.condition, _value(item))
    # Where everybody is not who is shown, the client's own value is not told from others', so that
    # the count is the same for every client.
    bounds_of_all = bounds if form.group == EVERYBODY or room is None else room.fine
    everybody = count_everybody({"bucket": _bucket(item, bounds_of_all)}, _value(item))
    counted = groups_by_name(everybody, near)
    company = company_of(form, rules, near, counted)
    chart = None
    if not company.too_few:
        chart = _chart(item, values, counted, bounds, bounds_of_all, room, form)
    return Comparison(
        client=client,
        form=form,
        item=item,
        company=company,
        chart=chart,
        boxes=boxes.build(
            item, _number(values[item.name]), counted, room=room, language=page_language()
        )
        if isinstance(item, Number) and room
        else None,
    )


def groups_by_name(everybody: Counted | None, near: Near) -> dict[str, Counted]:
    """What was counted in each group, by the group's name, everybody first."""
    found = {EVERYBODY: everybody, SIMILAR: near.similar, CHOSEN: near.chosen}
    return {name: counted for name, counted in found.items() if counted is not None}


def company_of(
    form: ComparisonForm, rules: tuple[Step, ...], near: Near, counted: Mapping[str, Counted]
) -> Company:
    """With whom the client is compared, from what was counted."""
    return Company(
        group=form.group,
        sizes={name: size(parts) for name, parts in counted.items()},
        rules=rules,
        rule_sizes=near.rule_sizes,
        rule=near.rule,
    )


def numbers_asked(data: QueryDict, items: Mapping[str, tuple[str, Any, str]]) -> list[Number]:
    """The numbers whose range is needed: those asked for, and those that the filters part."""
    names = {"income", "credit"}
    for name, (_label, _offered, default) in items.items():
        names |= {data.get(name, ""), default}
    return [number for number in NUMBERS if number.name in names]


def _number(value: float | str | None) -> float | None:
    return None if value is None else float(value)


def _room(item: Variable, spreads: Mapping[str, tuple[float, ...]]) -> Range | None:
    """The chart's columns; None for a category."""
    if not isinstance(item, Number):
        return None
    known = spreads.get(item.name, (0.0, 1.0))
    return columns_between(known[0], known[-1], whole=item.whole)


def _bucket(item: Variable, bounds: tuple[float, ...]) -> Combinable:
    return Bucket(item.expression, bounds) if isinstance(item, Number) else item.expression


def _value(item: Variable) -> Combinable | None:
    return item.expression if isinstance(item, Number) else None


def _chart(
    item: Variable,
    values: Values,
    counted: Mapping[str, Counted],
    bounds: tuple[float, ...],
    bounds_of_all: tuple[float, ...],
    room: Range | None,
    form: ComparisonForm,
) -> Distribution:
    value, language, group = values[item.name], page_language(), form.group
    by_outcome = group == CHOSEN and "outcome" in form.answers
    if isinstance(item, Number) and room:
        return bins.of_number(
            item,
            _number(value),
            group=group,
            counted=counted[group],
            of_all=counted[EVERYBODY],
            bounds=bounds,
            bounds_of_all=bounds_of_all,
            room=room,
            language=language,
            by_outcome=by_outcome,
        )
    return bins.of_category(
        item,  # type: ignore[arg-type]
        None if value is None else str(value),
        group=group,
        counted=counted[group],
        of_all=counted[EVERYBODY],
        language=language,
        by_outcome=by_outcome,
    )


def item_context(reference: int, data: QueryDict) -> dict[str, Any]:
    """All that the page of one item shows."""
    made = compare(reference, data)
    url = reverse("explain:comparison_item", args=[reference])
    asked, chart = shortest(made.form), made.chart
    title = chart.title if chart else made.item.label(page_language())
    return {
        **frame(made.client, "item", title, made.form),
        **found_context(made.form, made.company, url),
        "panel": panel(made.form, url),
        "figure": chart and _distribution_figure(chart, csv_url(reference, "item", asked)),
        "boxes": made.boxes and _boxes_figure(made.boxes, csv_url(reference, "groups", asked)),
    }


def csv_url(reference: int, name: str, asked: str) -> str:
    """Where a table of these pages is as a file."""
    return with_query(reverse("explain:comparison_csv", args=[reference, name]), asked)


def _distribution_figure(found: Distribution, file: str) -> dict[str, Any]:
    return {
        "id": "distribution",
        "title": found.title,
        "svg": distribution_svg(found),
        "sentence": found.sentence,
        "note": found.note,
        "table": distribution_table(found),
        "csv_url": file,
    }


def _boxes_figure(found: Boxes, file: str) -> dict[str, Any]:
    return {
        "id": "boxes",
        "title": found.title,
        "svg": boxes_svg(found),
        "sentence": found.sentence,
        "note": found.note,
        "table": boxes_table(found),
        "csv_url": file,
    }
