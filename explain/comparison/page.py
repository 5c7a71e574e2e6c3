"""What the page of one item shows: the client among a group, and in every group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from explain.comparison import boxes, distribution, drawing
from explain.comparison.aggregates import (
    Bucket,
    Counted,
    Values,
    bounds_around,
    compared_client,
    count_groups,
    size,
)
from explain.comparison.boxes import Boxes
from explain.comparison.distribution import Distribution
from explain.comparison.filters import CHOSEN, EVERYBODY, SIMILAR, ComparisonForm, facets
from explain.comparison.ranges import Range, columns_between, spread
from explain.comparison.similar import steps
from explain.comparison.tables import boxes_table, distribution_table
from explain.comparison.variables import NUMBERS, VARIABLES, Number, Variable
from explain.comparison.wording import TOO_FEW, clients_text
from explain.facts import page_language
from scoring.models import ListedClient

DEFAULT_ITEM = "income"


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """One item of one client against groups. ``sizes`` are the groups' sizes by their names.

    ``group`` is the one that the chart shows; ``chart`` is None where it is too small.
    """

    client: ListedClient
    form: ComparisonForm
    item: Variable
    group: str
    sizes: Mapping[str, int]
    rule: str
    chart: Distribution | None
    boxes: Boxes | None


def compare(reference: int, data: QueryDict) -> Comparison:
    """The comparison that an address asks for. Http404 where there is no such client."""
    client, values = compared_client(reference)
    items = {"item": (_("Item"), tuple(VARIABLES), DEFAULT_ITEM)}
    spreads = spread(numbers_asked(data, items))
    form = ComparisonForm(data, facets(spreads), items=items)
    asked, language = form.asked, page_language()
    item = VARIABLES[asked["item"]]
    rules = steps(client, language)
    bounds, room = _bounds(item, values, spreads)
    bucket = Bucket(item.expression, bounds) if isinstance(item, Number) else item.expression
    value = item.expression if isinstance(item, Number) else None
    found = count_groups({"bucket": bucket}, rules, form.condition, value)
    counted = {EVERYBODY: found.everybody, SIMILAR: found.similar}
    if found.chosen is not None:
        counted[CHOSEN] = found.chosen
    group = CHOSEN if found.chosen is not None else asked["against"]
    sizes = {name: size(parts) for name, parts in counted.items()}
    return Comparison(
        client=client,
        form=form,
        item=item,
        group=group,
        sizes=sizes,
        rule=rules[found.rule].text,
        chart=_chart(item, values, group, counted, bounds, room)
        if sizes[group] >= TOO_FEW
        else None,
        boxes=boxes.build(item, values[item.name], counted, room=room, language=language)  # type: ignore[arg-type]
        if isinstance(item, Number) and room
        else None,
    )


def numbers_asked(data: QueryDict, items: Mapping[str, tuple[str, Any, str]]) -> list[Number]:
    """The numbers whose range is needed: those asked for, and those that the filters part."""
    names = {"income", "credit"}
    for name, (_label, _offered, default) in items.items():
        names |= {data.get(name, ""), default}
    return [number for number in NUMBERS if number.name in names]


def _bounds(
    item: Variable, values: Values, spreads: Mapping[str, tuple[float, ...]]
) -> tuple[tuple[float, ...], Range | None]:
    """Where the database parts a number, and the chart's columns; nothing for a category."""
    if not isinstance(item, Number):
        return (), None
    known = spreads.get(item.name, (0.0, 1.0))
    room = columns_between(known[0], known[-1], whole=item.whole)
    value = values[item.name]
    return bounds_around(None if value is None else float(value), room.fine), room


def _chart(
    item: Variable,
    values: Values,
    group: str,
    counted: Mapping[str, Counted],
    bounds: tuple[float, ...],
    room: Range | None,
) -> Distribution:
    value, language = values[item.name], page_language()
    if isinstance(item, Number) and room:
        return distribution.of_number(
            item,
            None if value is None else float(value),
            group=group,
            counted=counted[group],
            of_all=counted[EVERYBODY],
            bounds=bounds,
            room=room,
            language=language,
        )
    return distribution.of_category(
        item,  # type: ignore[arg-type]
        None if value is None else str(value),
        group=group,
        counted=counted[group],
        of_all=counted[EVERYBODY],
        language=language,
    )


def item_context(reference: int, data: QueryDict) -> dict[str, Any]:
    """All that the page of one item shows."""
    made = compare(reference, data)
    url = reverse("explain:comparison_item", args=[reference])
    asked = shortest(made.form)
    chart = made.chart
    label = made.item.label(page_language())
    title = chart.title if chart else label
    return {
        **frame(made.client, "item", title, made.form),
        **found_context(made.form, made.group, made.sizes, made.rule, url),
        "panel": panel(made.form, url, ["item"]),
        "figure": chart and _distribution_figure(chart, _csv(reference, "item", asked)),
        "boxes": made.boxes and _boxes_figure(made.boxes, _csv(reference, "groups", asked)),
        "address": f"{url}?{asked}" if asked else url,
    }


def _csv(reference: int, name: str, asked: str) -> str:
    url = reverse("explain:comparison_csv", args=[reference, name])
    return f"{url}?{asked}" if asked else url


def _distribution_figure(found: Distribution, csv_url: str) -> dict[str, Any]:
    return {
        "id": "distribution",
        "title": found.title,
        "svg": drawing.distribution_svg(found),
        "sentence": found.sentence,
        "note": found.note,
        "table": distribution_table(found),
        "csv_url": csv_url,
    }


def _boxes_figure(found: Boxes, csv_url: str) -> dict[str, Any]:
    return {
        "id": "boxes",
        "title": found.title,
        "svg": drawing.boxes_svg(found),
        "sentence": found.sentence,
        "note": found.note,
        "table": boxes_table(found),
        "csv_url": csv_url,
    }


def shortest(form: ComparisonForm, **changes: Any) -> str:
    """The address's query for what is asked, without what is the default; None takes away."""
    defaults = {"against": SIMILAR, **{n: default for n, (_l, _o, default) in form.items.items()}}
    asked = {**form.asked, **changes}
    left = {n: value for n, value in asked.items() if value and value != defaults.get(n)}
    return urlencode(left, doseq=True)


def frame(client: ListedClient, tab: str, title: str, form: Any = None) -> dict[str, Any]:
    """What all pages of a comparison have: whom it is about, and the other pages."""
    reference = client.reference
    named = _("Client %(reference)s") % {"reference": reference}
    error = f"{_('Error:')} " if form is not None and form.errors else ""
    tabs = (
        ("overview", "comparison", _("Overview")),
        ("item", "comparison_item", _("One item")),
        ("pair", "comparison_pair", _("Two items together")),
        ("clients", "comparison_clients", _("Two clients")),
    )
    return {
        "reference": reference,
        "title": f"{error}{named} – {title} – {_('Comparison')}",
        "heading": client.client.display_name,
        "eyebrow": "" if client.client.display_name == named else named,
        "form": form,
        "trail": [
            {"label": _("Clients"), "url": reverse("explain:client_list")},
            {"label": named, "url": reverse("explain:client", args=[reference])},
        ],
        "tabs": [
            {
                "label": label,
                "url": reverse(f"explain:{name}", args=[reference]),
                "current": key == tab,
            }
            for key, name, label in tabs
        ],
    }


def found_context(
    form: ComparisonForm, group: str, sizes: Mapping[str, int], rule: str, url: str
) -> dict[str, Any]:
    """With whom the client is compared: how many, by which rule or filters, or that they are too
    few."""
    language, many = page_language(), sizes[group]
    words = {"count": clients_text(many, language), "rule": rule}
    count = {
        EVERYBODY: _("Compared with all clients: %(count)s"),
        SIMILAR: _("Compared with similar clients: %(count)s"),
        CHOSEN: _("Compared with the chosen group: %(count)s"),
    }[group] % words
    too_few = ngettext(
        "There is only %(many)s client in this group. Fewer than %(least)s are too few to compare "
        "with: remove a filter, or compare with all clients.",
        "There are only %(many)s clients in this group. Fewer than %(least)s are too few to "
        "compare with: remove a filter, or compare with all clients.",
        many,
    ) % {"many": many, "least": TOO_FEW}
    return {
        "count": count,
        "rule": _("Similar clients: %(rule)s (%(count)s).")
        % {"rule": rule, "count": clients_text(sizes[SIMILAR], language)},
        "too_few": too_few if many < TOO_FEW else "",
        "active": _removable(form, url),
        "reset_url": _with_query(url, shortest(form, **dict.fromkeys(form.answers))),
    }


def _removable(form: ComparisonForm, url: str) -> list[dict[str, str]]:
    """The filters in force as text, each with the address without it."""
    return [
        {
            "text": _("%(question)s: %(answer)s")
            % {"question": facet.label, "answer": facet.choices[key]},
            "url": _with_query(
                url, shortest(form, **{facet.name: [other for other in keys if other != key]})
            ),
        }
        for facet in form.facets
        if (keys := form.answers.get(facet.name))
        for key in keys
    ]


def _with_query(url: str, query: str) -> str:
    return f"{url}?{query}" if query else url


def panel(form: ComparisonForm, url: str, items: list[str]) -> dict[str, Any]:
    """What the filter panel needs; an update leaves it where it is."""
    answers = form.answers
    return {
        "label": _("Choose what is compared, and with whom"),
        "action": url,
        "leading": [*(form[name] for name in items), form["against"]],
        "groups": [
            {
                "legend": form[facet.name].label,
                "fields": [form[facet.name]],
                "folded": True,
                "open": facet.name in answers or bool(form[facet.name].errors),
            }
            for facet in form.facets
        ],
        "attributes": {
            "id": "comparison-filter",
            "data-hx-get": url,
            "data-hx-trigger": "submit, change delay:200ms",
            "data-hx-target": "#comparison",
            "data-hx-select": "#comparison",
            "data-hx-select-oob": "#comparison-errors:innerHTML,#comparison-count:innerHTML",
            "data-hx-swap": "outerHTML",
            "data-hx-push-url": "true",
            "data-hx-sync": "this:replace",
        },
    }
