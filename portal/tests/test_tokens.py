"""The colours of static/css/tokens.css, measured: every pair that the pages put together."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest

STYLES = Path(__file__).resolve().parents[2] / "static" / "css"
TOKENS = STYLES / "tokens.css"
SCHEMES = ("light", "dark")
PLAIN, MORE = "as designed", "more contrast"
THEMES = tuple(product(SCHEMES, (PLAIN, MORE)))
TEXT = {PLAIN: 4.5, MORE: 7.0}
MARK = {PLAIN: 3.0, MORE: 3.0}
SURFACES = ("page", "surface", "sunken")
TONES = ("accent", "positive", "negative", "caution")

Theme = tuple[str, str]


def declared(source: str) -> dict[str, tuple[str, str]]:
    """Token to its light and its dark colour."""
    colour = re.compile(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);")
    return {name: (light, dark) for name, light, dark in colour.findall(source)}


def palette() -> dict[Theme, dict[str, str]]:
    """Token to colour, for each scheme with and without the wish for more contrast."""
    source = TOKENS.read_text(encoding="utf-8")
    plain, wish, rest = source.partition("@media (prefers-contrast: more) {")
    assert wish
    as_designed, more = declared(plain), declared(rest.partition("@media")[0])
    assert more.keys() == as_designed.keys()
    values = {PLAIN: as_designed, MORE: more}
    return {
        (scheme, wish): {name: pair[place] for name, pair in values[wish].items()}
        for place, scheme in enumerate(SCHEMES)
        for wish in values
    }


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


def test_each_colour_has_a_light_and_a_dark_value_and_one_for_forced_colours() -> None:
    source = TOKENS.read_text(encoding="utf-8")
    names = set(PALETTE[THEMES[0]])
    plain = source.partition("@media")[0]
    assert names == set(re.findall(r"--([\w-]+): light-dark\(", plain))
    assert {name for pair in TEXT_PAIRS + MARK_PAIRS for name in pair} <= names
    forced = source.partition("@media (forced-colors: active) {")[2]
    assert names <= set(re.findall(r"--([\w-]+): [A-Z]\w+;", forced))


@pytest.mark.parametrize("theme", THEMES, ids=", ".join)
@pytest.mark.parametrize(("text", "background"), TEXT_PAIRS)
def test_text_can_be_read(theme: Theme, text: str, background: str) -> None:
    ratio = contrast(PALETTE[theme][text], PALETTE[theme][background])
    assert ratio >= TEXT[theme[1]], f"{text} on {background}, {theme}: {ratio:.2f}"


@pytest.mark.parametrize("theme", THEMES, ids=", ".join)
@pytest.mark.parametrize(("mark", "background"), MARK_PAIRS)
def test_marks_stand_out(theme: Theme, mark: str, background: str) -> None:
    ratio = contrast(PALETTE[theme][mark], PALETTE[theme][background])
    assert ratio >= MARK[theme[1]], f"{mark} on {background}, {theme}: {ratio:.2f}"


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_line_stands_out_for_those_who_ask_for_contrast(scheme: str) -> None:
    colours = PALETTE[scheme, MORE]
    assert all(contrast(colours["border"], colours[name]) >= 3 for name in SURFACES)


def test_text_is_never_small_and_nothing_moves_against_the_wish() -> None:
    source = TOKENS.read_text(encoding="utf-8")
    sizes = re.findall(r"--text-[\w]+: (?:clamp\()?([\d.]+)rem", source)
    assert len(sizes) >= 6
    assert min(float(size) for size in sizes) >= 0.875  # 14 px; a drawing may go down to 12
    still = source.partition("@media (prefers-reduced-motion: reduce) {")[2].partition("@media")[0]
    assert "--motion: 0ms;" in still


def test_every_value_that_is_used_is_declared() -> None:
    root = STYLES.parents[1]
    sources = {path: path.read_text(encoding="utf-8") for path in STYLES.rglob("*.css")}
    sources |= {path: path.read_text(encoding="utf-8") for path in root.glob("*/static/**/*.css")}
    known = {name for text in sources.values() for name in re.findall(r"(--[\w-]+):", text)}
    for path, text in sources.items():
        assert set(re.findall(r"var\((--[\w-]+)\)", text)) <= known, path


def test_times_and_colours_come_from_the_tokens() -> None:
    for path in STYLES.rglob("*.css"):
        if path.name in {"tokens.css", "print.css"}:
            continue
        source = path.read_text(encoding="utf-8")
        assert not re.findall(r"#[0-9a-fA-F]{3,8}\b(?!\w)", source), path
        assert not re.findall(r"\b\d+m?s\b", source), path


def test_the_measure_is_right() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
