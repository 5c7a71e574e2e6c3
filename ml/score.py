"""Score a file of clients with a bundle, without the portal."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

from ml import features, home_credit
from ml.bundle import Bundle
from ml.engine import Engine
from ml.folders import appearing_whole
from ml.points import PointsScale, advice

ENDINGS = (".parquet", ".csv")


def score_files(bundle: Bundle, path: Path, *, explain: bool) -> pl.DataFrame:
    """Score the clients of original files.

    Args:
        bundle: the model.
        path: folder or zip of original files.
        explain: add ``base`` and a column ``contribution_<feature>`` for each feature, in log-odds
            of default.

    Returns:
        client_id, pd, score (points, unclipped), advice, one row a client.

    Raises:
        DataError: the files are wrong.
    """
    computed = features.compute(home_credit.read(path)).sort("client_id")
    engine = Engine(bundle)
    scale = PointsScale(bundle.manifest.threshold)
    explanation = engine.explain(computed) if explain else None
    pd = engine.predict(computed) if explanation is None else explanation.pd
    scores = scale.base(np.log(pd) - np.log1p(-pd))
    frame = pl.DataFrame(
        {
            "client_id": computed["client_id"],
            "pd": pd,
            "score": scores,
            "advice": [str(advice(score)) for score in scores],
        }
    )
    if explanation is None:
        return frame
    contributions = pl.DataFrame(
        explanation.contributions,
        schema=[f"contribution_{name}" for name in engine.features],
    )
    return frame.with_columns(base=pl.lit(explanation.base)).hstack(contributions)


def write_scores(frame: pl.DataFrame, out: Path) -> None:
    """Write scores as Parquet or CSV, by the file's ending; ValueError for another ending."""
    if out.suffix not in ENDINGS:
        raise ValueError(f"{out.name}: the file's name must end in {' or '.join(ENDINGS)}")
    with appearing_whole(out) as unfinished:
        if out.suffix == ".parquet":
            frame.write_parquet(unfinished)
        else:
            frame.write_csv(unfinished)
