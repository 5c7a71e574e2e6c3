"""Words of the glossary inside any text become links to their entries."""

from __future__ import annotations

import re

from django import template
from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from explain.reading.kept_score import page_language
from ml.wording.glossary import Term, named

register = template.Library()


@register.filter
def glossed(text: str, names: str) -> SafeString:
    """The text with the first mention of each of these terms as a link to its entry.

    ``{{ reading.odds_sentence|glossed:"odds cut_off" }}``: names of ``ml/glossary.toml`` with
    spaces between. A term that the text does not mention is passed over.

    :raises KeyError: a name that the glossary does not have.
    """
    language = page_language()
    patterns = {name: _pattern(named(name), language) for name in names.split()}
    if not patterns:
        return conditional_escape(text)
    every = "|".join(f"(?P<{name}>{pattern})" for name, pattern in patterns.items())
    seen: set[str] = set()

    def link(match: re.Match[str]) -> str:
        name = str(match.lastgroup)
        if name in seen:
            return match[0]
        seen.add(name)
        return term_link(named(name), match[0])

    escaped = str(conditional_escape(text))
    return mark_safe(re.sub(every, link, escaped, flags=re.IGNORECASE))  # noqa: S308 -- escaped above


def term_link(term: Term, text: str) -> str:
    """The component of a glossary's word, on one line; ``text`` is safe markup."""
    context = {"text": mark_safe(text), "entry": term.anchor}  # noqa: S308 -- part of escaped text
    return render_to_string("components/term.html", context).strip()


def _pattern(term: Term, language: str) -> str:
    words = term.spoken[language].stems or (term.term[language].lower(),)
    said = "|".join(re.escape(word) for word in words)
    return rf"(?<![\w&#])(?:{said})\w*"
