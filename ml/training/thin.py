"""How the model does with thin files: what withholding costs, gains and hides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import expit
from sklearn.metrics import roc_auc_score

from ml.cost import cheapest_cut_off
from ml.curves import BAND, count_outcomes
from ml.engine import Engine
from ml.features import Loans
from ml.never_hurts import Tried, try_changes
from ml.points import POINTS_PER_LOG_ODDS, PointsScale
from ml.reliability import correction, wilson
from ml.schema.inputs import OPTIONAL
from ml.score_range import BANDS
from ml.training.cross_validation import CrossValidated, Progress, cross_validate
from ml.training.data import ELSEWHERE, HERE, TrainingSet
from ml.training.donors import judge_ranges
from ml.training.fitting import Fitted, describe_features, lay_out_fitted
from ml.training.options import Options

RANGES_JUDGED = 2_500
MORE_INCOME = 1.1


@dataclass(frozen=True, kw_only=True)
class Judged:
    """The same clients with something else known, by models that have not seen them.

    Attributes:
        what: what was changed.
        effect: mean change of the score, in points.
        spread: the part of ``effect`` that is there at the same mean PD: what is known less of
            makes scores less far apart, so that their mean falls though that of the PDs does not.
        better, worse: shares of the clients whose score rises and falls by more than 1e-9.
        lowest: the greatest fall, in points.
    """

    what: str
    clients: int
    auc: float
    mean_pd: float
    effect: float
    spread: float
    better: float
    worse: float
    lowest: float


@dataclass(frozen=True, kw_only=True)
class Thin:
    """All that ``compare thin`` says.

    Attributes:
        judged: clients with other things known.
        tried: changes that may hurt nobody.
        off: the most that contributions do not add up by, in log-odds.
        calibration: of bands of scores, by how much was withheld.
        coverage: of score ranges, by how much was withheld.
    """

    judged: tuple[Judged, ...]
    tried: tuple[Tried, ...]
    off: float
    calibration: tuple[BandCheck, ...]
    coverage: list[dict[str, float]] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)

    def table(self) -> str:
        """For people."""
        head = (
            f"{'':34}{'clients':>9}{'AUC':>8}{'mean PD':>9}{'effect':>8}{'spread':>8}"
            f"{'better':>8}{'worst':>8}"
        )
        rows = [
            f"{j.what:34}{j.clients:9,}{j.auc:8.4f}{j.mean_pd:9.4f}{j.effect:8.2f}{j.spread:8.2f}"
            f"{j.better:8.1%}{j.lowest:8.2f}"
            for j in self.judged
        ]
        held = [
            f"ranges with {c['from']:.0%} to {c['to']:.0%} withheld hold {c['held']:.1%} "
            f"of {c['clients']:,} scores, median width {c['width']:.1f} points"
            for c in self.coverage
        ]
        tried = [
            f"{t.name:34}{t.clients:9,} clients, {t.better:6,} better, {t.worse:,} worse, "
            f"worst {t.lowest:.1e}"
            for t in self.tried
        ]
        bands = [
            f"withheld {c.withheld:12} {c.bands:3} bands of {FEWEST} clients and more, "
            f"{c.held} with the expected share inside the interval of what happened, "
            f"slope {c.slope:.3f}"
            for c in self.calibration
        ]
        return "\n".join(
            [head, *rows, *tried, *bands, *held, f"contributions add up to {self.off:.1e} log-odds"]
        )


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
    scale = PointsScale(threshold)
    tried: list[tuple[Tried, ...]] = []
    for number, loans in enumerate(learned.records):
        theirs = pl.Series(np.unique(full.clients[(full.source == number) & (fold == 0)]))
        if len(theirs):
            score = partial(_scores, found.folds[0].log_odds, scale)
            tried.append(try_changes(_of_clients(loans, theirs), score))
    return Thin(
        judged=tuple(judged),
        tried=_together(tried),
        calibration=_check_bands(learned, found, threshold=threshold),
        off=max(additivity_error(fold.fitted, learned.features) for fold in found.folds),
        coverage=judge_ranges(
            learned, found, threshold=threshold, seed=options.seed, clients=RANGES_JUDGED
        ),
    )


def _scores(
    log_odds: Callable[[pl.DataFrame], NDArray[np.float64]],
    scale: PointsScale,
    rows: pl.DataFrame,
) -> NDArray[np.float64]:
    return np.asarray(scale.base(log_odds(rows)))


def _of_clients(loans: Loans, clients: pl.Series) -> Loans:
    def theirs(frame: pl.DataFrame | None) -> pl.DataFrame | None:
        return None if frame is None else frame.filter(pl.col("client_id").is_in(clients.implode()))

    return replace(
        loans,
        application=loans.application.filter(pl.col("client_id").is_in(clients.implode())),
        bureau_loans=theirs(loans.bureau_loans),
        previous_loans=theirs(loans.previous_loans),
    )


def _together(parts: Sequence[tuple[Tried, ...]]) -> tuple[Tried, ...]:
    """What was tried on several sources, by change."""
    found: dict[str, Tried] = {}
    for tried in (each for part in parts for each in part):
        known = found.get(tried.name)
        found[tried.name] = (
            tried
            if known is None
            else Tried(
                name=tried.name,
                clients=known.clients + tried.clients,
                better=known.better + tried.better,
                worse=known.worse + tried.worse,
                lowest=min(known.lowest, tried.lowest),
            )
        )
    return tuple(found.values())


FEWEST = 100
"""Clients of a band of five points below which its share says little."""


@dataclass(frozen=True, kw_only=True)
class BandCheck:
    """Bands of scores, and in how many the 95 % interval of the outcome holds the expected.

    ``slope`` is of Platt's correction: below 1, scores are too far apart.
    """

    withheld: str
    bands: int
    held: int
    slope: float


def _check_bands(
    data: TrainingSet, found: CrossValidated, *, threshold: float
) -> tuple[BandCheck, ...]:
    told = data.fullest | (data.withheld > 0)
    checks = []
    for part in count_outcomes(
        data.defaulted[told], found.pd[told], data.withheld[told], threshold=threshold, bounds=BANDS
    ):
        clients, defaults, expected = (
            np.reshape(cells, (-1, BAND)).sum(axis=1)
            for cells in (part.clients, part.defaults, part.expected)
        )
        enough = np.flatnonzero(clients >= FEWEST)
        held = 0
        for band in enough:
            low, high = wilson(int(defaults[band]), int(clients[band]))
            held += bool(low <= expected[band] / clients[band] <= high)
        name = f"up to {part.up_to:.0%}" if part.up_to else "nothing"
        mine = told & (data.withheld > part.above) & (data.withheld <= part.up_to)
        mine = mine if part.up_to else data.fullest
        slope = correction(data.defaulted[mine], found.pd[mine]).slope
        checks.append(BandCheck(withheld=name, bands=len(enough), held=held, slope=slope))
    return tuple(checks)


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
        spread=float(_at_the_same_pd(whole, log_odds).mean()),
        better=float(np.mean(points > 1e-9)),
        worse=float(np.mean(points < -1e-9)),
        lowest=float(points.min()),
    )


def _at_the_same_pd(
    whole: NDArray[np.float64], log_odds: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Changes of the score, [n], once both have the same mean PD."""
    mean = float(expit(whole).mean())
    shift = brentq(lambda by: float(expit(log_odds + by).mean()) - mean, -20, 20)
    return np.asarray((whole - log_odds - shift) * POINTS_PER_LOG_ODDS)


def additivity_error(fitted: Fitted, rows: pl.DataFrame) -> float:
    """The most that any row's base and contributions are away from its log-odds."""
    described = describe_features(rows, fitted.missing_as)
    engine = Engine.of_trees(lay_out_fitted(fitted, described, clients=rows.head(5_000)), described)
    explained = engine.explain(rows)
    log_odds = engine.log_odds(rows)
    return float(np.abs(explained.base + explained.contributions.sum(axis=1) - log_odds).max())
