"""Inputs: known, unknown, none; and the range that what is unknown leaves."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from ml import features, home_credit
from ml.bundle import Bundle
from ml.engine import Engine
from ml.features import Loans
from ml.points import Advice, PointsScale, advice_in_range
from ml.schema import TABLES, Use
from ml.schema.inputs import (
    INPUTS,
    OPTIONAL,
    none_by_client,
    none_in_files,
    unknown_inputs,
)
from ml.score_range import COMPLETIONS, Donors, ScoreRange, find_range, matters, unknown_of
from ml.testing import sample
from ml.wording.catalogue import input_label
from ml.wording.entries import LANGUAGES

REQUIRED = {"contract", "income", "credit_amount", "age_days"}


def applications(*rows: dict[str, object]) -> pl.DataFrame:
    schema = TABLES["application"].schema
    whole = [{name: row.get(name) for name in schema} for row in rows]
    return pl.DataFrame(whole, schema=schema)


ASKED_LITTLE = {
    "client_id": 1,
    "contract": "cash",
    "income": 150_000.0,
    "credit_amount": 450_000.0,
    "age_days": 12_000,
}


def unknown_names(*rows: dict[str, object]) -> list[list[str]]:
    found = unknown_inputs(applications(*rows))
    return [[name for name, flag in row.items() if flag] for row in found.iter_rows(named=True)]


def test_every_column_that_a_feature_reads_is_in_one_input() -> None:
    columns = [column for each in INPUTS for column in each.columns]
    assert len(columns) == len(set(columns))
    read = {name for name in features.FEATURES if name in TABLES["application"].by_name}
    assert read <= set(columns)
    for name in columns:
        assert TABLES["application"].by_name[name].use is Use.MODEL
    assert {each.name for each in INPUTS if each.required} == REQUIRED


def test_every_input_has_a_name_in_both_languages() -> None:
    for language in LANGUAGES:
        labels = [input_label(each.name, language) for each in INPUTS]
        assert len(labels) == len(set(labels))


def test_with_what_is_required_all_else_is_unknown() -> None:
    assert unknown_names(ASKED_LITTLE) == [[each.name for each in OPTIONAL]]


def test_nothing_is_counted_where_nothing_was_asked() -> None:
    alone = Loans(applications(ASKED_LITTLE), None, None, frozenset({"application"}))
    own = features.build(alone).row(0, named=True)
    known = {name for name, value in own.items() if value is not None}
    assert known == {"client_id", "contract", "income", "credit_amount", "age_days",
                     "credit_to_income"}  # fmt: skip
    assert all(own[name] != 0 for name in known - {"client_id"})


def test_what_does_not_exist_is_not_unknown() -> None:
    [names] = unknown_names({**ASKED_LITTLE, "owns_car": False, "income_type": "pensioner"})
    assert not {"car_age", "employed_days", "occupation", "employer_type"} & set(names)
    [names] = unknown_names({**ASKED_LITTLE, "owns_car": True, "income_type": "working"})
    assert {"car_age", "employed_days", "occupation", "employer_type"} <= set(names)


def test_a_bureau_that_was_asked_and_has_nothing_is_none() -> None:
    row = {**ASKED_LITTLE, "income_type": "working", "employed_days": 700}
    none = none_by_client(applications(row))[1]
    assert {"external_score_1", "external_score_2", "external_score_3", "enquiries"} <= set(none)
    assert "occupation" not in none, "somebody with a job has one, nobody has said which"
    assert "goods_price" not in none


def test_real_files_leave_hardly_anything_unknown() -> None:
    table = home_credit.read(sample("applications.zip"))["application"]
    found = unknown_inputs(table, none_in_files(table)).sum_horizontal()
    assert (found == 0).mean() > 0.8
    assert found.max() <= 2


@pytest.fixture(scope="module")
def bundle(small_bundle: Path) -> Bundle:
    return Bundle.open(small_bundle)


@pytest.fixture(scope="module")
def donors(bundle: Bundle) -> Donors:
    return Donors.of(bundle)


@pytest.fixture(scope="module")
def engine(bundle: Bundle) -> Engine:
    return Engine(bundle)


def ranged(
    row: dict[str, object], donors: Donors, engine: Engine, *, least: float = 0.0
) -> ScoreRange:
    loans = Loans(applications(row), None, None, frozenset({"application"}))
    own = features.build(loans)
    scale = PointsScale(engine.bundle.manifest.threshold)
    return find_range(
        loans=loans,
        own=own.row(0, named=True),
        unknown=unknown_of(loans, donors).get(1, ()),
        score=float(np.asarray(scale.base(engine.log_odds(own)))[0]),
        donors=donors,
        predict=engine.log_odds,
        scale=scale,
        least=least,
    )


def test_a_completion_keeps_what_is_known(donors: Donors) -> None:
    row = {**ASKED_LITTLE, "education": "higher", "external_score_2": 0.61}
    loans = Loans(applications(row), None, None, frozenset({"application"}))
    own = features.build(loans).row(0, named=True)
    unknown = unknown_of(loans, donors)[1]
    completed = donors.complete(loans, own, unknown)
    assert 0 < len(completed) <= COMPLETIONS
    for name in ("income", "credit_amount", "age_days", "education", "external_score_2"):
        assert completed[name].n_unique() == 1, name
        assert completed[name][0] == own[name], name
    assert completed["annuity"].n_unique() > 10
    assert completed["annuity"].null_count() < 5
    ratio = completed["annuity"] / completed["income"]
    assert (completed["effort_rate"] - ratio).abs().max() < 1e-9, "features follow"
    assert completed["bureau_loans"].null_count() < len(completed), "so do loans"


def test_the_range_is_the_same_twice_and_narrower_with_more_known(
    donors: Donors, engine: Engine
) -> None:
    found = ranged(ASKED_LITTLE, donors, engine)
    assert ranged(ASKED_LITTLE, donors, engine) == found
    assert found.low < found.middle < found.high
    assert found.asked_first in found.unknown
    assert found.narrows_by > 0
    answers = {"external_score_2": 0.55, "external_score_3": 0.5, "external_score_1": 0.5}
    more = ranged({**ASKED_LITTLE, **answers}, donors, engine)
    assert more.high - more.low < found.high - found.low


def test_the_model_itself_is_part_of_the_range(donors: Donors, engine: Engine) -> None:
    found = ranged(ASKED_LITTLE, donors, engine)
    wide = ranged(ASKED_LITTLE, donors, engine, least=200.0)
    assert wide.high - wide.low == pytest.approx(400)
    assert found.high - found.low < 400


def test_what_moves_nothing_is_not_looked_for(donors: Donors) -> None:
    assert matters([each.name for each in OPTIONAL], donors)
    assert not matters([], donors)


def test_what_is_unknown_decides_only_where_it_reaches_over_both() -> None:
    assert advice_in_range(50, 44.9, 55.1) is Advice.COMPLETE
    assert advice_in_range(80, 44.9, 90) is Advice.COMPLETE
    assert advice_in_range(50, 45, 90) is Advice.REVIEW
    assert advice_in_range(60, 45, 90) is Advice.GRANT
    assert advice_in_range(40, 10, 55) is Advice.REFUSE
    assert advice_in_range(60, None, None) is Advice.GRANT
