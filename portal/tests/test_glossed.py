"""Words of the glossary in a text: linked once, whole, and without touching anything else."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from portal.templatetags.glossary import glossed
from tests.markup import Page


def links(text: str, names: str) -> list[tuple[str, str]]:
    """Target and visible words of each link."""
    found = Page(f"<p>{glossed(text, names)}</p>").all("a")
    return [(a.get("href"), a.text.split(" (")[0]) for a in found]


def test_the_first_mention_is_linked_and_no_other() -> None:
    with override("en"):
        assert links("The cut-off is 50. Cut-offs differ.", "cut_off") == [
            ("/help/#term-cut-off", "cut-off")
        ]


def test_whole_words_are_linked_in_the_page_s_language() -> None:
    with override("fr"):
        assert links("Dix points doublent la cote ; les scores aussi.", "odds score") == [
            ("/help/#term-odds", "cote"),
            ("/help/#term-score", "scores"),
        ]


def test_a_term_without_stems_is_found_by_its_own_word() -> None:
    with override("en"):
        assert links("Points add up.", "points") == [("/help/#term-points", "Points")]


def test_what_is_not_said_is_not_linked_and_markup_stays_text() -> None:
    with override("en"):
        assert links("Underscored <b>& more</b>", "score advice") == []
        assert "&lt;b&gt;&amp; more" in glossed("Underscored <b>& more</b>", "score")


def test_a_link_says_to_those_who_listen_that_it_leads_to_the_glossary() -> None:
    with override("en"):
        assert "visually-hidden" in glossed("A score.", "score")
        assert Page(f"<p>{glossed('A score.', 'score')}</p>").one("a").text == "score (glossary)"


def test_a_word_that_is_not_in_the_glossary_is_an_error() -> None:
    with pytest.raises(KeyError):
        glossed("A score.", "mark")
