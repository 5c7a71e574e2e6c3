"""Sessions: kept alive by use, and what happens when one has ended."""

from __future__ import annotations

import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render, resolve_url
from django.utils.http import urlencode

from portal.forms import SignInForm

SIGNED_IN = "signed_in"
"""A cookie that outlives the session: with it, who has to sign in has been signed in before."""

KEPT_AT = "kept_at"
WARNED_SECONDS = 120
_KEPT = "portal.sessions.kept-form"
_KEPT_SECONDS = 24 * 60 * 60


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


def kept_form(request: HttpRequest) -> str:
    """What a form sent, signed, to be carried through sign-in; empty where that must not be.

    Passwords are not carried. The form's token was right, or this would not be reached: what is
    signed was sent from a page of ours.
    """
    fields = [(name, value) for name, values in request.POST.lists() for value in values]
    carried = [field for field in fields if field[0] != "csrfmiddlewaretoken"]
    if not carried or any("password" in name for name, _value in carried):
        return ""
    kept = {"path": request.get_full_path(), "fields": carried}
    return signing.dumps(kept, salt=_KEPT, compress=True)


def read_kept_form(kept: str) -> dict[str, Any] | None:
    """``path`` and ``fields`` of a form kept by ``kept_form``; None where it is none, or old."""
    try:
        form: dict[str, Any] = signing.loads(kept, salt=_KEPT, max_age=_KEPT_SECONDS)
    except signing.BadSignature:
        return None
    return form


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

    def handle_no_permission(  # type: ignore[override]  # its stub knows redirects only
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponseBase:
        """A redirect to sign-in; for what was sent by a form, a page that says how to go on."""
        reads = request.method in {"GET", "HEAD"}
        if reads and request.headers.get("HX-Request"):
            return self._whole_page(request, view_func)
        if not reads and has_ended(request) and (kept := kept_form(request)):
            context = {"form": SignInForm(request), "kept": kept}
            return render(request, "expired.html", context, status=HTTPStatus.FORBIDDEN)
        return super().handle_no_permission(request, view_func)

    def _whole_page(self, request: HttpRequest, view_func: Callable[..., Any]) -> HttpResponse:
        """A part of a page would be replaced by the sign-in page: open that instead."""
        sign_in = resolve_url(self.get_login_url(view_func))
        asked = urlencode({self.get_redirect_field_name(view_func): request.get_full_path()})
        return HttpResponse(headers={"HX-Redirect": f"{sign_in}?{asked}"})
