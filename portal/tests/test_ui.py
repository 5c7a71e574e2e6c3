"""The tags and filters that components use, and what components make of their options."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.utils.translation import override

from clients.form_fields import NumberField
from portal.templatetags import ui
from tests.markup import Page, problems


@pytest.mark.parametrize(
    ("score", "place"), [(-12.0, "0.00%"), (0, "0.00%"), (62.346, "62.35%"), (140, "100.00%")]
)
def test_a_score_has_its_place_on_the_scale(score: float, place: str) -> None:
    with override("fr"):
        assert ui.position(score) == place


def test_labels_at_the_ends_stay_inside() -> None:
    assert [ui.anchor(score) for score in (0, 50, 100)] == ["start", "middle", "end"]


def test_pages_far_apart_leave_a_gap() -> None:
    pages = Paginator(range(1000), 10)
    assert ui.page_numbers(pages.get_page(50)) == [1, None, 49, 50, 51, None, 100]
    assert ui.page_numbers(Paginator(range(15), 10).get_page(1)) == [1, 2]


def test_columns_and_cells_must_be_as_many() -> None:
    assert ui.paired("ab", [1, 2]) == [("a", 1), ("b", 2)]
    with pytest.raises(ValueError, match="zip"):
        ui.paired("ab", [1])


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_gauge_draws_plain_numbers_in_every_language(language: str) -> None:
    context = {"score": 62.3, "score_text": "62,3", "review_from": 45.5, "review_to": 55.0}
    with override(language):
        drawn = render_to_string("components/gauge.html", context)
    assert 'x="62.30%"' in drawn
    assert 'width="45.50%"' in drawn
    assert ("45,5" if language == "fr" else "45.5") in drawn


@pytest.mark.parametrize(
    ("advice", "word"), [("grant", "Grant"), ("review", "Review"), ("refuse", "Refuse")]
)
def test_the_advice_is_a_word_and_an_icon(advice: str, word: str) -> None:
    with override("en"):
        said = render_to_string("components/advice.html", {"advice": advice})
    page = Page(said.strip())
    assert word in page.elements[0].text
    assert page.one("svg").get("aria-hidden") == "true"


def test_a_table_says_what_its_cells_are() -> None:
    cells = [{"text": "Income", "header": True}, {"text": "+1", "tone": "positive"}]
    table: dict[str, Any] = {
        "id": "t",
        "caption": "Points",
        "columns": [{"label": "Factor"}, {"label": "Effect, points", "numeric": True}],
        "rows": [{"cells": cells, "current": True}],
    }
    with override("en"):
        page = Page(f"<div>{render_to_string('components/table.html', {'table': table})}</div>")
    # Roles of tables are not valid where they are the element's own: portal.js sets them.
    assert {e.tag: e.get("role") for e in page.elements if e.get("role")} == {"div": "region"}
    assert [e.get("scope") for e in page.all("th")] == ["col", "col", "row"]
    assert page.one("td").get("data-label") == "Effect, points"
    assert "is-positive" in page.one("td").get("class")
    assert "this row is the one in question" in page.all("th")[-1].text


def test_a_field_ties_its_error_and_help_to_its_input() -> None:
    from django import forms

    class Asking(forms.Form):
        amount = NumberField(label="Amount", unit="€", help_text="In full.")

    with override("en"):
        source = render_to_string("components/field.html", {"field": Asking({})["amount"]})
    page = Page(source.strip())
    box = page.one("input")
    assert box.get("aria-describedby") == "id_amount_helptext id_amount_error"
    assert box.get("aria-invalid") == "true"
    assert box.get("inputmode") == "numeric"
    assert "(€)" in page.one("label").text
    assert "(optional)" not in source
    assert [problem for problem in problems_of(page) if "label" in problem] == []


def problems_of(page: Page) -> list[str]:
    """The rules that hold for a part of a page too."""
    from tests.markup import _names, _references

    return [*_names(page), *_references(page)]


def test_the_rules_of_the_house_find_what_breaks_them() -> None:
    good = (
        '<html lang="en"><head><title>Home – Prêt à dépenser</title></head><body>'
        '<a href="#main">Skip</a><header></header><main id="main"><h1>Home</h1></main>'
        '<footer><a href="/help/">Help</a></footer></body></html>'
    )
    assert problems(Page(good)) == []
    broken = {
        "<h1>Home</h1>": "<h2>Home</h2>",
        ' lang="en"': "",
        "Home –": " –",
        "<header>": '<header style="color: red">',
        "Skip": "",
        "/help/": "https://elsewhere.example/",
        'id="main"': 'id="main" aria-labelledby="gone"',
        "</main>": "<table></table></main>",
        "</h1>": "</h1><svg></svg>",
    }
    for before, after in broken.items():
        assert problems(Page(good.replace(before, after))), after
