"""The measured aggregates that made records are drawn from, and the file that keeps them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ml.synthetic.copula import Copula, Floats, Levels, Marginal, marginal

DEFAULT = Path(__file__).with_name("calibration.json")
Figures = dict[str, Any]


Drawn = dict[str, Any]
Lean = Mapping[str, tuple[float, Floats]]


class _Odds:
    """A category without an order: the odds of each label, given scores, flags and choices."""

    def __init__(self, figures: Figures) -> None:
        self.inputs: list[str] = figures["inputs"]
        self._labels = np.array(figures["labels"], dtype=object)
        odds = np.array([figures["odds"][label] for label in figures["labels"]], dtype=np.float64)
        self._intercept, self._slopes = odds[:, 0], odds[:, 1:]

    def draw(self, inputs: Floats, rng: np.random.Generator) -> NDArray[Any]:
        """Labels, shape [n], for inputs of shape [n, inputs]."""
        odds = inputs @ self._slopes.T + self._intercept
        return np.asarray(self._labels[np.argmax(odds + rng.gumbel(size=odds.shape), axis=1)])


class Population:
    """One kind of row, as measured; see ``ml.synthetic.spec.Spec``."""

    def __init__(self, figures: Figures) -> None:
        self.share: float = figures["share"]
        self._known: dict[str, Marginal] = {
            name: marginal(entry) for name, entry in figures["numbers"].items()
        }
        self._known |= {
            name: Levels((0, 1), (1 - share, share)) for name, share in figures["flags"].items()
        }
        self._copula = Copula(**figures["correlations"])
        self._choices = {name: _Odds(entry) for name, entry in figures["choices"].items()}

    def draw(self, size: int, rng: np.random.Generator, lean: Lean | None = None) -> Drawn:
        """Numbers and flags (floats) and choices (objects), shape [size] each, by name.

        ``lean`` ties quantities to scores from outside: name -> (loading, scores [size]).
        """
        scores = self._copula.draw(rng, size)
        for name, (loading, outside) in (lean or {}).items():
            if name in scores:
                own = np.sqrt(1 - loading**2)
                scores[name] = loading * outside + own * scores[name]
        drawn: Drawn = {}
        inputs: dict[str, Floats] = {}
        for name, score in scores.items():
            known = self._known[name]
            drawn[name] = known.value(score)
            inputs[name] = score if known.variance == 1 else known.score(drawn[name])
        for name, odds in self._choices.items():
            given = [_input(entry, inputs, drawn) for entry in odds.inputs]
            drawn[name] = odds.draw(np.column_stack(given) if given else np.zeros((size, 0)), rng)
        return drawn


def _input(entry: str, inputs: Mapping[str, Floats], drawn: Drawn) -> Floats:
    if entry in inputs:
        return inputs[entry]
    name, label = entry.split(" = ", 1)
    return np.asarray(drawn[name] == label, dtype=np.float64)


class Calibration:
    """All the aggregates; ``figures`` is the file's content, or its part for applications."""

    def __init__(self, figures: Figures) -> None:
        self.figures = figures
        self.applications = _populations(figures["applications"])
        self.bureau = _populations(figures.get("bureau", {}))
        self.previous = _populations(figures.get("previous", {}))
        self.risk: Figures = figures["risk"]


def _populations(figures: Figures) -> dict[str, Population]:
    return {name: Population(entry) for name, entry in figures.items()}


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
