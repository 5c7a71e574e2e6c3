"""The waterfall: from the average client’s score to this client's, one step a factor.

One frozen object; its drawing, table, sentence and CSV read nothing else, so they cannot disagree.

A bar stands for the factors of one subject, as a main reason does, so that a bar and a reason are
the same number; ``parts`` are its factors one by one.

Rounding: every number is shown with one decimal. Bars are rounded as usual; "other factors" is what
is then left to reach the score, and a bar's parts add up to the bar, so that the shown numbers add
up exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from explain.reading import words
from explain.reading.rounding import apportion
from explain.reading.score import Reading
from ml.points import clip, in_tenths
from ml.wording.formats import MINUS
from ml.wording.reasons import JointReason, Reason

SHOWN = 9
"""Bars; all other factors are one more."""
NAMED = 3
"""Bars that the sentence names."""


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One step. ``points`` is exact; ``tenths`` and ``total`` (after the step) are as shown.

    ``feature`` and ``value`` are those of the factor that speaks for the bar, and empty for the
    other factors. ``parts`` are the factors of a bar that stands for several, largest first.
    """

    label: str
    value: str
    points: float
    tenths: int
    total: int
    language: str
    feature: str = ""
    missing: bool = False
    parts: tuple[Bar, ...] = ()

    @property
    def points_text(self) -> str:
        """The step in points, signed."""
        return words.tenths_text(self.tenths, self.language, signed=True)

    @property
    def total_text(self) -> str:
        """The running total after the step."""
        return words.tenths_text(self.total, self.language)

    @property
    def effect(self) -> str:
        """What the step does to the score, in a word."""
        return words.effect_word(self.tenths, self.language)


@dataclass(frozen=True, kw_only=True)
class Waterfall:
    """``start`` and ``end`` are scores (exact, not clipped), their ``_tenths`` as shown.

    ``bars`` are ordered by size; ``other`` stands for ``rest``, the factors without a bar, each of
    which has its own number there; it is None where every factor is in a bar.
    """

    language: str
    start: float
    start_tenths: int
    bars: tuple[Bar, ...]
    other: Bar | None
    rest: tuple[Bar, ...]
    end: float
    end_tenths: int
    cut_off: float
    where: str
    range_note: str
    advised: str

    @property
    def steps(self) -> tuple[Bar, ...]:
        """The bars as drawn: the largest one by one, then all others as one."""
        return self.bars if self.other is None else (*self.bars, self.other)

    @property
    def factors(self) -> tuple[Bar, ...]:
        """Every factor by itself, bar after bar, with running totals."""
        in_bars = (part for bar in self.bars for part in bar.parts or (bar,))
        return (*in_bars, *self.rest)

    @property
    def moving(self) -> tuple[Bar, ...]:
        """The factors that move the score by a tenth of a point or more."""
        return tuple(bar for bar in self.factors if bar.tenths)

    @property
    def still(self) -> tuple[Bar, ...]:
        """The factors whose shown effect is nothing."""
        return tuple(bar for bar in self.factors if not bar.tenths)

    @property
    def start_text(self) -> str:
        """The average client's score."""
        return words.tenths_text(self.start_tenths, self.language)

    @property
    def end_text(self) -> str:
        """This client's score, not clipped: what the numbers add up to."""
        return words.tenths_text(self.end_tenths, self.language)

    @cached_property
    def title(self) -> str:
        """The takeaway."""
        with override(self.language):
            if not self.bars:
                return _("Nothing moves this client away from the average client")
            first = self.bars[0]
            pattern = (
                _("“%(label)s” weighs most: %(points)s, which raises the score")
                if first.tenths > 0
                else _("“%(label)s” weighs most: %(points)s, which lowers the score")
            )
            return pattern % {"label": first.label, "points": self._signed(first)}

    @cached_property
    def sentence(self) -> str:
        """The drawing in words: start, main steps, end, cut-off, advice."""
        with override(self.language):
            start = _("The average client’s score is %(start)s.") % {"start": self.start_text}
            shown = in_tenths(clip(self.end_tenths / 10))
            end = (
                _("Together with the other factors this gives %(end)s: %(where)s.")
                if shown == self.end_tenths
                else _("Together with the other factors this gives %(end)s; the scale ends at "
                       "%(shown)s: %(where)s.")
            ) % {
                "end": self.end_text,
                "shown": words.tenths_text(shown, self.language),
                "where": self.where,
            }  # fmt: skip
            advised = _("The model advises: %(advice)s.") % {"advice": self.advised}
            said = [start, *self._main_steps(), end, self.range_note, advised]
            return " ".join(part for part in said if part)

    def _main_steps(self) -> list[str]:
        raising = [bar for bar in self.bars[:NAMED] if bar.tenths > 0]
        lowering = [bar for bar in self.bars[:NAMED] if bar.tenths < 0]
        pairs = (
            (raising, ngettext("%(what)s raises it.", "%(what)s raise it.", len(raising))),
            (lowering, ngettext("%(what)s lowers it.", "%(what)s lower it.", len(lowering))),
        )
        return [pattern % {"what": self._named(bars)} for bars, pattern in pairs if bars]

    def _named(self, bars: list[Bar]) -> str:
        parts = [
            _("“%(label)s” (%(points)s)") % {"label": bar.label, "points": self._signed(bar)}
            for bar in bars
        ]
        return words.and_list(parts, self.language)

    def _signed(self, bar: Bar) -> str:
        sign = "+" if bar.tenths > 0 else MINUS
        return sign + words.points_text(bar.tenths, self.language)


def build(reading: Reading, *, shown: int = SHOWN) -> Waterfall:
    """The waterfall of a score, with at most ``shown`` bars before the other factors."""
    start, end, language = in_tenths(reading.average), reading.total_tenths, reading.language
    joint = reading.joint_reasons[:shown]
    others = _largest_first(
        part for reason in reading.joint_reasons[shown:] for part in reason.parts
    )
    if others:
        tenths = [in_tenths(reason.points) for reason in joint]
        rest_tenths = apportion([r.points for r in others], end - start - sum(tenths))
    else:
        tenths = apportion([reason.points for reason in joint], end - start)
        rest_tenths = []
    rest = _factors(others, rest_tenths, end - sum(rest_tenths), language)
    return Waterfall(
        language=language,
        start=reading.average,
        start_tenths=start,
        bars=_bars(joint, tenths, start, language),
        other=_other(rest, end, language) if rest else None,
        rest=rest,
        end=reading.score,
        end_tenths=end,
        cut_off=reading.cut_off,
        where=reading.distance_text,
        range_note=reading.range_note,
        advised=reading.advice_word,
    )


def _largest_first(reasons: Iterable[Reason]) -> list[Reason]:
    return sorted(reasons, key=lambda reason: -abs(reason.points))


def _bars(
    joint: Sequence[JointReason], tenths: Sequence[int], start: int, language: str
) -> tuple[Bar, ...]:
    """One bar a subject, each from where the one before ended."""
    totals = list(accumulate(tenths, initial=start))
    return tuple(
        _bar(reason, shown, before, language)
        for reason, shown, before in zip(joint, tenths, totals, strict=False)
    )


def _bar(reason: JointReason, tenths: int, before: int, language: str) -> Bar:
    parts = _factors(
        reason.parts, apportion([part.points for part in reason.parts], tenths), before, language
    )
    if len(parts) == 1:
        return parts[0]
    return Bar(
        label=words.with_related(reason.lead.label, reason.others, language),
        value=reason.lead.value_text,
        points=reason.points,
        tenths=tenths,
        total=before + tenths,
        language=language,
        feature=reason.lead.feature,
        missing=reason.lead.missing,
        parts=parts,
    )


def _factors(
    reasons: Sequence[Reason], tenths: Sequence[int], start: int, language: str
) -> tuple[Bar, ...]:
    totals = list(accumulate(tenths, initial=start))[1:]
    return tuple(
        Bar(
            label=reason.label,
            value=reason.value_text,
            points=reason.points,
            tenths=shown,
            total=total,
            language=language,
            feature=reason.feature,
            missing=reason.missing,
        )
        for reason, shown, total in zip(reasons, tenths, totals, strict=True)
    )


def _other(rest: tuple[Bar, ...], end: int, language: str) -> Bar:
    with override(language):
        label = ngettext("%(count)s other factor", "%(count)s other factors", len(rest)) % {
            "count": len(rest)
        }
    return Bar(
        label=label,
        value="",
        points=sum(bar.points for bar in rest),
        tenths=sum(bar.tenths for bar in rest),
        total=end,
        language=language,
    )
