"""Pages of the clients: the file of one client, its waterfall as files."""

from __future__ import annotations

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from django_htmx.middleware import HtmxDetails

from explain.charts.svg import standalone
from explain.charts.waterfall import build
from explain.client_file.export import waterfall_csv
from explain.client_file.page import client_file_context, get_application, get_reading
from explain.stored_drawings import waterfall_drawings


class HtmxRequest(HttpRequest):
    """A request that knows whether htmx sent it."""

    htmx: HtmxDetails


sees_clients = permission_required("clients.view_client", raise_exception=True)


@require_GET
@sees_clients
def client(request: HttpRequest, reference: int) -> HttpResponse:
    """One client's file. Keeps the drawing where it had to be made; changes nothing else."""
    application = get_application(reference, request.GET.get("application"))
    return render(request, "explain/client.html", client_file_context(application))


@require_GET
@sees_clients
def waterfall_svg(request: HttpRequest, reference: int) -> HttpResponse:
    """The waterfall as a picture to put elsewhere."""
    score_id, reading = get_reading(reference, request.GET.get("application"))
    svg = standalone(waterfall_drawings(score_id, build(reading)).svg["wide"])
    return _file(svg, "image/svg+xml", f"{reference}-waterfall.svg")


@require_GET
@sees_clients
def waterfall_table(request: HttpRequest, reference: int) -> HttpResponse:
    """The waterfall's table, every factor by itself, for a spreadsheet."""
    _score_id, reading = get_reading(reference, request.GET.get("application"))
    content = waterfall_csv(build(reading), reading.facts.known)
    return _file(content, "text/csv", f"{reference}-waterfall.csv")


def _file(content: str, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=f"{content_type}; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response
