"""What every answer says to browsers: keep no page, share nothing with other sites, ask for no
device."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

KEPT_NOWHERE = "private, no-store"
UNUSED = (
    "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture",
    "encrypted-media", "geolocation", "gyroscope", "hid", "idle-detection", "local-fonts",
    "magnetometer", "microphone", "midi", "payment", "publickey-credentials-get", "serial", "usb",
    "xr-spatial-tracking",
)  # fmt: skip
"""Powers of a browser that no page of the portal uses, nor may an intruder in it."""
PERMISSIONS = ", ".join(f"{power}=()" for power in UNUSED)


class PrivacyHeadersMiddleware:
    """Pages are about people: no cache keeps them, and Back shows none of them after sign-out.

    An answer that says itself how long it may be kept is left alone. Static files come from a
    middleware above this one. ``Cross-Origin-Opener-Policy`` is Django's.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        answer = self.get_response(request)
        answer.headers.setdefault("Cache-Control", KEPT_NOWHERE)
        answer.headers.setdefault("Permissions-Policy", PERMISSIONS)
        answer.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return answer
