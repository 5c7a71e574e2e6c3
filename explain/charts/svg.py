"""What makes matplotlib's SVG fit for a page.

The page's colours in place of fixed ones, presentation attributes in place of styles (a strict
content security policy forbids styles inside), ids that stay the same and are unique in a page,
and a name for those who do not see it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.etree import ElementTree as ET

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
ET.register_namespace("", SVG)

INK, MUTED, BORDER, SURFACE = "#000001", "#000002", "#000003", "#000004"
POSITIVE, NEGATIVE = "#000005", "#000006"
"""Stand-ins that a drawing uses; nobody ever sees them."""

VARIABLES = {
    INK: "--ink",
    MUTED: "--muted",
    BORDER: "--border-strong",
    SURFACE: "--surface",
    POSITIVE: "--positive",
    NEGATIVE: "--negative",
}

ON_PAPER = {
    "--ink": "#16202c",
    "--muted": "#4d5a6a",
    "--border-strong": "#6f7d8f",
    "--surface": "#ffffff",
    "--positive": "#0a6b63",
    "--negative": "#b03a17",
}
"""The light theme's values, for a drawing that leaves the portal."""

_PRESENTATION = {
    "fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-dashoffset", "stroke-linejoin",
    "stroke-linecap", "stroke-miterlimit", "opacity", "fill-opacity", "stroke-opacity",
    "text-anchor", "font-weight",
}  # fmt: skip
_LEFT_TO_THE_PAGE = {"font-family"}
_NO_TURN = re.compile(r"^rotate\(-?0(\.0+)? ")
_LONG_NUMBER = re.compile(r"-?\d+\.\d{3,}")
_DOT = re.compile(r"M (\S+ \S+) L \1(?= |$)")
_REFERENCE = re.compile(r"url\(#([^)]+)\)")
_VARIABLE = re.compile(r"var\((--[a-z-]+)\)")


def finish(drawn: str, *, prefix: str, title: str, description: str) -> str:
    """A drawing by matplotlib as an SVG element to put into a page.

    ``prefix`` starts every id. ValueError where the drawing has a style or a colour that is not one
    of the stand-ins: it would not follow the page's theme.
    """
    root = ET.fromstring(drawn)  # noqa: S314 -- drawn by this process a moment ago
    _drop(root, f"{{{SVG}}}metadata", f"{{{SVG}}}style")
    names: dict[str, str] = {}
    for element in root.iter():
        _style_to_attributes(element)
        _round(element)
        if element.tag == f"{{{SVG}}}g":
            element.attrib.pop("id", None)
        if "id" in element.attrib:
            names[element.attrib["id"]] = f"{prefix}-{len(names) + 1}"
    for element in root.iter():
        _rename(element, names)
    _name(root, prefix, title, description)
    return ET.tostring(root, encoding="unicode")


def standalone(svg: str) -> str:
    """The same drawing as a file of its own, where the page's variables are not: light, fixed."""
    fixed = _VARIABLE.sub(lambda found: ON_PAPER[found[1]], svg)
    typeface = fixed.replace('font-family="inherit"', 'font-family="sans-serif"', 1)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{typeface}'


def _drop(root: ET.Element, *tags: str) -> None:
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in tags:
                parent.remove(child)
        for child in list(parent):
            if child.tag == f"{{{SVG}}}defs" and not len(child):
                parent.remove(child)


def _style_to_attributes(element: ET.Element) -> None:
    for declaration in filter(None, element.attrib.pop("style", "").split(";")):
        name, value = (part.strip() for part in declaration.split(":", 1))
        if name in _PRESENTATION:
            element.set(name, value)
        elif name == "font-size":
            element.set(name, value.removesuffix("px"))
        elif name not in _LEFT_TO_THE_PAGE:
            raise ValueError(f"no attribute for the style {name}: {value}")
    for name in ("fill", "stroke"):
        value = element.get(name, "none")
        if value in VARIABLES:
            element.set(name, f"var({VARIABLES[value]})")
        elif value != "none" and not value.startswith("url("):
            raise ValueError(f"{name}: {value} is no colour of the page")


def _round(element: ET.Element) -> None:
    if _NO_TURN.match(element.get("transform", "")):
        del element.attrib["transform"]
    for name, value in element.attrib.items():
        if name != "id":
            element.set(name, _LONG_NUMBER.sub(lambda m: f"{float(m[0]):.2f}", value))
    if "d" in element.attrib:  # a dot is a line to where it began: half as long to send
        element.set("d", _DOT.sub(r"M\1h0", " ".join(element.attrib["d"].split())))


def _rename(element: ET.Element, names: Mapping[str, str]) -> None:
    if "id" in element.attrib:
        element.set("id", names[element.attrib["id"]])
    link = element.attrib.pop(f"{{{XLINK}}}href", None)
    if link is not None:
        element.set("href", "#" + names[link.removeprefix("#")])
    for name, value in element.attrib.items():
        element.set(name, _REFERENCE.sub(lambda m: f"url(#{names[m[1]]})", value))


def _name(root: ET.Element, prefix: str, title: str, description: str) -> None:
    for name in ("width", "height"):
        root.set(name, root.attrib[name].removesuffix("pt"))
    root.attrib.pop("version", None)
    root.set("role", "img")
    root.set("aria-labelledby", f"{prefix}-title {prefix}-desc")
    root.set("font-family", "inherit")
    root.set("stroke-linejoin", "round")
    for position, (tag, text) in enumerate((("title", title), ("desc", description))):
        element = ET.Element(f"{{{SVG}}}{tag}", {"id": f"{prefix}-{tag}"})
        element.text = text
        root.insert(position, element)
