"""JSON in, within limits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework import status
from rest_framework.exceptions import APIException, ParseError
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser, JSONParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request


class TooLarge(APIException):
    """The body is larger than any application."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"

    def __init__(self) -> None:
        super().__init__(_("The body may have %(limit)s bytes at most.") % {"limit": longest()})


def longest() -> int:
    """Bytes that a body may have."""
    limit: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    return limit


class LimitedJSONParser(JSONParser):
    """Reads at most so much, and survives whatever is in it."""

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,  # noqa: ARG002
    ) -> Any:
        """The body's value; 400 where it is not JSON in UTF-8, 413 where it is too long."""
        body = stream.read(longest() + 1)
        if len(body) > longest():
            raise TooLarge
        try:
            return super().parse(BytesIO(body), media_type, {"encoding": "utf-8"})
        except RecursionError as error:
            raise ParseError(_("The body is nested too deeply.")) from error


class OnlyOne(BaseContentNegotiation):
    """The API speaks JSON, whatever is accepted; other bodies than JSON are refused (415)."""

    def select_parser(self, request: Request, parsers: Iterable[BaseParser]) -> BaseParser | None:
        """The parser of the body's type, None where there is none."""
        sent = (request.content_type or "").partition(";")[0].strip().lower()
        return next((parser for parser in parsers if parser.media_type == sent), None)

    def select_renderer(
        self,
        request: Request,  # noqa: ARG002
        renderers: Iterable[BaseRenderer],
        format_suffix: str | None = None,  # noqa: ARG002
    ) -> tuple[BaseRenderer, str]:
        """The first renderer."""
        first = next(iter(renderers))
        return first, str(first.media_type)
