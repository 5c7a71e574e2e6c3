"""How the model does with thin files: what withholding costs, gains and hides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import expit
from sklearn.metrics import roc_auc_score

from ml.cost import cheapest_cut_off
from ml.engine import Engine
from ml.points import POINTS_PER_LOG_ODDS
from ml.schema.inputs import OPTIONAL
from ml.training.cross_validation import Progress, cross_validate
from ml.training.data import ELSEWHERE, HERE, TrainingSet
from ml.training.donors import judge_ranges
from ml.training.fitting import Fitted, describe_features, fit_average, lay_out_fitted, pool
from ml.training.options import Options

RANGES_JUDGED = 1_000
MORE_INCOME = 1.1


@dataclass(frozen=True, kw_only=True)
class Judged:
    """The same clients with something else known, by models that have not seen them.

    Attributes:
        what: what was changed.
        effect: mean change of the score, in points.
        better, worse: shares of the clients whose score rises and falls by more than 1e-9.
        lowest: the greatest fall, in points.
    """

    what: str
    clients: int
    auc: float
    mean_pd: float
    effect: float
    better: float
    worse: float
    lowest: float


@dataclass(frozen=True, kw_only=True)
class Thin:
    """All that ``compare thin`` says. ``off`` is the most that contributions do not add up by."""

    judged: tuple[Judged, ...]
    off: float
    coverage: list[dict[str, float]] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)

    def table(self) -> str:
        """For people."""
        head = (
            f"{'':34}{'clients':>9}{'AUC':>8}{'mean PD':>9}{'effect':>8}{'better':>8}{'worst':>8}"
        )
        rows = [
            f"{j.what:34}{j.clients:9,}{j.auc:8.4f}{j.mean_pd:9.4f}{j.effect:8.2f}{j.better:8.1%}"
            f"{j.lowest:8.2f}"
            for j in self.judged
        ]
        held = [
            f"ranges with {c['from']:.0%} to {c['to']:.0%} withheld hold {c['held']:.1%} "
            f"of {c['clients']:,} scores, median width {c['width']:.1f} points"
            for c in self.coverage
        ]
        return "\n".join([head, *rows, *held, f"contributions add up to {self.off:.1e} log-odds"])


def judge_thin(data: TrainingSet, *, options: Options, progress: Progress = lambda _: None) -> Thin:
    """Cross-validate, then judge each client again with other things known."""
    learned = data.with_inputs_withheld(
        options.withheld, everything=options.withheld_everything, seed=options.seed
    )
    found = cross_validate(learned, options=options, progress=progress)
    fold = found.fold[learned.fullest]
    full = learned.rows(learned.fullest)
    whole = found.log_odds(full, fold)

    def judge(what: str, rows: TrainingSet, mine: NDArray[np.bool_] | None = None) -> Judged:
        mine = np.ones(len(fold), dtype=np.bool_) if mine is None else mine
        log_odds = found.log_odds(rows, fold[mine])
        progress(what)
        return _judged(what, full.defaulted[mine], whole[mine], log_odds)

    optional = [each.name for each in OPTIONAL]
    judged = [
        judge("everything", full),
        judge("thin: required and annuity", full.withholding(set(optional) - {"annuity"})),
        judge("all withheld", full.withholding(optional)),
        judge("a random half withheld", full.with_random_withheld(0.5, seed=options.seed)),
        judge(f"income × {MORE_INCOME:g}", full.changed(_more_income)),
        *(judge(f"without {name}", full.withholding([name])) for name in optional),
    ]
    for name, tables in (("loans elsewhere", ELSEWHERE), ("loans here", HERE)):
        mine = full.knows(tables)
        if mine.any():
            rows = full.rows(mine)
            without = rows.without(tables, np.ones(len(rows.defaulted), dtype=np.bool_))
            judged.append(judge(f"with {name}", rows, mine))
            judged.append(judge(f"without {name}", without, mine))
    threshold = cheapest_cut_off(full.defaulted, expit(whole), ratio=options.cost_ratio).threshold
    return Thin(
        judged=tuple(judged),
        off=max(additivity_error(fold.fitted, learned.features) for fold in found.folds),
        coverage=judge_ranges(
            learned, found, threshold=threshold, seed=options.seed, clients=RANGES_JUDGED
        ),
    )


def _more_income(application: pl.DataFrame, _: NDArray[np.int64]) -> pl.DataFrame:
    return application.with_columns(pl.col("income") * MORE_INCOME)


def _judged(
    what: str,
    defaulted: NDArray[np.bool_],
    whole: NDArray[np.float64],
    log_odds: NDArray[np.float64],
) -> Judged:
    points = (whole - log_odds) * POINTS_PER_LOG_ODDS
    return Judged(
        what=what,
        clients=len(defaulted),
        auc=float(roc_auc_score(defaulted, log_odds)),
        mean_pd=float(expit(log_odds).mean()),
        effect=float(points.mean()),
        better=float(np.mean(points > 1e-9)),
        worse=float(np.mean(points < -1e-9)),
        lowest=float(points.min()),
    )


def additivity_error(fitted: Fitted, rows: pl.DataFrame) -> float:
    """The most that any row's base and contributions are away from its log-odds."""
    described = describe_features(rows, fitted.missing_as)
    engine = Engine.of_trees(lay_out_fitted(fitted, described, clients=rows.head(5_000)), described)
    explained = engine.explain(rows)
    log_odds = engine.log_odds(rows)
    return float(np.abs(explained.base + explained.contributions.sum(axis=1) - log_odds).max())


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
