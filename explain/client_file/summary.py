"""The first screen: the figures, the main reasons, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from explain.factor_help import factor_help
from explain.reading import words
from explain.reading.score import Reading
from explain.reading.unknown_inputs import ask_sentence
from explain.reading.yardsticks import Hold
from ml.points import Advice, in_tenths
from ml.wording.catalogue import CATALOGUE
from ml.wording.reasons import JointReason


def key_figures(reading: Reading) -> list[dict[str, str]]:
    """Probability of repayment, and distance to the cut-off."""
    return [
        {
            "label": _("Probability of repayment"),
            "value": reading.repayment_text,
            "note": _("%(probability)s at the cut-off")
            % {"probability": reading.cut_off_repayment_text},
        },
        {
            "label": _("Distance to the cut-off"),
            "value": reading.distance_figure,
            "note": _("points; the cut-off is %(cut_off)s") % {"cut_off": reading.cut_off_text},
        },
    ]


def sides(reading: Reading, *, hold: Hold) -> list[dict[str, Any]]:
    """Reasons for and against; what the advice rests on comes first."""
    speaks_for = {
        "id": "for",
        "title": _("What speaks for the client"),
        "nothing": _("Nothing raises the score by a tenth of a point or more."),
        **_listed(reading.reasons_for, reading.language, hold),
    }
    against = {
        "id": "against",
        "title": _("What speaks against"),
        "nothing": _("Nothing lowers the score by a tenth of a point or more."),
        **_listed(reading.reasons_against, reading.language, hold),
    }
    below = reading.distance_tenths < 0
    return [against, speaks_for] if below else [speaks_for, against]


def _listed(told: Sequence[JointReason], language: str, hold: Hold) -> dict[str, Any]:
    return {
        "reasons": [_told(reason, language, hold) for reason in told],
        "unchangeable": _unchangeable(told),
    }


def _told(reason: JointReason, language: str, hold: Hold) -> dict[str, Any]:
    related = ngettext(
        "With %(count)s related factor.", "With %(count)s related factors.", reason.others
    ) % {"count": reason.others}
    held, about = hold(reason.lead), factor_help(reason.lead.feature, language)
    return {
        "raises": reason.raises,
        "points_text": words.tenths_text(in_tenths(reason.points), language, signed=True),
        "points_unit": words.points_unit(in_tenths(reason.points), language),
        "fact": reason.lead.fact,
        "alone": _alone(reason, language),
        "yardstick": "" if held is None else held.sentence,
        "related": related if reason.others else "",
        "change": _change(reason, about["actionable_text"]),
        "help": about,
    }


def _change(reason: JointReason, how: str) -> str:
    """Whether the client has a hand in it; how, where that would mend what is known to be bad."""
    lead = reason.lead
    if not lead.actionable:
        return ""
    # What is in the file already cannot be handed in.
    is_done = CATALOGUE[lead.feature].format == "flag" and lead.value == 1
    if reason.raises or lead.missing or is_done:
        return _("This depends on the client.")
    return how


def _unchangeable(told: Sequence[JointReason]) -> str:
    """Once for all of them: which reasons the client can do nothing about."""
    fixed = sum(not reason.lead.actionable for reason in told)
    if fixed == len(told):
        return ngettext(
            "The client cannot change this.", "The client can change none of these.", fixed
        )
    return (
        ngettext(
            "The client cannot change the other one.", "The client cannot change the others.", fixed
        )
        if fixed
        else ""
    )


def _alone(reason: JointReason, language: str) -> str:
    """What not knowing does by itself: all of the subject, or the one factor that speaks for it."""
    if not reason.lead.missing:
        return ""
    unknown = all(part.missing for part in reason.parts)
    points = reason.points if unknown else reason.lead.points
    pattern = (
        _("This alone brings %(points)s.") if points > 0 else _("This alone costs %(points)s.")
    )
    return pattern % {"points": words.points_text(in_tenths(points), language)}


def next_steps(reading: Reading, *, is_stale: bool) -> list[dict[str, str]]:
    """What an advisor does now, in order; each step may lead to a part of the page."""
    if is_stale:
        return [{"text": _("Have the application scored again: its information has changed.")}]
    return [*_checks(reading), {"text": _decide(reading.advice)}]


def _checks(reading: Reading) -> list[dict[str, str]]:
    check = {
        "text": _("Check with the client that what weighs most is right."),
        "url": "#information",
        "label": _("What the application says"),
    }
    if reading.facts.known is not None:
        if not reading.facts.known.is_thin:
            return [check]
        return [{"text": ask_sentence(reading), "url": "#unknown", "label": _("All of it")}, check]
    missing = len(reading.missing)
    if not missing or reading.advice is Advice.GRANT:
        return [check]
    unknown = ngettext(
        "Ask for what was missing: %(count)s item was not known.",
        "Ask for what was missing: %(count)s items were not known.",
        missing,
    ) % {"count": missing}
    return [check, {"text": unknown, "url": "#missing", "label": _("What was not known")}]


def _decide(advice: Advice) -> str:
    return {
        Advice.GRANT: _("Decide: granting is advised, but you decide."),
        Advice.REVIEW: _(
            "Look closer before you decide: this close to the cut-off, the score alone says little."
        ),
        Advice.REFUSE: _(
            "Decide. If you refuse, tell the client the main reasons, and that they may ask for a "
            "review by a person."
        ),
        Advice.COMPLETE: _(
            "Decide once the answers are there: as it stands, what is not known decides."
        ),
    }[advice]
