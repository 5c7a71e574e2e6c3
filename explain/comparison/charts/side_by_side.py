"""The scores of two clients, and what each subject does to them, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from explain.comparison.counting.aggregates import Values
from explain.reading.kept_score import page_language
from explain.reading.score import Reading
from explain.reading.words import about_points_text, and_list, points_text, tenths_text, whole_text
from ml.points import CUT_OFF_SCORE, HIGHEST, LOWEST, in_tenths
from scoring.models import ListedClient

MOST = 2
"""As many subjects are named that tell the two apart."""


@dataclass(frozen=True)
class Side:
    """One of the two: the client, the values, and the reading of the score; None without one."""

    client: ListedClient
    values: Values
    reading: Reading | None

    @property
    def name(self) -> str:
        """How the client is called in a column's heading."""
        return _("Client %(reference)s") % {"reference": self.client.reference}


@dataclass(frozen=True, kw_only=True)
class Pairs:
    """Numbers of two clients by row, in tenths of a point, to be drawn on one scale.

    ``line`` is the place on the scale that stands out, ``line_text`` what it is. ``signed`` numbers
    are what is added to a score; ``starts`` is then what both scores start from. ``is_rough``
    numbers are whole points.
    """

    name: str
    title: str
    sentence: str
    note: str
    names: tuple[str, str]
    rows: tuple[tuple[str, int, int], ...]
    low: int
    high: int
    line: int
    line_text: str
    signed: bool
    starts: tuple[int, int] = (0, 0)
    totals: tuple[int, int] = (0, 0)
    is_rough: bool = False


def score_sentence(one: Side, other: Side) -> str:
    """Whose score is higher, and by how much."""
    language = page_language()
    if one.reading is None or other.reading is None:
        return _("One of the two has no score yet, so the scores cannot be compared.")
    is_rough = _is_rough(one.reading, other.reading)
    names = {
        "one": one.name,
        "other": other.name,
        "score": _score_text(one.reading, is_rough=is_rough),
        "second": _score_text(other.reading, is_rough=is_rough),
    }
    first, second = _as_shown(one.reading, other.reading)
    change = first - second
    points = {
        "points": about_points_text(change // 10, language)
        if is_rough
        else points_text(change, language)
    }
    if change == 0:
        return _("%(one)s and %(other)s have the same score: %(score)s.") % names
    pattern = (
        _("The score of %(one)s is %(score)s, %(points)s above that of %(other)s (%(second)s).")
        if change > 0
        else _(
            "The score of %(one)s is %(score)s, %(points)s below that of %(other)s (%(second)s)."
        )
    )
    return pattern % (names | points)


def scores(one: Side, other: Side) -> Pairs | None:
    """Both scores on one scale; None where one has none."""
    if one.reading is None or other.reading is None:
        return None
    said = [
        _("%(client)s: %(distance)s")
        % {
            "client": side.name,
            "distance": " ".join(filter(None, [reading.distance_sentence, reading.range_note])),
        }
        for side, reading in ((one, one.reading), (other, other.reading))
    ]
    first, second = _as_shown(one.reading, other.reading)
    titles = {
        0: _("Both scores are the same"),
        1: _("The score of %(one)s is higher"),
        -1: _("The score of %(one)s is lower"),
    }
    return Pairs(
        name="scores",
        title=titles[(first > second) - (first < second)] % {"one": one.name},
        sentence=" ".join(said),
        note=_("Points from 0 to 100; higher is better. The broken line is the cut-off."),
        names=(one.name, other.name),
        rows=((_("Score"), first, second),),
        low=round(LOWEST * 10),
        high=round(HIGHEST * 10),
        line=round(CUT_OFF_SCORE * 10),
        line_text=_("cut-off"),
        signed=False,
        is_rough=_is_rough(one.reading, other.reading),
    )


def _is_rough(*readings: Reading) -> bool:
    """Whether one can carry whole points only: no finer are both compared."""
    return any(reading.facts.is_rough for reading in readings)


def _as_shown(*readings: Reading) -> tuple[int, ...]:
    """The scores in tenths; of whole points where one can carry no more."""
    if _is_rough(*readings):
        return tuple(10 * reading.whole for reading in readings)
    return tuple(in_tenths(reading.shown) for reading in readings)


def _score_text(reading: Reading, *, is_rough: bool) -> str:
    if is_rough:
        return whole_text(reading.whole, reading.language)
    return reading.headline_text


def themes(one: Side, other: Side) -> Pairs | None:
    """What each subject does to both scores, the widest apart first; None where one has none."""
    if one.reading is None or other.reading is None:
        return None
    firsts, seconds = (
        {share.label: share.tenths for share in reading.themes}
        for reading in (one.reading, other.reading)
    )
    rows = sorted(
        ((label, firsts.get(label, 0), seconds.get(label, 0)) for label in {**firsts, **seconds}),
        key=lambda row: -abs(row[1] - row[2]),
    )
    ends = [0, *(tenths for _label, *both in rows for tenths in both)]
    return Pairs(
        name="themes",
        title=_theme_title(rows),
        sentence=" ".join([*_most_apart(rows, one, other), *_clipped(one, other)]),
        note=_(
            "In points, from the average client to each of the two; right of the broken line a "
            "subject raises the score, left of it lowers it. The columns of the table add up to "
            "the scores."
        ),
        names=(one.name, other.name),
        rows=tuple(rows),
        low=min(ends),
        high=max(ends),
        line=0,
        line_text=_("no effect"),
        signed=True,
        starts=(_start(one.reading), _start(other.reading)),
        totals=(one.reading.total_tenths, other.reading.total_tenths),
    )


def _start(reading: Reading) -> int:
    """What the subjects start from, so that the columns add up as shown."""
    return reading.total_tenths - sum(share.tenths for share in reading.themes)


def _theme_title(rows: list[tuple[str, int, int]]) -> str:
    apart = [label for label, first, second in rows[:MOST] if first != second]
    if not apart:
        return _("Every subject does the same to both scores")
    lowered = [label[0].lower() + label[1:] for label in apart]
    return _("What tells the two scores apart most: %(subjects)s") % {
        "subjects": and_list(lowered, page_language())
    }


def _most_apart(rows: list[tuple[str, int, int]], one: Side, other: Side) -> list[str]:
    language = page_language()
    return [
        _("%(subject)s: %(first)s points for %(one)s, %(second)s for %(other)s.")
        % {
            "subject": label,
            "first": tenths_text(first, language, signed=True),
            "second": tenths_text(second, language, signed=True),
            "one": one.name,
            "other": other.name,
        }
        for label, first, second in rows[:MOST]
    ]


def _clipped(*sides: Side) -> list[str]:
    """Of whom the subjects add up to more, or less, than the scale can show."""
    return [
        _("%(client)s: %(distance)s") % {"client": side.name, "distance": side.reading.scale_note}
        for side in sides
        if side.reading is not None and side.reading.is_clipped
    ]


def scores_table(found: Pairs) -> dict[str, Any]:
    """Both scores and their distance."""
    return _table(found, _("The two scores"), _("Item"), list(found.rows))


def themes_table(found: Pairs) -> dict[str, Any]:
    """What each subject does to both scores, from the average client to the score."""
    rows = [
        (_("Average client"), *found.starts),
        *found.rows,
        (_("Score"), *found.totals),
    ]
    return _table(found, _("What each subject does to the two scores"), _("Subject"), rows)


def _table(
    found: Pairs, caption: str, head: str, rows: list[tuple[str, int, int]]
) -> dict[str, Any]:
    added = {row[0] for row in found.rows} if found.signed else set()
    return {
        "id": f"{found.name}-table",
        "caption": caption,
        "columns": [
            {"label": head},
            *({"label": _("%(client)s, points") % {"client": n}, "numeric": True}
              for n in found.names),
            {"label": _("Difference, points"), "numeric": True},
        ],
        "rows": [
            {
                "cells": [
                    {"text": label, "header": True},
                    *(
                        _points_cell(tenths, found, signed=label in added)
                        for tenths in (first, second)
                    ),
                    _points_cell(first - second, found, signed=True),
                ]
            }
            for label, first, second in rows
        ],
    }  # fmt: skip


def _points_cell(tenths: int, found: Pairs, *, signed: bool) -> dict[str, Any]:
    if found.is_rough:
        text = whole_text(tenths // 10, page_language(), signed=signed)
    else:
        text = tenths_text(tenths, page_language(), signed=signed)
    return {"text": text, "figure": tenths / 10}
