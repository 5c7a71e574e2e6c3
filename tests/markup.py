"""Reads a page as a list of elements, and finds what breaks the rules of the house."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
SVG_SHAPES = {"path", "rect", "circle", "line", "use", "polyline", "polygon", "ellipse"}
QUIET = {"script", "style", "title"}
INPUTS = {"input", "select", "textarea"}


@dataclass
class Element:
    """One element; ``text`` is all text inside it."""

    tag: str
    attributes: dict[str, str | None]
    parent: Element | None
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def get(self, name: str) -> str:
        """An attribute, empty where absent."""
        return self.attributes.get(name) or ""

    def above(self) -> Iterator[Element]:
        """The elements around this one, the nearest first."""
        around = self.parent
        while around is not None:
            yield around
            around = around.parent

    def inside(self) -> Iterator[Element]:
        """The elements within this one."""
        for child in self.children:
            yield child
            yield from child.inside()

    @property
    def name(self) -> str:
        """What a person hears: text, or a label of its own."""
        return (self.get("aria-label") or self.text).strip()


class Page(HTMLParser):
    """A parsed page; raises AssertionError for tags that do not match."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(source)
        self.close()
        assert not self._open, f"not closed: {[element.tag for element in self._open]}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"an attribute twice: <{tag} {names}>"
        parent = self._open[-1] if self._open else None
        element = Element(tag, dict(attrs), parent)
        self.elements.append(element)
        if parent:
            parent.children.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        assert self._open[-1].tag == tag, f"</{tag}> closes <{self._open[-1].tag}>"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data

    def all(self, *tags: str) -> list[Element]:
        """The elements with one of these tags, in order."""
        return [element for element in self.elements if element.tag in tags]

    def one(self, tag: str) -> Element:
        """The only element with this tag."""
        found = self.all(tag)
        assert len(found) == 1, f"{len(found)} <{tag}>"
        return found[0]

    @property
    def title(self) -> str:
        """The text of <title> (an <svg> may have one too)."""
        return next(e.text for e in self.all("title") if e.parent and e.parent.tag == "head")

    def texts(self) -> Iterator[str]:
        """What is written in the page, element by element, in the page's language."""
        for element in self.elements:
            foreign = any("lang" in e.attributes and e.tag != "html" for e in element.above())
            if element.tag in QUIET or foreign or "lang" in element.attributes:
                continue
            if not element.children and element.text.strip():
                yield element.text


def problems(page: Page) -> list[str]:
    """Everything that breaks a rule which each page of the portal keeps."""
    checks = (
        _frame, _headings, _references, _inline, _names, _tables, _figures, _same_origin,
    )  # fmt: skip
    return [problem for check in checks for problem in check(page)]


def _frame(page: Page) -> Iterator[str]:
    if not page.one("html").get("lang"):
        yield "no language"
    if not page.title.endswith(" – Prêt à dépenser") or page.title.startswith(" –"):
        yield f"title {page.title!r}"
    main = page.one("main")
    if main.get("id") != "main":
        yield "main has no id"
    for tag in ("header", "footer"):
        if not [e for e in page.all(tag) if e.parent and e.parent.tag == "body"]:
            yield f"no <{tag}>"
    first = next(e for e in page.elements if e.tag in {"a", "button", *INPUTS})
    if first.get("href") != "#main":
        yield f"the skip link is not first: {first.tag} {first.text!r}"
    footer = page.all("footer")[-1]
    links = [e.get("href") for e in footer.inside() if e.tag == "a"]
    if links[:1] != ["/help/"]:
        yield f"help is not first in the footer: {links}"


def _headings(page: Page) -> Iterator[str]:
    levels = [int(e.tag[1]) for e in page.elements if e.tag in {"h1", "h2", "h3", "h4", "h5", "h6"}]
    if levels.count(1) != 1:
        yield f"{levels.count(1)} h1"
    if levels and levels[0] != 1:
        yield f"the first heading is h{levels[0]}"
    for before, after in pairwise(levels):
        if after > before + 1:
            yield f"h{after} after h{before}"


def _references(page: Page) -> Iterator[str]:
    ids = Counter(e.get("id") for e in page.elements if e.get("id"))
    yield from (f"id twice: {name}" for name, count in ids.items() if count > 1)
    for element in page.elements:
        for attribute in ("aria-labelledby", "aria-describedby", "aria-controls", "for", "list"):
            for name in element.get(attribute).split():
                if name not in ids:
                    yield f"{element.tag}[{attribute}] points at nothing: {name}"
        target = element.get("href")
        if element.tag == "a" and target.startswith("#") and target[1:] not in ids:
            yield f"a link to nothing: {target}"


def _inline(page: Page) -> Iterator[str]:
    for element in page.elements:
        if element.tag == "style" or (element.tag == "script" and not element.get("src")):
            yield f"inline <{element.tag}>"
        for name, value in element.attributes.items():
            if name == "style" or name.startswith(("on", "hx-on", "data-hx-on")):
                yield f"<{element.tag} {name}>"
            if (value or "").strip().lower().startswith("javascript:"):
                yield f"<{element.tag} {name}=javascript:>"


def _names(page: Page) -> Iterator[str]:
    labelled = {e.get("for") for e in page.all("label")}
    for element in page.elements:
        named = element.name or element.get("aria-labelledby")
        if element.tag in {"a", "button", "summary", "legend", "label", "th", "caption"}:
            if not named and element.tag != "th":
                yield f"<{element.tag}> without a name: {element.attributes}"
        elif element.tag in INPUTS and not _is_hidden(element):
            inside = any(e.tag == "label" for e in element.above())
            if not (inside or element.get("id") in labelled or named):
                yield f"<{element.tag} name={element.get('name')}> without a label"
        elif element.tag == "img" and "alt" not in element.attributes:
            yield "an image without alt"
        elif element.tag == "svg" and not _svg_is_said(element):
            yield f"an svg neither named nor hidden: {element.attributes}"
    navigations = [e.get("aria-label") or e.get("aria-labelledby") for e in page.all("nav")]
    if len(navigations) != len(set(navigations)) or not all(navigations):
        yield f"navigations are not told apart: {navigations}"


def _is_hidden(field: Element) -> bool:
    """Nobody meets it: what travels along, or what only a password manager reads."""
    return field.get("type") == "hidden" or "hidden" in field.attributes


def _svg_is_said(svg: Element) -> bool:
    if any(around.tag == "svg" for around in svg.above()):
        return True
    named = svg.get("aria-label") or svg.get("aria-labelledby")
    return svg.get("aria-hidden") == "true" or (svg.get("role") == "img" and bool(named))


def _tables(page: Page) -> Iterator[str]:
    for table in page.all("table"):
        inside = list(table.inside())
        if not [e for e in inside if e.tag == "caption"]:
            yield "a table without a caption"
        if [e for e in inside if e.tag == "th" and not e.get("scope")]:
            yield "a th without scope"
        sorted_by = [e for e in inside if e.get("aria-sort")]
        if len(sorted_by) > 1:
            yield "a table sorted by two columns"
        region = next((e for e in table.above() if e.get("role") == "region"), None)
        if region is None or region.get("tabindex") != "0" or not region.get("aria-labelledby"):
            yield "a table outside a named region that takes focus"


def _figures(page: Page) -> Iterator[str]:
    for figure in page.all("figure"):
        tags = {e.tag for e in figure.inside()}
        if "figcaption" not in tags or not figure.get("aria-labelledby"):
            yield "a figure without a title or a caption"
        if "svg" in tags and "table" not in tags:
            yield "a chart without a table"


def _same_origin(page: Page) -> Iterator[str]:
    for element in page.elements:
        for attribute in ("src", "href", "action", "data-hx-get", "data-hx-post"):
            target = element.get(attribute)
            inside = target.startswith(("/", "#", "?")) and not target.startswith("//")
            if target and not inside:
                yield f"<{element.tag} {attribute}={target}> leaves the portal"
