"""Equal inputs, equal digests; any other input, another digest."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clients.digest import digests
from clients.table_columns import APPLICATION, BUREAU_LOANS, Keeping
from ml.features import Loans
from ml.schema import Column, Kind

TEXTS = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=8)


def values_of(column: Column) -> st.SearchStrategy[Any]:
    """Any value of a column, also missing."""
    kinds: dict[Kind, st.SearchStrategy[Any]] = {
        Kind.INTEGER: st.integers(-(2**31), 2**31),
        Kind.NUMBER: st.floats(allow_nan=False, allow_infinity=False),
        Kind.FLAG: st.booleans(),
        Kind.TEXT: TEXTS,
    }
    if column.kind is Kind.CATEGORY:
        return st.none() | st.sampled_from(column.categories)
    return st.none() | kinds[column.kind]


def row_of(keeping: Keeping) -> st.SearchStrategy[dict[str, Any]]:
    """A row without its references."""
    return st.fixed_dictionaries(
        {c.name: values_of(c) for c in keeping.columns if c.kind is not Kind.KEY}
    )


def loans(
    applications: dict[int, dict[str, Any]], bureau: list[tuple[int, int, dict[str, Any]]]
) -> Loans:
    """Applications by id, and bureau loans as (client, reference, row)."""
    return Loans(
        application=pl.DataFrame(
            [{"client_id": client, **row} for client, row in applications.items()],
            schema=APPLICATION.schema,
        ),
        bureau_loans=pl.DataFrame(
            [{"client_id": c, "bureau_loan_id": r, **row} for c, r, row in bureau],
            schema=BUREAU_LOANS.schema,
        ),
        previous_loans=None,
        known=frozenset({"application", "bureau_loans"}),
    )


ROW = {column.name: None for column in APPLICATION.columns if column.kind is not Kind.KEY}
LOAN = {column.name: None for column in BUREAU_LOANS.columns if column.kind is not Kind.KEY}


@settings(max_examples=40, deadline=None)
@given(
    row=row_of(APPLICATION),
    mine=st.lists(row_of(BUREAU_LOANS), max_size=3),
    others=st.lists(row_of(BUREAU_LOANS), max_size=2),
    shift=st.integers(1, 1_000_000),
    shuffle=st.randoms(use_true_random=False),
)
def test_it_does_not_depend_on_references_order_or_company(
    row: dict[str, Any],
    mine: list[dict[str, Any]],
    others: list[dict[str, Any]],
    shift: int,
    shuffle: Any,
) -> None:
    alone = loans({7: row}, [(7, number, loan) for number, loan in enumerate(mine)])
    renamed = [(7 + shift, number + shift, loan) for number, loan in enumerate(mine)]
    renamed += [(3, number, loan) for number, loan in enumerate(others)]
    shuffle.shuffle(renamed)
    among = loans({3: ROW, 7 + shift: row, 8 + shift: ROW}, renamed)
    assert digests(alone)[7] == digests(among)[7 + shift]


@settings(max_examples=60, deadline=None)
@given(data=st.data(), row=row_of(APPLICATION), loan=row_of(BUREAU_LOANS))
def test_every_input_counts(data: Any, row: dict[str, Any], loan: dict[str, Any]) -> None:
    before = digests(loans({1: row}, [(1, 1, loan)]))[1]
    keeping, changed = data.draw(st.sampled_from([(APPLICATION, row), (BUREAU_LOANS, loan)]))
    name = data.draw(st.sampled_from(keeping.inputs))
    column = next(column for column in keeping.columns if column.name == name)
    value = data.draw(values_of(column))
    same = value == changed[name] and (value is None) == (changed[name] is None)
    changed[name] = value
    assert (digests(loans({1: row}, [(1, 1, loan)]))[1] == before) is same


def test_missing_is_not_zero_false_or_empty() -> None:
    nothing = digests(loans({1: ROW}, []))[1]
    for name, value in (("children", 0), ("income", 0.0), ("owns_car", False)):
        assert digests(loans({1: {**ROW, name: value}}, []))[1] != nothing


def test_the_two_zeros_are_one() -> None:
    one, other = ({1: {**ROW, "income": zero}} for zero in (0.0, -0.0))
    assert digests(loans(one, [])) == digests(loans(other, []))


def test_the_outcome_is_no_input() -> None:
    known = loans({1: {**ROW, "default": True}}, [])
    unknown = replace(known, application=known.application.drop("default"))
    assert digests(known) == digests(unknown) == digests(loans({1: ROW}, []))


def test_what_is_known_counts_also_where_there_is_nothing() -> None:
    empty = loans({1: ROW}, [])
    unknown = replace(empty, bureau_loans=None, known=frozenset({"application"}))
    assert digests(empty) != digests(unknown)
    # Stage 1 may leave the frame out when nobody has a row.
    assert digests(empty) == digests(replace(empty, bureau_loans=None))


def test_an_equal_loan_twice_is_not_once() -> None:
    once = digests(loans({1: ROW}, [(1, 1, LOAN)]))
    twice = digests(loans({1: ROW}, [(1, 1, LOAN), (1, 2, LOAN)]))
    assert once != twice


@pytest.mark.parametrize("seed", ["0", "12345"])
def test_it_is_the_same_in_every_process(seed: str) -> None:
    program = (
        "import django; django.setup()\n"
        "from clients.tests.test_digest import LOAN, ROW, digests, loans\n"
        "row = {**ROW, 'occupation': 'drivers', 'income': 0.1}\n"
        "print(digests(loans({1: row}, [(1, 1, LOAN)]))[1])"
    )
    row = {**ROW, "occupation": "drivers", "income": 0.1}
    import os

    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == digests(loans({1: row}, [(1, 1, LOAN)]))[1]
