"""The widths that a drawing is made for; apart from the drawing, which takes long to import."""

from __future__ import annotations

from dataclasses import dataclass

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
