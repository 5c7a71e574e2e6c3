"""How far a client's score hangs on the draw: trained again, and on other clients."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ml.points import POINTS_PER_LOG_ODDS
from ml.training.cross_validation import Progress
from ml.training.data import TrainingSet
from ml.training.fitting import fit_average, pool
from ml.training.options import Options

FIFTHS = 5


@dataclass(frozen=True, kw_only=True)
class Steadiness:
    """Points between one client's scores by two models: quantiles over the clients."""

    what: str
    clients: int
    median: float
    ninth: float
    ninety_ninth: float


def judge_steadiness(
    data: TrainingSet, *, options: Options, progress: Progress = lambda _: None
) -> tuple[Steadiness, ...]:
    """Train again with another seed, and on another half of the clients.

    A fifth of the clients are held back and scored by all of these models.
    """
    of_row = _parts(data, seed=options.seed)

    def scores(parts: Sequence[int], seed: int) -> NDArray[np.float64]:
        return _scores(data, of_row, parts, options=replace(options, seed=seed), progress=progress)

    first = scores([1, 2, 3, 4], options.seed)
    again = scores([1, 2, 3, 4], options.seed + 17)
    return (
        _apart("another seed", first, again),
        judge_sample(data, options=options, progress=progress),
    )


def judge_sample(
    data: TrainingSet, *, options: Options, progress: Progress = lambda _: None
) -> Steadiness:
    """Train twice, on two fifths of the clients each that have nobody in common.

    The last fifth is scored by both.
    """
    of_row = _parts(data, seed=options.seed)
    half, other = (
        _scores(data, of_row, parts, options=options, progress=progress)
        for parts in ([1, 2], [3, 4])
    )
    return _apart("another half of the clients", half, other)


def _parts(data: TrainingSet, *, seed: int) -> NDArray[np.int64]:
    """The fifth, 0 to 4, that the client of each row is in."""
    clients = np.unique(data.clients)
    lot = np.random.default_rng(seed).permutation(len(clients))
    part = dict(zip(clients.tolist(), (lot * FIFTHS // len(clients)).tolist(), strict=True))
    return np.array([part[client] for client in data.clients.tolist()])


def _scores(
    data: TrainingSet,
    of_row: NDArray[np.int64],
    parts: Sequence[int],
    *,
    options: Options,
    progress: Progress,
) -> NDArray[np.float64]:
    """Of those held back, by a model of these parts; in points around their mean."""
    held_back = data.rows(data.fullest & (of_row == 0))
    rows = data.rows(np.isin(of_row, parts)).with_inputs_withheld(
        options.withheld, everything=options.withheld_everything, seed=options.seed
    )
    fitted, _ = fit_average(rows, options=options, iterations=options.iterations)
    progress(f"{options.seeds} models on {len(rows.defaulted):,} rows")
    log_odds = fitted.model.predict(
        pool(held_back.features, missing_as=fitted.missing_as),
        prediction_type="RawFormulaVal",
    )
    return np.asarray((log_odds - log_odds.mean()) * POINTS_PER_LOG_ODDS)


def _apart(what: str, first: NDArray[np.float64], second: NDArray[np.float64]) -> Steadiness:
    points = np.abs(first - second)
    median, ninth, most = np.quantile(points, [0.5, 0.9, 0.99])
    return Steadiness(
        what=what,
        clients=len(points),
        median=float(median),
        ninth=float(ninth),
        ninety_ninth=float(most),
    )
