"""Who is similar to a client: a rule that is widened until it holds enough people.

Clients are similar who ask for the same kind of loan and whose age, income, amount of the loan and
time in the job lie near the client's: what an advisor knows before any score, and what weighs most
in it. Each step asks less than the one before, so that each holds everybody of the one before. The
first that holds ``ENOUGH`` clients is taken; the last one is all clients. Nothing is drawn by
chance: the same client among the same clients gets the same rule. The client is one of the similar
ones. Amounts are rounded first, so that what is said is what is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from explain.client_list.facets import rounded_amount
from ml.wording.formats import DAYS_A_YEAR, format_money
from scoring.models import ListedClient

ENOUGH = 200


@dataclass(frozen=True)
class _Width:
    """How far from the client others may be; None leaves the question out."""

    years: int | None = None
    income: float | None = None
    credit: float | None = None
    work: int | None = None


WIDTHS = (
    _Width(years=5, income=0.2, credit=0.2, work=3),
    _Width(years=5, income=0.2, credit=0.2),
    _Width(years=10, income=0.35, credit=0.35),
    _Width(years=10, income=0.5, credit=0.5),
    _Width(years=15, income=0.5),
    _Width(income=0.5),
    _Width(),
)


@dataclass(frozen=True)
class Step:
    """One rule: its condition on listed clients, and its words.

    ``added`` is what it asks beyond the next wider rule: of those who fit that one, the clients who
    fit this one are those with ``added``.
    """

    condition: Q
    added: Q
    text: str


def steps(client: ListedClient, language: str) -> tuple[Step, ...]:
    """The rules for a client, each wider than the one before; the last is everybody."""
    every = [_asked(client, width, language) for width in WIDTHS]
    # Around an amount of nothing, a wider rule may ask just the same.
    asked = [rule for n, rule in enumerate(every) if rule not in every[n + 1 : n + 2]]
    wider = [*asked[1:], {}]
    return (
        *(
            Step(
                # What is asked last is asked of the fewest; comparing texts takes longest.
                condition=reduce(and_, (part for part, _text in reversed(rule.values()))),
                added=reduce(
                    and_,
                    (part for name, (part, _text) in rule.items() if next_.get(name) != rule[name]),
                ),
                text=", ".join(text for _part, text in rule.values()),
            )
            for rule, next_ in zip(asked, wider, strict=True)
        ),
        Step(Q(), Q(), _("all clients")),
    )


def chosen_step(sizes: Sequence[int]) -> int:
    """The first rule that holds enough clients; the last where none does."""
    return next((n for n, size in enumerate(sizes) if size >= ENOUGH), len(sizes) - 1)


def _asked(client: ListedClient, width: _Width, language: str) -> dict[str, tuple[Q, str]]:
    """What a rule asks, by what it asks about, each with its words."""
    asked = {"contract": (Q(contract=client.contract), _("same kind of loan"))}
    if width.years is not None:
        young, old = max(client.age - width.years, 0), client.age + width.years
        asked["age"] = (
            Q(age__gte=young, age__lte=old),
            _("age %(low)s to %(high)s") % {"low": young, "high": old},
        )
    if width.income is not None:
        low, high = _around(client.income, width.income)
        asked["income"] = (
            Q(income__gte=low, income__lte=high),
            _("income %(low)s to %(high)s") % _amounts(low, high, language),
        )
    if width.credit is not None:
        low, high = _around(client.credit_amount, width.credit)
        asked["credit"] = (
            Q(credit_amount__gte=low, credit_amount__lte=high),
            _("loan of %(low)s to %(high)s") % _amounts(low, high, language),
        )
    if width.work is not None:
        asked["work"] = _work(client.employed_days, width.work)
    return asked


def _work(days: int | None, years: int) -> tuple[Q, str]:
    if days is None:
        return Q(employed_days=None), _("no present job known")
    own = round(days / DAYS_A_YEAR)
    least, most = max(own - years, 0), own + years
    return (
        Q(employed_days__gte=least * DAYS_A_YEAR, employed_days__lte=most * DAYS_A_YEAR),
        _("%(low)s to %(high)s years in the job") % {"low": least, "high": most},
    )


def _around(amount: float, share: float) -> tuple[float, float]:
    """An interval around an amount, at amounts easily said; it always holds the amount."""
    low, high = rounded_amount(amount * (1 - share)), rounded_amount(amount * (1 + share))
    return min(low, amount), max(high, amount)


def _amounts(low: float, high: float, language: str) -> dict[str, str]:
    return {
        "low": format_money(low, language, settings.CURRENCY),
        "high": format_money(high, language, settings.CURRENCY),
    }
