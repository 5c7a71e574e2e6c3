"""Errors as RFC 9457 problem details, each with the JSON path of what is wrong."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse
from rest_framework import exceptions, serializers, status
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import exception_handler

from ml.bundle import BundleError
from scoring.api.parsing import TooLarge
from scoring.services import NoActiveModel

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
LONGEST_LIST = 100
"""Errors told at once; a client whose every row is wrong needs no more."""


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """The problem details of an exception; None where it is a fault of our own."""
    if isinstance(error, NoActiveModel | BundleError):
        return _unavailable(error)
    if isinstance(error, RequestDataTooBig):
        error = TooLarge()
    response = exception_handler(error, context)
    if response is None:
        return None
    response.data = details(error, response.status_code)
    response.content_type = MEDIA_TYPE
    # Whatever the endpoint writes otherwise.
    context["request"].accepted_renderer = JSONRenderer()
    return response


def details(error: Exception, code: int) -> dict[str, Any]:
    """The body: type, title, status, and ``errors`` (path and message) or ``detail``."""
    body: dict[str, Any] = {"type": "about:blank", "title": titles()[code], "status": code}
    if isinstance(error, exceptions.ValidationError):
        found = list(paths(error.detail, "$"))
        body["errors"] = [{"path": path, "message": text} for path, text in found[:LONGEST_LIST]]
        if len(found) > LONGEST_LIST:
            body["detail"] = _("%(more)s more errors are not listed.") % {
                "more": len(found) - LONGEST_LIST
            }
    elif isinstance(error, exceptions.APIException):
        body["detail"] = str(error.detail)
    return body


def titles() -> dict[int, str]:
    """What each status means, in the reader's language."""
    return {
        status.HTTP_400_BAD_REQUEST: _("The request is not right"),
        status.HTTP_401_UNAUTHORIZED: _("An API key is needed"),
        status.HTTP_403_FORBIDDEN: _("Not allowed"),
        status.HTTP_404_NOT_FOUND: _("Not found"),
        status.HTTP_405_METHOD_NOT_ALLOWED: _("This method is not supported here"),
        status.HTTP_413_REQUEST_ENTITY_TOO_LARGE: _("The request is too large"),
        status.HTTP_415_UNSUPPORTED_MEDIA_TYPE: _("The body must be JSON in UTF-8"),
        status.HTTP_429_TOO_MANY_REQUESTS: _("Too many requests"),
        status.HTTP_500_INTERNAL_SERVER_ERROR: _("A fault of ours"),
        status.HTTP_503_SERVICE_UNAVAILABLE: _("Nothing can be scored now"),
    }


def problem(code: int, detail: str = "") -> HttpResponse:
    """Problem details as an answer of its own, where no endpoint was reached."""
    body = {"type": "about:blank", "title": titles()[code], "status": code}
    if detail:
        body["detail"] = detail
    return JsonResponse(body, status=code, content_type=MEDIA_TYPE)


def paths(detail: Any, path: str) -> Iterator[tuple[str, str]]:
    """JSON path and message of each error in the framework's nested details."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            own = name == "non_field_errors"
            yield from paths(inner, path if own else f"{path}{_step(name)}")
    elif isinstance(detail, list):
        for place, inner in enumerate(detail):
            yield from paths(inner, f"{path}[{place}]" if isinstance(inner, Mapping) else path)
    else:
        yield path, str(detail)


def _step(name: object) -> str:
    if isinstance(name, int):
        return f"[{name}]"
    text = str(name)
    if text.isidentifier():
        return f".{text}"
    quoted = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"['{quoted}']"


def _unavailable(error: Exception) -> Response:
    logger.error("the API cannot score: %s", error)
    code = status.HTTP_503_SERVICE_UNAVAILABLE
    if isinstance(error, NoActiveModel):
        detail = str(error)
    else:
        detail = _("The model in force cannot be used.")
    body = {"type": "about:blank", "title": titles()[code], "status": code, "detail": detail}
    return Response(body, code, content_type=MEDIA_TYPE)


class FieldProblem(serializers.Serializer[Any]):
    """One thing that is wrong."""

    path = serializers.CharField(help_text="JSON path of the value, $ being the body.")
    message = serializers.CharField(help_text="What to mend, in the language accepted.")


class ProblemDetails(serializers.Serializer[Any]):
    """RFC 9457 problem details."""

    type = serializers.CharField(help_text="about:blank: the status says what kind it is.")
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(required=False)
    errors = FieldProblem(many=True, required=False)  # type: ignore[assignment]


PROBLEMS = {
    (code, MEDIA_TYPE): OpenApiResponse(ProblemDetails, description)
    for code, description in {
        400: "The body is not JSON, or a value is wrong: see `errors`.",
        401: "No key, an unknown key, or a revoked one.",
        405: "Another method than POST.",
        413: "The body is too long.",
        415: "The body is not JSON.",
        429: "The key asks too often; see `Retry-After`.",
        503: "No model is in force.",
    }.items()
}
"""The error responses of every endpoint, for the schema."""
