"""The widths that a drawing is made for; apart from the drawing, which takes long to import."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

VERSION = 3
"""Raised when the same waterfall is drawn another way: stored drawings are then stale."""


@dataclass(frozen=True)
class Layout:
    """Where labels and what they name stand, in pixels.

    ``label_width`` is the room for a label; ``left`` and ``right`` bound what the scale covers,
    with room left at the sides for the numbers. ``stacked`` puts labels above bars.
    """

    name: str
    width: float
    label_width: float
    left: float
    right: float
    stacked: bool


LAYOUTS = {
    layout.name: layout
    for layout in (
        Layout("wide", 720, 270, 340, 664, stacked=False),
        Layout("narrow", 280, 276, 52, 228, stacked=True),
    )
}
"""Wide for a page's column, narrow for a telephone: text keeps its size in both."""


def both_widths(svg: Mapping[str, str]) -> SafeString:
    """A drawing's markup from its SVG by layout; the style sheet shows the one that fits."""
    return format_html(
        '<div class="drawing"><div class="drawing__wide">{}</div>'
        '<div class="drawing__narrow">{}</div></div>',
        mark_safe(svg["wide"]),  # noqa: S308 -- made by explain.charts.svg, text escaped there
        mark_safe(svg["narrow"]),  # noqa: S308
    )
