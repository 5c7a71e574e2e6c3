from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ml.training.data import TrainingSet, read_training_set
from ml.training.options import Options
from ml.training.tuning import SPACE, tune

QUICK = Options(folds=2, iterations=8, seed=3)


@pytest.fixture(scope="module")
def data(small_records: Path) -> TrainingSet:
    return read_training_set(small_records)


def test_trials_go_on_where_they_stopped(data: TrainingSet, tmp_path: Path) -> None:
    journal = tmp_path / "trials"
    lines: list[str] = []
    first = tune(data, options=QUICK, trials=2, journal=journal, progress=lines.append)
    again = tune(data, options=QUICK, trials=2, journal=journal, progress=lines.append)
    assert again == first
    assert len(lines) == 2, "nothing was left to do"
    more = tune(data, options=QUICK, trials=4, journal=journal, progress=lines.append)
    assert more.trials == 4
    assert more.cost <= first.cost
    assert set(more.parameters) == set(SPACE)
    assert len({line.split("cost ")[1].split(",")[0] for line in lines}) > 1, "trials differ"


def test_the_usual_parameters_are_the_first_trial(data: TrainingSet, tmp_path: Path) -> None:
    tuned = tune(data, options=QUICK, trials=1, journal=tmp_path / "trials")
    assert tuned.parameters == {name: QUICK.parameters()[name] for name in SPACE}


def test_other_data_are_another_study(data: TrainingSet, tmp_path: Path) -> None:
    journal = tmp_path / "trials"
    tune(data, options=QUICK, trials=1, journal=journal)
    half = data.rows(np.arange(700))
    assert tune(half, options=QUICK, trials=1, journal=journal).trials == 1


def test_no_trial_is_no_search(data: TrainingSet, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="one trial"):
        tune(data, options=QUICK, trials=0, journal=tmp_path / "trials")
