from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.special import expit
from sklearn.metrics import roc_auc_score

from ml.training.comparison import compare_directions, compare_history
from ml.training.cross_validation import cross_validate
from ml.training.data import TrainingSet, read_training_set
from ml.training.fitting import shift_to_the_middle
from ml.training.options import Options

QUICK = Options(folds=3, iterations=60, seed=2, fold_seeds=1)


@pytest.fixture(scope="module")
def data(small_records: Path) -> TrainingSet:
    return read_training_set(small_records).with_inputs_withheld(0.5, everything=0.2, seed=1)


def test_all_rows_of_a_client_are_in_one_fold(data: TrainingSet) -> None:
    found = cross_validate(data, options=QUICK)
    folds = {
        client: set(found.fold[data.clients == client])
        for client in np.unique(data.clients[~data.fullest])
    }
    assert len(folds) > 100
    assert all(len(fold) == 1 for fold in folds.values())


def test_the_folds_models_say_what_was_judged(data: TrainingSet) -> None:
    """Cut to the chosen number of trees and averaged, they are what the staged members said."""
    found = cross_validate(data, options=replace(QUICK, iterations=30, fold_seeds=2))
    assert expit(found.log_odds(data, found.fold)) == pytest.approx(found.pd, abs=1e-9)
    mine = found.fold == 1
    engine = found.engine(1, data.features)
    assert engine.predict(data.features.filter(mine)) == pytest.approx(found.pd[mine], abs=1e-9)


def test_pds_are_in_the_middle_and_tell_clients_apart(data: TrainingSet) -> None:
    found = cross_validate(data, options=QUICK)
    pd, defaulted = found.pd[data.fullest], data.defaulted[data.fullest]
    for number in range(QUICK.folds):
        judged = found.fold[data.fullest] == number
        assert pd[judged].mean() == pytest.approx(defaulted.mean(), rel=0.15)
    assert roc_auc_score(defaulted, pd) > 0.6
    assert 0 < found.trees <= QUICK.iterations


def test_the_shift_makes_the_mean_the_default_rate() -> None:
    generator = np.random.default_rng(0)
    log_odds = generator.normal(-1, 2, 5_000)
    defaulted = generator.random(5_000) < 0.1
    weights = generator.random(5_000)
    shift = shift_to_the_middle(log_odds, defaulted, weights)
    mean = np.average(expit(log_odds + shift), weights=weights)
    assert mean == pytest.approx(np.average(defaulted, weights=weights), abs=1e-9)


def test_nobody_with_history_is_nobody_to_judge(data: TrainingSet) -> None:
    bare = data.rows(data.fullest).application_alone()
    with pytest.raises(ValueError, match="no client has a history"):
        compare_history(bare, options=QUICK)


def test_directions_are_compared_on_the_same_clients(data: TrainingSet) -> None:
    found = compare_directions(
        data.rows(data.fullest), options=replace(QUICK, folds=2, iterations=15, withheld=0.0)
    )
    assert {it.what for it in found} > {"all", "external", "income", "elsewhere", "habits"}
    assert len(found) == 2 * len({it.what for it in found})
    auc, cost = found[:2]
    assert auc.what == "all"
    assert (auc.metric, cost.metric) == ("auc", "cost_per_application")
    assert auc.clients == cost.clients == data.fullest.sum()
    for difference in (auc, cost):
        assert difference.difference == pytest.approx(difference.second - difference.first)
        assert difference.low <= difference.high
    assert auc.first != auc.second


def test_history_is_compared_on_those_who_have_it(data: TrainingSet) -> None:
    found = compare_history(data.rows(data.fullest), options=replace(QUICK, folds=2, iterations=30))
    assert [(it.judged_on.split()[-1], it.metric) for it in found] == [
        ("history", "auc"),
        ("history", "cost_per_application"),
        ("here", "auc"),
        ("here", "cost_per_application"),
    ]
    assert 0.5 < found[0].first < 1
    assert found[0].clients >= found[2].clients > 1_000
