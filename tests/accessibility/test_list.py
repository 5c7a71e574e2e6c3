"""The list in docs/accessibility.md: complete, and the tests that it names exist."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIST = (ROOT / "docs" / "accessibility.md").read_text(encoding="utf-8")
LINES = re.findall(r"^\| (\d+) \| ([^|]+) \| (.+) \|$", LIST, re.MULTILINE)


def test_every_line_is_there_once() -> None:
    assert [int(number) for number, _what, _held in LINES] == list(range(1, 52))


def test_every_line_is_held_by_a_test_that_exists_or_says_why_not() -> None:
    found = []
    for number, _what, held in LINES:
        names = re.findall(r"`([\w/]+\.py)::(\w+)`", held)
        for file, test in names:
            path = ROOT / file
            if not path.exists() or f"def {test}(" not in path.read_text(encoding="utf-8"):
                found.append(f"{number}: {file}::{test}")
        if held.endswith("finding below") and f"- **{number}.**" not in LIST:
            found.append(f"{number}: no finding")
        if not names and not held.endswith(("finding below", "not built yet")):
            found.append(f"{number}: {held}")
    assert found == []
