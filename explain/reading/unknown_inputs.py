"""What is not known of a client, told by itself: how wide the score is, and what to ask first."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from explain.reading import words
from explain.reading.score import Known, Reading
from ml.points import CUT_OFF_SCORE, in_tenths
from ml.wording.catalogue import input_label


def unknown_context(reading: Reading) -> dict[str, Any] | None:
    """The part of the page about what is unknown; None where it was not kept."""
    known = reading.facts.known
    if known is None:
        return None
    with override(reading.language):
        return {
            "title": _title(known),
            "sentences": [
                sentence
                for sentence in (range_sentence(reading), share_sentence(reading), _steady(reading))
                if sentence
            ],
            "ask": ask_sentence(reading),
            "labels": [input_label(name, reading.language) for name in known.unknown],
            "is_thin": known.is_thin,
            "short": _short(reading),
            "low": known.low,
            "high": known.high,
        }


def _title(known: Known) -> str:
    if not known.unknown:
        return _("Everything that is asked is known")
    return ngettext(
        "What we do not know: %(unknown)s of %(inputs)s answers",
        "What we do not know: %(unknown)s of %(inputs)s answers",
        len(known.unknown),
    ) % {"unknown": len(known.unknown), "inputs": known.inputs}


def _short(reading: Reading) -> str:
    """The range in a few words, beside the score."""
    known = reading.facts.known
    if known is None or not known.is_thin:
        return ""
    return _("between %(low)s and %(high)s once more is known") % reading.range_texts


def range_sentence(reading: Reading) -> str:
    """Where the score would lie; empty where nothing that matters is unknown."""
    known = reading.facts.known
    if known is None or not known.is_thin:
        return ""
    with override(reading.language):
        return (
            _(
                "Once it is known, the score lies between %(low)s and %(high)s for 8 in 10 clients "
                "who are alike in what is known."
            )
            % reading.range_texts
        )


def share_sentence(reading: Reading) -> str:
    """On which side of the cut-off it would lie; empty where nothing that matters is unknown."""
    known = reading.facts.known
    if known is None or not known.is_thin:
        return ""
    below = words.in_a_hundred(known.below_cut_off)
    with override(reading.language):
        return _(
            "About %(above)s in 100 of them are at or above the cut-off of %(cut_off)s then, "
            "%(below)s below."
        ) % {"above": 100 - below, "below": below, "cut_off": round(CUT_OFF_SCORE)}


def ask_sentence(reading: Reading) -> str:
    """What to ask first, and what that brings."""
    known = reading.facts.known
    if known is None or known.ask_first is None or not known.is_thin:
        return ""
    with override(reading.language):
        return _("Ask first: %(input)s. The answer narrows the range by %(points)s on average.") % {
            "input": input_label(known.ask_first, reading.language),
            "points": words.points_text(in_tenths(known.narrows_by), reading.language),
        }


def _steady(reading: Reading) -> str:
    known = reading.facts.known
    if known is None or not known.steady:
        return ""
    said = {
        "points": words.points_text(in_tenths(known.steady), reading.language),
        "others": words.about_points_text(round(known.steady_sample), reading.language),
    }
    if not known.steady_sample:
        return (
            _(
                "The model itself is not exact: trained again on the same clients, 9 in 10 scores "
                "move by %(points)s at most."
            )
            % said
        )
    return (
        _(
            "The model itself is not exact: trained again on the same clients, 9 in 10 scores move "
            "by %(points)s at most; trained on other clients, by %(others)s at most."
        )
        % said
    )
