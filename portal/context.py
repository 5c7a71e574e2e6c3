"""What every page's frame needs to know."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest
from django.template.loader import render_to_string

from portal.account.preferences import chosen_theme
from portal.sessions import session_seconds, warned_seconds


def frame(request: HttpRequest) -> dict[str, Any]:
    """For each template: the chosen theme, who helps, and when the session will end."""
    return {**_without_session(request), "session_ends": _session_ends(request)}


def standalone_page(request: HttpRequest, template: str) -> str:
    """A page that needs neither database nor session, for when those may be broken."""
    return render_to_string(template, _without_session(request))


def _without_session(request: HttpRequest) -> dict[str, Any]:
    return {"theme": chosen_theme(request), "support_contact": settings.SUPPORT_CONTACT}


def _session_ends(request: HttpRequest) -> dict[str, Any] | None:
    if SESSION_KEY not in request.session:
        return None
    return {
        "seconds": session_seconds(),
        "warned": warned_seconds(),
        "token_cookie": settings.CSRF_COOKIE_NAME,
    }
