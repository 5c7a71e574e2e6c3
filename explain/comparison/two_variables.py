"""Two items against each other: how many clients have which pair, and where the client is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import override

from explain.comparison.aggregates import NOBODY, Counted, Part
from explain.comparison.ranges import Range
from explain.comparison.variables import Number
from explain.comparison.wording import clients_text, of_whom, share_text

Place = tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Pair:
    """What is drawn and said.

    ``cells`` are the clients by column and row, counted from 0, which is what lies below the
    ranges; ``value`` is the client's pair, None where one of the two is not known. ``missing``
    counts those of the group of whom one is not known.
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
    def names(self) -> dict[str, str]:
        """Both items' names."""
        up = self.up.label(self.language)
        return {"across": self.across.label(self.language), "up": up[0].lower() + up[1:]}

    @property
    def title(self) -> str:
        """The takeaway."""
        with override(self.language):
            if self.own is None:
                return _("%(across)s and %(up)s: not both known of this client") % self.names
            return _("%(across)s and %(up)s: %(share)s of %(whom)s are in the same place") % (
                self.names | self._alike()
            )

    @property
    def sentence(self) -> str:
        """The drawing in words."""
        with override(self.language):
            said = []
            if self.own is not None and self.value is not None:
                part = self.cells.get(self.own, NOBODY)
                said.append(
                    _("This client: %(across)s and %(up)s. In the same cell: %(clients)s.")
                    % {
                        "across": self.across.text(self.value[0], self.language),
                        "up": self.up.text(self.value[1], self.language),
                        "clients": clients_text(part.count, self.language),
                    }
                )
                outcomes = part.repaid + part.defaulted
                if outcomes:
                    said.append(
                        _("Of those whose outcome is known, %(share)s repaid.")
                        % {"share": share_text(part.repaid, outcomes, self.language)}
                    )
            if self.missing:
                said.append(
                    _("One of the two is not known of %(clients)s.")
                    % {"clients": clients_text(self.missing, self.language)}
                )
            return " ".join(said) or _("Each circle stands for the clients with such a pair.")

    @property
    def note(self) -> str:
        """How to read it."""
        with override(self.language):
            return _(
                "The larger a circle, the more clients have such a pair; the outermost rows and "
                "columns hold unusual values."
            )

    def _alike(self) -> dict[str, str]:
        part = self.cells.get(self.own, NOBODY) if self.own else NOBODY
        share = share_text(part.count, self.known, self.language)
        return {"share": share, "whom": of_whom(self.group)}


def build(
    across: Number,
    up: Number,
    counted: Counted,
    *,
    ranges: tuple[Range, Range],
    value: tuple[float, float] | None,
    group: str,
    language: str,
) -> Pair:
    """The pair from what was counted between the edges of both ranges."""
    return Pair(
        across=across,
        up=up,
        language=language,
        group=group,
        cells={place: part for place, part in counted.items() if None not in place},
        range_across=ranges[0],
        range_up=ranges[1],
        value=value,
        missing=sum(part.count for place, part in counted.items() if None in place),
    )
