"""Pages of the clients: the list, the file of one client, its waterfall as files."""

from __future__ import annotations

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET
from django_htmx.middleware import HtmxDetails

from explain.client_file import client_file_context, get_application, get_waterfall
from explain.client_list import ClientFilter, client_list_context
from explain.export import waterfall_csv
from explain.plots import waterfall_drawings
from explain.svg import standalone


class HtmxRequest(HttpRequest):
    """A request that knows whether htmx sent it."""

    htmx: HtmxDetails


sees_clients = permission_required("clients.view_client", raise_exception=True)


@require_GET
@sees_clients
def client_list(request: HtmxRequest) -> HttpResponse:
    """All clients, or those asked for; htmx gets the part that changes."""
    context = client_list_context(ClientFilter(request.GET), request.GET.get("page"))
    partial = request.htmx and not request.htmx.history_restore_request
    template = "explain/_client_list_update.html" if partial else "explain/client_list.html"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_GET
@sees_clients
def client(request: HttpRequest, reference: int) -> HttpResponse:
    """One client's file. Keeps the drawing where it had to be made; changes nothing else."""
    return render(request, "explain/client.html", client_file_context(get_application(reference)))


@require_GET
@sees_clients
def waterfall_svg(_request: HttpRequest, reference: int) -> HttpResponse:
    """The waterfall as a picture to put elsewhere."""
    score_id, waterfall = get_waterfall(reference)
    svg = standalone(waterfall_drawings(score_id, waterfall)["wide"])
    return _file(svg, "image/svg+xml", f"{reference}-waterfall.svg")


@require_GET
@sees_clients
def waterfall_table(_request: HttpRequest, reference: int) -> HttpResponse:
    """The waterfall's table, every factor by itself, for a spreadsheet."""
    _score_id, waterfall = get_waterfall(reference)
    return _file(waterfall_csv(waterfall), "text/csv", f"{reference}-waterfall.csv")


def _file(content: str, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=f"{content_type}; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
