"""Browser tests wait for what they want to see; they never look once, which a slow machine fails.

``assert page.locator("h1").is_visible()`` looks at once, perhaps before the page is there;
``expect(page.locator("h1")).to_be_visible()`` asks again until it is. Where nothing can change any
more, a line may say so: ``# at once: why``.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FILES = sorted(
    path
    for folder in ("ml", "clients", "scoring", "explain", "portal", "tests")
    for path in (ROOT / folder).rglob("*.py")
    if "tests" in path.relative_to(ROOT).parts and "benchmarks" not in path.parts
    if path != Path(__file__)
)
DRIVES = re.compile(r"\bplaywright\b|mark\.browser|fixtures\.browser|tests\.keyboard|Opened")
"""What stands in a file that drives a browser."""
INSTEAD = {
    "is_visible": "to_be_visible()",
    "is_hidden": "to_be_hidden()",
    "is_enabled": "to_be_enabled()",
    "is_disabled": "to_be_disabled()",
    "is_editable": "to_be_editable()",
    "is_checked": "to_be_checked()",
    "count": "to_have_count(…)",
    "title": "to_have_title(…)",
    "content": "to_contain_text(…)",
    "inner_html": "to_be_empty() or to_contain_text(…)",
    "inner_text": "to_have_text(…)",
    "text_content": "to_have_text(…)",
    "all_inner_texts": "to_have_text([…])",
    "all_text_contents": "to_have_text([…])",
    "input_value": "to_have_value(…)",
    "get_attribute": "to_have_attribute(…)",
    "url": "to_have_url(…)",
    "focused": "to_be_focused()",
}
HAVE_ADDRESSES = {"live_server", "response", "request", "route", "staticfiles_storage"}
"""What has a `url` that does not change."""
LOADED = "`loaded` of tests.fixtures.browser, or expect(…)"
ALLOWED = re.compile(r"# at once: \S")


def read(node: ast.AST, constants: dict[str, str]) -> str | None:
    """The name of the instant read that this node is; None where it is none."""
    match node:
        case ast.Attribute(value=ast.Name(id=owner), attr="url") if owner not in HAVE_ADDRESSES:
            return "url"
        case ast.Call(func=ast.Name(id="focused")):
            return "focused"
        case ast.Call(
            func=ast.Attribute(attr="evaluate"), args=[ast.Constant(value=str(code)), *_]
        ):
            return "focused" if "activeElement" in code else None
        case ast.Call(func=ast.Attribute(attr="evaluate"), args=[ast.Name(id=name), *_]):
            return "focused" if "activeElement" in constants.get(name, "") else None
        case ast.Call(func=ast.Attribute(attr="count" | "title"), args=[_, *_]):
            return None  # of a string or a list
        case ast.Call(func=ast.Attribute(attr=name, value=owner)) if (
            name in INSTEAD and name != "url"
        ):
            rows = any(
                isinstance(e, ast.Attribute) and e.attr == "objects" for e in ast.walk(owner)
            )
            return None if rows else name
    return None


def reads(node: ast.AST, constants: dict[str, str]) -> Iterator[str]:
    """The instant reads anywhere in a node."""
    for inner in ast.walk(node):
        if name := read(inner, constants):
            yield name


def decisions(function: ast.AST, constants: dict[str, str]) -> Iterator[tuple[ast.expr, str]]:
    """What a function asserts or decides by an instant read, itself or kept in a variable."""
    kept: dict[str, str] = {}
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=[ast.Name(id=variable)], value=value):
                for name in reads(value, constants):
                    kept[variable] = name
    for node in ast.walk(function):
        match node:
            case ast.Assert(test=test) | ast.If(test=test) | ast.While(test=test):
                found = list(reads(test, constants))
                names = {inner.id for inner in ast.walk(test) if isinstance(inner, ast.Name)}
                found += [kept[name] for name in sorted(names & kept.keys())]
                yield from ((test, name) for name in found)


def sleeps(tree: ast.AST) -> Iterator[tuple[ast.expr, str]]:
    """Waiting for a time, or for a silence that may be over before it began."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr="wait_for_timeout")):
                yield node, "wait_for_timeout"
            case ast.Constant(value="networkidle"):
                yield node, "networkidle"


def impatient(source: str) -> list[str]:
    """Each line that does not wait, and what to write instead."""
    if not DRIVES.search(source):
        return []
    tree, lines = ast.parse(source), source.splitlines()
    constants = {
        node.targets[0].id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    }
    found: set[tuple[int, str]] = set()
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    places = [place for function in functions for place in decisions(function, constants)]
    for node, name in [*places, *sleeps(tree)]:
        written = lines[node.lineno - 1 : node.end_lineno]
        if not any(ALLOWED.search(line) for line in written):
            instead = f"expect(…).{INSTEAD[name]}" if name in INSTEAD else LOADED
            found.add((node.lineno, f"{name} does not wait: {instead}"))
    return [f"line {number}: {what}" for number, what in sorted(found)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_browser_tests_wait(path: Path) -> None:
    assert impatient(path.read_text(encoding="utf-8")) == []


IMPATIENT = """
from playwright.sync_api import expect
FOCUSED = "document.activeElement.id"
def test(page, live_server):
    assert page.locator("h1").is_visible()
    assert not page.get_by_text("a").first.is_hidden()
    assert page.locator("tr").count() == 1
    assert "/clients/" in page.url
    assert page.title().startswith("Clients")
    if page.locator("li").all_inner_texts() == []:
        page.wait_for_timeout(100)
    while page.evaluate("document.activeElement.id") != "q":
        pass
    assert page.evaluate(FOCUSED) == "q"
    said = page.inner_text("main")
    assert "yes" in said
    page.wait_for_load_state("networkidle")
"""
PATIENT = """
from playwright.sync_api import expect
def test(page, live_server):
    expect(page.locator("tr")).to_have_count(1)
    assert Client.objects.filter(name="a").count() == 1
    assert "a,b".count(",") == 1
    assert live_server.url + "/" == response.url
    assert page.evaluate("scrollWidth") == 320
    name = page.inner_text("a")
    expect(page.locator("h1")).to_have_text(name)
    assert page.title() == "a"  # at once: the page was set by the test itself
"""


def test_looking_once_would_be_found() -> None:
    lines = [int(re.findall(r"\d+", said)[0]) for said in impatient(IMPATIENT)]
    assert lines == [5, 6, 7, 8, 9, 10, 11, 12, 14, 16, 17]
    assert "expect(…).to_be_visible()" in impatient(IMPATIENT)[0]
    assert impatient(PATIENT) == []
    assert impatient(IMPATIENT.replace("playwright", "elsewhere")) == []
