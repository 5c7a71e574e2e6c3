"""A client among others: the pages, and their tables as files."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET

from explain.client_file.views import HtmxRequest, sees_clients
from explain.comparison.item_page import compare, item_context
from explain.comparison.overview_page import overview, overview_context, overview_table
from explain.comparison.page_parts import group_query
from explain.comparison.pair_page import compare_pair, pair_context
from explain.comparison.tables import boxes_table, distribution_table, pair_table, table_csv
from explain.comparison.two_clients_page import (
    items_table,
    scored_table,
    themed_table,
    two_clients_context,
)
from explain.reading.kept_score import page_language


@require_GET
@sees_clients
def summary(request: HtmxRequest, reference: int) -> HttpResponse:
    """Every item of the client among a group."""
    context = overview_context(reference, request.GET)
    return _filtered(request, "explain/comparison/_overview.html", context)


@require_GET
@sees_clients
def item(request: HtmxRequest, reference: int) -> HttpResponse:
    """One item of the client against a group."""
    context = item_context(reference, request.GET)
    return _filtered(request, "explain/comparison/_item.html", context)


@require_GET
@sees_clients
def pair(request: HtmxRequest, reference: int) -> HttpResponse:
    """Two items of the client against each other."""
    context = pair_context(reference, request.GET)
    return _filtered(request, "explain/comparison/_pair.html", context)


@require_GET
@sees_clients
def clients(request: HttpRequest, reference: int) -> HttpResponse:
    """The client beside another one."""
    context = two_clients_context(reference, request.GET)
    return render(request, "explain/comparison/clients.html", context)


def _filtered(request: HtmxRequest, charts: str, context: dict[str, Any]) -> HttpResponse:
    """The page around these charts, or for htmx the parts of it that a filter changes."""
    partial = request.htmx and not request.htmx.history_restore_request
    template = "explain/comparison/_update.html" if partial else "explain/comparison/filtered.html"
    response = render(request, template, {**context, "found_template": charts})
    patch_vary_headers(response, ["HX-Request"])
    if partial:
        here = request.htmx.current_url_abs_path == context["address"]
        response["HX-Push-Url"] = "false" if here else context["address"]
    return response


@require_GET
@sees_clients
def csv(request: HttpRequest, reference: int, name: str) -> HttpResponse:
    """A table of these pages, for a spreadsheet."""
    tables = {
        "overview": _overview_table,
        "item": _item_table,
        "groups": _groups_table,
        "pair": _pair_table,
        "clients": items_table,
        "scores": scored_table,
        "themes": themed_table,
    }
    if name not in tables or (table := tables[name](reference, request.GET)) is None:
        raise Http404
    response = HttpResponse(
        table_csv(table, page_language()), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{reference}-{name}.csv"'
    return response


def _overview_table(reference: int, data: QueryDict) -> dict[str, Any] | None:
    made = overview(reference, data)
    found = made.found
    return None if found is None else overview_table(found, reference, group_query(made.form))


def _item_table(reference: int, data: QueryDict) -> dict[str, Any] | None:
    chart = compare(reference, data).chart
    return None if chart is None else distribution_table(chart)


def _groups_table(reference: int, data: QueryDict) -> dict[str, Any] | None:
    found = compare(reference, data).boxes
    return None if found is None else boxes_table(found)


def _pair_table(reference: int, data: QueryDict) -> dict[str, Any] | None:
    chart = compare_pair(reference, data).chart
    return None if chart is None else pair_table(chart)
