"""What a choice costs or brings: two models judged on clients that neither has seen."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from ml.cost import cost_per_application, cut_offs_by_others
from ml.training.cross_validation import CrossValidated, Progress, cross_validate
from ml.training.data import ELSEWHERE, TrainingSet
from ml.training.directions import DIRECTIONS
from ml.training.options import Options
from ml.wording.catalogue import CATALOGUE

ROUNDS = 1_000
PREVIOUS = frozenset({"previous_loans"})
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Difference:
    """One metric of two models on some clients, and the second's less the first's.

    ``low`` and ``high`` are the bounds of the difference's bootstrap interval, ``what`` what the
    second does and the first does not, where there are several.
    """

    judged_on: str
    metric: str
    first: float
    second: float
    difference: float
    low: float
    high: float
    clients: int
    what: str = ""


def compare_directions(
    data: TrainingSet, *, options: Options, progress: Progress = lambda _: None
) -> tuple[Difference, ...]:
    """The model that keeps to the catalogue's directions, against those that are left free.

    First of all of them, then of each theme's: what its directions cost or bring by themselves.
    """
    data = _learned_from(data, options)
    kept = cross_validate(data, options=options, progress=progress)
    found: list[Difference] = []
    for name, freed in (("all", tuple(DIRECTIONS)), *_by_theme(data)):
        progress(f"directions left free: {name}")
        free = cross_validate(data, options=replace(options, free=freed), progress=progress)
        differences = _compare(
            data, "all clients", data.fullest, free, free.pd, kept.pd, options=options
        )
        found += [replace(difference, what=name) for difference in differences]
    return tuple(found)


def _by_theme(data: TrainingSet) -> list[tuple[str, tuple[str, ...]]]:
    """Themes and their directed features of which anything is known."""
    known = [name for name in DIRECTIONS if not data.features[name].is_null().all()]
    themes = {CATALOGUE[name].theme: None for name in known}
    return [
        (theme, tuple(name for name in known if CATALOGUE[name].theme == theme)) for theme in themes
    ]


def compare_history(
    data: TrainingSet, *, options: Options, progress: Progress = lambda _: None
) -> tuple[Difference, ...]:
    """A model of the application alone, and one of all tables, on the clients who have some.

    The first learns from the same clients as the second.

    Raises:
        ValueError: no client has anything but an application.
    """
    if not data.has_history.any():
        raise ValueError("no client has a history: give tables of loans")
    rows = _learned_from(data, options)
    everything = cross_validate(rows, options=options, progress=progress)
    alone = cross_validate(rows.application_alone(), options=options, progress=progress)
    groups = {
        "clients with any history": rows.fullest & rows.has_history,
        "clients with loans elsewhere and here": rows.fullest
        & rows.knows(ELSEWHERE)
        & rows.knows(PREVIOUS),
    }
    return tuple(
        difference
        for name, judged in groups.items()
        if judged.any()
        for difference in _compare(
            rows, name, judged, everything, alone.pd, everything.pd, options=options
        )
    )


def _learned_from(data: TrainingSet, options: Options) -> TrainingSet:
    return data.with_inputs_withheld(
        options.withheld, everything=options.withheld_everything, seed=options.seed
    )


def _compare(
    data: TrainingSet,
    judged_on: str,
    judged: NDArray[np.bool_],
    folds: CrossValidated,
    first: NDArray[np.float64],
    second: NDArray[np.float64],
    *,
    options: Options,
) -> tuple[Difference, ...]:
    """Both models' AUC and business cost; the cut-offs are those that other folds choose."""
    full = data.fullest
    cut_offs = []
    for pd in (first, second):
        of_all = np.full(len(pd), np.nan)
        of_all[full] = cut_offs_by_others(
            data.defaulted[full], pd[full], folds.fold[full], ratio=options.cost_ratio
        )
        cut_offs.append(of_all[judged])
    defaulted = data.defaulted[judged]
    pds = (first[judged], second[judged])

    def auc(rows: NDArray[np.int64], which: int) -> float:
        return float(roc_auc_score(defaulted[rows], pds[which][rows]))

    def cost(rows: NDArray[np.int64], which: int) -> float:
        return cost_per_application(
            defaulted[rows],
            pds[which][rows],
            threshold=cut_offs[which][rows],
            ratio=options.cost_ratio,
        )

    # The same draws for both models: what they have in common cancels out.
    generator = np.random.default_rng(options.seed)
    groups = [np.flatnonzero(defaulted), np.flatnonzero(~defaulted)]
    draws = [
        np.concatenate([generator.choice(group, len(group)) for group in groups])
        for _ in range(ROUNDS)
    ]
    tail = (1 - CONFIDENCE) / 2
    everybody = np.arange(len(defaulted))
    found = []
    for name, metric in (("auc", auc), ("cost_per_application", cost)):
        drawn = [metric(rows, 1) - metric(rows, 0) for rows in draws]
        of_both = (metric(everybody, 0), metric(everybody, 1))
        found.append(
            Difference(
                judged_on=judged_on,
                metric=name,
                first=of_both[0],
                second=of_both[1],
                difference=of_both[1] - of_both[0],
                low=float(np.quantile(drawn, tail)),
                high=float(np.quantile(drawn, 1 - tail)),
                clients=len(defaulted),
            )
        )
    return tuple(found)
