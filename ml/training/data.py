"""Labelled clients as the model learns from them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ml import features, home_credit
from ml.errors import DataError, Problem, Wrong
from ml.features import Loans
from ml.training.withholding import COLUMNS, LOAN_ITSELF, drawn_masks, withhold

ELSEWHERE = frozenset({"bureau_loans", "bureau_months"})
HERE = frozenset({"previous_loans", "pos_months", "card_months", "instalments"})

Change = Callable[[pl.DataFrame, NDArray[np.int64]], pl.DataFrame]
"""From applications, and their rows' places, to the same applications with other values."""


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
        records: what the features were computed from, a source each, sorted by ``client_id``.
        source: the place in ``records`` that a row comes from, shape [n].
        withheld: share of the application's optional inputs that are withheld from a row,
            shape [n].
    """

    features: pl.DataFrame
    defaulted: NDArray[np.bool_]
    tables: tuple[str, ...]
    weights: NDArray[np.float64]
    fullest: NDArray[np.bool_]
    records: tuple[Loans, ...] = ()
    source: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    withheld: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))

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
        return replace(
            self,
            features=self.features.filter(chosen)
            if chosen.dtype == np.bool_
            else self.features[chosen],
            defaulted=self.defaulted[chosen],
            weights=self.weights[chosen],
            fullest=self.fullest[chosen],
            source=self.source[chosen],
            withheld=self.withheld[chosen],
        )

    def changed(self, change: Change) -> TrainingSet:
        """The same rows as if their applications said something else; features are computed anew.

        Args:
            change: gets the applications of one source in the order of this set's rows, and the
                places of these rows.
        """
        parts, places = [], []
        for number, loans in enumerate(self.records):
            mine = np.flatnonzero(self.source == number)
            if not len(mine):
                continue
            order = pl.DataFrame({"client_id": self.clients[mine]})
            application = change(
                order.join(loans.application, on="client_id", how="left", maintain_order="left"),
                mine,
            )
            parts.append(features.build(replace(loans, application=application)))
            places.append(mine)
        place = np.argsort(np.concatenate(places), kind="stable")
        return replace(self, features=pl.concat(parts)[place])

    def with_inputs_withheld(self, share: float, *, everything: float, seed: int) -> TrainingSet:
        """Add a row of clients chosen at random, as if part of what is known were not.

        So a request that brings little meets a model that has seen such requests. A history of
        loans is withheld as any other input is: absence of a table is nothing about the client.

        Args:
            share: of the clients who have such a row, 0 to 1.
            everything: share of these rows with everything withheld that may be.
            seed: of the choice.
        """
        generator = np.random.default_rng(seed)
        chosen = np.flatnonzero(self.fullest & (generator.random(len(self.fullest)) < share))
        if not len(chosen):
            return self
        full = self.rows(chosen)
        masks = drawn_masks(len(chosen), everything=everything, generator=generator)
        thin = full._with_masks(masks)
        hidden = np.array([mask for name, mask in masks.items() if name not in LOAN_ITSELF])
        for tables in (ELSEWHERE, HERE):
            by_lot = generator.random(len(chosen)) < hidden.mean(axis=0)
            thin = thin.without(tables, by_lot | hidden.all(axis=0))
        return _sorted(
            pl.concat([self.features, thin.features]),
            np.concatenate([self.defaulted, thin.defaulted]),
            tables=self.tables,
            fullest=np.concatenate([self.fullest, np.zeros(len(chosen), dtype=np.bool_)]),
            records=self.records,
            source=np.concatenate([self.source, thin.source]),
            withheld=np.concatenate([self.withheld, np.mean(list(masks.values()), axis=0)]),
        )

    def _with_masks(self, masks: dict[str, NDArray[np.bool_]]) -> TrainingSet:
        """The rows without the inputs that their masks withhold."""
        return self.changed(
            lambda application, places: withhold(
                application, {name: mask[places] for name, mask in masks.items()}
            )
        )

    def withholding(self, names: Collection[str]) -> TrainingSet:
        """The same rows without some of the application's inputs."""
        return self.changed(lambda application, _: withhold(application, list(names)))

    def with_random_withheld(self, share: float, *, seed: int) -> TrainingSet:
        """The same rows, each of their optional inputs withheld with the same chance."""
        generator = np.random.default_rng(seed)
        return self._with_masks(
            {name: generator.random(len(self.defaulted)) < share for name in COLUMNS}
        )

    def without(self, tables: frozenset[str], where: NDArray[np.bool_]) -> TrainingSet:
        """The same rows, some of them without the features that need any of these tables."""
        hidden = pl.Series(where)
        names = [name for name, needs in features.NEEDS.items() if needs & tables]
        return replace(
            self,
            features=self.features.with_columns(
                pl.when(~hidden).then(pl.col(name)).alias(name) for name in names
            ),
        )

    def application_alone(self) -> TrainingSet:
        """The same rows with nothing but the application known."""
        everywhere = np.ones(len(self.defaulted), dtype=np.bool_)
        return replace(self.without(ELSEWHERE | HERE, everywhere), tables=("application",))


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
        records=tuple(source.records[0] for source in sources),
        source=np.concatenate(
            [np.full(len(s.defaulted), number) for number, s in enumerate(sources)]
        ),
        withheld=np.zeros(len(defaulted)),
    )


def _of_one(path: Path) -> TrainingSet:
    """The labelled clients of one source, read in chunks of whole clients in bounded memory."""
    with home_credit.Chunks(path) as chunks:
        parts = [_labelled(tables) for tables in chunks]
    records = _joined(parts)
    if records.application.is_empty():
        raise _problem(str(path), "no client has an outcome", Wrong.EMPTY)
    clients = records.application.height
    return TrainingSet(
        features=features.build(records),
        defaulted=records.application["default"].to_numpy().astype(np.bool_),
        tables=tuple(sorted(records.known)),
        weights=np.ones(clients),
        fullest=np.ones(clients, dtype=np.bool_),
        records=(records,),
        source=np.zeros(clients, dtype=np.int64),
        withheld=np.zeros(clients),
    )


def _labelled(tables: Mapping[str, pl.DataFrame]) -> Loans:
    """The records of the clients whose outcome is known; monthly rows are folded already."""
    application = tables["application"].drop_nulls("default")
    loans = features.summarise(tables)

    def of_these(frame: pl.DataFrame | None) -> pl.DataFrame | None:
        return None if frame is None else frame.join(application, on="client_id", how="semi")

    return Loans(
        application=application,
        bureau_loans=of_these(loans.bureau_loans),
        previous_loans=of_these(loans.previous_loans),
        known=loans.known,
    )


def _joined(parts: Sequence[Loans]) -> Loans:
    """The chunks' records as one, sorted by client."""

    def all_of(frames: Sequence[pl.DataFrame | None]) -> pl.DataFrame | None:
        there = [frame for frame in frames if frame is not None]
        return pl.concat(there) if there else None

    return Loans(
        application=pl.concat([part.application for part in parts]).sort("client_id"),
        bureau_loans=all_of([part.bureau_loans for part in parts]),
        previous_loans=all_of([part.previous_loans for part in parts]),
        known=parts[0].known,
    )


def _sorted(
    frame: pl.DataFrame,
    defaulted: NDArray[np.bool_],
    *,
    tables: tuple[str, ...],
    fullest: NDArray[np.bool_],
    records: tuple[Loans, ...],
    source: NDArray[np.int64],
    withheld: NDArray[np.float64],
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
        records=records,
        source=source[order],
        withheld=withheld[order],
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
