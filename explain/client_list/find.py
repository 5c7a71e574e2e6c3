"""Who fits what is asked, in which order, and how many each further answer would leave."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, OrderBy, Q

from explain.client_list.facets import Facet
from scoring.models import ListedClient
from scoring.models.listed_client import ListedClientQuerySet

SORTS: dict[str, tuple[str, ...]] = {
    "reference": ("reference",),
    "name": ("sort_name", "reference"),
    "score": ("score", "reference"),
    "amount": ("credit_amount", "reference"),
    "income": ("income", "reference"),
    "age": ("age", "reference"),
}
DEFAULT_SORT = "reference"
_NOT_ALWAYS_KNOWN = {"sort_name", "score"}

Asked = Mapping[str, Any]
"""What is asked: ``q``, ``sort``, and for a facet's name the list of its answers."""


@dataclass(frozen=True)
class Counts:
    """How many clients fit, and would fit.

    ``by_choice`` is for each facet's name and each of its keys how many there are with that answer
    while the other facets' answers stay; ``without`` how many when a facet is not asked at all.
    """

    total: int
    by_choice: Mapping[tuple[str, str], int]
    without: Mapping[str, int]


def find(asked: Asked, facets: Sequence[Facet]) -> ListedClientQuerySet:
    """The clients who fit, in the order asked for."""
    found = _searched(asked)
    for facet in facets:
        if keys := asked.get(facet.name):
            found = found.filter(any_of(facet, keys))
    # Not by a join: it would also be made for all those before the page that is shown.
    named = found.prefetch_related("client")
    return named.order_by(*_order(asked.get("sort", DEFAULT_SORT)))


def count(asked: Asked, facets: Sequence[Facet]) -> Counts:
    """How many fit, and how many each choice would leave: one query, however many choices.

    The database counts each combination of answers once; the rest is adding up.
    """
    bounds = {facet.column: facet.bounds for facet in facets}
    counted = _searched(asked).counted_by([facet.column for facet in facets], bounds)
    total = 0
    by_choice = {(facet.name, key): 0 for facet in facets for key in facet.choices}
    without = {facet.name: 0 for facet in facets}
    for values, many in counted.items():
        keys = {f.name: f.key_of(value) for f, value in zip(facets, values, strict=True)}
        missed = [name for name, key in keys.items() if asked.get(name) and key not in asked[name]]
        if len(missed) > 1:
            continue
        total += 0 if missed else many
        for name in missed or keys:
            without[name] += many
            if (key := keys[name]) is not None:
                by_choice[name, key] += many
    return Counts(total, by_choice, without)


def _searched(asked: Asked) -> ListedClientQuerySet:
    clients = ListedClient.objects.all()
    return clients.search(asked["q"]) if asked.get("q") else clients


def any_of(facet: Facet, keys: Iterable[str]) -> Q:
    """The condition that a client has one of these answers."""
    wanted = Q()
    for key in keys:
        if facet.values:
            wanted |= Q(**{facet.column: facet.values[key]})
            continue
        low, high = facet.band(key)
        fits = Q(**{f"{facet.column}__isnull": False})
        if low is not None:
            fits &= Q(**{f"{facet.column}__gte": low})
        if high is not None:
            fits &= Q(**{f"{facet.column}__lt": high})
        wanted |= fits
    return wanted


def _order(sort: str) -> list[OrderBy]:
    """The order, or its reverse; what is not known comes last either way."""
    columns = SORTS[sort.removeprefix("-")]
    if not sort.startswith("-"):
        return [F(name).asc() for name in columns]
    return [F(name).desc(nulls_last=name in _NOT_ALWAYS_KNOWN or None) for name in columns]
