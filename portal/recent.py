"""The clients whose files a person opened last, kept in the session and gone with it."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponseBase

KEPT = 8
_NAME = "recent_clients"


def recent_clients(request: HttpRequest) -> list[int]:
    """References of the clients, the last opened first."""
    return list(request.session.get(_NAME, []))


class RecentClientsMiddleware:
    """Remembers each client's file that a signed-in person could open."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        match = request.resolver_match
        opened = request.method == "GET" and response.status_code == HTTPStatus.OK
        if opened and match is not None and match.view_name == "explain:client":
            _remember(request, match.kwargs["reference"])
        return response


def _remember(request: HttpRequest, reference: int) -> None:
    before = recent_clients(request)
    after = [reference, *(other for other in before if other != reference)][:KEPT]
    if after != before:
        request.session[_NAME] = after
