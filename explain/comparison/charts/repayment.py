"""How often clients repaid: said only where the outcomes of enough of them are known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import add

from django.utils.translation import gettext as _

from explain.comparison.counting.aggregates import NOBODY, Part
from explain.comparison.wording import TOO_FEW, clients_text, share_text
from ml.reliability import wilson


@dataclass(frozen=True)
class Rate:
    """The share that repaid of those whose outcome is known, 0 to 1, and its 95 % interval."""

    share: float
    low: float
    high: float


def rate(part: Part) -> Rate | None:
    """How many of these repaid; None where the outcomes of too few are known."""
    if part.outcomes < TOO_FEW:
        return None
    return Rate(part.repaid / part.outcomes, *wilson(part.repaid, part.outcomes))


def together(parts: Iterable[Part]) -> Part:
    """All of them as one."""
    return reduce(add, parts, NOBODY)


def rate_text(part: Part, language: str) -> str:
    """The rate as a table has it."""
    if part.outcomes < TOO_FEW:
        return _("too few")
    return share_text(part.repaid, part.outcomes, language)


def repaid_sentence(own: Part, whole: Part, language: str) -> str:
    """How often those in the client's place repaid, beside the whole group."""
    words = {
        "clients": clients_text(own.outcomes, language),
        "share": share_text(own.repaid, own.outcomes, language),
        "whole": share_text(whole.repaid, whole.outcomes, language),
    }
    if own.outcomes < TOO_FEW:
        return (
            _(
                "The outcome of only %(clients)s in the same place is known: too few to say how "
                "many repay."
            )
            % words
        )
    return (
        _(
            "Of the %(clients)s in the same place whose outcome is known, %(share)s repaid; in the "
            "whole group, %(whole)s."
        )
        % words
    )
