"""The page for developers tells the truth about where things are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "development.md").read_text()
PLACES = re.findall(
    r"`([\w./-]+)`", PAGE[PAGE.index("## Where do I look for") : PAGE.index("## Fixtures")]
)
BRANCHES = 12
"""Modules of a folder, about; more have rooms inside that want names."""
CROWDED = {
    "ml", "ml/synthetic", "ml/training", "explain/comparison", "portal", "portal/model",
}  # fmt: skip
"""Folders with more: they may shrink, and no other may grow to be one."""
VAGUE = {"kept", "keeping", "apart", "shown", "brief", "frame", "trust", "entered", "making",
         "utils", "helpers", "misc", "common"}  # fmt: skip


def test_twenty_behaviours_have_a_place() -> None:
    assert len(PLACES) >= 20


@pytest.mark.parametrize("place", PLACES)
def test_the_place_is_there(place: str) -> None:
    assert (ROOT / place).exists()


def modules() -> list[Path]:
    rooms = ("ml", "clients", "scoring", "explain", "portal")
    found = [path for room in rooms for path in (ROOT / room).rglob("*.py")]
    apart = {"tests", "migrations", "management", "formats", "templatetags"}
    return [path for path in found if not apart & set(path.relative_to(ROOT).parts)]


def test_no_name_hides_what_is_inside() -> None:
    assert [path for path in modules() if path.stem in VAGUE] == []


def test_no_folder_is_a_floor_of_rooms() -> None:
    count: dict[str, int] = {}
    for path in modules():
        if path.name != "__init__.py":
            folder = str(path.parent.relative_to(ROOT))
            count[folder] = count.get(folder, 0) + 1
    crowded = {folder for folder, modules in count.items() if modules > BRANCHES}
    assert crowded <= CROWDED, "a folder that grew, or one more: give it rooms"
