"""Paper, pen and ruler of every stored drawing: matplotlib, in pixels, without its axes.

``x`` grows to the right and ``y`` downwards, as on a page; text stays text of the same size.
Colours are the stand-ins of ``explain.charts.svg``. Importing this takes a second (matplotlib):
only who draws does it.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any, Literal

import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.textpath import text_to_path
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import Affine2D

from explain.charts.svg import INK, MUTED, SURFACE

# Set once, here: matplotlib's settings are the process's, and threads draw.
mpl.rcParams["svg.fonttype"] = "none"
mpl.rcParams["svg.hashsalt"] = "explain"
mpl.rcParams["hatch.linewidth"] = 1.3

one_at_a_time = threading.Lock()
"""To be held while anything is drawn: threads draw, and matplotlib is not made for that."""

TEXT, SMALL = 14.0, 13.5
LINE = 18.0
GAP = 6.0
"""Pixels: sizes of text, a line of text, a gap."""

Shape = Literal["ring", "diamond"]
Anchor = Literal["start", "center", "end"]
_ALIGNED: dict[Anchor, Literal["left", "center", "right"]] = {
    "start": "left",
    "center": "center",
    "end": "right",
}


class Paper:
    """Empty paper of this size in pixels, to draw on once and to take the SVG text from."""

    def __init__(self, width: float, height: float) -> None:
        self.figure = Figure(figsize=(width / 72, height / 72), dpi=72, frameon=False)
        self.canvas = FigureCanvasSVG(self.figure)
        self.downwards = Affine2D().scale(1, -1).translate(0, height)

    def add(self, artist: Artist) -> None:
        """Put a shape of matplotlib's, in pixels, on the paper."""
        artist.set_transform(self.downwards)
        self.figure.add_artist(artist)

    def line(
        self,
        x: Sequence[float],
        y: Sequence[float],
        colour: str = INK,
        *,
        width: float = 1.0,
        **look: Any,
    ) -> None:
        """A line through these points; ``look`` is what else matplotlib's Line2D takes."""
        self.add(Line2D(x, y, color=colour, linewidth=width, **look))

    def mark(self, x: float, y: float, shape: Shape, size: float) -> None:
        """A ring, or a filled diamond."""
        self.line(
            [x],
            [y],
            marker="o" if shape == "ring" else "D",
            markersize=size,
            markerfacecolor=SURFACE if shape == "ring" else INK,
            markeredgecolor=INK,
            markeredgewidth=2,
            linestyle="none",
        )

    def write(
        self,
        x: float,
        y: float,
        text: str,
        size: float = TEXT,
        anchor: Anchor = "start",
        *,
        bold: bool = False,
        muted: bool = False,
    ) -> None:
        """A line of text; ``y`` is its baseline."""
        self.add(
            Text(
                x,
                y,
                text,
                fontsize=size,
                horizontalalignment=_ALIGNED[anchor],
                verticalalignment="baseline",
                color=MUTED if muted else INK,
                fontweight="bold" if bold else "normal",
                parse_math=False,
            )
        )

    def svg(self) -> str:
        """What was drawn, as matplotlib writes it; ``svg.finish`` makes it fit a page."""
        written = io.StringIO()
        self.canvas.print_svg(written, metadata={"Date": None})
        return written.getvalue()


def scale(low: float, high: float, start: float, end: float) -> Callable[[float], float]:
    """From numbers to pixels."""
    pixels = (end - start) / max(high - low, 1e-9)
    return lambda value: start + (value - low) * pixels


def ticks(low: float, high: float, most: int, *, whole: bool = False) -> Iterator[float]:
    """Round numbers on a scale, its ends included; only integers where ``whole``."""
    slack = (high - low) * 1e-9
    locator = MaxNLocator(nbins=most, steps=[1, 2, 5, 10], integer=whole)
    for tick in locator.tick_values(low, high):
        if low - slack <= tick <= high + slack:
            yield float(tick)


def wrap(text: str, width: float, size: float) -> Iterator[str]:
    """The text in lines that are not wider than this."""
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}".strip()
        if line and text_width(longer, size) > width:
            yield line
            line = word
        else:
            line = longer
    yield line


@lru_cache(maxsize=8192)
def text_width(text: str, size: float) -> float:
    """Width in matplotlib's own typeface, which is wider than the page's: a safe measure."""
    width, _height, _descent = text_to_path.get_text_width_height_descent(
        text, FontProperties(size=size), ismath=False
    )
    return float(width)
