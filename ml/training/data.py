"""Labelled clients as the model learns from them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ml import features, home_credit
from ml.errors import DataError, Problem, Wrong

ELSEWHERE = frozenset({"bureau_loans", "bureau_months"})
HERE = frozenset({"previous_loans", "pos_months", "card_months", "instalments"})
HIDDEN = (ELSEWHERE, HERE, ELSEWHERE | HERE)
"""Histories that a request may come without: loans elsewhere, loans here, both."""


@dataclass(frozen=True)
class TrainingSet:
    """Clients whose outcome is known; a client may have several rows, with more or less known.

    Attributes:
        features: ``client_id`` and one column a feature, n rows in the order of ``client_id``.
        defaulted: outcomes, shape [n].
        tables: names of the tables that were there.
        weights: of each row, shape [n]; a client's rows weigh 1 together.
        fullest: the one row of each client with which most is known, shape [n]; metrics are of
            these.
    """

    features: pl.DataFrame
    defaulted: NDArray[np.bool_]
    tables: tuple[str, ...]
    weights: NDArray[np.float64]
    fullest: NDArray[np.bool_]

    @property
    def clients(self) -> NDArray[np.int64]:
        """The client of each row, shape [n]."""
        return self.features["client_id"].to_numpy()

    @property
    def has_history(self) -> NDArray[np.bool_]:
        """Whether anything but the application is known of a row, shape [n]."""
        return self.knows(ELSEWHERE | HERE)

    def knows(self, tables: frozenset[str]) -> NDArray[np.bool_]:
        """Whether anything of these tables is known of a row, shape [n]."""
        names = [name for name, needs in features.NEEDS.items() if needs & tables]
        known = self.features.select(pl.any_horizontal(pl.col(names).is_not_null()))
        return known.to_series().to_numpy()

    @property
    def fingerprint(self) -> str:
        """sha256 of names, types, values and outcomes, whatever the files and libraries."""
        digest = hashlib.sha256()
        for column in self.features:
            digest.update(f"{column.name}:{column.dtype}\n".encode())
            if column.dtype == pl.String:
                digest.update("\n".join(column.fill_null("\x00")).encode())
            else:
                digest.update(column.cast(pl.Float64).fill_null(np.nan).to_numpy().tobytes())
        digest.update(self.defaulted.tobytes())
        return digest.hexdigest()

    def rows(self, chosen: NDArray[np.bool_] | NDArray[np.int64]) -> TrainingSet:
        """Some of the rows, their weights as they were."""
        return TrainingSet(
            features=self.features.filter(chosen)
            if chosen.dtype == np.bool_
            else self.features[chosen],
            defaulted=self.defaulted[chosen],
            tables=self.tables,
            weights=self.weights[chosen],
            fullest=self.fullest[chosen],
        )

    def with_hidden_history(self, share: float, *, seed: int) -> TrainingSet:
        """Add rows of clients chosen at random, as if tables of their loans were not there.

        So that absence of a table is learned as what it is, nothing about the client: a request
        may bring the application alone.

        Args:
            share: of the clients who have a row with loans' tables, 0 to 1.
            seed: of the choice.
        """
        generator = np.random.default_rng(seed)
        known = self.fullest & self.has_history
        chosen = np.flatnonzero(known & (generator.random(len(known)) < share))
        which = generator.integers(len(HIDDEN), size=len(chosen))
        hidden = [
            _without(self.features[chosen[which == number]], tables)
            for number, tables in enumerate(HIDDEN)
        ]
        order = np.concatenate([chosen[which == number] for number in range(len(HIDDEN))])
        return _sorted(
            pl.concat([self.features, *hidden]),
            np.concatenate([self.defaulted, self.defaulted[order]]),
            tables=self.tables,
            fullest=np.concatenate([self.fullest, np.zeros(len(order), dtype=np.bool_)]),
        )

    def application_alone(self) -> TrainingSet:
        """The same rows with nothing but the application known."""
        return TrainingSet(
            features=_without(self.features, ELSEWHERE | HERE),
            defaulted=self.defaulted,
            tables=("application",),
            weights=self.weights,
            fullest=self.fullest,
        )


def read_training_set(*paths: Path) -> TrainingSet:
    """Read original files and compute the features of their labelled clients.

    A client of several sources has a row of each; the one with most tables is its fullest.

    Raises:
        DataError: files are wrong, hold no client whose outcome is known, or do not agree on an
            outcome.
    """
    sources = [_of_one(path) for path in paths]
    if len(sources) == 1:
        return sources[0]
    features_of = pl.concat([source.features for source in sources])
    defaulted = np.concatenate([source.defaulted for source in sources])
    _check_outcomes(features_of["client_id"], defaulted, paths)
    rank = np.concatenate([np.full(len(s.defaulted), len(s.tables)) for s in sources])
    return _sorted(
        features_of,
        defaulted,
        tables=tuple(sorted({table for source in sources for table in source.tables})),
        fullest=_first_of_each(features_of["client_id"].to_numpy(), -rank),
    )


def _of_one(path: Path) -> TrainingSet:
    """The labelled clients of one source, read in chunks of whole clients in bounded memory."""
    with home_credit.Chunks(path) as chunks:
        parts = []
        for tables in chunks:
            parts.append(_labelled(tables))
            names = tuple(sorted(tables))
    labelled = pl.concat(parts).sort("client_id")
    if labelled.is_empty():
        raise _problem(str(path), "no client has an outcome", Wrong.EMPTY)
    return TrainingSet(
        features=labelled.drop("default"),
        defaulted=labelled["default"].to_numpy().astype(np.bool_),
        tables=names,
        weights=np.ones(len(labelled)),
        fullest=np.ones(len(labelled), dtype=np.bool_),
    )


def _labelled(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """client_id, default and features of the clients whose outcome is known."""
    outcomes = tables["application"].select("client_id", "default").drop_nulls("default")
    return outcomes.join(features.compute(tables), on="client_id", how="left")


def _sorted(
    frame: pl.DataFrame,
    defaulted: NDArray[np.bool_],
    *,
    tables: tuple[str, ...],
    fullest: NDArray[np.bool_],
) -> TrainingSet:
    """Rows in the order of the clients, each client's rows weighing 1 together."""
    clients = frame["client_id"].to_numpy()
    order = np.argsort(clients, kind="stable")
    _, inverse, counts = np.unique(clients[order], return_inverse=True, return_counts=True)
    return TrainingSet(
        features=frame[order],
        defaulted=defaulted[order],
        tables=tables,
        weights=1 / counts[inverse],
        fullest=fullest[order],
    )


def _first_of_each(clients: NDArray[np.int64], rank: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Marks the row of lowest rank of each client, the first of equals."""
    order = np.lexsort((np.arange(len(clients)), rank, clients))
    ordered = clients[order]
    marked = np.zeros(len(clients), dtype=np.bool_)
    marked[order[np.concatenate([[True], ordered[1:] != ordered[:-1]])]] = True
    return marked


def _check_outcomes(
    clients: pl.Series, defaulted: NDArray[np.bool_], paths: Sequence[Path]
) -> None:
    outcomes = pl.DataFrame({"client_id": clients, "defaulted": defaulted}).unique()
    unclear = outcomes.filter(outcomes["client_id"].is_duplicated())["client_id"].unique().sort()
    if len(unclear):
        names = ", ".join(path.name for path in paths)
        some = ", ".join(str(client) for client in unclear.head(5))
        message = f"{len(unclear)} clients have two outcomes, among them {some}"
        raise _problem(names, message, Wrong.DUPLICATE)


def _problem(source: str, message: str, kind: Wrong) -> DataError:
    return DataError([Problem(file=source, column="TARGET", rows=(), message=message, kind=kind)])


def _without(frame: pl.DataFrame, tables: frozenset[str]) -> pl.DataFrame:
    """The rows with the features that need any of these tables missing."""
    names = [name for name, needs in features.NEEDS.items() if needs & tables]
    return frame.with_columns(pl.lit(None).cast(frame.schema[name]).alias(name) for name in names)
