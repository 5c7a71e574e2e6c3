"""Sessions: kept alive by use, and what happens when one has ended."""

from __future__ import annotations

import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render, resolve_url
from django.utils.http import urlencode

SIGNED_IN = "signed_in"
"""A cookie that outlives the session: with it, who has to sign in has been signed in before."""

KEPT_AT = "kept_at"
WARNED_SECONDS = 120


def session_seconds() -> int:
    """How long a page may stay open before its session ends, at the least."""
    return int(settings.SESSION_COOKIE_AGE - _grain())


def warned_seconds() -> float:
    """How long before the end people are warned."""
    return min(float(WARNED_SECONDS), session_seconds() / 2)


def keep_alive(request: HttpRequest) -> None:
    """Let the session last its whole time from now on."""
    request.session[KEPT_AT] = time.time()


def has_ended(request: HttpRequest) -> bool:
    """Whether nobody is signed in any more, but somebody was, in this browser."""
    return bool(request.COOKIES.get(SIGNED_IN)) and not request.user.is_authenticated


def _grain() -> float:
    """A session is written again after this many seconds, not at each request."""
    return min(60.0, settings.SESSION_COOKIE_AGE / 10)


class KeptAliveMiddleware:
    """Any request of a signed-in person keeps the session alive."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        session = request.session
        if SESSION_KEY in session and time.time() - session.get(KEPT_AT, 0) >= _grain():
            keep_alive(request)
        return response


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Asks to sign in; where a session ended under somebody's hands, without losing their work."""

    def handle_no_permission(
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponseBase:
        """A redirect to sign-in; for what was sent by a form, a page that says how to go on."""
        reads = request.method in {"GET", "HEAD"}
        if reads and request.headers.get("HX-Request"):
            return self._whole_page(request, view_func)
        if not reads and has_ended(request):
            return render(request, "expired.html", status=HTTPStatus.FORBIDDEN)
        return super().handle_no_permission(request, view_func)

    def _whole_page(self, request: HttpRequest, view_func: Callable[..., Any]) -> HttpResponse:
        """A part of a page would be replaced by the sign-in page: open that instead."""
        sign_in = resolve_url(self.get_login_url(view_func))
        asked = urlencode({self.get_redirect_field_name(view_func): request.get_full_path()})
        return HttpResponse(headers={"HX-Redirect": f"{sign_in}?{asked}"})
