"""Past clients whose answers complete thin files, and how far the ranges made of them hold."""

from __future__ import annotations

from functools import partial

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ml import features
from ml.features import Loans
from ml.points import PointsScale
from ml.schema.inputs import INPUTS, OPTIONAL
from ml.score_range import (
    BANDS,
    COLUMNS,
    OF_HISTORY,
    Donors,
    Predict,
    ScoreRange,
    find_range,
)
from ml.training.cross_validation import CrossValidated
from ml.training.data import TrainingSet
from ml.training.withholding import withhold

MOST = 5_000
JUDGED = 200
"""Clients held back whose ranges are judged when a bundle is made."""


def collect_donors(chosen: TrainingSet, *, predict: Predict) -> Donors:
    """Donors from rows, one a client, in their order.

    Args:
        chosen: the rows.
        predict: the model; says which inputs weigh most.
    """
    application = applications_of(chosen)
    full = predict(chosen.features)
    weights = {}
    for each in INPUTS:
        if each.columns:
            without = chosen.changed(partial(_emptied, each.columns))
            weights[each.name] = float(np.abs(predict(without.features) - full).mean())
    return Donors(
        application=application,
        features=chosen.features.select(features.FEATURES),
        weights=weights,
    )


def applications_of(data: TrainingSet) -> pl.DataFrame:
    """The input columns of the rows' applications, in their order."""
    found: list[pl.DataFrame] = []
    places: list[NDArray[np.int64]] = []
    for number, loans in enumerate(data.records):
        mine = np.flatnonzero(data.source == number)
        order = pl.DataFrame({"client_id": data.clients[mine]})
        found.append(
            order.join(loans.application, on="client_id", how="left", maintain_order="left").select(
                COLUMNS
            )
        )
        places.append(mine)
    return pl.concat(found)[np.argsort(np.concatenate(places), kind="stable")]


def _emptied(columns: tuple[str, ...], rows: pl.DataFrame, _: NDArray[np.int64]) -> pl.DataFrame:
    return rows.with_columns(pl.lit(None, dtype=rows.schema[name]).alias(name) for name in columns)


def judge_ranges(
    data: TrainingSet, found: CrossValidated, *, threshold: float, seed: int, clients: int = JUDGED
) -> list[dict[str, float]]:
    """How many ranges hold, by the first fold's model, on clients that it has not seen."""
    generator = np.random.default_rng(seed)
    predict = found.engine(0, data.features).log_odds
    own = np.flatnonzero(data.fullest & (found.fold == 0))
    others = np.flatnonzero(data.fullest & (found.fold != 0))
    donors = collect_donors(
        data.rows(generator.choice(others, min(MOST, len(others)), replace=False)),
        predict=predict,
    )
    judged = data.rows(generator.choice(own, min(clients, len(own)), replace=False))
    return coverage(
        ranges_of_held_back(
            judged, donors=donors, predict=predict, scale=PointsScale(threshold), seed=seed
        )
    )


def ranges_of_held_back(
    data: TrainingSet,
    *,
    donors: Donors,
    predict: Predict,
    scale: PointsScale,
    seed: int,
) -> list[tuple[float, float, ScoreRange]]:
    """Ranges of full files with inputs withheld by lot, beside the scores of the whole files.

    Each file has a share of its own withheld, uniform from 0 to 1.

    Returns:
        Of each row whose any input was withheld: share withheld, score of the whole file, range.
    """
    generator = np.random.default_rng(seed)
    whole = np.asarray(scale.base(predict(data.features)))
    found = []
    for place, score in enumerate(whole.tolist()):
        share = generator.random()
        names = [each.name for each in OPTIONAL if generator.random() < share]
        row = data.rows(np.array([place]))
        loans, thin = thinned(row, names, share=share, generator=generator)
        gone = [name for name in OF_HISTORY if _has(row, name) and not _has(thin, name)]
        unknown = [*names, *gone]
        if not unknown:
            continue
        now = float(np.asarray(scale.base(predict(thin.features)))[0])
        found.append(
            (
                len(unknown) / (len(INPUTS) - 4),
                score,
                find_range(
                    loans=loans,
                    own=thin.features.row(0, named=True),
                    unknown=unknown,
                    score=now,
                    donors=donors,
                    predict=predict,
                    scale=scale,
                ),
            )
        )
    return found


def thinned(
    row: TrainingSet, names: list[str], *, share: float, generator: np.random.Generator
) -> tuple[Loans, TrainingSet]:
    """One client without some inputs, and by lot without histories."""
    thin = row.withholding(names)
    loans = row.records[int(row.source[0])]
    client = int(row.clients[0])
    application = withhold(loans.application.filter(client_id=client), names)
    for tables in (frozenset({"bureau_loans"}), frozenset({"previous_loans"})):
        if generator.random() < share:
            thin = thin.without(tables, np.array([True]))
    return (
        Loans(
            application=application,
            bureau_loans=_mine(loans.bureau_loans, client),
            previous_loans=_mine(loans.previous_loans, client),
            known=loans.known,
        ),
        thin,
    )


def _mine(frame: pl.DataFrame | None, client: int) -> pl.DataFrame | None:
    return None if frame is None else frame.filter(client_id=client)


def _has(row: TrainingSet, history: str) -> bool:
    return not all(row.features[name].null_count() for name in OF_HISTORY[history])


def coverage(found: list[tuple[float, float, ScoreRange]]) -> list[dict[str, float]]:
    """By band of the share withheld: how many ranges hold the score of the whole file."""
    rows = []
    for number, upper in enumerate(BANDS):
        lower = 0.0 if number == 0 else BANDS[number - 1]
        mine = [r.low <= score <= r.high for share, score, r in found if lower < share <= upper]
        widths = [r.high - r.low for share, _, r in found if lower < share <= upper]
        if mine:
            rows.append(
                {
                    "from": lower,
                    "to": upper,
                    "clients": len(mine),
                    "held": float(np.mean(mine)),
                    "width": float(np.median(widths)),
                }
            )
    return rows
