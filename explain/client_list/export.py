"""The list as a file for a spreadsheet: everybody who fits, with the columns of the page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from explain.client_list.columns import advice_text, headings, name_of
from explain.reading.score_text import is_listed_wide, shown_tenths
from explain.spreadsheet import BYTE_ORDER_MARK, safe, writer
from ml.points import clip
from ml.wording.catalogue import category_label, input_label
from scoring.models import ListedClient
from scoring.models.listed_client import ListedClientQuerySet

ROWS_AT_ONCE = 2_000


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def client_list_csv(found: ListedClientQuerySet, *, language: str) -> Iterator[str]:
    """Line by line, as the language's spreadsheets read it; memory stays the same however long.

    The language is an argument since the request, and its language, may be over when lines are
    taken.
    """
    lines = writer(_Echo(), language)
    with override(language):
        heads = [heading for heading, _sort, _numeric in headings()]
        heads.append(_("Kind of loan"))
        heads += [_("Range of the score, from"), _("Range of the score, to")]
        heads += [_("Answers not known"), _("Ask first")]
    yield BYTE_ORDER_MARK + lines.writerow(heads)
    for client in found.with_ranges().iterator(chunk_size=ROWS_AT_ONCE):
        with override(language):
            line = _line(client, language)
        yield lines.writerow(line)


def _line(client: ListedClient, language: str) -> list[str]:
    score = "" if client.score is None else _figure(shown_tenths(client.score) / 10, language)
    return [
        str(client.reference),
        score,
        safe(advice_text(client, language)),
        safe(name_of(client)),
        str(client.age),
        _figure(client.income, language),
        _figure(client.credit_amount, language),
        safe(category_label("contract", client.contract, language)),
        *_range(client, language),
    ]


def _range(client: Any, language: str) -> list[str]:
    """Where the score would lie if all were known, how much is not, and what to ask first."""
    if client.range_low is None or client.range_high is None:
        return ["", "", "", ""]
    if not is_listed_wide(client):
        return ["", "", str(client.unknown), ""]
    return [
        _figure(clip(client.range_low), language),
        _figure(clip(client.range_high), language),
        str(client.unknown),
        "" if client.ask_first is None else safe(input_label(client.ask_first, language)),
    ]


def _figure(number: float, language: str) -> str:
    """A number that a spreadsheet counts with: no thousands apart, the language's decimals."""
    written = f"{number:.2f}".rstrip("0").rstrip(".")
    return written.replace(".", ",") if language == "fr" else written
