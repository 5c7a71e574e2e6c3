"""What the model says of applications, before anything is stored."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from django.conf import settings
from numpy.typing import NDArray

from ml.features import Loans, build, summarise
from ml.points import Advice, advice_in_range
from ml.score_range import ScoreRange, find_range, unknown_of
from scoring.models import ModelVersion
from scoring.services.engines import ActiveModel, active


@dataclass(frozen=True)
class Assessed:
    """A batch: arrays of n applications in the order of ``ids``, m features in the model's order.

    ``score`` is in points, not clipped; ``contributions`` [n, m] in log-odds of default;
    ``values`` has a column for each feature.
    """

    ids: list[int]
    pd: NDArray[np.float64]
    score: NDArray[np.float64]
    advice: list[Advice]
    ranges: list[ScoreRange]
    contributions: NDArray[np.float64]
    values: pl.DataFrame


@dataclass(frozen=True)
class Assessment:
    """What the model says of one application; nothing is stored.

    ``pd`` is the probability of default, ``score`` in points, not clipped. ``values`` and
    ``contributions`` (log-odds of default) are in the order of ``model_version.features``;
    ``missing`` names the features without a value.
    """

    pd: float
    score: float
    advice: Advice
    range: ScoreRange
    values: tuple[float | str | None, ...]
    contributions: tuple[float, ...]
    missing: tuple[str, ...]
    model_version: ModelVersion


def assess(*, tables: Mapping[str, pl.DataFrame], none: Collection[str] = ()) -> Assessment:
    """Score the one application in these tables with the model in force.

    ``none`` names the empty inputs that were asked for and that the client does not have.

    :raises NoActiveModel: there is none.
    :raises ValueError: not exactly one application.
    """
    if tables["application"].height != 1:
        raise ValueError("exactly one application is assessed at a time")
    model = active()
    client = tables["application"]["client_id"][0]
    loans = replace(summarise(tables), none={client: tuple(none)})
    batch = assess_loans(loans, model)
    values = batch.values.row(0)
    return Assessment(
        pd=float(batch.pd[0]),
        score=float(batch.score[0]),
        advice=batch.advice[0],
        range=batch.ranges[0],
        values=values,
        contributions=tuple(batch.contributions[0].tolist()),
        missing=tuple(
            name for name, value in zip(batch.values.columns, values, strict=True) if value is None
        ),
        model_version=model.version,
    )


def assess_loans(loans: Loans, model: ActiveModel) -> Assessed:
    """Score every application of these loans."""
    features = build(loans)
    explained = model.engine.explain(features)
    score = model.scale.base(np.log(explained.pd) - np.log1p(-explained.pd))
    ranges = _ranges(loans, features, score, model)
    bounds = {
        "review_from": settings.ADVICE_REVIEW_FROM,
        "review_to": settings.ADVICE_REVIEW_TO,
    }
    return Assessed(
        ids=features["client_id"].to_list(),
        pd=explained.pd,
        score=score,
        advice=[
            advice_in_range(points, found.low, found.high, **bounds)
            for points, found in zip(score.tolist(), ranges, strict=True)
        ],
        ranges=ranges,
        contributions=explained.contributions,
        values=features.select(model.engine.features),
    )


def _ranges(
    loans: Loans, features: pl.DataFrame, score: NDArray[np.float64], model: ActiveModel
) -> list[ScoreRange]:
    """The range of each application's score."""
    unknown = unknown_of(loans, model.donors)
    least = model.version.steady
    found = []
    for place, client in enumerate(features["client_id"].to_list()):
        mine = unknown.get(client, ())
        found.append(
            find_range(
                loans=_of_one(loans, client) if mine else loans,
                own=features.row(place, named=True) if mine else {},
                unknown=mine,
                score=float(score[place]),
                donors=model.donors,
                predict=model.engine.log_odds,
                scale=model.scale,
                least=least,
            )
        )
    return found


def _of_one(loans: Loans, client: int) -> Loans:
    if len(loans.application) == 1:
        return loans

    def mine(frame: pl.DataFrame | None) -> pl.DataFrame | None:
        return None if frame is None else frame.filter(client_id=client)

    return replace(
        loans,
        application=loans.application.filter(client_id=client),
        bureau_loans=mine(loans.bureau_loans),
        previous_loans=mine(loans.previous_loans),
    )
