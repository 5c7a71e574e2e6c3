"""What clients may be filtered by: each a few choices, said in the page's language."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from babel.numbers import get_currency_symbol
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from explain.reading.kept_score import page_language
from explain.reading.words import tenths_text
from ml.points import HIGHEST, Advice
from ml.schema import TABLES
from ml.wording.catalogue import category_label
from ml.wording.formats import format_number
from scoring.models import ListedClient

NOT_SCORED = "none"
FAR_BELOW, FAR_ABOVE = 20, 15
"""Points beyond the review band from where a score is far from it."""
AGES = (25, 35, 45, 55, 65)
FIFTHS = ("lowest", "second", "third", "fourth", "highest")


@dataclass(frozen=True)
class Facet:
    """One question with a few answers, of which several may be given.

    ``column`` is what it asks of a listed client; ``choices`` the answers' keys, as they stand in
    the address, and their words. Where the answers are bands, ``bounds`` has the values at which
    the second and each further band begins; a client has the answer of their band. Elsewhere
    ``values`` has the column's value for each key.
    """

    name: str
    column: str
    label: str
    legend: str
    choices: Mapping[str, str]
    bounds: tuple[float, ...] = ()
    values: Mapping[str, str | bool | None] = field(default_factory=dict)
    help: str = ""

    def key_of(self, counted: str | bool | int | None) -> str | None:
        """The answer for a value, or a band's number, as the database counts them."""
        if self.values:
            return next((key for key, value in self.values.items() if value == counted), None)
        return None if counted is None else tuple(self.choices)[int(counted)]

    def band(self, key: str) -> tuple[float | None, float | None]:
        """Where a band begins, and where it ends: the next one's beginning."""
        number = tuple(self.choices).index(key)
        starts = (None, *self.bounds, None)
        return starts[number], starts[number + 1]


def facets() -> tuple[Facet, ...]:
    """All of them, in the order of the page. One query, for the bands of income."""
    return (advice(), _score(), age(), income(), contract())


def advice() -> Facet:
    """What is advised."""
    choices = {
        Advice.GRANT.value: pgettext("advice", "Grant"),
        Advice.REVIEW.value: pgettext("advice", "Review"),
        Advice.REFUSE.value: pgettext("advice", "Refuse"),
        Advice.COMPLETE.value: pgettext("advice", "Ask first"),
        NOT_SCORED: _("Not scored yet"),
    }
    values = {key: None if key == NOT_SCORED else key for key in choices}
    return Facet("advice", "advice", _("advice"), _("Advice"), choices, values=values)


def _score() -> Facet:
    """Bands around the one that is reviewed; their bounds are read as scores are shown."""
    review_from, review_to = settings.ADVICE_REVIEW_FROM, settings.ADVICE_REVIEW_TO
    # In tenths: where a band begins as shown, and the unrounded score from which it is so shown.
    far_below, far_above = (
        round((review_from - FAR_BELOW) * 10),
        round((review_to + FAR_ABOVE) * 10),
    )
    bands = [
        ("far-below", None, None),
        ("below", far_below, (far_below - 0.5) / 10),
        ("review", math.ceil(review_from * 10), review_from),
        ("above", math.floor(review_to * 10) + 1, math.nextafter(review_to, math.inf)),
        ("far-above", far_above, (far_above - 0.5) / 10),
    ]
    if far_below <= 0:
        bands[:2] = [("below", None, None)]
    if far_above >= HIGHEST * 10:
        bands.pop()
    language = page_language()
    labels = band_labels(
        [shown for _key, shown, _bound in bands if shown is not None],
        lambda tenths: tenths_text(tenths, language).removesuffix(".0").removesuffix(",0"),
    )
    return Facet(
        "score",
        "score",
        _("score"),
        _("Score, 0 to 100"),
        dict(zip((key for key, _shown, _bound in bands), labels, strict=True)),
        tuple(bound for _key, _shown, bound in bands if bound is not None),
    )


def age() -> Facet:
    """Bands of ages."""
    labels = band_labels(AGES, str)
    keys = ["under-25", "25", "35", "45", "55", "65"]
    choices = dict(zip(keys, labels, strict=True))
    return Facet("age", "age", _("age"), _("Age, years"), choices, AGES)


def income() -> Facet:
    """Bands of incomes."""
    fifths = ListedClient.objects.fifths("income")
    return amounts("income", "income", _("income"), _("Income, %(currency)s"), fifths)


def amounts(name: str, column: str, label: str, legend: str, fifths: Iterable[float]) -> Facet:
    """Fifths of the clients, at amounts that can be said: what is high depends on the lender."""
    language = page_language()
    bands: dict[str, float] = {}
    for key, start in zip(FIFTHS[1:], fifths, strict=False):
        rounded = rounded_amount(start)
        if rounded > max(bands.values(), default=0):
            bands[key] = rounded
    labels = band_labels([int(start) for start in bands.values()], _whole(language))
    currency = get_currency_symbol(settings.CURRENCY, locale=language)
    return Facet(
        name,
        column,
        label,
        legend % {"currency": currency},
        dict(zip((FIFTHS[0], *bands), labels, strict=True)),
        tuple(bands.values()),
        help=_("Each band holds about a fifth of all clients."),
    )


def contract() -> Facet:
    """Kinds of loan."""
    language = page_language()
    codes = TABLES["application"].by_name["contract"].categories
    words = {code: category_label("contract", code, language) for code in codes}
    choices = {code: word[0].upper() + word[1:] for code, word in words.items()}
    values = {code: code for code in codes}
    return Facet(
        "contract", "contract", _("kind of loan"), _("Kind of loan"), choices, values=values
    )


def band_labels(starts: Sequence[int], written: Callable[[int], str]) -> list[str]:
    """Bands in words, of whole steps: [25, 35] is "under 25", "25 to 34", "35 and over"."""
    if not starts:
        return [_("any")]
    return [
        _("under %(number)s") % {"number": written(starts[0])},
        *(
            _("%(low)s to %(high)s") % {"low": written(low), "high": written(following - 1)}
            for low, following in pairwise(starts)
        ),
        _("%(number)s and over") % {"number": written(starts[-1])},
    ]


def rounded_amount(amount: float) -> float:
    """An amount that is easily said, at most 5 % away: 96,750 is 97,000, 137,300 is 135,000."""
    if amount <= 0:
        return 0
    step = max(10 ** (math.floor(math.log10(amount)) - 1) / 2, 1)
    return float(round(amount / step) * step)


def _whole(language: str) -> Callable[[int], str]:
    return lambda number: format_number(number, language)
