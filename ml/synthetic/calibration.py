"""The measured aggregates that made records are drawn from, and the file that keeps them."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from ml.synthetic.copula import Copula, Floats, Levels, Marginal, marginal

DEFAULT = Path(__file__).with_name("calibration.json")
Figures = dict[str, Any]


class Choice:
    """A category without an order: the odds of each label, given scores, flags and choices."""

    def __init__(self, figures: Figures) -> None:
        self.labels: list[str] = figures["labels"]
        self.inputs: list[str] = figures["inputs"]
        odds = np.array([figures["odds"][label] for label in self.labels], dtype=np.float64)
        self._intercept, self._slopes = odds[:, 0], odds[:, 1:]

    def draw(self, inputs: Floats, rng: np.random.Generator) -> np.ndarray[Any, Any]:
        """Labels, shape [n], for inputs of shape [n, inputs]."""
        odds = inputs @ self._slopes.T + self._intercept
        noise = rng.gumbel(size=odds.shape)
        return np.array(self.labels, dtype=object)[np.argmax(odds + noise, axis=1)]


class Population:
    """The clients with a job, or those without."""

    def __init__(self, figures: Figures) -> None:
        self.share: float = figures["share"]
        self.known: dict[str, Marginal] = {
            name: marginal(entry) for name, entry in figures["numbers"].items()
        }
        self.numbers = list(self.known)
        self.known |= {
            name: Levels((0, 1), (1 - share, share)) for name, share in figures["flags"].items()
        }
        self.copula = Copula(**figures["correlations"])
        self.choices = {name: Choice(entry) for name, entry in figures["choices"].items()}


class Calibration:
    """All the aggregates. ``figures`` is the file's content."""

    def __init__(self, figures: Figures) -> None:
        self.figures = figures
        self.populations = {
            name: Population(entry) for name, entry in figures["populations"].items()
        }
        self.risk: Figures = figures["risk"]


@lru_cache(maxsize=4)
def load(path: Path = DEFAULT) -> Calibration:
    """The calibration kept in a file."""
    return Calibration(json.loads(path.read_text(encoding="utf-8")))


def write(figures: Figures, path: Path) -> None:
    """Write figures so that a person can read them: lists of plain values on one line."""
    path.write_text(_readable(figures, "") + "\n", encoding="utf-8")


def _readable(value: Any, indent: str) -> str:
    if isinstance(value, dict):
        lines = [
            f"{indent}  {json.dumps(key)}: {_readable(item, indent + '  ')}"
            for key, item in value.items()
        ]
        return "{\n" + ",\n".join(lines) + f"\n{indent}}}" if lines else "{}"
    if isinstance(value, list) and value and isinstance(value[0], list):
        lines = [f"{indent}  {_readable(item, indent + '  ')}" for item in value]
        return "[\n" + ",\n".join(lines) + f"\n{indent}]"
    return json.dumps(value, ensure_ascii=False)
