"""A score as it is read: every part of a page that speaks of a score takes it from here."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from explain.reading import words
from explain.reading.reliability import TrackRecord, track_record
from explain.reading.rounding import apportion
from ml.points import (
    CUT_OFF_SCORE,
    Advice,
    PointsScale,
    advice_in_range,
    clip,
    in_tenths,
    score_in_tenths,
    shown_score,
    whole_score,
)
from ml.score_range import carries_tenths, is_wide
from ml.wording.catalogue import THEMES
from ml.wording.formats import format_number
from ml.wording.reasons import JointReason, Reason, joined, reasons
from ml.yardsticks import Yardstick

MAIN_REASONS = 4
"""Reasons told for, and against: what a person keeps in mind."""


@dataclass(frozen=True, kw_only=True)
class Known:
    """What a score rests on, and where it would lie if the rest were known too.

    ``low`` and ``high`` are in points, not clipped; ``below_cut_off`` is the share of completions
    below the cut-off. ``unknown`` names the inputs that nobody has given, of ``inputs`` in all;
    ``ask_first`` is the one whose answer narrows the range most, by ``narrows_by`` points.
    ``steady`` is how far, in points, another training with the same clients would move nine of ten
    scores at most, ``steady_sample`` one with other clients; 0 where that is not known.
    """

    low: float
    high: float
    below_cut_off: float
    unknown: tuple[str, ...]
    inputs: int
    ask_first: str | None
    narrows_by: float
    steady: float
    steady_sample: float = 0.0

    @property
    def is_thin(self) -> bool:
        """Whether what is unknown moves the score further than the model itself is unsure of."""
        return is_wide(self.low, self.high, unknown=len(self.unknown), steady=self.steady)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is kept of a score: enough to read it, whatever has changed since.

    ``contributions`` are in log-odds of default, ``values`` as the model read them (None where
    missing); both in the order of ``features``. ``base`` is the average client's log-odds of
    default. ``pd`` and ``threshold`` are probabilities of default. ``yardsticks`` are where past
    clients stood, by feature, and ``repaid`` the share of them who repaid; nothing and None where
    the model version does not know. ``known`` is None for scores made before ranges were.
    ``outcomes`` (``ml.curves.Outcomes``) are of past clients of whom about as much was known.
    """

    pd: float
    threshold: float
    base: float
    features: tuple[str, ...]
    contributions: tuple[float, ...]
    values: tuple[float | str | None, ...]
    model_label: str
    model_trained_at: datetime
    scored_at: datetime
    yardsticks: Mapping[str, Yardstick] = field(default_factory=dict, repr=False)
    repaid: float | None = None
    known: Known | None = None
    outcomes: Mapping[str, Any] | None = field(default=None, repr=False)

    @property
    def is_thin(self) -> bool:
        """Whether what is not known leaves the score wide."""
        return self.known is not None and self.known.is_thin

    @property
    def is_rough(self) -> bool:
        """Whether the score can carry whole points only."""
        return self.known is not None and not carries_tenths(
            is_wide=self.is_thin, steady=self.known.steady
        )


@dataclass(frozen=True, kw_only=True)
class ThemeShare:
    """What the features of one theme do together. ``points`` is exact, ``tenths`` as shown."""

    theme: str
    label: str
    points: float
    tenths: int
    reasons: tuple[Reason, ...]
    language: str

    @property
    def points_text(self) -> str:
        """The theme's effect in points, signed."""
        return words.tenths_text(self.tenths, self.language, signed=True)

    @property
    def raises(self) -> bool:
        """Whether the theme raises the score."""
        return self.tenths > 0


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One score, read in one language. Advice, never a decision.

    ``score`` and ``average`` (the average client's score) are in points, not clipped; ``reasons``
    hold every feature, largest effect first.
    """

    facts: Facts
    language: str
    review_from: float
    review_to: float
    score: float
    average: float
    advice: Advice
    reasons: tuple[Reason, ...]

    @cached_property
    def total_tenths(self) -> int:
        """The score before clipping, as shown: what the contributions add up to."""
        return score_in_tenths(self.score, review_from=self.review_from, review_to=self.review_to)

    @property
    def shown(self) -> float:
        """The score as shown: one decimal, between 0 and 100."""
        return clip(self.total_tenths / 10)

    @property
    def score_text(self) -> str:
        """The score as shown, in figures: "62.3"."""
        return words.tenths_text(in_tenths(self.shown), self.language)

    @property
    def headline_text(self) -> str:
        """The score in no more digits than it can carry.

        In whole points it stays on its side of the cut-off: 49.6 reads "49".
        """
        if not self.facts.is_rough:
            return self.score_text
        return format_number(self.whole, self.language)

    @property
    def whole(self) -> int:
        """The score as shown in whole points, on its side of the cut-off."""
        return whole_score(in_tenths(self.shown))

    @property
    def range_texts(self) -> dict[str, str]:
        """The bounds of the range in whole points, ``low`` and ``high``; nothing without one."""
        known = self.facts.known
        if known is None:
            return {}
        tenths = {
            name: shown_score(points, review_from=self.review_from, review_to=self.review_to)
            for name, points in (("low", known.low), ("high", known.high))
        }
        return {
            name: format_number(whole_score(found), self.language) for name, found in tenths.items()
        }

    @property
    def range_note(self) -> str:
        """That much is unknown, and where the score would lie; empty where it is not wide."""
        if not self.facts.is_thin:
            return ""
        with override(self.language):
            return (
                _("When more is known, the score would lie in the range %(low)s to %(high)s.")
                % self.range_texts
            )

    @property
    def is_clipped(self) -> bool:
        """Whether the contributions add up to more, or less, than the scale can show."""
        return self.total_tenths != in_tenths(self.shown)

    @property
    def average_text(self) -> str:
        """The average client's score: where every explanation starts."""
        return words.tenths_text(in_tenths(self.average), self.language)

    @property
    def cut_off(self) -> float:
        """The cut-off on the scale of the score."""
        return CUT_OFF_SCORE

    @property
    def cut_off_text(self) -> str:
        """The cut-off in figures: "50"."""
        return format_number(self.cut_off, self.language)

    @property
    def repayment_text(self) -> str:
        """The client's probability of repayment, as exact as the headline."""
        if self.facts.is_rough:
            return words.rough_probability_text(1 - self.facts.pd, self.language)
        return words.probability_text(1 - self.facts.pd, self.language)

    @property
    def cut_off_repayment_text(self) -> str:
        """The probability of repayment at the cut-off."""
        return words.probability_text(1 - self.facts.threshold, self.language)

    @property
    def repayment_sentence(self) -> str:
        """How many in a hundred like this one repaid; what the model expects if none were counted.

        Of a thin file nothing is said but what was counted.
        """
        if self.track_record is not None:
            return self.track_record.in_short(1 - self.facts.threshold)
        if self.facts.is_thin:
            return ""
        return words.repayment_sentence(1 - self.facts.pd, 1 - self.facts.threshold, self.language)

    @cached_property
    def track_record(self) -> TrackRecord | None:
        """How scores like this one turned out before; None where too few are known."""
        if self.facts.outcomes is None:
            return None
        return track_record(self.facts.outcomes, self.shown, self.language)

    @property
    def distance_tenths(self) -> int:
        """Points from the cut-off to the score as shown, in tenths."""
        return in_tenths(self.shown) - in_tenths(self.cut_off)

    @property
    def distance_text(self) -> str:
        """The distance to the cut-off in words, as exact as the headline: "12.3 points above"."""
        if self.facts.is_rough:
            return words.whole_distance_text(
                self.distance_tenths, self.whole - round(CUT_OFF_SCORE), self.language
            )
        return words.distance_text(self.distance_tenths, self.language)

    @property
    def distance_figure(self) -> str:
        """The distance to the cut-off in signed figures, as exact as the headline."""
        if self.facts.is_rough:
            return words.whole_text(self.whole - round(CUT_OFF_SCORE), self.language, signed=True)
        return words.tenths_text(self.distance_tenths, self.language, signed=True)

    @property
    def distance_sentence(self) -> str:
        """The distance to the cut-off and what is advised."""
        return words.distance_sentence(self.distance_text, self.advice, self.language)

    @property
    def odds_sentence(self) -> str:
        """What the distance to the cut-off means."""
        return words.odds_sentence(self.score, self.cut_off, self.language)

    @property
    def advice_word(self) -> str:
        """The advice in one word."""
        return words.advice_word(self.advice, self.language)

    @cached_property
    def joint_reasons(self) -> tuple[JointReason, ...]:
        """The reasons, those of one subject as one, largest effect first."""
        return tuple(joined(self.reasons))

    @property
    def reasons_for(self) -> tuple[JointReason, ...]:
        """The main reasons that raise the score."""
        return self._main(raises=True)

    @property
    def reasons_against(self) -> tuple[JointReason, ...]:
        """The main reasons that lower the score."""
        return self._main(raises=False)

    def _main(self, *, raises: bool) -> tuple[JointReason, ...]:
        # What is not known is no reason for or against anybody: it is told apart.
        side = [
            r
            for r in self.joint_reasons
            if r.raises == raises and in_tenths(r.points) != 0 and not r.lead.missing
        ]
        return tuple(side[:MAIN_REASONS])

    @property
    def missing(self) -> tuple[Reason, ...]:
        """The features whose input was missing, largest effect first."""
        return tuple(reason for reason in self.reasons if reason.missing)

    @property
    def missing_tenths(self) -> int:
        """What all that was not known does to the score together, in tenths of a point."""
        return in_tenths(math.fsum(reason.points for reason in self.missing))

    @cached_property
    def themes(self) -> tuple[ThemeShare, ...]:
        """What each theme adds, largest effect first; shown numbers add up to score − average."""
        groups: dict[str, list[Reason]] = {}
        for reason in self.reasons:
            groups.setdefault(reason.theme, []).append(reason)
        sums = [sum(reason.points for reason in group) for group in groups.values()]
        tenths = apportion(sums, self.total_tenths - in_tenths(self.average))
        shares = [
            ThemeShare(
                theme=theme,
                label=THEMES[theme].label[self.language],
                points=points,
                tenths=shown,
                reasons=tuple(group),
                language=self.language,
            )
            for (theme, group), points, shown in zip(groups.items(), sums, tenths, strict=True)
        ]
        return tuple(sorted(shares, key=lambda share: -abs(share.points)))

    @property
    def scale_note(self) -> str:
        """Why the sum and the score differ, where the scale ends before the sum; else nothing."""
        if not self.is_clipped:
            return ""
        with override(self.language):
            return _("All effects together give %(sum)s; the scale ends at %(score)s.") % {
                "sum": words.tenths_text(self.total_tenths, self.language),
                "score": self.score_text,
            }


SUM_TOLERANCE = 1e-6
"""Points that the contributions may be away from the score: rounding alone."""


class ContributionsOffError(ValueError):
    """A score's contributions do not add up to it: what a page would say of it is wrong."""


def _check_sum(facts: Facts, gap: float, scale: PointsScale) -> None:
    found = math.fsum(scale.contribution(shap) for shap in facts.contributions)
    if abs(found - gap) > SUM_TOLERANCE:
        raise ContributionsOffError(
            f"contributions give {found:.6f} points from the average client, the score {gap:.6f}"
        )


def read(
    facts: Facts,
    *,
    language: str,
    review_from: float,
    review_to: float,
    currency: str = "EUR",
) -> Reading:
    """Read a score in a language ("fr" or "en"), with the advice's bounds in points."""
    scale = PointsScale(facts.threshold)
    score = scale.score(facts.pd)
    _check_sum(facts, score - scale.base(facts.base), scale)
    told: Sequence[Reason] = reasons(
        features=facts.features,
        values=facts.values,
        points=[scale.contribution(shap) for shap in facts.contributions],
        language=language,
        currency=currency,
    )
    return Reading(
        facts=facts,
        language=language,
        review_from=review_from,
        review_to=review_to,
        score=score,
        average=scale.base(facts.base),
        advice=advice_in_range(
            score,
            None if facts.known is None else facts.known.low,
            None if facts.known is None else facts.known.high,
            review_from=review_from,
            review_to=review_to,
        ),
        reasons=tuple(told),
    )
