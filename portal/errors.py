"""Answers where no view made one: pages for people, problem details below /api/."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language_from_request, override
from django.views import defaults

from portal.context import standalone_page
from scoring.api.problems import problem

API = "/api/"


def server_error(request: HttpRequest) -> HttpResponse:
    """500, from the request's cookies alone: database and session may be what is broken."""
    with override(get_language_from_request(request)):
        if request.path.startswith(API):
            return problem(HTTPStatus.INTERNAL_SERVER_ERROR)
        body = standalone_page(request, "500.html")
    return HttpResponse(body, status=HTTPStatus.INTERNAL_SERVER_ERROR)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400 before any view was reached: a host, a header or a field that cannot be."""
    if not request.path.startswith(API):
        return defaults.bad_request(request, exception)
    with override(get_language_from_request(request)):
        return problem(HTTPStatus.BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    if not request.path.startswith(API):
        return defaults.permission_denied(request, exception)
    return problem(HTTPStatus.FORBIDDEN)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    if not request.path.startswith(API):
        return defaults.page_not_found(request, exception)
    return problem(HTTPStatus.NOT_FOUND)
