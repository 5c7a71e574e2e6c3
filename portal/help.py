"""What the help pages show: how to read a score, the words of the portal, every factor."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from explain.factor_help import factor_help
from explain.reading.kept_score import page_language
from ml.wording.catalogue import CATALOGUE, THEMES
from ml.wording.glossary import sorted_terms

EXAMPLE_SCORE = 62.3
"""The score that the help page reads out."""


def help_context(recent: Sequence[int]) -> dict[str, Any]:
    """``recent`` are the clients whose files the reader opened last."""
    return {
        "example": EXAMPLE_SCORE,
        "review_from": settings.ADVICE_REVIEW_FROM,
        "review_to": settings.ADVICE_REVIEW_TO,
        "themes": [
            {"id": f"theme-{theme.name}", "label": theme.label[page_language()]}
            for theme in THEMES.values()
        ],
        "letters": glossary_letters(page_language()),
        "back": way_back(recent),
    }


def factors_context(recent: Sequence[int]) -> dict[str, Any]:
    """Every factor of the catalogue by subject, each with its meaning and its page."""
    language = page_language()
    return {
        "themes": [
            {
                "id": f"theme-{theme.name}",
                "label": theme.label[language],
                "factors": [
                    factor_help(entry.name, language)
                    for entry in CATALOGUE.values()
                    if entry.theme == theme.name and not entry.retired
                ],
            }
            for theme in THEMES.values()
        ],
        "count": sum(not entry.retired for entry in CATALOGUE.values()),
        "trail": [{"label": _("Help and glossary"), "url": reverse("portal:help")}],
        "back": way_back(recent),
    }


def glossary_letters(language: str) -> list[dict[str, Any]]:
    """The glossary by first letter: each with its id and its terms (word, definition, anchor)."""
    terms = sorted_terms(language)
    groups = groupby(terms, key=lambda term: _letter(term.term[language]))
    return [
        {
            "id": f"letter-{letter.lower()}",
            "label": letter,
            "terms": [
                {
                    "word": term.term[language],
                    "definition": term.definition[language],
                    "anchor": term.anchor,
                }
                for term in group
            ],
        }
        for letter, group in groups
    ]


def way_back(recent: Sequence[int]) -> dict[str, str] | None:
    """A link to the file that was open last; None where none was."""
    if not recent:
        return None
    return {
        "label": _("Back to client %(reference)s") % {"reference": recent[0]},
        "url": reverse("explain:client", args=[recent[0]]),
    }


def _letter(word: str) -> str:
    """A word's first letter, without its accent."""
    return unicodedata.normalize("NFD", word)[0].upper()
