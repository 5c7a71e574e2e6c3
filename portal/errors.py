"""The page for faults of our own."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language_from_request, override

from portal.context import standalone_page


def server_error(request: HttpRequest) -> HttpResponse:
    """500, from the request's cookies alone: database and session may be what is broken."""
    with override(get_language_from_request(request)):
        body = standalone_page(request, "500.html")
    return HttpResponse(body, status=HTTPStatus.INTERNAL_SERVER_ERROR)
