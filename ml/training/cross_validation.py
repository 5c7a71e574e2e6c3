"""PDs of clients by models that have not seen them, and the number of trees to train with."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import expit
from sklearn.metrics import log_loss, roc_auc_score
from sklearn.model_selection import StratifiedKFold

from ml.engine import Engine
from ml.training.data import TrainingSet
from ml.training.fitting import (
    Fitted,
    average,
    describe_features,
    fit,
    lay_out_fitted,
    pool,
    shift_to_the_middle,
)
from ml.training.options import Options

STEP = 25
"""The number of trees is looked for in steps."""

COUNTED = 1_000
"""Rows by which an explanation would start; predictions do not depend on them."""

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Fold:
    """One of the models, shift to the middle built in."""

    fitted: Fitted

    def log_odds(self, features: pl.DataFrame) -> NDArray[np.float64]:
        """Log-odds of default, shape [n]."""
        return np.asarray(
            self.fitted.model.predict(
                pool(features, missing_as=self.fitted.missing_as),
                prediction_type="RawFormulaVal",
            )
        )


@dataclass(frozen=True)
class CrossValidated:
    """What cross-validation found.

    Attributes:
        pd: of each row by the model that has not seen its client, shape [n].
        fold: number of that model, shape [n].
        trees: of each member of the models; the number of lowest mean log loss over the folds.
        folds: the models.
    """

    pd: NDArray[np.float64]
    fold: NDArray[np.int64]
    trees: int
    folds: tuple[Fold, ...]

    def log_odds(self, data: TrainingSet, fold: NDArray[np.int64]) -> NDArray[np.float64]:
        """Log-odds of clients' rows with other things known, by models that saw none of them.

        Args:
            data: rows, n.
            fold: the number of each row's model, shape [n].
        """
        found = np.empty(len(data.defaulted))
        for number, model in enumerate(self.folds):
            judged = fold == number
            if judged.any():
                found[judged] = model.log_odds(data.features.filter(judged))
        return found

    def engine(self, number: int, rows: pl.DataFrame) -> Engine:
        """One of the models in our own engine, for many small frames; ``rows`` tell categories."""
        fitted = self.folds[number].fitted
        described = describe_features(rows, fitted.missing_as)
        return Engine.of_trees(
            lay_out_fitted(fitted, described, clients=rows.head(COUNTED)), described
        )


def cross_validate(
    data: TrainingSet, *, options: Options, progress: Progress = lambda _: None
) -> CrossValidated:
    """Stratified cross-validation by client: all rows of a client are in one fold.

    The number of trees is one for all folds, the one with the lowest mean log loss: a number for
    each fold would flatter it, and put the folds' PDs on different scales. Each fold's model is the
    average of ``options.fold_seeds``, since an average is what is judged in the end.
    """
    fold_of = _folds(data, folds=options.folds, seed=options.seed)
    folds: list[_Members] = []
    for number in range(options.folds):
        started = time.monotonic()
        learned, judged = data.rows(fold_of != number), data.rows(fold_of == number)
        folds.append(_fit_members(learned, judged, options=options, number=number))
        full, last = judged.fullest, folds[-1].staged[-1]
        progress(
            f"fold {number + 1}/{options.folds}: "
            f"AUC {roc_auc_score(judged.defaulted[full], last[full]):.4f}, "
            f"{options.fold_seeds} × {options.iterations} trees, {time.monotonic() - started:.0f} s"
        )
    losses = [
        [log_loss(f.defaulted, expit(stage), sample_weight=f.weights) for stage in f.staged]
        for f in folds
    ]
    best = int(np.argmin(np.mean(losses, axis=0)))
    held_out = np.empty(len(data.defaulted))
    for number, members in enumerate(folds):
        held_out[fold_of == number] = expit(members.staged[best])
    trees = _stages(options.iterations)[best]
    return CrossValidated(
        pd=held_out,
        fold=fold_of,
        trees=trees,
        folds=tuple(members.cut(trees, members.shifts[best]) for members in folds),
    )


def _folds(data: TrainingSet, *, folds: int, seed: int) -> NDArray[np.int64]:
    """The fold of each row, shape [n]."""
    _, first, inverse = np.unique(data.clients, return_index=True, return_inverse=True)
    outcomes = data.defaulted[first]
    of_client = np.empty(len(first), dtype=np.int64)
    splitter = StratifiedKFold(folds, shuffle=True, random_state=seed)
    for number, (_, judged) in enumerate(splitter.split(outcomes, outcomes)):
        of_client[judged] = number
    return of_client[inverse]


def _stages(iterations: int) -> list[int]:
    """The numbers of trees that are tried."""
    return sorted({*range(STEP, iterations + 1, STEP), iterations})


@dataclass(frozen=True)
class _Members:
    """A fold's models, and what their average says of the rows that they have not seen.

    Attributes:
        members: the models, of all trees.
        staged: log-odds of the unseen rows for each number of trees, each [n], in the middle.
        shifts: what puts each of these in the middle: mean PD of whole files at their default rate.
        defaulted, weights: of the unseen rows, shape [n].
    """

    members: tuple[Fitted, ...]
    staged: list[NDArray[np.float64]]
    shifts: list[float]
    defaulted: NDArray[np.bool_]
    weights: NDArray[np.float64]

    def cut(self, trees: int, shift: float) -> Fold:
        """The average of the models with so many trees each."""
        for member in self.members:
            member.model.shrink(ntree_end=trees)
        fitted = average(self.members)
        scale, bias = fitted.model.get_scale_and_bias()
        fitted.model.set_scale_and_bias(scale, bias + shift)
        return Fold(fitted)


def _fit_members(
    learned: TrainingSet, judged: TrainingSet, *, options: Options, number: int
) -> _Members:
    members = tuple(
        fit(
            learned,
            options=options,
            iterations=options.iterations,
            seed=options.seed + number + 1 + 1_000 * which,
        )
        for which in range(options.fold_seeds)
    )
    staged, shifts = [], []
    own = _staged(members, learned)
    for theirs, seen in zip(_staged(members, judged), own, strict=True):
        whole = learned.fullest
        shifts.append(
            shift_to_the_middle(seen[whole], learned.defaulted[whole], learned.weights[whole])
        )
        staged.append(theirs + shifts[-1])
    return _Members(members, staged, shifts, judged.defaulted, judged.weights)


def _staged(members: Sequence[Fitted], rows: TrainingSet) -> Iterator[NDArray[np.float64]]:
    """The average's log-odds for each number of trees, each [n]."""
    read = members[0].pool(rows)
    every = min(STEP, int(members[0].model.tree_count_))
    parts = [
        member.model.staged_predict(read, prediction_type="RawFormulaVal", eval_period=every)
        for member in members
    ]
    for stage in zip(*parts, strict=True):
        yield np.mean(stage, axis=0)
