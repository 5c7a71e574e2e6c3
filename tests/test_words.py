"""Words that people read, wherever they are kept."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

from ml.wording.typography import typography_problems

CATALOGUE = Path(__file__).resolve().parents[1] / "ml" / "catalogue.toml"


def french(node: object) -> Iterator[str]:
    """Every text under a key `fr`, at any depth."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "fr" and isinstance(value, str):
                yield value
            else:
                yield from french(value)
    elif isinstance(node, list):
        for value in node:
            yield from french(value)


def test_the_french_of_the_features_is_well_set() -> None:
    texts = list(french(tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))))
    assert len(texts) > 100
    found = {text: problems for text in texts if (problems := typography_problems(text))}
    assert found == {}
