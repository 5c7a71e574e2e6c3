"""Sentences that a score is told in. Pure: numbers and a language in, text out."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from babel import Locale
from babel.numbers import format_decimal, format_percent
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override, pgettext

from ml.points import POINTS_TO_DOUBLE_ODDS, Advice
from ml.wording.formats import MINUS, NARROW, format_number

_PERCENT = {"en": "#,##0.0%", "fr": f"#,##0.0{NARROW}%"}
_WHOLE = {"en": "#,##0%", "fr": f"#,##0{NARROW}%"}


def tenths_text(tenths: int, language: str, *, signed: bool = False) -> str:
    """Tenths of a point in a language's figures: 623 is "62.3"; signed, 52 is "+5.2".

    Nothing is neither plus nor minus: 0 is "0.0" either way.
    """
    text = format_decimal(Decimal(abs(tenths)) / 10, format="#,##0.0", locale=language)
    sign = MINUS if tenths < 0 else "+" if signed and tenths > 0 else ""
    return sign + text


def points_text(tenths: int, language: str) -> str:
    """A size in points, its sign left off: "12.3 points"."""
    with override(language):
        return ngettext("%(points)s point", "%(points)s points", _number(tenths, language)) % {
            "points": tenths_text(abs(tenths), language)
        }


def whole_text(points: int, language: str, *, signed: bool = False) -> str:
    """Whole points in a language's figures; signed, 5 is "+5"."""
    sign = MINUS if points < 0 else "+" if signed and points > 0 else ""
    return sign + format_number(abs(points), language)


def about_points_text(points: int, language: str) -> str:
    """A size in whole points where no finer one can be carried: "about 12 points"."""
    with override(language):
        return ngettext("about %(points)s point", "about %(points)s points", abs(points)) % {
            "points": whole_text(abs(points), language)
        }


def points_unit(tenths: int, language: str) -> str:
    """The unit after a number of points, singular where the language has it so."""
    with override(language):
        return ngettext("point", "points", _number(tenths, language))


def _number(tenths: int, language: str) -> int:
    """1 where the language takes the singular after these tenths as they are written, else 2."""
    size = Decimal(abs(tenths)).scaleb(-1)  # "1.0", which English says in the plural
    return 1 if Locale.parse(language).plural_form(size) == "one" else 2


def probability_text(probability: float, language: str) -> str:
    """A probability as a percentage with one decimal, never rounded to certainty."""
    shown = min(max(probability, 0.001), 0.999)
    text = str(format_percent(shown, format=_PERCENT[language], locale=language))
    with override(language):
        if probability < 0.0005:
            return _("less than %(percent)s") % {"percent": text}
        if probability > 0.9995:
            return _("more than %(percent)s") % {"percent": text}
    return text


def rough_probability_text(probability: float, language: str) -> str:
    """A probability in whole per cent, never rounded to certainty: "about 87%"."""
    shown = format_percent(
        in_a_hundred(probability) / 100, format=_WHOLE[language], locale=language
    )
    with override(language):
        return _("about %(percent)s") % {"percent": shown}


def advice_word(advice: Advice, language: str) -> str:
    """The advice in one word."""
    with override(language):
        return {
            Advice.GRANT: pgettext("advice", "Grant"),
            Advice.REVIEW: pgettext("advice", "Review"),
            Advice.REFUSE: pgettext("advice", "Refuse"),
            Advice.COMPLETE: pgettext("advice", "Ask first"),
        }[advice]


def effect_word(tenths: int, language: str) -> str:
    """What an effect does to the score, in a word."""
    with override(language):
        if tenths == 0:
            return _("no effect")
        return _("raises") if tenths > 0 else _("lowers")


def distance_text(distance: int, language: str) -> str:
    """Where the score stands: "12.3 points above the cut-off". ``distance`` is in tenths."""
    with override(language):
        if distance == 0:
            return _("at the cut-off")
        points = points_text(distance, language)
        if distance > 0:
            return _("%(points)s above the cut-off") % {"points": points}
        return _("%(points)s below the cut-off") % {"points": points}


def whole_distance_text(tenths: int, distance: int, language: str) -> str:
    """Where the score stands, in whole points: "about 12 points above the cut-off".

    ``distance`` is in whole points, ``tenths`` the exact one.
    """
    with override(language):
        if tenths == 0:
            return _("at the cut-off")
        if distance == 0:
            return _("just above the cut-off")
        pattern = (
            ngettext(
                "about %(points)s point above the cut-off",
                "about %(points)s points above the cut-off",
                abs(distance),
            )
            if distance > 0
            else ngettext(
                "about %(points)s point below the cut-off",
                "about %(points)s points below the cut-off",
                abs(distance),
            )
        )
        return pattern % {"points": format_number(abs(distance), language)}


def distance_sentence(where: str, advice: Advice, language: str) -> str:
    """Where the score stands (``distance_text``), and what is advised."""
    with override(language):
        pattern = {
            Advice.GRANT: _("%(where)s: granting is advised."),
            Advice.REVIEW: _("%(where)s, so close that a closer look is advised."),
            Advice.REFUSE: _("%(where)s: refusing is advised."),
            Advice.COMPLETE: _("%(where)s, but what is not known decides: ask first."),
        }[advice]
        sentence = pattern % {"where": where}
    return sentence[0].upper() + sentence[1:]


def odds_sentence(score: float, cut_off: float, language: str) -> str:
    """What the distance means: ten points double the odds of repayment."""
    factor = 2 ** (abs(score - cut_off) / POINTS_TO_DOUBLE_ODDS)
    shown = format_number(factor, language, decimals=1 if factor < 10 else 0)
    with override(language):
        rule = _("Ten points more double the odds of repayment.")
        if shown == "1":
            return rule
        if score > cut_off:
            here = _("Here they are %(factor)s times those at the cut-off.")
        else:
            here = _("Here they are %(factor)s times lower than at the cut-off.")
        return f"{rule} {here % {'factor': shown}}"


def in_a_hundred(probability: float) -> int:
    """How many in a hundred, never rounded to nobody or everybody."""
    return min(max(round(probability * 100), 1), 99)


def repayment_sentence(repayment: float, at_cut_off: float, language: str) -> str:
    """The probability of repayment as people: "about 93 of 100 such clients"."""
    here, there = in_a_hundred(repayment), in_a_hundred(at_cut_off)
    with override(language):
        if here == there:
            return _(
                "The model expects about %(here)s of 100 such clients to repay without difficulty, "
                "as at the cut-off."
            ) % {"here": here}
        return _(
            "The model expects about %(here)s of 100 such clients to repay without difficulty; at "
            "the cut-off, about %(there)s."
        ) % {"here": here, "there": there}


def with_related(label: str, others: int, language: str) -> str:
    """A factor and how many of its subject stand behind it: "Late months and 2 related factors"."""
    with override(language):
        return ngettext(
            "%(label)s and %(count)s related factor",
            "%(label)s and %(count)s related factors",
            others,
        ) % {"label": label, "count": others}


def and_list(parts: Sequence[str], language: str) -> str:
    """Parts in one phrase: "a, b and c"."""
    with override(language):
        if len(parts) < 2:
            return "".join(parts)
        return _("%(first)s and %(last)s") % {"first": ", ".join(parts[:-1]), "last": parts[-1]}
