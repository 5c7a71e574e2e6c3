"""The tables of an explanation, as the table component takes them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from explain.charts.waterfall import Bar, Waterfall
from explain.factor_help import factor_url, theme_url
from explain.reading import words
from explain.reading.score import Reading, ThemeShare

FACTORS = "factors-table"
"""Where the table of every factor stands on the page."""


def waterfall_table(waterfall: Waterfall) -> dict[str, Any]:
    """The same numbers as the drawing: average first, one row a step, score last."""
    with override(waterfall.language):
        start = _end(_("Average client"), waterfall.start_text)
        end = _end(_("This client’s score"), waterfall.end_text) | {"current": True}
        return {
            "id": "waterfall-table",
            "caption": _("From the average client’s score to this client’s, step by step"),
            "columns": _columns(),
            "rows": [start, *_rows(waterfall.bars), *_other(waterfall), end],
        }


def factors_table(waterfall: Waterfall) -> dict[str, Any] | None:
    """Every factor by itself, without those that move nothing; None where each has its bar."""
    if waterfall.factors == waterfall.bars:
        return None
    with override(waterfall.language):
        return {
            "id": FACTORS,
            "caption": _("All factors one by one, related ones together"),
            "columns": _columns(),
            "rows": _rows(waterfall.moving),
        }


def theme_table(reading: Reading) -> dict[str, Any]:
    """What each theme adds to the average client's score."""
    with override(reading.language):
        return {
            "id": "themes",
            "caption": _("What each subject does to the score"),
            "note": _("Compared with the average client; the numbers add up to the difference."),
            "columns": [
                {"label": _("Subject")},
                {"label": _("Effect, points"), "numeric": True},
                {"label": _("Direction")},
            ],
            "rows": [{"cells": _theme_cells(share)} for share in reading.themes],
        }


def _theme_cells(share: ThemeShare) -> list[dict[str, Any]]:
    return [
        {"text": share.label, "header": True, "url": theme_url(share.reasons[0].theme)},
        {"text": share.points_text, "tone": _tone(share.tenths)},
        {"text": words.effect_word(share.tenths, share.language)},
    ]


def _columns() -> list[dict[str, Any]]:
    return [
        {"label": _("Factor")},
        {"label": _("Client’s value")},
        {"label": _("Effect, points"), "numeric": True},
        {"label": _("Direction")},
        {"label": _("Score so far, points"), "numeric": True},
    ]


def _end(label: str, score: str) -> dict[str, Any]:
    return {
        "cells": [
            {"text": label, "header": True},
            {"text": ""},
            {"text": ""},
            {"text": ""},
            {"text": score},
        ]
    }


def _rows(bars: Iterable[Bar]) -> list[dict[str, Any]]:
    return [{"cells": _cells(bar, _factor(bar))} for bar in bars]


def _factor(bar: Bar) -> dict[str, Any]:
    """A factor's name, which leads to what it is; of several told together, to the main one's."""
    return {"text": bar.label, "header": True, "url": factor_url(bar.feature)}


def _other(waterfall: Waterfall) -> list[dict[str, Any]]:
    """All smaller factors as one row, which leads to them one by one."""
    if waterfall.other is None:
        return []
    label = {"text": waterfall.other.label, "header": True, "url": f"#{FACTORS}-caption"}
    return [{"cells": _cells(waterfall.other, label)}]


def _cells(bar: Bar, label: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        label,
        {"text": bar.value},
        {"text": bar.points_text, "tone": _tone(bar.tenths)},
        {"text": bar.effect},
        {"text": bar.total_text},
    ]


def _tone(tenths: int) -> str:
    if tenths == 0:
        return ""
    return "positive" if tenths > 0 else "negative"
