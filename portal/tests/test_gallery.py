"""The gallery shows every component, and what each one's template says of itself."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.http import HttpRequest
from django.test import RequestFactory

from portal.gallery.entries import Entry, documentation, drawn
from portal.gallery.page import ICONS, gallery_context, groups

ROOT = Path(__file__).resolve().parents[2]
COMPONENTS = sorted(
    path.relative_to(ROOT / "templates").as_posix()
    for path in (ROOT / "templates" / "components").glob("*.html")
)


@pytest.fixture
def request_for_gallery() -> HttpRequest:
    return RequestFactory().get("/gallery/")


def entries(request: HttpRequest) -> list[Entry]:
    return [entry for group in groups(request) for entry in group.entries]


def test_every_component_is_in_the_gallery_once(request_for_gallery: HttpRequest) -> None:
    shown = [entry.template for entry in entries(request_for_gallery)]
    assert sorted(shown) == COMPONENTS


def test_each_is_shown_in_a_state_or_says_where_it_is_seen(
    request_for_gallery: HttpRequest,
) -> None:
    for entry in entries(request_for_gallery):
        assert bool(entry.states) != bool(entry.seen), entry.template
        labels = [state.label for state in entry.states]
        assert len(labels) == len(set(labels)), entry.template
        for state in drawn(entry, request_for_gallery)["states"]:
            assert re.search(r"<\w+", state["markup"]), (entry.template, state["label"])


@pytest.mark.parametrize("template", COMPONENTS)
def test_each_says_what_it_is_and_which_options_it_takes(template: str) -> None:
    said = documentation(template)
    assert len(said.about) > 10
    assert said.options, "no line that starts with Options, Reads or No options"
    source = (ROOT / "templates" / template).read_text(encoding="utf-8")
    assert not said.usage or said.usage.startswith(template)
    body = source.split("{% endcomment %}")[1]
    for option in re.findall(r"{% if (?:not )?(\w+) %}", body):
        assert option in said.options, f"{option} is not documented"


def test_sections_are_linked(request_for_gallery: HttpRequest) -> None:
    context = gallery_context(request_for_gallery)
    linked = [section["id"] for section in context["sections"]]
    assert linked == ["g-type", *(group["id"] for group in context["groups"])]


def test_all_icons_are_shown() -> None:
    sprite = (ROOT / "static" / "icons.svg").read_text(encoding="utf-8")
    assert sorted(ICONS) == sorted(re.findall(r'<symbol id="([\w-]+)"', sprite))
