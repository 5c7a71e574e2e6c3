"""PDs of clients by models that have not seen them, and the number of trees to train with."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
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
    describe_features,
    fit,
    lay_out_fitted,
    pool,
    shift_to_the_middle,
)
from ml.training.options import Options

STEP = 25
"""The number of trees is looked for in steps."""

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Fold:
    """One of the models: the rows that it learned from, and the others."""

    fitted: Fitted
    learn: NDArray[np.bool_]

    @property
    def trees(self) -> int:
        """How many trees it has."""
        return int(self.fitted.model.tree_count_)


@dataclass(frozen=True)
class CrossValidated:
    """What cross-validation found.

    Attributes:
        pd: of each row by the model that has not seen its client, shape [n].
        fold: number of that model, shape [n].
        trees: the number of trees of lowest mean log loss over the folds.
        folds: the models; one number of trees is used of all.
        shifts: what is added to each model's log-odds, so that its mean PD is the default rate.
    """

    pd: NDArray[np.float64]
    fold: NDArray[np.int64]
    trees: int
    folds: tuple[Fold, ...]
    shifts: tuple[float, ...]

    def log_odds(self, data: TrainingSet, fold: NDArray[np.int64]) -> NDArray[np.float64]:
        """Log-odds of clients' rows with other things known, by models that saw none of them.

        Args:
            data: rows, n.
            fold: the number of each row's model, shape [n].
        """
        found = np.empty(len(data.defaulted))
        for number in range(len(self.folds)):
            judged = fold == number
            if judged.any():
                found[judged] = self.predictor(number)(data.features.filter(judged))
        return found

    def engine_predictor(
        self, number: int, rows: pl.DataFrame
    ) -> Callable[[pl.DataFrame], NDArray[np.float64]]:
        """As ``predictor``, by our own engine, for many small frames; ``rows`` tell categories."""
        fitted, shift = self.folds[number].fitted, self.shifts[number]
        shrunk = fitted.model.copy()
        shrunk.shrink(ntree_end=self.trees)
        described = describe_features(rows, fitted.missing_as)
        trees = lay_out_fitted(Fitted(shrunk, fitted.missing_as), described, clients=rows.head(100))
        engine = Engine.of_trees(trees, described)
        return lambda features: engine.log_odds(features) + shift

    def predictor(self, number: int) -> Callable[[pl.DataFrame], NDArray[np.float64]]:
        """From features to log-odds by one of the models."""
        fitted, shift, trees = self.folds[number].fitted, self.shifts[number], self.trees

        def predict(features: pl.DataFrame) -> NDArray[np.float64]:
            rows = pool(features, missing_as=fitted.missing_as)
            found: NDArray[np.float64] = fitted.model.predict(
                rows, prediction_type="RawFormulaVal", ntree_end=trees
            )
            return found + shift

        return predict


def cross_validate(
    data: TrainingSet, *, options: Options, progress: Progress = lambda _: None
) -> CrossValidated:
    """Stratified cross-validation by client: all rows of a client are in one fold.

    The number of trees is one for all folds, the one with the lowest mean log loss: a number for
    each fold would flatter it, and put the folds' PDs on different scales.
    """
    fold_of = _folds(data, folds=options.folds, seed=options.seed)
    folds: list[Fold] = []
    for number in range(options.folds):
        started = time.monotonic()
        judged = (fold_of == number) & data.fullest
        judging = data.rows(judged)
        fitted = fit(
            data.rows(fold_of != number),
            options=options,
            iterations=options.iterations,
            seed=options.seed + number + 1,
            judging=judging,
        )
        folds.append(Fold(fitted, fold_of != number))
        guessed = fitted.model.predict_proba(fitted.pool(judging))[:, 1]
        progress(
            f"fold {number + 1}/{options.folds}: "
            f"AUC {roc_auc_score(judging.defaulted, guessed):.4f}, "
            f"{folds[-1].trees} trees, {time.monotonic() - started:.0f} s"
        )
    trees, held_out, shifts = _best(data, fold_of, folds)
    return CrossValidated(pd=held_out, fold=fold_of, trees=trees, folds=tuple(folds), shifts=shifts)


def _folds(data: TrainingSet, *, folds: int, seed: int) -> NDArray[np.int64]:
    """The fold of each row, shape [n]."""
    _, first, inverse = np.unique(data.clients, return_index=True, return_inverse=True)
    outcomes = data.defaulted[first]
    of_client = np.empty(len(first), dtype=np.int64)
    splitter = StratifiedKFold(folds, shuffle=True, random_state=seed)
    for number, (_, judged) in enumerate(splitter.split(outcomes, outcomes)):
        of_client[judged] = number
    return of_client[inverse]


def _best(
    data: TrainingSet, fold_of: NDArray[np.int64], folds: list[Fold]
) -> tuple[int, NDArray[np.float64], tuple[float, ...]]:
    """The number of trees with the lowest mean log loss, the PDs and shifts that it gives."""
    shortest = min(fold.trees for fold in folds)
    step = min(STEP, shortest)
    losses, stages, shifts = [], [], []
    for number, fold in enumerate(folds):
        judged = data.rows(fold_of == number)
        learned = data.rows(fold.learn)
        staged = list(_stages(fold, judged, learned, every=step, trees=shortest))
        pds = [expit(log_odds + shift) for log_odds, shift in staged]
        losses.append([log_loss(judged.defaulted, pd, sample_weight=judged.weights) for pd in pds])
        stages.append(pds)
        shifts.append([shift for _, shift in staged])
    best = int(np.argmin(np.mean(losses, axis=0)))
    held_out = np.empty(len(data.defaulted))
    for number in range(len(folds)):
        held_out[fold_of == number] = stages[number][best]
    return (
        min(step * (best + 1), shortest),
        held_out,
        tuple(found[best] for found in shifts),
    )


def _stages(
    fold: Fold, judged: TrainingSet, learned: TrainingSet, *, every: int, trees: int
) -> Iterator[tuple[NDArray[np.float64], float]]:
    """Log-odds of the judged rows after so many trees, each with its shift to the middle."""
    fitted = fold.fitted
    for theirs, own in zip(
        fitted.log_odds(fitted.pool(judged), every=every, trees=trees),
        fitted.log_odds(fitted.pool(learned), every=every, trees=trees),
        strict=True,
    ):
        yield theirs, shift_to_the_middle(own, learned.defaulted, learned.weights)
