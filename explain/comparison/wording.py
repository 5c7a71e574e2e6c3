"""Sentences of comparisons. A group stands in them as "of whom": "62 % of similar clients"."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from explain.comparison.counting.filters import CHOSEN, EVERYBODY, SIMILAR
from explain.comparison.counting.variables import Category, Number
from ml.wording.formats import format_number, format_share

TOO_FEW = 30
"""Clients below whom nothing is compared: a share of so few says more about them than about one."""


@dataclass(frozen=True)
class Standing:
    """Of those whose value is known, how many have less than the client, and the same."""

    below: int
    same: int
    known: int

    @property
    def above(self) -> int:
        """How many have more."""
        return self.known - self.below - self.same


def of_whom(group: str) -> str:
    """A group after a share: "62 % of similar clients"."""
    return {
        EVERYBODY: pgettext("of whom", "clients"),
        SIMILAR: pgettext("of whom", "similar clients"),
        CHOSEN: pgettext("of whom", "clients in the chosen group"),
    }[group]


def among(group: str) -> str:
    """A group after a place: "among similar clients"."""
    return {
        EVERYBODY: _("among all clients"),
        SIMILAR: _("among similar clients"),
        CHOSEN: _("in the chosen group"),
    }[group]


def group_name(group: str) -> str:
    """A group by itself."""
    return {
        EVERYBODY: _("All clients"),
        SIMILAR: _("Similar clients"),
        CHOSEN: _("The chosen group"),
    }[group]


def clients_text(count: int, language: str) -> str:
    """How many clients."""
    return ngettext("%(count)s client", "%(count)s clients", count) % {
        "count": format_number(count, language)
    }


def share_text(part: int, whole: int, language: str) -> str:
    """A share, never rounded to nobody or everybody where that is not so."""
    if not whole:
        return "–"
    if part in {0, whole}:
        return format_share(part / whole, language)
    return format_share(min(max(part / whole, 0.001), 0.99), language)


def place_text(standing: Standing, group: str, language: str) -> str:
    """Where the client stands: "above 62 % of similar clients"."""
    if not standing.known:
        return _("known of nobody else")
    words = {"whom": of_whom(group)}
    if standing.same == standing.known:
        return _("the same as all %(whom)s") % words
    if standing.below >= standing.above:
        share = share_text(standing.below, standing.known, language)
        return _("above %(share)s of %(whom)s") % (words | {"share": share})
    share = share_text(standing.above, standing.known, language)
    return _("below %(share)s of %(whom)s") % (words | {"share": share})


def number_sentence(number: Number, standing: Standing, group: str, language: str) -> str:
    """The client's place in a sentence of its own for each item."""
    words = {"whom": of_whom(group)}
    if standing.same == standing.known:
        return _("All %(whom)s have the same value here.") % words
    higher = standing.below >= standing.above
    part = standing.below if higher else standing.above
    pattern = (_higher() if higher else _lower())[number.name]
    return pattern % (words | {"share": share_text(part, standing.known, language)})


def _higher() -> dict[str, str]:
    external = _(
        "This client’s score from that source is higher than that of %(share)s of %(whom)s."
    )
    return {
        "score": _("This client’s score is higher than that of %(share)s of %(whom)s."),
        "income": _("This client’s income is higher than that of %(share)s of %(whom)s."),
        "credit": _("The loan asked for is larger than that of %(share)s of %(whom)s."),
        "annuity": _("The repayment is higher than that of %(share)s of %(whom)s."),
        "effort": _("The repayment takes a larger share of income than for %(share)s of %(whom)s."),
        "term": _("The loan is spread over more repayments than for %(share)s of %(whom)s."),
        "age": _("This client is older than %(share)s of %(whom)s."),
        "employment": _("This client has been in their job for longer than %(share)s of %(whom)s."),
        "external-1": external,
        "external-2": external,
        "external-3": external,
    }


def _lower() -> dict[str, str]:
    external = _(
        "This client’s score from that source is lower than that of %(share)s of %(whom)s."
    )
    return {
        "score": _("This client’s score is lower than that of %(share)s of %(whom)s."),
        "income": _("This client’s income is lower than that of %(share)s of %(whom)s."),
        "credit": _("The loan asked for is smaller than that of %(share)s of %(whom)s."),
        "annuity": _("The repayment is lower than that of %(share)s of %(whom)s."),
        "effort": _(
            "The repayment takes a smaller share of income than for %(share)s of %(whom)s."
        ),
        "term": _("The loan is spread over fewer repayments than for %(share)s of %(whom)s."),
        "age": _("This client is younger than %(share)s of %(whom)s."),
        "employment": _(
            "This client has been in their job for less time than %(share)s of %(whom)s."
        ),
        "external-1": external,
        "external-2": external,
        "external-3": external,
    }


def category_place(standing: Standing, group: str, language: str) -> str:
    """How many have the same: "as for 12 % of similar clients"."""
    if not standing.known:
        return _("known of nobody else")
    share = share_text(standing.same, standing.known, language)
    return _("as for %(share)s of %(whom)s") % {"share": share, "whom": of_whom(group)}


def direction_note(variable: Number | Category) -> str:
    """Which way is better, where that can be said."""
    if isinstance(variable, Number) and (variable.kind in {"score", "hundred"}):
        return _("Higher is better.")
    return ""
