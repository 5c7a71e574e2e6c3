"""The distribution of an item in a group, from what the database counted."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import override

from explain.comparison.charts.distribution import Bin, Distribution
from explain.comparison.counting.aggregates import NOBODY, Counted, Part
from explain.comparison.counting.bands import band
from explain.comparison.counting.ranges import Range
from explain.comparison.counting.variables import Category, Number
from explain.comparison.wording import Standing


def of_number(
    number: Number,
    value: float | None,
    *,
    group: str,
    counted: Counted,
    of_all: Counted,
    bounds: tuple[float, ...],
    bounds_of_all: tuple[float, ...],
    room: Range,
    language: str,
    by_outcome: bool = False,
) -> Distribution:
    """The distribution of a number from what was counted between ``bounds``.

    ``bounds_of_all`` are those that everybody was counted between. The bounds hold the range's
    edges and, where it is known, the client's value and the next number: those who have just it
    are in a bucket of their own.
    """
    columns = _columns(counted, bounds, room)
    columns_of_all = _columns(of_all, bounds_of_all, room)
    below = same = 0
    if value is not None:
        own = bounds.index(value) + 1
        below = sum(part.count for bucket, part in counted.items() if _before(bucket, own))
        same = counted.get(own, NOBODY).count
    known = sum(part.count for part in columns.values())
    everybody = sum(part.count for part in columns_of_all.values())
    own_column = None if value is None else room.column(value)
    with override(language):
        bins = [
            Bin(
                band(number, room, place, language),
                columns.get(place, NOBODY),
                _share(columns.get(place, NOBODY), known),
                _share(columns_of_all.get(place, NOBODY), everybody),
                place == own_column,
                low is None or high is None,
                low,
                high,
            )
            for place, (low, high) in enumerate(
                zip((None, *room.edges), (*room.edges, None), strict=True)
            )
        ]
    return Distribution(
        variable=number,
        language=language,
        group=group,
        bins=tuple(b for b in bins if not b.outlying or b.part.count or b.is_client),
        value=value,
        standing=Standing(below, same, known),
        missing=counted.get(None, NOBODY).count,
        room=room,
        by_outcome=by_outcome,
    )


def of_category(
    category: Category,
    value: str | None,
    *,
    group: str,
    counted: Counted,
    of_all: Counted,
    language: str,
    by_outcome: bool = False,
) -> Distribution:
    """The distribution of a category: the most frequent first."""
    known, everybody = (
        sum(part.count for code, part in found.items() if code is not None)
        for found in (counted, of_all)
    )
    codes = sorted(
        (code for code in category.codes if code in of_all or code == value),
        key=lambda code: (-counted.get(code, NOBODY).count, category.codes.index(code)),
    )
    bins = tuple(
        Bin(
            category.text(code, language),
            counted.get(code, NOBODY),
            _share(counted.get(code, NOBODY), known),
            _share(of_all.get(code, NOBODY), everybody),
            code == value,
        )
        for code in codes
    )
    same = 0 if value is None else counted.get(value, NOBODY).count
    return Distribution(
        variable=category,
        language=language,
        group=group,
        bins=bins,
        value=value,
        standing=Standing(0, same, known),
        missing=counted.get(None, NOBODY).count,
        room=None,
        by_outcome=by_outcome,
    )


def _before(bucket: int | str | None, own: int) -> bool:
    return isinstance(bucket, int) and bucket < own


def _columns(counted: Counted, bounds: tuple[float, ...], room: Range) -> Mapping[int, Part]:
    """What was counted between fine bounds, by column of the range."""
    found: dict[int, Part] = {}
    for bucket, part in counted.items():
        if bucket is None:
            continue
        # A bucket has its lower bound; the lowest has none, and lies below the range.
        column = room.column(bounds[bucket - 1]) if bucket else 0
        found[column] = found.get(column, NOBODY) + part
    return found


def _share(part: Part, whole: int) -> float:
    return part.count / whole if whole else 0.0
