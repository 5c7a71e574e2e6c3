"""The clients that a model's figures are made from: its bundle's reference sample, explained."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ml.engine import Engine
from ml.points import PointsScale


@dataclass(frozen=True)
class Sample:
    """Some of a model's training clients, each explained by that model.

    Attributes:
        names: the features, in the model's order.
        values: a column for each feature, n rows.
        effects: points that each feature adds to the average client's score, shape [n, m].
        scores: in points, not clipped, shape [n].
        pd: probabilities of default, shape [n].
        defaulted: outcomes, shape [n].
        scale: turns a PD into points.
    """

    names: tuple[str, ...]
    values: pl.DataFrame
    effects: NDArray[np.float64]
    scores: NDArray[np.float64]
    pd: NDArray[np.float64]
    defaulted: NDArray[np.bool_]
    scale: PointsScale


def read_sample(engine: Engine) -> Sample:
    """The engine's reference sample, explained: about a tenth of a second for 5,000 clients."""
    frame = pl.read_parquet(engine.bundle.file("reference.parquet"))
    explained = engine.explain(frame)
    scale = PointsScale(engine.bundle.manifest.threshold)
    return Sample(
        names=engine.features,
        values=frame.select(engine.features),
        effects=scale.contribution(explained.contributions),
        scores=scale.base(explained.base + explained.contributions.sum(axis=1)),
        pd=explained.pd,
        defaulted=frame["default"].cast(pl.Boolean).to_numpy(),
        scale=scale,
    )
