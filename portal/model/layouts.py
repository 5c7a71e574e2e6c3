"""The widths that a chart is drawn for; apart from the drawing, which takes long to import."""

from __future__ import annotations

from dataclasses import dataclass

VERSION = 2
"""Raised when the same chart is drawn another way: stored drawings are then stale."""


@dataclass(frozen=True)
class Layout:
    """Where labels and marks stand, in pixels; ``stacked`` puts labels above marks."""

    name: str
    width: float
    label_width: float
    left: float
    right: float
    stacked: bool


LAYOUTS = {
    layout.name: layout
    for layout in (
        Layout("wide", 720, 236, 300, 650, stacked=False),
        Layout("narrow", 280, 276, 46, 228, stacked=True),
    )
}
