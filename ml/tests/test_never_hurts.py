"""What may never lower a score: inputs are moved, and the whole road is walked anew."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray

from ml import features, home_credit
from ml.bundle import Bundle
from ml.engine import Engine
from ml.never_hurts import CHANGES, ROUNDING, change_label, try_changes
from ml.points import POINTS_PER_LOG_ODDS
from ml.testing import sample
from ml.wording.catalogue import catalogue
from ml.wording.entries import LANGUAGES

Tables = dict[str, pl.DataFrame]


@pytest.fixture(scope="module")
def engine(small_bundle: Path) -> Engine:
    return Engine(Bundle.open(small_bundle))


def points(engine: Engine, rows: pl.DataFrame) -> NDArray[np.float64]:
    return -engine.log_odds(rows) * POINTS_PER_LOG_ODDS


def test_every_change_has_words_and_every_words_a_change() -> None:
    assert set(CHANGES) == set(catalogue().never_hurts)
    for name in CHANGES:
        for language in LANGUAGES:
            assert change_label(name, language)


@pytest.mark.parametrize("source", ["made", "joined_train.zip", "joined_test.zip"])
def test_nobody_is_worse(engine: Engine, small_records: Path, source: str) -> None:
    path = small_records if source == "made" else sample(source)
    loans = features.summarise(home_credit.read(path))
    tried = try_changes(loans, lambda rows: points(engine, rows))
    assert {it.name for it in tried} == set(CHANGES)
    for it in tried:
        assert (it.name, it.worse, it.lowest) == (it.name, 0, 0)
    better = {it.name for it in tried if it.better}
    assert {"more_income", "longer_in_the_job", "less_debt_elsewhere"} <= better


STATUS, BALANCE = pl.col("status"), pl.col("balance")
ON_TIME = pl.when(STATUS.str.starts_with("late")).then(pl.lit("on_time")).otherwise(STATUS)
HALF = pl.when(BALANCE > 0).then(BALANCE / 2).otherwise(BALANCE)
MOVES: dict[str, tuple[str, dict[str, pl.Expr]]] = {
    "paid on the day": ("instalments", {"paid_days": pl.max_horizontal("paid_days", "due_days")}),
    "paid in full": (
        "instalments",
        {"paid_amount": pl.max_horizontal("paid_amount", "due_amount")},
    ),
    "months on time": ("bureau_months", {"status": ON_TIME}),
    "no day late": ("pos_months", {"days_late": pl.lit(0), "days_late_tolerated": pl.lit(0)}),
    "half the card's balance": ("card_months", {"balance": HALF}),
}


@pytest.mark.parametrize("name", MOVES)
def test_nobody_is_worse_for_better_months(engine: Engine, small_records: Path, name: str) -> None:
    """Monthly rows are moved, so that both stages of the features are walked."""
    tables: Tables = home_credit.read(small_records)
    table, changed = MOVES[name]
    frame = tables[table]
    moved = frame.with_columns(
        pl.when(pl.col(column).is_not_null()).then(value).cast(frame.schema[column]).alias(column)
        for column, value in changed.items()
    )
    assert not moved.equals(frame)
    before = points(engine, features.compute(tables))
    after = points(engine, features.compute({**tables, table: moved}))
    assert (after - before).min() >= -ROUNDING
    assert (after - before).max() > 0.01
