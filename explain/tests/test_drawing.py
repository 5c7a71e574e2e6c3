"""The drawing follows the page's colours, carries no style, and can be read without colours."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from explain.charts import svg
from explain.charts import waterfall_drawing as drawing
from explain.charts.kit import text_width
from explain.charts.svg import ON_PAPER, SVG, VARIABLES, finish, standalone
from explain.charts.waterfall import Waterfall, build
from explain.tests.makers import make_reading, parsed, pd_at

TOKENS = Path(__file__).resolve().parents[2] / "static" / "css" / "tokens.css"
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bblack\b|\bwhite\b")
NARROWEST = {"wide": 672, "narrow": 254}
"""Pixels to which the style sheet lets a drawing shrink: 42rem; a page of 320 px less its edges."""


@pytest.fixture(params=["fr", "en"])
def waterfall(request: pytest.FixtureRequest) -> Waterfall:
    return build(make_reading(pd_at(47), language=request.param, seed=3))


@pytest.fixture(params=list(drawing.LAYOUTS))
def layout(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def drawn(waterfall: Waterfall, layout: str) -> ET.Element:
    return parsed(drawing.draw(waterfall, layout=layout, prefix="test"))


def test_no_style_no_script_no_fixed_colour(drawn: ET.Element) -> None:
    used = set()
    for element in drawn.iter():
        assert element.tag.removeprefix(f"{{{SVG}}}") not in {
            "style",
            "script",
            "metadata",
            "image",
        }
        assert not {"style", "class", "onload", "tabindex"} & element.attrib.keys()
        for name, value in element.attrib.items():
            assert not COLOUR.search(value) or value.startswith("url(#test-"), (name, value)
            used |= set(re.findall(r"var\((--[a-z-]+)\)", value))
    assert used <= set(VARIABLES.values())
    assert {"--ink", "--positive", "--negative"} <= used


def test_it_is_an_image_with_a_name(drawn: ET.Element, waterfall: Waterfall) -> None:
    assert drawn.get("role") == "img"
    named = [drawn.find(f".//*[@id='{name}']") for name in drawn.get("aria-labelledby", "").split()]
    assert [element.text for element in named] == [waterfall.title, waterfall.sentence]


def test_text_is_text_and_large_enough(drawn: ET.Element, layout: str) -> None:
    texts = list(drawn.iter(f"{{{SVG}}}text"))
    assert len(texts) > 20
    scale = NARROWEST[layout] / float(drawn.get("width", "0"))
    for text in texts:
        assert float(text.get("font-size", "0")) * min(scale, 1) >= 12
        assert text.get("fill") in {"var(--ink)", "var(--muted)"}


def test_ids_start_with_the_prefix_and_stay_the_same(waterfall: Waterfall, layout: str) -> None:
    first = drawing.draw(waterfall, layout=layout, prefix="a")
    assert first == drawing.draw(waterfall, layout=layout, prefix="a")
    ids = re.findall(r'\bid="([^"]+)"', first)
    assert ids
    assert len(ids) == len(set(ids))
    assert all(name.startswith("a-") for name in ids)
    for reference in re.findall(r"url\(#([^)]+)\)", first):
        assert reference in ids


def test_signs_sides_and_hatching_tell_what_colours_tell(
    drawn: ET.Element, waterfall: Waterfall
) -> None:
    written = [text.text for text in drawn.iter(f"{{{SVG}}}text")]
    bars = [
        path
        for path in drawn.iter(f"{{{SVG}}}path")
        if path.get("stroke") in {"var(--positive)", "var(--negative)"}
        and path.get("d", "").endswith("z")
    ]
    assert len(bars) == len(waterfall.steps)
    for path, bar in zip(bars, waterfall.steps, strict=True):
        assert bar.points_text in written
        assert bar.points_text[0] == ("+" if bar.tenths > 0 else "−")
        xs = [float(x) for x in re.findall(r"[ML] ([\d.]+) ", path.get("d", ""))]
        goes_right = max(xs) != xs[0]
        assert goes_right == (bar.tenths > 0)
        assert path.get("fill", "").startswith("url(#") == (bar.tenths < 0)


def test_nothing_is_drawn_outside(drawn: ET.Element) -> None:
    width, height = float(drawn.get("width", "0")), float(drawn.get("height", "0"))
    for text in drawn.iter(f"{{{SVG}}}text"):
        wide = text_width(text.text or "", float(text.get("font-size", "0")))
        left = float(text.get("x", "0"))
        left -= {"start": 0, "middle": wide / 2, "end": wide}[text.get("text-anchor", "start")]
        assert left >= -1
        assert left + wide * 0.9 <= width + 1, text.text
        assert 0 <= float(text.get("y", "0")) <= height


def test_the_file_for_elsewhere_has_colours_of_its_own(waterfall: Waterfall) -> None:
    alone = standalone(drawing.draw(waterfall, layout="wide", prefix="a"))
    assert alone.startswith("<?xml")
    assert "var(" not in alone
    assert "inherit" not in alone
    assert set(re.findall(r"#[0-9a-f]{6}\b", alone)) <= set(ON_PAPER.values())


def test_the_colours_for_elsewhere_are_the_light_theme() -> None:
    root = TOKENS.read_text().split("@media")[0]
    light = dict(re.findall(r"(--[a-z-]+): light-dark\((#[0-9a-f]{6}),", root))
    assert {name: light[name] for name in ON_PAPER} == ON_PAPER
    assert set(VARIABLES.values()) == ON_PAPER.keys()


@pytest.mark.parametrize(
    "style", ["fill: #ff0000", "stroke: red", "filter: blur(2px)", "fill: rgb(1, 2, 3)"]
)
def test_what_would_not_follow_the_theme_is_refused(style: str) -> None:
    raw = f'<svg xmlns="{SVG}" width="1pt" height="1pt"><path style="{style}"/></svg>'
    with pytest.raises(ValueError, match=r"colour|style"):
        finish(raw, prefix="a", title="t", description="d")


def test_words_in_a_drawing_cannot_become_markup() -> None:
    raw = f'<svg xmlns="{SVG}" width="1pt" height="1pt"/>'
    done = finish(raw, prefix="a", title='<script>"&', description="d")
    assert "<script>" not in done
    assert parsed(done)[0].text == '<script>"&'
    assert svg.SVG in done
