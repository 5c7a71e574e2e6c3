"""Where a client stands most apart from a group, in a short paragraph."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from explain.comparison.charts.standings import Line, Overview
from explain.comparison.counting.variables import Category
from explain.comparison.wording import of_whom, share_text
from explain.reading.words import and_list

MOST = 3
"""As many items are named."""


def apart_paragraph(found: Overview) -> str:
    """The items that tell the client most from the group, and how ordinary the rest is."""
    with override(found.language):
        words = {"whom": of_whom(found.group)}
        compared = sum(line.is_placed for line in found.lines)
        if not compared:
            return _("Nothing that is known of this client is known of %(whom)s.") % words
        if not found.apart:
            return (
                _(
                    "This client stands far apart from %(whom)s in nothing: each value is shared "
                    "by many, or is neither in the lowest tenth nor in the highest."
                )
                % words
            )
        named = found.apart[:MOST]
        said = _("This client differs most from %(whom)s in: %(items)s.") % (
            words | {"items": and_list([_item(line, found) for line in named], found.language)}
        )
        return " ".join([said, *_further(len(found.apart) - len(named)),
                         _others(compared - len(found.apart))]).strip()  # fmt: skip


def _item(line: Line, found: Overview) -> str:
    label = line.item.label(found.language)
    words = {"item": label[0].lower() + label[1:], "whom": of_whom(found.group)}
    if isinstance(line.item, Category):
        share = share_text(line.standing.same, line.standing.known, found.language)
        value = line.item.text(str(line.value), found.language)
        return _("%(item)s (%(value)s, as for only %(share)s)") % (
            words | {"value": value, "share": share}
        )
    higher = line.standing.below >= line.standing.above
    part = line.standing.below if higher else line.standing.above
    words["share"] = share_text(part, line.standing.known, found.language)
    if higher:
        return _("%(item)s (higher than for %(share)s)") % words
    return _("%(item)s (lower than for %(share)s)") % words


def _further(many: int) -> list[str]:
    if not many:
        return []
    return [
        ngettext(
            "%(many)s further item is as unusual.", "%(many)s further items are as unusual.", many
        )
        % {"many": many}
    ]


def _others(many: int) -> str:
    if not many:
        return ""
    return ngettext(
        "The other item that is known is not unusual in this group.",
        "The other %(many)s items that are known are not unusual in this group.",
        many,
    ) % {"many": many}
