"""The waterfall as a file for a spreadsheet."""

from __future__ import annotations

import csv
import io

from babel.numbers import format_decimal
from django.utils.translation import gettext as _
from django.utils.translation import override

from explain.waterfall import Waterfall

BYTE_ORDER_MARK = "\ufeff"
_SEPARATORS = {"fr": ";"}


def waterfall_csv(waterfall: Waterfall) -> str:
    """Every factor by itself, from the average client's score to this one's, as CSV.

    Written as the language's spreadsheets read it (a semicolon between fields where the comma is
    in numbers; a byte order mark, without which they take UTF-8 for something else). Negative
    numbers have a hyphen: a spreadsheet does not count with a minus sign.
    """
    written = io.StringIO()
    writer = csv.writer(written, delimiter=_SEPARATORS.get(waterfall.language, ","))
    with override(waterfall.language):
        writer.writerow(
            [_("Factor"), _("Client’s value"), _("Effect, points"), _("Score so far, points")]
        )
        writer.writerow([_("Average client"), "", "", _figure(waterfall.start_tenths, waterfall)])
        for bar in waterfall.factors:
            points, total = _figure(bar.tenths, waterfall), _figure(bar.total, waterfall)
            writer.writerow([bar.label, bar.value, points, total])
        writer.writerow(
            [_("This client’s score"), "", "", _figure(waterfall.end_tenths, waterfall)]
        )
    return BYTE_ORDER_MARK + written.getvalue()


def _figure(tenths: int, waterfall: Waterfall) -> str:
    return str(format_decimal(tenths / 10, format="0.0", locale=waterfall.language))
