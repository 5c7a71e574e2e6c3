"""The rules of French typography, for every text that people read."""

from __future__ import annotations

import re


def typography_problems(text: str) -> list[str]:
    """What breaks the rules of French typography in a text, one line each."""
    bare = re.sub(r"%(?:\(\w+\))?[sdf]|https?://\S+|\{\w*\}", "x", text)
    bare = re.sub(r"(?<=\d):(?=\d)", "h", bare)
    rules = {
        r"[^\s:;!?%](?=[:;!?%»])": "no space before",
        r" (?=[:;!?%»])": "an ordinary space before",
        r"«(?![\u00a0\u202f])": "no unbreakable space after",
        r"\w'\w": "a straight apostrophe in",
        r"\.\.\.": "three full stops for an ellipsis in",
    }
    found = []
    for pattern, what in rules.items():
        for match in re.finditer(pattern, bare):
            around = bare[max(match.start() - 12, 0) : match.end() + 4]
            found.append(f"{what} {around!r}")
    return found
