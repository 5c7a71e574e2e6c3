"""Two items against each other: how many clients have which pair, and where the client is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import override

from explain.comparison.charts.repayment import repaid_sentence, together
from explain.comparison.counting.aggregates import NOBODY, Counted, Part
from explain.comparison.counting.bands import band
from explain.comparison.counting.ranges import Range, cut
from explain.comparison.counting.variables import Number
from explain.comparison.wording import clients_text, of_whom, share_text
from explain.reading.words import and_list

Place = tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Pair:
    """What is drawn and said.

    ``cells`` are the clients by column and row, counted from 0, which is what lies below the
    ranges; ``value`` is the client's pair, None where one of the two is not known. ``missing``
    counts those of the group of whom one is not known. ``by_outcome`` says that the group was
    chosen by its outcome, so that how many repaid tells nothing.
    """

    across: Number
    up: Number
    language: str
    group: str
    cells: Mapping[Place, Part]
    range_across: Range
    range_up: Range
    value: tuple[float, float] | None
    missing: int
    by_outcome: bool = False

    @property
    def known(self) -> int:
        """How many have both values."""
        return sum(part.count for part in self.cells.values())

    @property
    def own(self) -> Place | None:
        """The client's cell."""
        if self.value is None:
            return None
        return self.range_across.column(self.value[0]), self.range_up.column(self.value[1])

    @property
    def beyond(self) -> bool:
        """Whether the client lies outside of one of the ranges."""
        return self.own is not None and self.is_outer(self.own)

    def is_outer(self, place: Place) -> bool:
        """Whether a cell is one of those at the edges, which hold unusual values."""
        return place[0] in {0, len(self.range_across.edges)} or place[1] in {
            0,
            len(self.range_up.edges),
        }

    @property
    def outside(self) -> int:
        """How many clients have an unusual value of one of the two."""
        return sum(part.count for place, part in self.cells.items() if self.is_outer(place))

    @property
    def names(self) -> dict[str, str]:
        """Both items' names."""
        return {"across": self.across.label(self.language), "up": self._low(self.up)}

    @property
    def title(self) -> str:
        """The takeaway."""
        with override(self.language):
            if self.own is None:
                return _("%(across)s and %(up)s: not both known of this client") % self.names
            part = self.cells.get(self.own, NOBODY)
            words = self.names | {"whom": of_whom(self.group)}
            if not part.count:
                return _("%(across)s and %(up)s: none of %(whom)s is close to this client") % words
            share = share_text(part.count, self.known, self.language)
            return _("%(across)s and %(up)s: %(share)s of %(whom)s are close to this client") % (
                words | {"share": share}
            )

    @property
    def mark(self) -> str:
        """The text at the client's mark; it says where the mark stands at an edge only."""
        if self.value is None:
            return ""
        with override(self.language):
            pattern = _("Client: %(across)s, %(up)s")
            if self.beyond:
                pattern = _("Client: %(across)s, %(up)s (beyond the range, marked at the edge)")
            return pattern % {
                "across": self.across.text(self.value[0], self.language),
                "up": self.up.text(self.value[1], self.language),
            }

    @property
    def sentence(self) -> str:
        """The drawing in words."""
        with override(self.language):
            said = [*self._place(), *self._unusual()]
            if self.missing:
                said.append(
                    _("One of the two is not known of %(clients)s.")
                    % {"clients": clients_text(self.missing, self.language)}
                )
            return " ".join(said) or _("Each field stands for the clients with such a pair.")

    @property
    def note(self) -> str:
        """How to read it."""
        with override(self.language):
            return _(
                "The larger a filled field, the more clients have such a pair. The broken fields "
                "at the edges hold unusual values."
            )

    def _place(self) -> Iterator[str]:
        if self.own is None or self.value is None:
            return
        part = self.cells.get(self.own, NOBODY)
        yield _(
            "This client: %(across)s and %(up)s. As near as these in the group (%(across_band)s; "
            "%(up_band)s): %(clients)s."
        ) % {
            "across": self.across.text(self.value[0], self.language),
            "up": self.up.text(self.value[1], self.language),
            "clients": clients_text(part.count, self.language),
            "across_band": self._band(self.across, self.range_across, self.own[0]),
            "up_band": self._band(self.up, self.range_up, self.own[1]),
        }
        if part.count and not self.by_outcome:
            yield repaid_sentence(part, together(self.cells.values()), self.language)

    def _unusual(self) -> Iterator[str]:
        """Those at the edges, counted and named."""
        if not self.outside:
            return
        sides: Counter[str] = Counter()
        for (column, row), part in self.cells.items():
            for number, room, place in (
                (self.across, self.range_across, column),
                (self.up, self.range_up, row),
            ):
                if place in {0, len(room.edges)}:
                    sides[self._band(number, room, place)] += part.count
        named = [
            _("%(band)s: %(count)s") % {"band": side, "count": clients_text(many, self.language)}
            for side, many in sides.items()
        ]
        yield _("Unusual values, shown at the edges: %(clients)s (%(named)s).") % {
            "clients": clients_text(self.outside, self.language),
            "named": and_list(named, self.language),
        }

    def _band(self, number: Number, room: Range, place: int) -> str:
        return f"{self._low(number)} {band(number, room, place, self.language)}"

    def _low(self, number: Number) -> str:
        label = number.label(self.language)
        return label[0].lower() + label[1:]


def build(
    across: Number,
    up: Number,
    counted: Counted,
    *,
    ranges: tuple[Range, Range],
    value: tuple[float, float] | None,
    group: str,
    language: str,
    by_outcome: bool = False,
) -> Pair:
    """The pair from what was counted between both ranges, which are cut to where the group is."""
    fine = {place: part for place, part in counted.items() if None not in place}
    cut_to = tuple(_cut(room, fine, axis) for axis, room in enumerate(ranges))
    cells: dict[Place, Part] = {}
    for place, part in fine.items():
        column, row = (
            _column(cut_to[axis], ranges[axis], place[axis]) for axis in range(len(ranges))
        )
        cells[column, row] = cells.get((column, row), NOBODY) + part
    return Pair(
        across=across,
        up=up,
        language=language,
        group=group,
        cells=cells,
        range_across=cut_to[0],
        range_up=cut_to[1],
        value=value,
        missing=sum(part.count for place, part in counted.items() if None in place),
        by_outcome=by_outcome,
    )


def _cut(room: Range, cells: Mapping[Place, Part], axis: int) -> Range:
    counts: Counter[int] = Counter()
    for place, part in cells.items():
        counts[place[axis]] += part.count
    return cut(room, counts)


def _column(cut_to: Range, room: Range, place: int) -> int:
    """The column of the cut range that a column of the whole one lies in."""
    return cut_to.column(room.edges[place - 1]) if place else 0
