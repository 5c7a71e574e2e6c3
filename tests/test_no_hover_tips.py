"""No help that only a mouse can reach: no tooltips, nothing that shows itself under the pointer."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from portal.catalogues import ROOT

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STYLES = sorted(
    path
    for folder in (ROOT / "static", *ROOT.glob("*/static"))
    for path in folder.rglob("*.css")
    if "vendor" not in path.parts
)
TOOLTIP = re.compile(r"<[a-z][^>]*\s(?:title|data-tooltip|data-title)\s*=", re.IGNORECASE)
REVEALING = re.compile(
    r"(?<![\w-])(display|visibility|opacity|content|clip|clip-path|content-visibility|height"
    r"|block-size|max-height|max-block-size|text-indent)\s*:"
)


def without_tags(source: str) -> str:
    """A template's markup, without the template language."""
    return re.sub(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", "", source, flags=re.DOTALL)


def hover_rules(css: str) -> list[tuple[str, str]]:
    """Selector and declarations of each rule for what is under the pointer."""
    bare = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    rules = re.findall(r"([^{};]+)\{([^{}]*)\}", bare)
    return [(selector.strip(), body) for selector, body in rules if ":hover" in selector]


def test_there_is_something_to_look_at() -> None:
    assert len(TEMPLATES) > 60
    assert len(STYLES) > 30
    assert sum(len(hover_rules(path.read_text(encoding="utf-8"))) for path in STYLES) > 10


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_template_has_a_tooltip(path: Path) -> None:
    assert TOOLTIP.findall(without_tags(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_nothing_shows_itself_under_the_pointer(path: Path) -> None:
    found = [
        f"{selector}: {declared}"
        for selector, body in hover_rules(path.read_text(encoding="utf-8"))
        for declared in REVEALING.findall(body)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("css", "found"),
    [
        (".a:hover .tip { display: block; }", 1),
        (".a:hover::after { content: attr(data-tip); }", 1),
        ("@layer x { .a:hover { color: red; background: blue; } }", 0),
        (".a:focus .tip { display: block; }", 0),
    ],
)
def test_the_rule_finds_what_it_is_for(css: str, found: int) -> None:
    assert sum(len(REVEALING.findall(body)) for _selector, body in hover_rules(css)) == found


def test_a_tooltip_would_be_found() -> None:
    assert TOOLTIP.search('<a href="#" title="More">')
    assert not TOOLTIP.search("<svg><title>Score</title></svg>")
