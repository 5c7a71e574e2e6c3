"""While the portal is being worked on: a page that says so, instead of all others."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _

from portal.context import standalone_page

RETRY_SECONDS = 600
STAYS_UP = "/healthz/"
API = "/api/"


def under_maintenance() -> bool:
    """Whether the setting says so, or the file that stands for it exists."""
    flag = settings.MAINTENANCE_FILE
    return settings.MAINTENANCE or (flag is not None and flag.exists())


class MaintenanceMiddleware:
    """Answers 503 without asking the database, the session or any view."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path == STAYS_UP or not under_maintenance():
            return self.get_response(request)
        answer = _problem() if request.path.startswith(API) else _page(request)
        answer["Retry-After"] = str(RETRY_SECONDS)
        answer["Cache-Control"] = "no-store"
        return answer


def _page(request: HttpRequest) -> HttpResponse:
    status = HTTPStatus.SERVICE_UNAVAILABLE
    return HttpResponse(standalone_page(request, "maintenance.html"), status=status)


def _problem() -> JsonResponse:
    status = HTTPStatus.SERVICE_UNAVAILABLE
    body = {
        "type": "about:blank",
        "title": _("The portal is being worked on"),
        "status": status.value,
        "detail": _("Try again in a few minutes."),
    }
    return JsonResponse(body, status=status, content_type="application/problem+json")
