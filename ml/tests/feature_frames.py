"""Small tables for the tests of features: by hand, or wild at random."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from ml.features import Loans
from ml.features.frames import LOAN_SCHEMAS
from ml.schema import SUMMARIES, TABLES, Column, Kind

CHILDREN = tuple(name for name in TABLES if name != "application")
MONTHLY = ("bureau_months", "pos_months", "card_months", "instalments")

APPLICATION = {
    "client_id": 1,
    "contract": "cash",
    "income": 1_000.0,
    "credit_amount": 12_000.0,
    "annuity": 500.0,
    "goods_price": 10_000.0,
    "age_days": 14_610,
}


def table(name: str, rows: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    """A frame of the table; what a row does not say is missing."""
    schema = TABLES[name].schema
    data = [{column: row.get(column) for column in schema} for row in rows]
    for row in rows:
        assert not row.keys() - schema.keys(), f"{name} has no {row.keys() - schema.keys()}"
    return pl.DataFrame(data, schema=schema, orient="row")


def tables(**rows: list[dict[str, Any]]) -> dict[str, pl.DataFrame]:
    """Tables by name; an application of client 1 unless given."""
    rows.setdefault("application", [APPLICATION])
    return {name: table(name, found) for name, found in rows.items()}


def without(found: Mapping[str, pl.DataFrame], *names: str) -> dict[str, pl.DataFrame]:
    return {name: frame for name, frame in found.items() if name not in names}


def only(found: Mapping[str, pl.DataFrame], clients: list[int]) -> dict[str, pl.DataFrame]:
    """The tables of some clients only."""
    part = {
        name: frame.filter(pl.col("client_id").is_in(clients))
        for name, frame in found.items()
        if "client_id" in frame.columns
    }
    if "bureau_months" in found:
        loans = part["bureau_loans"]["bureau_loan_id"].to_list()
        part["bureau_months"] = found["bureau_months"].filter(pl.col("bureau_loan_id").is_in(loans))
    return part


def one_by_one(
    found: Mapping[str, pl.DataFrame],
) -> tuple[list[int], dict[str, dict[int, pl.DataFrame]]]:
    """Clients, and each table cut into clients; a client without rows is not in a table's part."""
    owned = dict(found)
    if "bureau_months" in found:
        owners = found["bureau_loans"].select("bureau_loan_id", "client_id")
        owned["bureau_months"] = found["bureau_months"].join(owners, on="bureau_loan_id")
    parts = {
        name: {
            key[0]: part.select(found[name].columns)
            for key, part in frame.partition_by("client_id", as_dict=True).items()
        }
        for name, frame in owned.items()
    }
    return found["application"]["client_id"].to_list(), parts


SANE = {
    "currency": (0.0, 5e6),
    "share": (0.0, 1.0),
    "days": (0, 20_000),
    "months": (0, 96),
    "years": (0, 60),
}
WILD_NUMBERS = (
    0.0, -0.0, 1e-320, 1e-9, 0.005, 1.0, -1.0, 123.456, 1e9, 1e15, 1e16, 1e300, -1e300,
    float("nan"), float("inf"), float("-inf"),
)  # fmt: skip
WILD_INTEGERS = (0, 1, -1, 7, 365, 366, 10_000, 2**31, -(2**31), 2**62, -(2**62))


def value(column: Column, rng: random.Random, *, wild: bool) -> Any:
    """A random value of a column, missing one time in five; wild ones go to every extreme."""
    if not column.required and rng.random() < 0.2:
        return None
    if column.kind is Kind.FLAG:
        return rng.random() < 0.5
    if column.kind is Kind.CATEGORY:
        return rng.choice(column.categories)
    if column.kind is Kind.TEXT:
        return "text"
    if wild:
        return rng.choice(WILD_INTEGERS if column.kind is Kind.INTEGER else WILD_NUMBERS)
    low, high = SANE.get(column.unit, (column.minimum or 0, column.maximum or 30))
    if column.kind is Kind.INTEGER:
        least = -3_000 if column.unit == "days" and column.minimum is None else int(low)
        return rng.randint(least, int(high))
    return round(rng.uniform(low, high), 6)


def random_tables(
    *, seed: int, clients: int, rows: int, wild: bool, names: Iterable[str] = TABLES
) -> dict[str, pl.DataFrame]:
    """Tables that hang together; ``rows`` is the most that a client has in a table."""
    rng = random.Random(seed)
    made: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES}
    loans: dict[str, list[dict[str, int]]] = {"bureau_loans": [], "previous_loans": []}

    def fill(name: str, keys: Mapping[str, int]) -> None:
        made[name].append(
            {
                column.name: keys.get(column.name) or value(column, rng, wild=wild)
                for column in TABLES[name].columns
            }
        )

    for client in range(1, clients + 1):
        fill("application", {"client_id": client})
        for kind, known in loans.items():
            for _ in range(rng.randint(0, rows)):
                known.append({"client_id": client, str(TABLES[kind].key): len(known) + 1})
                if kind == "bureau_loans" or rng.random() < 0.9:  # else known by its months only
                    fill(kind, known[-1])
    for name in MONTHLY:
        for keys in loans[str(TABLES[name].parent)]:
            for _ in range(rng.randint(0, rows)):
                fill(name, keys)
    return {name: table(name, made[name]) for name in names}


def random_loans(*, seed: int, clients: int, rows: int, wild: bool) -> Loans:
    """Stage 1's result with summary columns at random, as a database could hold."""
    rng = random.Random(seed)
    found = random_tables(seed=seed, clients=clients, rows=rows, wild=wild)

    def with_summary(name: str) -> pl.DataFrame:
        columns = {
            column.name: [value(column, rng, wild=wild) for _ in range(found[name].height)]
            for column in SUMMARIES[name]
        }
        summary = pl.DataFrame(columns, schema={c.name: c.dtype for c in SUMMARIES[name]})
        return found[name].hstack(summary).select(*LOAN_SCHEMAS[name])

    return Loans(
        found["application"],
        with_summary("bureau_loans"),
        with_summary("previous_loans"),
        frozenset(TABLES),
    )
