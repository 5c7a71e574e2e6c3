from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from ml import features
from ml.errors import DataError
from ml.testing import small_records
from ml.training.data import ELSEWHERE, HERE, TrainingSet, read_training_set

LOANS = [name for name, needs in features.NEEDS.items() if needs]
OWN = [name for name in features.FEATURES if name not in LOANS]
OF_HERE = [name for name, needs in features.NEEDS.items() if needs & HERE]
OF_ELSEWHERE = [name for name, needs in features.NEEDS.items() if needs & ELSEWHERE]


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_records(tmp_path_factory.mktemp("records"), clients=300)


@pytest.fixture(scope="module")
def alone(records: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same clients' applications without their loans."""
    path = tmp_path_factory.mktemp("alone")
    shutil.copy(records / "application_train.csv", path)
    return path


def known(frame: pl.DataFrame, names: list[str]) -> np.ndarray:
    return frame.select(pl.any_horizontal(pl.col(names).is_not_null())).to_series().to_numpy()


def test_a_client_of_two_sources_has_two_rows_that_weigh_one(records: Path, alone: Path) -> None:
    single = read_training_set(records)
    both = read_training_set(alone, records)
    assert len(both.defaulted) == 2 * len(single.defaulted)
    assert np.all(both.weights == 0.5)
    assert both.fullest.sum() == len(single.defaulted)
    assert np.array_equal(both.fullest, both.has_history)
    assert both.rows(both.fullest).features.equals(single.features)
    assert both.tables == single.tables


def test_the_order_of_the_sources_does_not_choose_the_fullest(records: Path, alone: Path) -> None:
    one, other = read_training_set(alone, records), read_training_set(records, alone)
    assert one.rows(one.fullest).features.equals(other.rows(other.fullest).features)


def test_two_outcomes_of_a_client_are_told(records: Path, alone: Path, tmp_path: Path) -> None:
    application = pl.read_csv(alone / "application_train.csv", infer_schema_length=0)
    client = application["SK_ID_CURR"][0]
    turned = application.with_columns(
        pl.when(pl.col("SK_ID_CURR") == client)
        .then((1 - pl.col("TARGET").cast(pl.Int8)).cast(pl.String))
        .otherwise("TARGET")
        .alias("TARGET")
    )
    turned.write_csv(tmp_path / "application_train.csv")
    with pytest.raises(DataError, match=f"1 clients have two outcomes, among them {client}"):
        read_training_set(records, tmp_path)


def test_clients_are_learned_from_again_with_inputs_withheld(records: Path) -> None:
    data = read_training_set(records)
    more = data.with_inputs_withheld(0.5, everything=0.2, seed=3)
    copies = more.rows(~more.fullest)
    assert 0.35 < len(copies.defaulted) / len(data.defaulted) < 0.65
    assert more.rows(more.fullest).features.equals(data.features)
    assert np.bincount(np.unique(more.clients, return_inverse=True)[1], more.weights) == (
        pytest.approx(1)
    )
    # Each kind of hiding occurs, and what is hidden is missing, never 0.
    here, elsewhere = known(copies.features, OF_HERE), known(copies.features, OF_ELSEWHERE)
    assert {(True, True), (False, True), (True, False), (False, False)} == set(
        zip(here.tolist(), elsewhere.tolist(), strict=True)
    )
    originals = data.features.filter(pl.col("client_id").is_in(copies.clients))
    for name in ("income", "credit_amount", "age_days", "contract"):
        assert copies.features[name].equals(originals[name]), "what is required is never withheld"
    outcomes = dict(zip(data.clients, data.defaulted, strict=True))
    assert [outcomes[client] for client in copies.clients] == copies.defaulted.tolist()


def test_derived_features_follow_what_is_withheld(records: Path) -> None:
    data = read_training_set(records)
    without = data.withholding(["annuity"])
    for name in ("annuity", "effort_rate", "income_left", "payments_count", "total_effort_rate"):
        assert without.features[name].null_count() == len(data.defaulted), name
    untouched = [name for name in OWN if "annuity" not in name]
    untouched = [n for n in untouched if n not in ("effort_rate", "income_left", "payments_count")]
    assert without.features.select(untouched).equals(data.features.select(untouched))
    again = data.changed(lambda application, _: application)
    assert again.features.equals(data.features)


def test_some_files_keep_nothing_but_what_is_required(records: Path) -> None:
    data = read_training_set(records).with_inputs_withheld(1.0, everything=1.0, seed=4)
    copies = data.rows(~data.fullest).features
    assert copies["education"].null_count() == len(copies)
    assert not known(copies, OF_HERE).any()
    kept = copies["annuity"].drop_nulls()
    assert 0.4 < len(kept) / len(copies) < 0.8, "the loan itself is asked for more often"


def test_the_choice_is_the_seeds(records: Path) -> None:
    data = read_training_set(records)
    chosen = [
        data.with_inputs_withheld(0.3, everything=0.2, seed=seed).fingerprint for seed in (1, 1, 2)
    ]
    assert chosen[0] == chosen[1] != chosen[2]


def test_the_application_alone_has_no_history(records: Path) -> None:
    data = read_training_set(records)
    bare: TrainingSet = data.application_alone()
    assert not bare.has_history.any()
    assert bare.features.select(OWN).equals(data.features.select(OWN))
