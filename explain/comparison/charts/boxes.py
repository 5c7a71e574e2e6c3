"""The same item in several groups, each as its quartiles, with the client's value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import override

from explain.comparison.counting.aggregates import Counted, Part
from explain.comparison.counting.ranges import Range
from explain.comparison.counting.variables import Number
from explain.comparison.wording import TOO_FEW, group_name
from explain.reading.words import and_list


@dataclass(frozen=True)
class Box:
    """A group: how many have a value, and the values that a quarter, half, three quarters have
    less than; None where the group is too small."""

    group: str
    known: int
    quartiles: tuple[float, float, float] | None


@dataclass(frozen=True, kw_only=True)
class Boxes:
    """What is drawn and said of one item in several groups."""

    number: Number
    language: str
    value: float | None
    boxes: tuple[Box, ...]
    room: Range

    @property
    def title(self) -> str:
        """The takeaway."""
        with override(self.language):
            label = self.number.label(self.language)
            shown = [box for box in self.boxes if box.quartiles]
            if self.value is None or not shown:
                return _("%(label)s: the middle of each group") % {"label": label}
            inside = [group_name(box.group) for box in shown if self._side(box) == 0]
            if len(inside) == len(shown):
                return _("%(label)s: within the middle half of every group") % {"label": label}
            if not inside:
                return _("%(label)s: outside the middle half of every group") % {"label": label}
            return _("%(label)s: within the middle half of some groups only") % {"label": label}

    @property
    def sentence(self) -> str:
        """The medians in words."""
        with override(self.language):
            said = [
                _("%(median)s (%(group)s)")
                % {
                    "group": _in_text(group_name(box.group)),
                    "median": self.number.about(box.quartiles[1], self.language),
                }
                for box in self.boxes
                if box.quartiles
            ]
            if not said:
                return _("Every group is too small.")
            middle = _("Half of the clients have less than about %(medians)s.") % {
                "medians": and_list(said, self.language)
            }
            if self.value is None:
                return middle
            own = _("This client: %(value)s.") % {
                "value": self.number.text(self.value, self.language)
            }
            return f"{middle} {own}"

    @property
    def note(self) -> str:
        """How to read it."""
        with override(self.language):
            return _(
                "The box holds the middle half of a group, its line is the middle one of all; "
                "a quarter lie left of it, a quarter right."
            )

    def _side(self, box: Box) -> int | None:
        """-1 in the lowest quarter, 0 in the middle half, 1 in the highest; None if unknown."""
        if box.quartiles is None or self.value is None:
            return None
        return (self.value > box.quartiles[2]) - (self.value < box.quartiles[0])

    def side_text(self, box: Box) -> str:
        """Where the client stands in a group."""
        with override(self.language):
            return {
                None: "–",
                -1: _("in the lowest quarter"),
                0: _("in the middle half"),
                1: _("in the highest quarter"),
            }[self._side(box)]


def build(
    number: Number,
    value: float | None,
    groups: Mapping[str, Counted],
    *,
    room: Range,
    language: str,
) -> Boxes:
    """The boxes of groups from what was counted in fine bands."""
    return Boxes(
        number=number,
        language=language,
        value=value,
        boxes=tuple(_box(group, counted) for group, counted in groups.items()),
        room=room,
    )


def _box(group: str, counted: Counted) -> Box:
    parts = [counted[bucket] for bucket in sorted(b for b in counted if b is not None)]
    known = sum(part.count for part in parts)
    if known < TOO_FEW:
        return Box(group, known, None)
    low, middle, high = (quantile(parts, share) for share in (0.25, 0.5, 0.75))
    return Box(group, known, (low, middle, high))


def quantile(parts: Sequence[Part], share: float) -> float:
    """The value that this share of clients lies under, by what is between in each band.

    Off by less than a band's width: inside a band clients are taken to lie evenly between its
    lowest and its highest value.
    """
    rank = share * (sum(part.count for part in parts) - 1)
    before = 0
    for place, part in enumerate(parts):
        last = before + part.count - 1
        if rank <= last or place == len(parts) - 1:
            inside = min(max(rank - before, 0) / max(part.count - 1, 1), 1)
            return _between(part.low, part.high, inside)
        if rank < last + 1:
            return _between(part.high, parts[place + 1].low, rank - last)
        before += part.count
    raise ValueError("there is nobody to take a value of")


def _between(low: float | None, high: float | None, inside: float) -> float:
    if low is None or high is None:
        raise ValueError("categories have no values between them")
    return low + (high - low) * inside


def _in_text(name: str) -> str:
    return name[:1].lower() + name[1:]
