"""The list as a file for a spreadsheet: everybody who fits, with the columns of the page."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from explain.client_list.columns import advice_text, headings, name_of, shown_tenths
from explain.spreadsheet import BYTE_ORDER_MARK, safe, writer
from ml.text.catalogue import category_label
from scoring.models import ListedClient

ROWS_AT_ONCE = 2_000


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def client_list_csv(found: QuerySet[ListedClient], *, language: str) -> Iterator[str]:
    """Line by line, as the language's spreadsheets read it; memory stays the same however long.

    The language is an argument since the request, and its language, may be over when lines are
    taken.
    """
    lines = writer(_Echo(), language)
    with override(language):
        heads = [heading for heading, _sort, _numeric in headings()]
        heads.append(_("Kind of loan"))
    yield BYTE_ORDER_MARK + lines.writerow(heads)
    for client in found.iterator(chunk_size=ROWS_AT_ONCE):
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
    ]


def _figure(number: float, language: str) -> str:
    """A number that a spreadsheet counts with: no thousands apart, the language's decimals."""
    written = f"{number:.2f}".rstrip("0").rstrip(".")
    return written.replace(".", ",") if language == "fr" else written
