"""How many clients of original files would get which advice, as they are or with little known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl

from ml import features, home_credit
from ml.bundle import Bundle
from ml.engine import Engine
from ml.features import Loans
from ml.points import Advice, PointsScale, advice_in_range
from ml.schema.inputs import OPTIONAL, none_by_client
from ml.score_range import Donors, find_range, unknown_of
from ml.training.withholding import withhold


def count_advice(
    bundle: Bundle, path: Path, *, clients: int, known: Collection[str] | None = None, seed: int = 0
) -> dict[str, int]:
    """Advice of some clients, by how many get it.

    Args:
        bundle: the model.
        path: original files.
        clients: how many are drawn at most.
        known: the optional inputs that are known of each, and no loans; None for the files as they
            are, in which what a source leaves empty was asked and is not there.
        seed: of the draw.

    Raises:
        ml.errors.DataError: files are wrong.
        ValueError: ``known`` names no optional input.
    """
    if stray := set(known or ()) - {each.name for each in OPTIONAL}:
        raise ValueError(f"no optional inputs: {', '.join(sorted(stray))}")
    loans = features.summarise(home_credit.read(path))
    everybody = loans.application
    application = everybody.sample(min(clients, everybody.height), seed=seed)
    if known is None:
        loans = replace(loans, application=application, none=none_by_client(application))
    else:
        hidden = [each.name for each in OPTIONAL if each.name not in known]
        thin = withhold(application, hidden)
        loans = Loans(thin, None, None, frozenset({"application"}))
    return dict(Counter(advice.value for advice in _advice(bundle, loans)))


def _advice(bundle: Bundle, loans: Loans) -> list[Advice]:
    engine, donors = Engine(bundle), Donors.of(bundle)
    scale = PointsScale(bundle.manifest.threshold)
    rows = features.build(loans)
    scores = np.asarray(scale.base(engine.log_odds(rows))).tolist()
    unknown = unknown_of(loans, donors)
    found = []
    for place, (client, score) in enumerate(zip(rows["client_id"].to_list(), scores, strict=True)):
        held = find_range(
            loans=_of_one(loans, client),
            own=rows.row(place, named=True),
            unknown=unknown.get(client, ()),
            score=score,
            donors=donors,
            predict=engine.log_odds,
            scale=scale,
            least=float(bundle.manifest.steadiness.get("ninth", 0.0)),
        )
        found.append(advice_in_range(score, held.low, held.high))
    return found


def _of_one(loans: Loans, client: int) -> Loans:
    def mine(frame: pl.DataFrame | None) -> pl.DataFrame | None:
        return None if frame is None else frame.filter(pl.col("client_id") == client)

    return replace(
        loans,
        application=loans.application.filter(pl.col("client_id") == client),
        bureau_loans=mine(loans.bureau_loans),
        previous_loans=mine(loans.previous_loans),
    )
