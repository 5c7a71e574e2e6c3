"""Where a client stands with every item in a group: one frozen object to draw and say."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from explain.comparison.counting.aggregates import Part
from explain.comparison.counting.variables import Category, Number, Variable
from explain.comparison.wording import Standing, category_place, of_whom, place_text

FAR = 0.9
"""From where on a client stands apart: at least this share has less, or has more."""
RARE = 0.1
"""A category is uncommon where at most this share has it."""


@dataclass(frozen=True)
class Line:
    """One item: the client's value and their standing."""

    item: Variable
    value: float | str | None
    standing: Standing

    def place(self, group: str, language: str) -> str:
        """Where the client stands, in words."""
        if self.value is None:
            return "–"
        if isinstance(self.item, Category):
            return category_place(self.standing, group, language)
        return place_text(self.standing, group, language)

    @property
    def is_placed(self) -> bool:
        """Whether the client's value and others' are known, so that there is a place."""
        return self.value is not None and self.standing.known > 0

    @property
    def percentile(self) -> float:
        """How many have less, 0 to 1; those who have the same count half."""
        return (self.standing.below + self.standing.same / 2) / self.standing.known

    @property
    def distance(self) -> float:
        """How far apart from the group, 0 to 1: the share on the larger side, or of other kinds."""
        found = self.standing
        if not self.is_placed:
            return 0.0
        if isinstance(self.item, Category):
            return 1 - found.same / found.known
        return max(found.below, found.above) / found.known

    @property
    def is_apart(self) -> bool:
        """Whether the client stands apart from the group with this item."""
        return self.is_placed and self.distance >= (
            1 - RARE if isinstance(self.item, Category) else FAR
        )


@dataclass(frozen=True, kw_only=True)
class Overview:
    """All lines, in the order of the table, and the group that they are about.

    ``whole`` is the group; ``by_outcome`` says that it was chosen by its outcome.
    """

    language: str
    group: str
    whole: Part
    by_outcome: bool
    lines: tuple[Line, ...]

    @property
    def apart(self) -> tuple[Line, ...]:
        """The items with which the client stands apart, the most so first."""
        found = [line for line in self.lines if line.is_apart]
        return tuple(sorted(found, key=lambda line: -line.distance))

    @property
    def drawn(self) -> tuple[Line, ...]:
        """The items that have a place on a scale."""
        return tuple(
            line for line in self.lines if isinstance(line.item, Number) and line.is_placed
        )

    @property
    def title(self) -> str:
        """The takeaway."""
        with override(self.language):
            far = sum(isinstance(line.item, Number) for line in self.apart)
            words = {"whom": of_whom(self.group), "many": far, "all": len(self.drawn)}
            if not self.drawn:
                return _("No item can be compared")
            if not far:
                return (
                    _("Between the lowest and the highest tenth of %(whom)s with every number")
                    % words
                )
            return (
                ngettext(
                    "In the lowest or highest tenth of %(whom)s with %(many)s number of %(all)s",
                    "In the lowest or highest tenth of %(whom)s with %(many)s numbers of %(all)s",
                    far,
                )
                % words
            )

    @property
    def sentence(self) -> str:
        """The drawing in words: the items at both of its ends."""
        with override(self.language):
            if not self.drawn:
                return _("No number is known both of this client and of others.")
            lowest = min(self.drawn, key=lambda line: line.percentile)
            highest = max(self.drawn, key=lambda line: line.percentile)
            return _("Lowest place: %(lowest)s. Highest place: %(highest)s.") % {
                "lowest": self._named(lowest),
                "highest": self._named(highest),
            }

    @property
    def note(self) -> str:
        """How to read it."""
        with override(self.language):
            return _(
                "Each line stands for the group, from the lowest value on the left to the highest "
                "on the right; the box on it is the middle half. Where half of the group have "
                "less than this client, the diamond is in the middle; of those who have the same, "
                "half count as less. High is not always good: it is better for scores only."
            )

    def _named(self, line: Line) -> str:
        label = line.item.label(self.language)
        return _("%(item)s (%(place)s)") % {
            "item": label[0].lower() + label[1:],
            "place": line.place(self.group, self.language),
        }
