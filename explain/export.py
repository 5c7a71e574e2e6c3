"""The waterfall as a file for a spreadsheet."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import override

from explain.spreadsheet import as_csv, figure
from explain.waterfall import Waterfall


def waterfall_csv(waterfall: Waterfall) -> str:
    """Every factor by itself, from the average client's score to this one's, as CSV."""

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
        ]
    return as_csv(rows, waterfall.language)
