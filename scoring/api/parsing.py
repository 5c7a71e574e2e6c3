"""JSON in, within limits."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from email.message import Message
from typing import IO, Any, NoReturn

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


LONGEST_NUMBER = 4_000
"""Characters of a number: more than any float has, and fewer than the interpreter refuses."""


class _RefusedError(ValueError):
    """What the standard's reader takes and this one does not; the message is for people."""


def parsed(body: bytes) -> Any:
    """The value of a JSON text in UTF-8.

    :raises ParseError: it is none, or one that reads differently elsewhere: names that come twice
        in an object, NaN and Infinity, numbers beyond all measure, lone surrogates.
    """
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        said = _("The body must be in UTF-8; byte %(place)s is not.") % {"place": error.start + 1}
        raise ParseError(said) from error
    try:
        return json.loads(
            text,
            object_pairs_hook=_each_once,
            parse_constant=_no_constant,
            parse_int=_whole,
            parse_float=_fraction,
        )
    except json.JSONDecodeError as error:
        said = _("The body is not JSON: see line %(line)s, column %(column)s.") % {
            "line": error.lineno,
            "column": error.colno,
        }
        raise ParseError(said) from error
    except _RefusedError as error:
        raise ParseError(str(error)) from error
    except RecursionError as error:
        raise ParseError(_("The body is nested too deeply.")) from error


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        counts = Counter(name for name, _value in pairs)
        twice = next(name for name, count in counts.items() if count > 1)
        raise _RefusedError(
            _("The name “%(name)s” comes twice in one object.") % {"name": twice[:100]}
        )
    return found


def _no_constant(name: str) -> NoReturn:
    raise _RefusedError(_("%(name)s is no JSON number; leave out what is not known.")
                        % {"name": name})  # fmt: skip


def _whole(text: str) -> int:
    return int(_measured(text))


def _fraction(text: str) -> float:
    return float(_measured(text))


def _measured(text: str) -> str:
    if len(text) > LONGEST_NUMBER:
        raise _RefusedError(
            _("A number has more than %(limit)s digits.") % {"limit": LONGEST_NUMBER}
        )
    return text


class LimitedJSONParser(JSONParser):
    """Reads at most so much, and survives whatever is in it."""

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,  # noqa: ARG002
        parser_context: Mapping[str, Any] | None = None,  # noqa: ARG002
    ) -> Any:
        """The body's value; 400 where it is not JSON in UTF-8, 413 where it is too long."""
        body = stream.read(longest() + 1)
        if len(body) > longest():
            raise TooLarge
        return parsed(body)


class OnlyOne(BaseContentNegotiation):
    """The API speaks JSON, whatever is accepted; other bodies than JSON are refused (415)."""

    def select_parser(self, request: Request, parsers: Iterable[BaseParser]) -> BaseParser | None:
        """The parser of the body's type, None where there is none, or in another charset."""
        message = Message()
        message["content-type"] = request.content_type or ""
        charset = str(message.get_param("charset", "utf-8")).lower()
        if charset.replace("_", "-") not in {"utf-8", "utf8"}:
            return None
        sent = message.get_content_type() if request.content_type else ""
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
