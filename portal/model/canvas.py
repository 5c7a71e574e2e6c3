"""Paper, pen and scales for the charts, in pixels; text stays text of the same size."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path
from matplotlib.ticker import MaxNLocator

from explain.svg import INK, SURFACE
from ml.text.formats import format_number, format_share
from portal.model.charts import Mark
from portal.model.layouts import Layout

# As the explanations' drawings have it: matplotlib's settings are the process's.
mpl.rcParams["svg.fonttype"] = "none"
mpl.rcParams["svg.hashsalt"] = "explain"
mpl.rcParams["hatch.linewidth"] = 1.3

TEXT, SMALL = 14.0, 13.0
LINE = 18.0
GAP = 6.0
"""Pixels: sizes of text, a line of text, a gap."""


def canvas(layout: Layout, height: float) -> tuple[Figure, Axes]:
    """Empty paper of this height, its origin at the top left."""
    figure = Figure(figsize=(layout.width / 72, height / 72), dpi=72)
    FigureCanvasSVG(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, layout.width), ylim=(height, 0))
    axes.axis("off")
    return figure, axes


def svg(figure: Figure) -> str:
    """What was drawn, as text."""
    written = io.StringIO()
    figure.savefig(written, format="svg", transparent=True, metadata={"Date": None})
    return written.getvalue()


def scale(low: float, high: float, start: float, end: float) -> Callable[[float], float]:
    """From numbers to pixels."""
    pixels = (end - start) / max(high - low, 1e-9)
    return lambda value: start + (value - low) * pixels


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


def text_width(text: str, size: float) -> float:
    """Width in matplotlib's own typeface, which is wider than the page's: a safe measure."""
    width, _height, _descent = text_to_path.get_text_width_height_descent(
        text, FontProperties(size=size), ismath=False
    )
    return float(width)


def ticks(low: float, high: float, bins: int) -> Iterator[float]:
    """Round numbers on a scale, its ends included."""
    slack = (high - low) * 1e-9
    for tick in MaxNLocator(nbins=bins, steps=[1, 2, 5, 10]).tick_values(low, high):
        if low - slack <= tick <= high + slack:
            yield float(tick)


def number(value: float, unit: str, language: str, *, signed: bool) -> str:
    """A tick's number as text."""
    if unit == "percent":
        return format_share(value, language)
    return ("+" if signed and value > 1e-9 else "") + format_number(value, language, decimals=2)


def mark(axes: Axes, x: float, y: float, mark: Mark) -> None:
    """A ring or a filled diamond."""
    axes.plot(
        [x],
        [y],
        marker="o" if mark == "ring" else "D",
        markersize=11 if mark == "ring" else 8,
        markerfacecolor=SURFACE if mark == "ring" else INK,
        markeredgecolor=INK,
        markeredgewidth=2,
        linestyle="none",
    )


def write(
    axes: Axes,
    x: float,
    y: float,
    text: str,
    size: float,
    anchor: str = "start",
    *,
    bold: bool = False,
) -> None:
    """A line of text; ``x`` and the baseline ``y`` are in pixels."""
    axes.text(
        x,
        y,
        text,
        fontsize=size,
        ha={"start": "left", "center": "center", "end": "right"}[anchor],
        va="baseline",
        color=INK,
        fontweight="bold" if bold else "normal",
        parse_math=False,
    )
