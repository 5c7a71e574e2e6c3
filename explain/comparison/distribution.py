"""One item among a group: how many have which value, and where the client stands.

One frozen object; its drawing, table and sentence read nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import override

from explain.comparison.aggregates import NOBODY, Counted, Part
from explain.comparison.bands import band
from explain.comparison.ranges import Range
from explain.comparison.variables import Category, Number, Variable
from explain.comparison.wording import (
    Standing,
    category_place,
    clients_text,
    direction_note,
    number_sentence,
    place_text,
    share_text,
)


@dataclass(frozen=True)
class Bin:
    """One column. ``share`` and ``share_of_all`` are of those whose value is known.

    ``outlying`` marks what lies outside of the robust range. ``low`` and ``high`` bound it, None
    where it is open or a category.
    """

    label: str
    part: Part
    share: float
    share_of_all: float
    is_client: bool
    outlying: bool = False
    low: float | None = None
    high: float | None = None

    @property
    def known_outcomes(self) -> int:
        """How many are known to have repaid or not."""
        return self.part.repaid + self.part.defaulted


@dataclass(frozen=True, kw_only=True)
class Distribution:
    """What is drawn and said. ``value`` is the client's, None where it is not known.

    ``missing`` counts those of the group without a value; ``room`` is None for categories.
    """

    variable: Variable
    language: str
    group: str
    bins: tuple[Bin, ...]
    value: float | str | None
    standing: Standing
    missing: int
    room: Range | None

    @property
    def size(self) -> int:
        """How many clients the group has."""
        return self.standing.known + self.missing

    @property
    def label(self) -> str:
        """The item's name."""
        return self.variable.label(self.language)

    @property
    def value_text(self) -> str:
        """The client's value in words."""
        return value_text(self.variable, self.value, self.language)

    @property
    def place(self) -> str:
        """Where the client stands: "above 62 % of similar clients"."""
        if isinstance(self.variable, Category):
            return category_place(self.standing, self.group, self.language)
        return place_text(self.standing, self.group, self.language)

    @property
    def title(self) -> str:
        """The takeaway."""
        with override(self.language):
            if self.value is None:
                return _("%(label)s: not known of this client") % {"label": self.label}
            return _("%(label)s: %(value)s, %(place)s") % {
                "label": self.label,
                "value": self.value_text,
                "place": self.place,
            }

    @property
    def mark(self) -> str:
        """The text at the client's mark."""
        with override(self.language):
            return _("Client: %(value)s") % {"value": self.value_text}

    @property
    def sentence(self) -> str:
        """The drawing in words."""
        with override(self.language):
            parts = [self._where(), self._repayment(), self._outliers(), self._missing()]
            return " ".join(part for part in parts if part)

    @property
    def note(self) -> str:
        """Direction and how to read the drawing."""
        with override(self.language):
            shares = _("Each bar is a share of the group.")
            return f"{direction_note(self.variable)} {shares}".strip()

    def _where(self) -> str:
        if self.value is None:
            return _("This item is not known of this client, so there is no place to show.")
        if isinstance(self.variable, Number):
            return number_sentence(self.variable, self.standing, self.group, self.language)
        return _("%(label)s: %(value)s, %(place)s.") % {
            "label": self.label,
            "value": self.value_text,
            "place": self.place,
        }

    def _repayment(self) -> str:
        own = next((found for found in self.bins if found.is_client), None)
        if own is None or not own.known_outcomes:
            return ""
        return _("In the same band the outcome of %(count)s is known: %(share)s repaid.") % {
            "count": clients_text(own.known_outcomes, self.language),
            "share": share_text(own.part.repaid, own.known_outcomes, self.language),
        }

    def _outliers(self) -> str:
        outside = [found for found in self.bins if found.outlying and found.part.count]
        if not outside:
            return ""
        named = _(" and ").join(
            _("%(clients)s (%(band)s)")
            % {"clients": clients_text(found.part.count, self.language), "band": found.label}
            for found in outside
        )
        return _("Unusual values, shown at the ends: %(named)s.") % {"named": named}

    def _missing(self) -> str:
        if not self.missing:
            return ""
        return _("Not known of %(clients)s.") % {
            "clients": clients_text(self.missing, self.language)
        }


def value_text(variable: Variable, value: float | str | None, language: str) -> str:
    """A value in words, or that it is not known."""
    if value is None:
        with override(language):
            return _("not known")
    if isinstance(variable, Number):
        return variable.text(float(value), language)
    return variable.text(str(value), language)


def of_number(
    number: Number,
    value: float | None,
    *,
    group: str,
    counted: Counted,
    of_all: Counted,
    bounds: tuple[float, ...],
    room: Range,
    language: str,
) -> Distribution:
    """The distribution of a number from what was counted between ``bounds``.

    The bounds hold the range's edges and, where it is known, the client's value and the next
    number: those who have just it are in a bucket of their own.
    """
    columns, columns_of_all = (_columns(found, bounds, room) for found in (counted, of_all))
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
    )


def of_category(
    category: Category,
    value: str | None,
    *,
    group: str,
    counted: Counted,
    of_all: Counted,
    language: str,
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


__all__ = ["Bin", "Distribution", "of_category", "of_number", "value_text"]
