"""The range of one thin file's score against scoring and explaining the file, within one run.

``python -m tests.benchmarks.ranges`` makes clients, trains a model of as many trees as a real one
has, and prints how long a range of 500 completions takes, and as a ratio.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from ml import features
from ml.bundle import Bundle
from ml.engine import Engine
from ml.features import Loans
from ml.points import PointsScale
from ml.schema.inputs import OPTIONAL
from ml.score_range import COMPLETIONS, Donors, find_range
from ml.synthetic import synthesize
from ml.training import Options, read_training_set, train
from ml.training.withholding import withhold
from tests.benchmarks.engine import fastest

CLIENTS, TREES, SEEDS = 6_000, 1_000, 5
LEFT = {"annuity", "external_score_2"}
"""Known of the client besides what is required."""


def main() -> None:
    with TemporaryDirectory() as folder:
        records = Path(folder) / "records"
        synthesize(clients=CLIENTS, seed=3, out=records)
        data = read_training_set(records)
        bundle = Path(folder) / "bundle"
        options = Options(
            folds=2, fold_seeds=1, seeds=SEEDS, iterations=TREES, bootstrap_rounds=10,
            chosen=(("learning_rate", 0.03),),
        )  # fmt: skip
        train(data, out=bundle, options=options)
        opened = Bundle.open(bundle)
        engine, donors = Engine(opened), Donors.of(opened)
        scale = PointsScale(opened.manifest.threshold)
        [loans] = data.records
        row = loans.application.head(1)
        unknown = [each.name for each in OPTIONAL if each.name not in LEFT]
        thin = Loans(withhold(row, unknown), None, None, frozenset({"application"}))

        def score() -> float:
            explained = engine.explain(features.build(thin))
            return float(scale.score(float(explained.pd[0])))

        now = score()

        def find() -> None:
            own = features.build(thin).row(0, named=True)
            found = find_range(
                loans=thin, own=own, unknown=[*unknown, "loans_elsewhere", "loans_here"],
                score=now, donors=donors, predict=engine.log_odds, scale=scale,
            )  # fmt: skip
            assert np.isfinite(found.high - found.low)

        alone, ranged = fastest(score, 20), fastest(find, 20)
        print(f"{opened.manifest.training.seeds} models, {engine.nbytes / 2**20:.1f} MiB of tables")
        print(f"score and explain one file: {1_000 * alone:.1f} ms")
        print(
            f"its range by {COMPLETIONS} completions: {1_000 * ranged:.1f} ms, "
            f"{ranged / alone:.1f} x that"
        )


if __name__ == "__main__":
    main()
