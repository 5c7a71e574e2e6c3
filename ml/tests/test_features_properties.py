"""What holds of features whatever the tables say."""

from __future__ import annotations

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from ml.features import CATEGORICAL, FEATURES, NEEDS, build, compute
from ml.schema import TABLES, Kind, Use
from ml.tests.feature_frames import CHILDREN, random_loans, random_tables

SEEDS = st.integers(0, 2**32)


def check_numbers(built: pl.DataFrame) -> None:
    numbers = built.select(name for name in FEATURES if name not in CATEGORICAL)
    for column in numbers:
        assert column.dtype == pl.Float64
        assert column.is_finite().all(), column.name  # missing ones are not looked at


@settings(max_examples=80, deadline=None)
@given(
    seed=SEEDS,
    rows=st.integers(0, 5),
    present=st.sets(st.sampled_from(CHILDREN)),
    wild=st.booleans(),
)
def test_no_infinity_whatever_the_tables(seed, rows, present, wild):
    names = ["application", *(name for name in CHILDREN if name in present)]
    tables = random_tables(seed=seed, clients=3, rows=rows, wild=wild, names=names)
    built = compute(tables)
    assert built["client_id"].to_list() == [1, 2, 3]
    check_numbers(built)
    for name, needs in NEEDS.items():
        if not needs <= present:
            assert built[name].null_count() == 3, name


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS, rows=st.integers(0, 5), wild=st.booleans())
def test_no_infinity_whatever_the_database_holds(seed, rows, wild):
    check_numbers(build(random_loans(seed=seed, clients=3, rows=rows, wild=wild)))


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS, rows=st.integers(1, 5))
def test_shares_and_counts_stay_in_their_bounds(seed, rows):
    built = compute(random_tables(seed=seed, clients=3, rows=rows, wild=False))
    for name in ("bureau_active_share", "previous_refused_share", "pos_late_share",
                 "instalments_late_share", "card_underpaid_share", "bureau_late_share",
                 "instalments_shortfall_share"):  # fmt: skip
        for share in built[name].drop_nulls():
            assert -1e-12 <= share <= 1 + 1e-12, name
    for part, all_of in (
        ("bureau_active_loans", "bureau_loans"),
        ("previous_refused", "previous_applications"),
        ("bureau_months_late_recent", "bureau_months_late"),
        ("enquiries_latest", "enquiries_total"),
    ):
        assert (built[part] <= built[all_of]).all(), part


KEPT_OUT = {
    table.name: [
        column.name
        for column in table.columns
        if column.use is not Use.MODEL and column.kind is not Kind.KEY
    ]
    for table in TABLES.values()
}


def test_the_attributes_that_may_not_be_used_are_marked():
    never = {"sex", "marital_status", "children", "family_members", "accompanied_by", "weekday",
             "hour", "default", "circle_observed_30", "circle_defaulted_30", "circle_observed_60",
             "circle_defaulted_60"}  # fmt: skip
    assert set(KEPT_OUT["application"]) == never
    assert {"weekday", "hour", "accompanied_by"} <= set(KEPT_OUT["previous_loans"])


@settings(max_examples=30, deadline=None)
@given(seed=SEEDS, other=SEEDS)
def test_no_feature_depends_on_a_column_that_may_not_be_used(seed, other):
    """Sex, marital status, children, acquaintances … may say anything: features stay the same."""
    tables = random_tables(seed=seed, clients=4, rows=3, wild=False)
    changed = {}
    for name, frame in tables.items():
        strange = random_tables(seed=other, clients=4, rows=3, wild=False)[name]
        taken = strange.select(KEPT_OUT[name])
        height = frame.height
        if taken.height < height:
            taken = pl.concat([taken, taken.clear(height - taken.height)])
        changed[name] = frame.with_columns(taken.head(height).get_columns())
    assert compute(changed).equals(compute(tables), null_equal=True)
