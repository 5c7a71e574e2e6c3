"""What the tests of every room need: made records, a small model, real rows where there are."""

from __future__ import annotations

import os
from pathlib import Path

SMALL_CLIENTS = 1_500
SAMPLE_FOLDER = Path(__file__).resolve().parents[2] / "shared" / "data" / "home-credit"


def small_records(path: Path, *, clients: int = SMALL_CLIENTS, seed: int = 7) -> Path:
    """Made records in the original format, in a new folder."""
    from ml.synthetic import synthesize

    synthesize(clients=clients, seed=seed, out=path)
    return path


def small_bundle(path: Path, *, records: Path) -> Path:
    """A real model of a few trees in a new folder, trained in seconds on original files."""
    from ml.training import Options, read_training_set, train

    options = Options(folds=2, iterations=40, bootstrap_rounds=20, seed=1, seeds=2, fold_seeds=1)
    return train(read_training_set(records), out=path, options=options).path


def sample_folder() -> Path:
    """Where real Home Credit rows are looked for; they are never part of the project.

    ``HOME_CREDIT_SAMPLE``, or ``../shared/data/home-credit`` where that is unset or empty.
    """
    return Path(os.environ.get("HOME_CREDIT_SAMPLE") or SAMPLE_FOLDER)


def sample(name: str) -> Path:
    """A file of real Home Credit rows; skips the test where there are none."""
    import pytest

    path = sample_folder() / name
    if not path.exists():
        pytest.skip(f"real rows wanted: no {path.name} in {path.parent}")
    return path
