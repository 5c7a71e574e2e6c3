"""How far to trust a score: what is unusual, and what the model never saw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from explain.factor_help import factor_url
from explain.reading.score import Reading
from ml.wording.catalogue import CATALOGUE, column_label
from ml.wording.formats import format_value

MOST_UNUSUAL = 3
"""As many values out of range are told, those of greatest effect."""


def unusual_values(
    reading: Reading, usual: Mapping[str, Sequence[float]], *, currency: str
) -> list[dict[str, str]]:
    """Values beyond those of nearly all training clients: label, its url, value, range, as text.

    Those of greatest effect on the score, ``MOST_UNUSUAL`` at most.
    """
    found = []
    for reason in reading.reasons:
        bounds, value = usual.get(reason.feature), reason.value
        if bounds is None or value is None or isinstance(value, str):
            continue
        if bounds[0] <= value <= bounds[1]:
            continue
        entry = CATALOGUE[reason.feature]
        low, high = (
            format_value(entry, bound, reading.language, currency=currency) for bound in bounds
        )
        with override(reading.language):
            found.append(
                {
                    "label": reason.label,
                    "url": factor_url(reason.feature),
                    "value": reason.value_text,
                    "range": _("between %(low)s and %(high)s for nearly all of them")
                    % {"low": low, "high": high},
                }
            )
    return found[:MOST_UNUSUAL]


def unusual_inputs(found: Mapping[str, str], language: str) -> list[dict[str, str]]:
    """What is unusual in the application: label of the column, and what is said of it."""
    return [
        {"label": column_label("application", column, language), "text": text}
        for column, text in found.items()
    ]


def trust_context(
    reading: Reading, *, found: Mapping[str, str], usual: Any, currency: str
) -> dict[str, list[dict[str, str]]]:
    """What the part of the page about trust shows.

    Args:
        reading: the score.
        found: what is unusual in the application, by column.
        usual: bounds of nearly all training clients, by feature.
        currency: of amounts, ISO 4217.
    """
    others = {name: bounds for name, bounds in usual.items() if name not in found}
    return {
        "unusual_inputs": unusual_inputs(found, reading.language),
        "unusual": unusual_values(reading, others, currency=currency),
    }
