"""The columns of the list, on the page and in the file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from babel.numbers import get_currency_symbol
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from explain.client_list.find import DEFAULT_SORT
from explain.client_list.questions import query
from explain.reading.kept_score import page_language
from explain.reading.score_text import listed_score_cell
from explain.reading.words import advice_word
from ml.points import Advice
from ml.wording.formats import format_number
from scoring.models import ListedClient


def headings() -> list[tuple[str, str | None, bool]]:
    """Of each column its heading, the name that it is sorted by, and whether it is numeric."""
    currency = {"currency": get_currency_symbol(settings.CURRENCY, locale=page_language())}
    return [
        (_("Reference"), "reference", False),
        (_("Score, 0 to 100"), "score", True),
        (_("Advice"), None, False),
        (_("Name"), "name", False),
        (_("Age, years"), "age", True),
        (_("Income, %(currency)s") % currency, "income", True),
        (_("Loan asked for, %(currency)s") % currency, "amount", True),
    ]


def columns(asked: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The table's columns, with links that sort by them, or the other way round."""
    sort = asked.get("sort", DEFAULT_SORT)
    made = []
    for label, name, numeric in headings():
        column: dict[str, Any] = {"label": label, "numeric": numeric}
        if name:
            column["sort_url"] = "?" + query(asked, sort=f"-{name}" if sort == name else name)
        if name == sort.removeprefix("-"):
            column["sorted"] = "descending" if sort.startswith("-") else "ascending"
        made.append(column)
    return made


def rows(clients: Iterable[ListedClient]) -> list[dict[str, Any]]:
    """The table's rows."""
    language = page_language()
    return [{"cells": _cells(client, language)} for client in clients]


def _cells(client: ListedClient, language: str) -> list[dict[str, Any]]:
    url = reverse("explain:client", args=[client.reference])
    if client.score is None:
        said: list[dict[str, Any]] = [{"text": "–"}, {"text": _("not scored yet")}]
    else:
        said = [listed_score_cell(client, language), {"advice": client.advice}]
    return [
        {"text": str(client.reference), "url": url, "header": True},
        *said,
        {"text": name_of(client) or _("not given")},
        {"text": str(client.age)},
        {"text": format_number(client.income, language)},
        {"text": format_number(client.credit_amount, language)},
    ]


def name_of(client: ListedClient) -> str:
    """The client's names, empty where none is known."""
    return f"{client.client.first_name} {client.client.last_name}".strip()


def advice_text(client: ListedClient, language: str) -> str:
    """The advice in a word, or that there is none."""
    if client.advice is None:
        return _("not scored yet")
    return advice_word(Advice(client.advice), language)
