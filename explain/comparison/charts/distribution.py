"""One item among a group: how many have which value, and where the client stands.

One frozen object; its drawing, table and sentence read nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import override

from explain.comparison.charts.repayment import Rate, rate, repaid_sentence, together
from explain.comparison.counting.aggregates import Part
from explain.comparison.counting.ranges import Range
from explain.comparison.counting.variables import Category, Number, Variable
from explain.comparison.wording import (
    TOO_FEW,
    Standing,
    category_place,
    clients_text,
    direction_note,
    number_sentence,
    place_text,
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
    def rate(self) -> Rate | None:
        """How many of them repaid; None where too few outcomes are known."""
        return rate(self.part)


@dataclass(frozen=True, kw_only=True)
class Distribution:
    """What is drawn and said. ``value`` is the client's, None where it is not known.

    ``missing`` counts those of the group without a value; ``room`` is None for categories.
    ``by_outcome`` says that the group was chosen by its outcome: then how many of it repaid tells
    nothing, and is left out.
    """

    variable: Variable
    language: str
    group: str
    bins: tuple[Bin, ...]
    value: float | str | None
    standing: Standing
    missing: int
    room: Range | None
    by_outcome: bool = False

    @property
    def rates(self) -> tuple[Rate | None, ...]:
        """How many of each bar repaid, None where that is not to be said; empty where of none."""
        found = tuple(None if self.by_outcome else b.rate for b in self.bins)
        return found if any(found) else ()

    @property
    def whole(self) -> Part:
        """All whose value is known."""
        return together(b.part for b in self.bins)

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
            parts = [direction_note(self.variable), _("Each bar is a share of the group.")]
            if self.by_outcome:
                parts.append(
                    _("The group is chosen by its outcome, so how many of it repaid is left out.")
                )
            elif self.rates:
                parts.append(
                    _(
                        "The points show how many repaid, of those whose outcome is known, and "
                        "their lines where the true share lies with 95%% confidence; the broken "
                        "line is the whole group. Bars with fewer than %(least)s known outcomes "
                        "have no point."
                    )
                    % {"least": TOO_FEW}
                )
            return " ".join(part for part in parts if part)

    def _where(self) -> str:
        if self.value is None:
            return _("This item is not known of this client, so there is no place to show.")
        if isinstance(self.variable, Number) and self.standing.known:
            return number_sentence(self.variable, self.standing, self.group, self.language)
        return _("%(label)s: %(value)s, %(place)s.") % {
            "label": self.label,
            "value": self.value_text,
            "place": self.place,
        }

    def _repayment(self) -> str:
        own = next((found for found in self.bins if found.is_client), None)
        if own is None or not own.part.count or self.by_outcome:
            return ""
        return repaid_sentence(own.part, self.whole, self.language)

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
