"""A client computed alone is the client computed among others, bit for bit."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ml import home_credit
from ml.features import compute, summarise
from ml.schema import TABLES
from ml.testing import sample
from ml.tests.feature_frames import one_by_one, only, random_tables


def same(one: pl.DataFrame, other: pl.DataFrame) -> bool:
    """Equal bit for bit, missing equal to missing."""
    return one.equals(other, null_equal=True)


@pytest.mark.slow
def test_real_clients_alone():
    """Every fourth of 3,678, two at a time, which also shows that threads do not mix clients."""
    tables = home_credit.read(sample("joined_train.zip"))
    whole = compute(tables)
    clients, parts = one_by_one(tables)
    clients = clients[::4]
    none = {name: frame.clear() for name, frame in tables.items()}

    def alone(client: int) -> pl.DataFrame:
        return compute({name: parts[name].get(client, none[name]) for name in tables})

    with ThreadPoolExecutor(2) as pool:
        found = pl.concat(pool.map(alone, clients))
    assert len(clients) == 920
    whole = whole[::4]
    differing = [name for name in whole.columns if not same(found.select(name), whole.select(name))]
    assert differing == []


def test_rows_in_any_order_give_the_same_features():
    tables = home_credit.read(sample("joined_train.zip"))
    clients = tables["application"]["client_id"].to_list()[:800]
    part = only(tables, clients)
    shuffled = {
        name: frame if name == "application" else frame.sample(fraction=1, shuffle=True, seed=3)
        for name, frame in part.items()
    }
    assert same(compute(part), compute(shuffled))


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32), clients=st.integers(2, 6), rows=st.integers(0, 7))
def test_made_clients_alone(seed, clients, rows):
    tables = random_tables(seed=seed, clients=clients, rows=rows, wild=False)
    whole = compute(tables)
    for client in range(1, clients + 1):
        alone = compute(only(tables, [client]))
        assert same(alone, whole.filter(pl.col("client_id") == client))


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32), split=st.integers(1, 5))
def test_chunks_of_whole_clients_give_the_same_loans(seed, split):
    tables = random_tables(seed=seed, clients=6, rows=4, wild=False)
    whole = summarise(tables)
    parts = [
        summarise(only(tables, list(clients)))
        for clients in (range(1, split + 1), range(split + 1, 7))
    ]
    assert same(whole.bureau_loans, pl.concat(part.bureau_loans for part in parts))
    assert same(whole.previous_loans, pl.concat(part.previous_loans for part in parts))
    assert whole.known == frozenset(TABLES)
