"""What the model says of applications, before anything is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from django.conf import settings
from numpy.typing import NDArray

from ml.features import Loans, build, summarise
from ml.points import Advice, advice
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
    values: tuple[float | str | None, ...]
    contributions: tuple[float, ...]
    missing: tuple[str, ...]
    model_version: ModelVersion


def assess(*, tables: Mapping[str, pl.DataFrame]) -> Assessment:
    """Score the one application in these tables with the model in force.

    :raises NoActiveModel: there is none.
    :raises ValueError: not exactly one application.
    """
    if tables["application"].height != 1:
        raise ValueError("exactly one application is assessed at a time")
    model = active()
    batch = assess_loans(summarise(tables), model)
    values = batch.values.row(0)
    return Assessment(
        pd=float(batch.pd[0]),
        score=float(batch.score[0]),
        advice=batch.advice[0],
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
    bounds = {
        "review_from": settings.ADVICE_REVIEW_FROM,
        "review_to": settings.ADVICE_REVIEW_TO,
    }
    return Assessed(
        ids=features["client_id"].to_list(),
        pd=explained.pd,
        score=score,
        advice=[advice(points, **bounds) for points in score.tolist()],
        contributions=explained.contributions,
        values=features.select(model.engine.features),
    )
