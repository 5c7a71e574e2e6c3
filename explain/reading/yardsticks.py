"""A client's value held against past clients: what most of those who repaid have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import override

from explain.reading import words
from explain.reading.score import Facts
from ml.wording.catalogue import CATALOGUE, Entry
from ml.wording.formats import LONG_TERM, format_value
from ml.wording.reasons import Reason
from ml.yardsticks import Outcome, Yardstick, value_key

ENOUGH = 100
"""Past clients from whom a share is told."""
BY_VALUE = frozenset({"category", "flag", "grade"})
"""Formats whose values are answers: not more or less, but how many who gave them repaid."""


@dataclass(frozen=True, kw_only=True)
class Held:
    """One yardstick in words.

    ``sentence`` stands by itself, ``clause`` after a sentence that states the value, and ``again``
    does so right after the clause of another yardstick of the same ``group`` of past clients.
    """

    group: str
    sentence: str
    clause: str
    again: str


Hold = Callable[[Reason], Held | None]
"""What holds a reason against past clients, where they have something to say."""


def holder(facts: Facts, *, language: str, currency: str) -> Hold:
    """What holds each reason of a score against the past clients of its model."""

    def held(reason: Reason) -> Held | None:
        yardstick = facts.yardsticks.get(reason.feature)
        if yardstick is None:
            return None
        return hold(reason, yardstick, repaid=facts.repaid, language=language, currency=currency)

    return held


def hold(
    reason: Reason,
    yardstick: Yardstick,
    *,
    repaid: float | None,
    language: str,
    currency: str = "EUR",
) -> Held | None:
    """What past clients say of a reason's value.

    Args:
        reason: what is told; its value may be missing.
        yardstick: of its feature.
        repaid: share of all past clients who repaid; None where that is not known.
        language: "fr" or "en".
        currency: of amounts, ISO 4217.

    Returns:
        None where too few past clients are like this, or nothing worth telling is known.
    """
    entry = CATALOGUE[reason.feature]
    with override(language):
        if reason.value is None:
            return _share(yardstick.missing, repaid, reason.points, language)
        if entry.format in BY_VALUE:
            outcome = yardstick.outcomes.get(value_key(reason.value))
            return None if outcome is None else _share(outcome, repaid, reason.points, language)
        if yardstick.bounds is None or isinstance(reason.value, str):
            return None
        return _bound(entry, reason, yardstick.bounds, language, currency)


def _share(outcome: Outcome, repaid: float | None, points: float, language: str) -> Held | None:
    if outcome.clients < ENOUGH or repaid is None:
        return None
    share = outcome.repaid / outcome.clients
    said = {
        "share": words.probability_text(share, language),
        "all": words.probability_text(repaid, language),
    }
    sentence = (
        _("Past clients in the same case: %(share)s repaid, against %(all)s of all past clients.")
        % said
    )
    clause = (
        _("; of those in the same case, %(share)s repaid, against %(all)s of all past clients")
        % said
    )
    if said["share"] == said["all"] or (share - repaid) * points >= 0:
        again = _("; of those in the same case, %(share)s repaid") % said
        return Held(group="same", sentence=sentence, clause=clause, again=again)
    # Alone it says the opposite of what the value does beside all the others: so that is said.
    still = (
        _("; with the rest of the file, it raises the score all the same")
        if points > 0
        else _("; with the rest of the file, it lowers the score all the same")
    )
    told = f"{clause}{still}"
    return Held(
        group="contrary", sentence=f"{sentence.removesuffix('.')}{still}.", clause=told, again=told
    )


def _bound(
    entry: Entry,
    reason: Reason,
    bounds: tuple[float, float, float],
    language: str,
    currency: str,
) -> Held | None:
    """The outermost bound that the value lies beyond; its side follows from where it lies."""

    def text(value: float) -> str:
        return format_value(entry, value, language, currency)

    value, own = float(reason.value or 0), reason.value_text
    low, middle, high = bounds
    if text(high) == text(low) == own or text(middle) == own:
        typical = _(", as for a typical client who repaid")
        return Held(
            group="typical",
            sentence=_("That is as for a typical client who repaid."),
            clause=typical,
            again=typical,
        )
    if value > high and text(high) != own:
        at, above, most = high, True, True
    elif value < low and text(low) != own:
        at, above, most = low, False, True
    else:
        at, above, most = middle, value > middle, False
        if reason.points > 0 and entry.monotone == (1 if above else -1):
            # Worse than the middle one, yet good enough to raise the score: not held against it.
            return _alike(entry, high if above else low, text, language)
    return _told(entry, text(at), at, above=above, most=most, language=language)


def _alike(entry: Entry, bound: float, text: Callable[[float], str], language: str) -> Held | None:
    """A value on the worse side of the middle, with most of those who repaid."""
    shown = text(bound)
    if bound == 0 or shown == LONG_TERM[language]:
        return None
    said = {"bound": _reaching(entry, above=entry.monotone > 0) % {"bound": shown}}
    clause = _(", as for 8 in 10 clients who repaid (%(bound)s)") % said
    return Held(
        group="alike",
        sentence=_("As for 8 in 10 clients who repaid: %(bound)s.") % said,
        clause=clause,
        again=clause,
    )


def _reaching(entry: Entry, *, above: bool) -> str:
    if not above:
        return _("%(bound)s or more")
    return _("%(bound)s or fewer") if entry.format == "count" else _("%(bound)s or less")


def _told(
    entry: Entry, shown: str, bound: float, *, above: bool, most: bool, language: str
) -> Held | None:
    if shown == LONG_TERM[language]:
        return None
    if bound != 0 or entry.format == "difference":
        # No loan has no less: "0 loans or fewer" would say nothing.
        shown = _reaching(entry, above=above) % {"bound": shown}
    said = {"bound": shown}
    again = _(", against %(bound)s for them") % said
    if most:
        return Held(
            group="most",
            sentence=_("For 8 in 10 clients who repaid: %(bound)s.") % said,
            clause=_(", against %(bound)s for 8 in 10 clients who repaid") % said,
            again=again,
        )
    return Held(
        group="half",
        sentence=_("For half of the clients who repaid: %(bound)s.") % said,
        clause=_(", against %(bound)s for half of the clients who repaid") % said,
        again=again,
    )
