"""The portal's styles: many small files to write, one file to load.

In development each file has a link of its own, so that the browser names the file that a rule is
from. Where static files are collected, they are joined into one (a browser with HTTP/1.1 fetches
six files at a time; thirty would be five round trips before the first paint). Every file is one
cascade layer, so the order of the components does not matter.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.conf import settings

JOINED = "css/portal.css"
FIRST = ("css/tokens.css", "css/base.css", "css/layout.css")
LAST = ("css/utilities.css",)


def stylesheets() -> list[str]:
    """Names of the files that every page loads, the tokens and the order of the layers first."""
    root = Path(settings.BASE_DIR) / "static"
    components = sorted((root / "css" / "components").glob("*.css"))
    return [*FIRST, *(path.relative_to(root).as_posix() for path in components), *LAST]


def joined(read: Callable[[str], str]) -> str:
    """All of them as one text; ``read`` gives the text of a file by its name.

    Addresses in them are relative to ``css/``, where the joined file lies too;
    components have none.
    """
    return "\n".join(read(name) for name in stylesheets())
