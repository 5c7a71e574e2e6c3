"""What holds for every template file, read as text."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template.base import Lexer, TokenType
from django.template.loader import get_template

ROOT = Path(__file__).resolve().parents[1]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
COMPONENTS = sorted((ROOT / "templates" / "components").glob("*.html"))
BY_NAME = {"400.html", "403.html", "403_csrf.html", "404.html", "500.html"}
"""Templates that Django loads itself."""
BY_NAME |= {"registration/login.html", "registration/password_change_form.html"}
READS_REQUEST = {"masthead", "nav_links", "footer", "messages", "pagination"}
"""Components that need the page's context, so that they are included without `only`."""
TITLES = {"aria-label", "title", "placeholder", "alt", "aria-valuetext", "aria-description"}
NAMES = ("Prêt à dépenser", "API")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT / "templates").as_posix()


def plain_html(source: str) -> str:
    """The template without its tags, variables, comments and translated texts."""
    kept, inside = [], ""
    for token in Lexer(source).tokenize():
        word = token.contents.split()[0] if token.token_type == TokenType.BLOCK else ""
        if inside:
            inside = "" if word == f"end{inside}" else inside
        elif word in {"comment", "blocktranslate"}:
            inside = word
        elif token.token_type == TokenType.TEXT:
            kept.append(token.contents)
        else:
            kept.append(" ")
    return "".join(kept)


class Words(HTMLParser):
    """Collects what people would read."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name in TITLES]

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def untranslated(source: str) -> list[str]:
    reader = Words()
    reader.feed(plain_html(source))
    words = [re.sub("|".join(NAMES), "", text).strip() for text in reader.found]
    return [text for text in words if re.search(r"[^\W\d_]{2,}", text)]


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_the_template_compiles(path: Path) -> None:
    get_template(name_of(path))


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_every_text_is_translated(path: Path) -> None:
    assert untranslated(path.read_text(encoding="utf-8")) == []


def test_untranslated_text_would_be_found() -> None:
    assert untranslated("<p>{% translate 'Yes' %} no</p>") == ["no"]
    assert untranslated('<a aria-label="Close">{{ x }}</a>') == ["Close"]
    assert untranslated("{% blocktranslate %}All right{% endblocktranslate %} – 50 %") == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_nothing_is_inline(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle\s*=|<style|\son\w+\s*=|javascript:", source)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", source))


def test_every_template_is_used() -> None:
    sources = [path.read_text(encoding="utf-8") for path in TEMPLATES]
    for app in ("clients", "scoring", "explain", "portal"):
        sources += [
            path.read_text(encoding="utf-8")
            for path in (ROOT / app).rglob("*.py")
            if "tests" not in path.parts
        ]
    # The line that documents an inclusion stands inside a comment and does not count.
    text = re.sub(r"\{% comment %\}.*?\{% endcomment %\}", "", "\n".join(sources), flags=re.DOTALL)
    unused = {name_of(path) for path in TEMPLATES} - BY_NAME
    assert {name for name in unused if f'"{name}"' not in text} == set()


@pytest.mark.parametrize("path", COMPONENTS, ids=name_of)
def test_each_component_says_what_it_takes(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert source.startswith("{% comment %}")
    documented = source.split("{% endcomment %}")[0]
    assert re.search(r"[Oo]ptions|Reads", documented)


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_components_see_only_what_they_are_given(path: Path) -> None:
    source = re.sub(
        r"\{% comment %\}.*?\{% endcomment %\}",
        "",
        path.read_text(encoding="utf-8"),
        flags=re.DOTALL,
    )
    for name, rest in re.findall(r'\{% include "components/(\w+)\.html"(.*?)%\}', source):
        assert name in READS_REQUEST or rest.strip().endswith("only"), name


def test_icons_exist() -> None:
    sprite = (ROOT / "static" / "icons.svg").read_text(encoding="utf-8")
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', sprite))
    used = set()
    for path in TEMPLATES:
        source = path.read_text(encoding="utf-8")
        used |= set(re.findall(r'components/icon\.html" with name="([\w-]+)"', source))
        used |= set(re.findall(r'\bicon="([\w-]+)"', source))
    assert used
    assert used <= drawn


@pytest.mark.parametrize(
    "path", sorted([*ROOT.glob("static/css/**/*.css"), *ROOT.glob("*/static/**/*.css")]), ids=str
)
def test_styles_come_from_here_and_use_the_tokens(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert "@import" not in source
    assert not re.search(r"url\(\s*[\"']?(https?:)?//", source)
    assert "!important" not in source
    assert "@layer" in source
    if path.name not in {"tokens.css", "print.css"}:
        assert not re.search(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(", source)
