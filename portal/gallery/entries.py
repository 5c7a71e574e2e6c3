"""What an entry of the gallery is, and how it is read from a template and drawn."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template import RequestContext, engines
from django.utils.safestring import SafeString


@dataclass(frozen=True)
class State:
    """One state of a component: what it is called, and the options that bring it about."""

    label: str
    options: dict[str, Any]


@dataclass(frozen=True)
class Entry:
    """A component: its template's name, its states, or a sentence on where it can be seen."""

    template: str
    states: tuple[State, ...] = ()
    seen: str = ""
    bare: bool = False
    """Whether it brings a surface of its own, so that no card is drawn around it."""
    columns: bool = False
    """Whether its states are small enough to stand side by side."""


@dataclass(frozen=True)
class Group:
    """Components that belong together."""

    id: str
    title: str
    entries: tuple[Entry, ...] = field(default=())


@dataclass(frozen=True)
class Documentation:
    """What a template says of itself in the comment that it starts with."""

    about: str
    usage: str
    options: str


def documentation(template: str) -> Documentation:
    """Read from the template. Raises ValueError for one that does not start with a comment."""
    source = Path(settings.BASE_DIR, "templates", template).read_text(encoding="utf-8")
    comment = re.match(r"\{% comment %\}\n(.*?)\n\{% endcomment %\}", source, re.DOTALL)
    if comment is None:
        raise ValueError(f"{template} does not start with a comment that documents it")
    text = comment[1]
    usage = re.search(r"`\{% include (.+?) %\}`", text)
    words = re.sub(r"\s*`\{% include .+? %\}`", "", text).replace("`", "")
    about, options = re.match(
        r"(.*?)((?:Options:|Reads|No options).*)?$", words, re.DOTALL
    ).groups()  # type: ignore[union-attr]
    return Documentation(
        about=" ".join(about.split()).rstrip(";"),
        usage=usage[1].replace('"', "") if usage else "",
        options=re.sub(r"(?<![;:.])\n\s*", " ", options or ""),
    )


def drawn(entry: Entry, request: HttpRequest) -> dict[str, Any]:
    """An entry for the page: its name, its documentation, and its states as safe markup."""
    name = entry.template.removeprefix("components/").removesuffix(".html")
    return {
        "name": name,
        "documentation": documentation(entry.template),
        "seen": entry.seen,
        "bare": entry.bare or bool(entry.seen),
        "columns": entry.columns,
        "states": [
            {"label": state.label, "markup": _markup(entry.template, state.options, request)}
            for state in entry.states
        ],
    }


def _markup(name: str, options: dict[str, Any], request: HttpRequest) -> SafeString:
    template = engines["django"].get_template(name).template  # type: ignore[attr-defined]
    context = RequestContext(request, {"csrf_token": get_token(request), **options})
    # As with `only`: bound at once, so that no context processor adds to what is given.
    context.template = template
    markup: SafeString = template.render(context)
    return markup
