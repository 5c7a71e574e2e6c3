"""The whole score told in one paragraph, from the same numbers as every figure on the page.

The subject of each sentence is the application, never the client: no text has to guess a gender.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override

from explain.reading import words
from explain.reading.score import Reading, ThemeShare
from explain.reading.unknown_inputs import ask_sentence, range_sentence
from explain.reading.yardsticks import Hold
from ml.points import Advice, in_tenths
from ml.wording.formats import MINUS, format_number
from ml.wording.reasons import JointReason

TOLD_FIRST, TOLD_SECOND = 2, 1
"""Reasons told on the side that the advice rests on, and on the other."""
PALE = 4
"""A reason pales beside one this many times as strong."""
SLIGHT = 10
"""Tenths of a point below which a side's strongest reason is said to weigh little."""
NEAR = 10
"""Tenths of a point within which a score is said to be the average client's."""

THEMES: Mapping[str, object] = {
    "external": gettext_lazy("the external scores"),
    "income": gettext_lazy("income and work"),
    "loan": gettext_lazy("the loan asked for"),
    "elsewhere": gettext_lazy("debts elsewhere"),
    "here": gettext_lazy("earlier loans here"),
    "habits": gettext_lazy("payment habits"),
    "home": gettext_lazy("the home and the region"),
    "situation": gettext_lazy("age and situation"),
    "papers": gettext_lazy("papers and enquiries"),
}
"""Themes as they stand inside a sentence."""


def paragraph(reading: Reading, *, hold: Hold) -> str:
    """The score, what it means, where it comes from, why, what was not known, what is missing.

    Args:
        reading: the score, in the language that is wanted.
        hold: the yardstick of a reason, where there is one.
    """
    return " ".join(part for part in paragraph_parts(reading, hold=hold) if part)


def paragraph_parts(reading: Reading, *, hold: Hold) -> tuple[str, str, str]:
    """The paragraph in three: the score and its reasons, what is unknown, the advice's margin."""
    with override(reading.language):
        told = [
            _opening(reading),
            reading.repayment_sentence,
            _gap(reading),
            *_reasons(reading, hold),
        ]
        unknown, margin = _unknown(reading), _margin(reading)
    return " ".join(sentence for sentence in told if sentence), unknown, margin


def _opening(reading: Reading) -> str:
    pattern = {
        Advice.GRANT: _("This application scores %(score)s out of 100, %(where)s of %(cut_off)s: "
                        "the model advises granting it."),
        Advice.REVIEW: _("This application scores %(score)s out of 100, %(where)s of %(cut_off)s: "
                         "too close to call, and the model advises a closer look."),
        Advice.REFUSE: _("This application scores %(score)s out of 100, %(where)s of %(cut_off)s: "
                         "the model advises refusing it."),
        Advice.COMPLETE: _("This application scores %(score)s out of 100, %(where)s of "
                           "%(cut_off)s, but what is not known decides: the model advises asking "
                           "first."),
    }[reading.advice]  # fmt: skip
    if reading.distance_tenths == 0 and reading.advice is not Advice.COMPLETE:
        pattern = _(
            "This application scores %(score)s out of 100, which is the cut-off itself: too close "
            "to call, and the model advises a closer look."
        )
    return pattern % {
        "score": reading.headline_text,
        "where": reading.distance_text,
        "cut_off": reading.cut_off_text,
    }


def _gap(reading: Reading) -> str:
    """From the average client to this one, and the themes that make the difference."""
    gap = sum(theme.tenths for theme in reading.themes)
    if reading.is_clipped and abs(gap) >= NEAR:
        return _clipped_gap(reading, gap)
    if abs(gap) < NEAR:
        return _(
            "That is nearly the average client’s score of %(average)s: what raises it and what "
            "lowers it make up for each other."
        ) % {"average": reading.average_text}
    pattern = (
        _("That is %(gap)s above the average client’s score of %(average)s; what counts most: "
          "%(themes)s.")
        if gap > 0
        else _("That is %(gap)s below the average client’s score of %(average)s; what counts most: "
               "%(themes)s.")
    )  # fmt: skip
    return pattern % _from_average(reading, gap)


def _clipped_gap(reading: Reading, gap: int) -> str:
    pattern = (
        _("All effects together give %(sum)s, beyond the end of the scale: %(gap)s above the "
          "average client’s score of %(average)s; what counts most: %(themes)s.")
        if gap > 0
        else _("All effects together give %(sum)s, beyond the end of the scale: %(gap)s below the "
               "average client’s score of %(average)s; what counts most: %(themes)s.")
    )  # fmt: skip
    total = words.tenths_text(reading.total_tenths, reading.language)
    return pattern % {"sum": total, **_from_average(reading, gap)}


def _from_average(reading: Reading, gap: int) -> dict[str, str]:
    return {
        "gap": words.points_text(gap, reading.language),
        "average": reading.average_text,
        "themes": _themes(reading, gap),
    }


def _themes(reading: Reading, gap: int) -> str:
    same = [theme for theme in reading.themes if theme.tenths * gap > 0]
    # The second only where it does not pale beside the first.
    first = abs(same[0].tenths)
    main = [theme for theme in same[:2] if 3 * abs(theme.tenths) >= first]
    return words.and_list([_theme(theme, reading.language) for theme in main], reading.language)


def _theme(theme: ThemeShare, language: str) -> str:
    return f"{THEMES[theme.theme]} ({_signed(theme.tenths, language)})"


def _reasons(reading: Reading, hold: Hold) -> list[str]:
    """Both sides; the one that the advice rests on first, and at more length."""
    against = reading.distance_tenths < 0
    first, second = (
        (reading.reasons_against, reading.reasons_for)
        if against
        else (reading.reasons_for, reading.reasons_against)
    )
    return [
        _side(_weighty(first)[:TOLD_FIRST], reading.language, hold, lowers=against),
        _side(second[:TOLD_SECOND], reading.language, hold, lowers=not against),
    ]


def _weighty(told: Sequence[JointReason]) -> Sequence[JointReason]:
    """Reasons that do not pale beside the first."""
    return [reason for reason in told if PALE * abs(reason.points) >= abs(told[0].points)]


def _side(told: Sequence[JointReason], language: str, hold: Hold, *, lowers: bool) -> str:
    if not told:
        return (
            _("Nothing speaks against it by as much as a tenth of a point.")
            if lowers
            else _("Nothing speaks for it by as much as a tenth of a point.")
        )
    if abs(in_tenths(told[0].points)) < SLIGHT:
        lead = (
            _("Nothing weighs much against it; here is the strongest reason.")
            if lowers
            else _("Nothing weighs much in its favour; here is the strongest reason.")
        )
        told = told[:1]
    else:
        lead = _lead(len(told), lowers=lowers)
    sentences, group = [lead], ""
    for reason in told:
        held = hold(reason.lead)
        clause = "" if held is None else held.again if held.group == group else held.clause
        group = "" if held is None else held.group
        sentences.append(_reason(reason, clause, language))
    return " ".join(sentences)


def _lead(count: int, *, lowers: bool) -> str:
    if lowers:
        return ngettext(
            "Against it, one reason above all.", "Against it, two reasons above all.", count
        )
    return ngettext(
        "In its favour, one reason above all.", "In its favour, two reasons above all.", count
    )


def _reason(reason: JointReason, clause: str, language: str) -> str:
    """The fact, its yardstick and its points, as one sentence."""
    points = _signed(in_tenths(reason.points), language)
    if reason.others:
        points = ngettext(
            "%(points)s with %(count)s related factor",
            "%(points)s with %(count)s related factors",
            reason.others,
        ) % {"points": points, "count": reason.others}
    return f"{reason.lead.fact.removesuffix('.')}{clause} ({points})."


def _unknown(reading: Reading) -> str:
    if reading.facts.known is not None:
        return _unknown_inputs(reading)
    count, of = len(reading.missing), len(reading.reasons)
    if not count:
        return _("Everything that the model reads was known.")
    tenths = reading.missing_tenths
    said = {
        "count": format_number(count, reading.language),
        "of": format_number(of, reading.language),
        "points": words.points_text(tenths, reading.language),
    }
    if tenths == 0:
        return (
            ngettext(
                "Of the %(of)s items that the model reads, %(count)s was not known; that changes "
                "nothing here.",
                "Of the %(of)s items that the model reads, %(count)s were not known; together that "
                "changes nothing here.",
                count,
            )
            % said
        )
    if tenths < 0:
        return (
            ngettext(
                "Of the %(of)s items that the model reads, %(count)s was not known; that costs "
                "%(points)s.",
                "Of the %(of)s items that the model reads, %(count)s were not known; together that "
                "costs %(points)s.",
                count,
            )
            % said
        )
    return (
        ngettext(
            "Of the %(of)s items that the model reads, %(count)s was not known; that brings "
            "%(points)s.",
            "Of the %(of)s items that the model reads, %(count)s were not known; together that "
            "brings %(points)s.",
            count,
        )
        % said
    )


def _unknown_inputs(reading: Reading) -> str:
    """What was not asked or not answered, and how wide that leaves the score."""
    known = reading.facts.known
    if known is None or not known.unknown:
        return _("Everything that is asked of an applicant was known.")
    told = ngettext(
        "Of %(of)s answers, %(count)s is not known.",
        "Of %(of)s answers, %(count)s are not known.",
        len(known.unknown),
    ) % {"count": len(known.unknown), "of": known.inputs}
    return " ".join(s for s in (told, range_sentence(reading), ask_sentence(reading)) if s)


def _margin(reading: Reading) -> str:
    """How far the advice is from another one; of the sum, where that lies beyond the scale."""
    text = _to_other_advice(reading)
    if not text or not reading.is_clipped:
        return text
    # Whoever counts from the score shown would not reach the bound.
    total = words.tenths_text(reading.total_tenths, reading.language)
    return _("%(sentence)s (counted from %(sum)s).") % {
        "sentence": text.removesuffix("."),
        "sum": total,
    }


def _to_other_advice(reading: Reading) -> str:
    # Bounds are part of the review band: granting starts a tenth above, refusing a tenth below.
    if reading.advice is Advice.COMPLETE:
        return ""
    to_grant = in_tenths(reading.review_to) + 1 - reading.total_tenths
    to_review = in_tenths(reading.review_from) - reading.total_tenths
    if reading.advice is Advice.REFUSE:
        return _(
            "A closer look would be advised with %(review)s more, granting with %(grant)s more."
        ) % {
            "review": words.points_text(to_review, reading.language),
            "grant": words.points_text(to_grant, reading.language),
        }
    if reading.advice is Advice.REVIEW:
        return _(
            "Granting would be advised with %(grant)s more, refusing with %(refuse)s less."
        ) % {
            "grant": words.points_text(to_grant, reading.language),
            "refuse": words.points_text(to_review - 1, reading.language),
        }
    if to_grant == 0:
        return _("With a tenth of a point less, a closer look would be advised.")
    return _("Granting would still be advised with %(points)s less.") % {
        "points": words.points_text(to_grant, reading.language)
    }


def _signed(tenths: int, language: str) -> str:
    sign = "+" if tenths > 0 else MINUS if tenths < 0 else ""
    return sign + words.points_text(tenths, language)
