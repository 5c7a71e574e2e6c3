"""The waterfall as a file for a spreadsheet."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import override

from explain.charts.waterfall import Waterfall
from explain.reading.score import Known
from explain.spreadsheet import as_csv, figure
from ml.points import clip
from ml.wording.catalogue import input_label


def waterfall_csv(waterfall: Waterfall, known: Known | None) -> str:
    """Every factor by itself, from the average client's score to this one's, as CSV.

    What is not known, and where the score would lie with it, stands in the last rows.
    """

    def points(tenths: int) -> str:
        return figure(tenths / 10, waterfall.language, "0.0")

    with override(waterfall.language):
        rows = [
            [_("Factor"), _("Client’s value"), _("Effect, points"), _("Score so far, points")],
            [_("Average client"), "", "", points(waterfall.start_tenths)],
            *(
                [bar.label, bar.value, points(bar.tenths), points(bar.total)]
                for bar in waterfall.factors
            ),
            [_("This client’s score"), "", "", points(waterfall.end_tenths)],
            *([] if known is None else _range_rows(known, waterfall.language)),
        ]
    return as_csv(rows, waterfall.language)


def _range_rows(known: Known, language: str) -> list[list[str]]:
    """What is unknown, each by its name; the score's range where that leaves it wide."""
    rows = [[_("Not known"), input_label(name, language), "", ""] for name in known.unknown]
    if not known.is_thin:
        return rows
    low, high = (figure(clip(bound), language, "0.0") for bound in (known.low, known.high))
    rows += [
        [_("Range of the score, from"), "", "", low],
        [_("Range of the score, to"), "", "", high],
    ]
    if known.ask_first is not None:
        rows.append([_("Ask first"), input_label(known.ask_first, language), "", ""])
    return rows
