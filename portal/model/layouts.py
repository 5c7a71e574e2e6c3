"""The widths that a chart is drawn for; apart from the drawing, which takes long to import."""

from __future__ import annotations

from explain.charts.layouts import Layout

VERSION = 3
"""Raised when the same chart is drawn another way: stored drawings are then stale."""

LAYOUTS = {
    layout.name: layout
    for layout in (
        Layout("wide", 720, 236, 300, 650, stacked=False),
        Layout("narrow", 280, 276, 46, 228, stacked=True),
    )
}
