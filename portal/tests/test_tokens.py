"""The colours of static/css/tokens.css, measured: every pair that the pages put together."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest

TOKENS = Path(__file__).resolve().parents[2] / "static" / "css" / "tokens.css"
THEMES = ("light", "dark")
TEXT, MARK = 4.5, 3.0
SURFACES = ("page", "surface", "sunken")
TONES = ("accent", "positive", "negative", "caution")


def palette() -> dict[str, dict[str, str]]:
    """Token to colour for each theme, as declared first (the values without any preference)."""
    found: dict[str, dict[str, str]] = {theme: {} for theme in THEMES}
    declared = re.compile(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);")
    for name, *colours in declared.findall(TOKENS.read_text(encoding="utf-8")):
        for theme, colour in zip(THEMES, colours, strict=True):
            found[theme].setdefault(name, colour)
    return found


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two colours, from 1 to 21 (WCAG 2.2)."""
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


PALETTE = palette()

TEXT_PAIRS = [
    *product(("ink", "muted"), SURFACES),
    *product(("accent", "accent-strong"), (*SURFACES, "accent-soft")),
    *product(("positive", "negative", "caution"), SURFACES),
    *((tone, f"{tone}-soft") for tone in TONES),
    *(("ink", f"{tone}-soft") for tone in TONES),
    *((link, f"{tone}-soft") for tone in TONES for link in ("accent", "muted")),
    ("negative", "accent-soft"),
    ("positive", "accent-soft"),
    ("accent-ink", "accent"),
    ("accent-ink", "accent-strong"),
    ("band-ink", "band"),
    ("band-muted", "band"),
    ("band-accent", "band"),
]
MARK_PAIRS = [
    *product(("border-strong", "focus", *TONES), SURFACES),
    ("band-ink", "band"),
    ("focus", "accent-soft"),
]


def test_each_colour_has_a_light_and_a_dark_value() -> None:
    declared = set(re.findall(r"--([\w-]+): light-dark\(", TOKENS.read_text(encoding="utf-8")))
    assert declared == set(PALETTE["light"]) == set(PALETTE["dark"])
    assert {name for pair in TEXT_PAIRS + MARK_PAIRS for name in pair} <= declared


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("text", "background"), TEXT_PAIRS)
def test_text_can_be_read(theme: str, text: str, background: str) -> None:
    ratio = contrast(PALETTE[theme][text], PALETTE[theme][background])
    assert ratio >= TEXT, f"{text} on {background}, {theme}: {ratio:.2f}"


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("mark", "background"), MARK_PAIRS)
def test_marks_stand_out(theme: str, mark: str, background: str) -> None:
    ratio = contrast(PALETTE[theme][mark], PALETTE[theme][background])
    assert ratio >= MARK, f"{mark} on {background}, {theme}: {ratio:.2f}"


def test_the_measure_is_right() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
