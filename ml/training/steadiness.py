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
    generator = np.random.default_rng(options.seed)
    clients = np.unique(data.clients)
    lot = generator.permutation(len(clients))
    part = dict(zip(clients.tolist(), (lot * 5 // len(clients)).tolist(), strict=True))
    of_row = np.array([part[client] for client in data.clients.tolist()])
    held_back = data.rows(data.fullest & (of_row == 0))

    def scores(parts: Sequence[int], seed: int) -> NDArray[np.float64]:
        chosen = replace(options, seed=seed)
        rows = data.rows(np.isin(of_row, parts)).with_inputs_withheld(
            options.withheld, everything=options.withheld_everything, seed=options.seed
        )
        fitted, _ = fit_average(rows, options=chosen, iterations=options.iterations)
        progress(f"{options.seeds} models on {len(rows.defaulted):,} rows")
        log_odds = fitted.model.predict(
            pool(held_back.features, missing_as=fitted.missing_as),
            prediction_type="RawFormulaVal",
        )
        return np.asarray((log_odds - log_odds.mean()) * POINTS_PER_LOG_ODDS)

    first = scores([1, 2, 3, 4], options.seed)
    again = scores([1, 2, 3, 4], options.seed + 17)
    half, other = scores([1, 2], options.seed), scores([3, 4], options.seed)
    return (
        _apart("another seed", first, again),
        _apart("another half of the clients", half, other),
    )


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
