"""The list of clients: the page, and the file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET

from explain.client_file.views import HtmxRequest, sees_clients
from explain.client_list.export import client_list_csv
from explain.client_list.facets import facets
from explain.client_list.find import find
from explain.client_list.page import client_list_context
from explain.client_list.questions import ClientFilter
from explain.reading.kept_score import page_language


@require_GET
@sees_clients
def client_list(request: HtmxRequest) -> HttpResponse:
    """All clients, or those asked for; htmx gets the part that changes."""
    context = client_list_context(ClientFilter(request.GET, facets()), request.GET.get("page"))
    partial = request.htmx and not request.htmx.history_restore_request
    template = "explain/_client_list_update.html" if partial else "explain/client_list.html"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    if partial:
        response["HX-Push-Url"] = _history(request, context["address"])
    return response


@require_GET
@sees_clients
def csv(request: HttpRequest) -> StreamingHttpResponse:
    """Everybody who fits, as a file."""
    form = ClientFilter(request.GET, facets())
    lines = client_list_csv(find(form.asked, form.facets), language=page_language())
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="clients.csv"'
    return response


def _history(request: HtmxRequest, address: str) -> str:
    """What the browser's history gets: the list's shortest address; nothing if it is there now."""
    return "false" if request.htmx.current_url_abs_path == address else address
