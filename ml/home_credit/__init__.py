"""Reads the original Home Credit files into the canonical tables of ``ml.schema``.

A folder or a zip holds ``application_train`` and/or ``application_test`` and any of ``bureau``,
``bureau_balance``, ``previous_application``, ``POS_CASH_balance``, ``credit_card_balance`` and
``installments_payments``, each as ``.csv``, ``.csv.gz`` or ``.parquet``, at its top or one folder
deep, in any case. Columns that the schema does not know, and other files, are ignored.

What the originals write for "missing" (365243 days, XNA, XAP, Unknown, -1 for a rating or a
seller's area) becomes missing here and nowhere else. Days and months change sign: they count up
to the application.

Monthly rows whose loan has no row of its own are common in the original data. Those that name
their client are kept, the others (the bureau's) are left out; both are counted. Rows whose client
is in no application file are an error.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from ml.errors import DataError, Problem, Wrong
from ml.folders import temporary_folder
from ml.home_credit import names
from ml.home_credit.convert import Findings
from ml.home_credit.files import ROW, Batches, locate
from ml.home_credit.reader import CLIENT_NUMBER, Reading, converted
from ml.schema import TABLES
from ml.schema.columns import INVISIBLE_CHARACTERS

__all__ = ["Chunks", "Loaded", "iter_chunks", "load", "read", "read_names", "read_table"]


@dataclass(frozen=True)
class Loaded:
    """What the files hold.

    ``tables``: the canonical tables that are there, by name. ``left_out``: rows left out, by
    table, because only their loan could name their client and it is not in the files.
    ``without_loan``: rows kept whose loan has no row of its own, by table. ``files``: the names of
    the files read.
    """

    tables: dict[str, pl.DataFrame]
    left_out: dict[str, int]
    without_loan: dict[str, int]
    files: tuple[str, ...]


def read(path: Path) -> dict[str, pl.DataFrame]:
    """The tables in a folder or zip of original files; an absent table is an absent key.

    :raises ml.errors.DataError: with every problem found in every file.
    """
    return load(path).tables


def load(path: Path) -> Loaded:
    """Like :func:`read`, with what was left out and which files were read."""
    reading = Reading(path)
    parts: dict[str, list[pl.DataFrame]] = {}
    reading.run(lambda table, frame: parts.setdefault(table, []).append(frame))
    tables = {
        table: _canonical(table, pl.concat(parts[table], rechunk=True)) for table in reading.tables
    }
    return Loaded(
        tables=tables,
        left_out=dict(+reading.left_out),
        without_loan=dict(+reading.without_loan),
        files=tuple(source.name for source in reading.sources),
    )


class Chunks:
    """The files in chunks of whole clients with all their rows, in bounded memory.

    A context manager: on entry every file is read, checked and sorted into chunks on disk; then
    iterate over it, as often as needed. Clients come in the order of the application files.
    Every chunk has the same tables, some perhaps with no rows.

    :raises ml.errors.DataError: on entry, with every problem found in every file.
    """

    def __init__(self, path: Path, *, clients: int = 20_000) -> None:
        if clients < 1:
            raise ValueError(f"a chunk has at least one client, not {clients}")
        self._reading = Reading(path)
        self._size = clients
        self._parts = 0
        self._scratch: Path | None = None
        self._ends = ExitStack()

    def __enter__(self) -> Chunks:
        with ExitStack() as ends:
            self._scratch = ends.enter_context(temporary_folder("home-credit-chunks-"))
            self._reading.run(self._sort)
            self._ends = ends.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._ends.close()

    @property
    def clients(self) -> int:
        """How many clients there are in all."""
        return self._reading.clients

    @property
    def rows(self) -> dict[str, int]:
        """How many rows each table has in all."""
        return dict(self._reading.rows)

    @property
    def left_out(self) -> dict[str, int]:
        """As in :class:`Loaded`."""
        return dict(+self._reading.left_out)

    @property
    def without_loan(self) -> dict[str, int]:
        """As in :class:`Loaded`."""
        return dict(+self._reading.without_loan)

    @property
    def recognised(self) -> dict[str, tuple[str, ...]]:
        """What is written otherwise than in the originals, in words, by file."""
        return dict(self._reading.findings.recognised)

    @property
    def files(self) -> tuple[str, ...]:
        """The names of the files read."""
        return tuple(source.name for source in self._reading.sources)

    def __len__(self) -> int:
        return math.ceil(self.clients / self._size)

    def __iter__(self) -> Iterator[dict[str, pl.DataFrame]]:
        for chunk in range(len(self)):
            yield {table: self._chunk(table, chunk) for table in self._reading.tables}

    def _folder(self, table: str, chunk: int) -> Path:
        if self._scratch is None:
            raise RuntimeError("chunks are read inside a with statement")
        return self._scratch / table / str(chunk)

    def _sort(self, table: str, frame: pl.DataFrame) -> None:
        # While problems are found the files are only checked: nothing will be read back.
        if self._reading.findings.problems:
            return
        for (chunk,), rows in frame.group_by(
            pl.col(CLIENT_NUMBER) // self._size, maintain_order=True
        ):
            folder = self._folder(table, int(str(chunk)))
            folder.mkdir(parents=True, exist_ok=True)
            self._parts += 1
            rows.write_ipc(folder / f"{self._parts:08}.arrow", compression="lz4")

    def _chunk(self, table: str, chunk: int) -> pl.DataFrame:
        parts = sorted(self._folder(table, chunk).glob("*.arrow"))
        if not parts:
            return TABLES[table].empty()
        frames = [pl.read_ipc(part) for part in parts]
        return _canonical(table, pl.concat(frames, rechunk=True))


def iter_chunks(path: Path, clients: int = 20_000) -> Iterator[dict[str, pl.DataFrame]]:
    """Chunks of this many whole clients with all their rows; see :class:`Chunks`."""
    with Chunks(path, clients=clients) as chunks:
        yield from chunks


def read_table(path: Path, table: str) -> pl.DataFrame:
    """One table by itself, checked but not tied to its clients and loans.

    :raises ml.errors.DataError: the table's file is absent or wrong.
    """
    sources = [source for source in locate(path) if source.table == table]
    findings = Findings()
    frames: list[pl.DataFrame] = []
    if not sources:
        message = f"no {' or '.join(names.FILES[table])} in it (.csv, .csv.gz or .parquet)"
        raise DataError([Problem(path.name, None, (), message, Wrong.NO_FILE)])
    with temporary_folder("home-credit-") as scratch:
        for source in sources:
            frames.extend(converted(source, scratch, findings))
    if findings.problems:
        raise DataError(findings.problems)
    return _canonical(table, pl.concat(frames, rechunk=True))


def read_names(path: Path) -> pl.DataFrame | None:
    """The clients' names, where the folder or zip has ``client_names``, else None.

    Columns: ``client_id`` (Int64), ``first_name``, ``last_name`` (String, may be missing).

    :raises ml.errors.DataError: the file is there but wrong.
    """
    source = next((s for s in locate(path) if s.table == names.NAMES_FILE), None)
    if source is None:
        return None
    wanted = names.NAMES_COLUMNS
    with temporary_folder("home-credit-") as scratch:
        batches = Batches(source, scratch)
        missing = [column for column in wanted if column not in batches.columns]
        if missing:
            raise DataError(
                Problem(source.name, column, (), "no such column in the file", Wrong.MISSING_COLUMN)
                for column in missing
            )
        frame = pl.concat(batches.read(list(wanted)), rechunk=True)
    _refuse_invisible(frame, source.name)
    renamed = frame.select(pl.col(original).alias(name) for original, name in wanted.items())
    try:
        return renamed.cast(
            {"client_id": pl.Int64, "first_name": pl.String, "last_name": pl.String}
        )
    except pl.exceptions.PolarsError as error:
        problem = Problem(source.name, "SK_ID_CURR", (), "not whole numbers", Wrong.TYPE)
        raise DataError([problem]) from error


def _refuse_invisible(frame: pl.DataFrame, file: str) -> None:
    findings = Findings()
    for column in ("FIRST_NAME", "LAST_NAME"):
        found = frame.filter(pl.col(column).cast(pl.String).str.contains(INVISIBLE_CHARACTERS))
        findings.add(
            file=file,
            column=column,
            kind=Wrong.TYPE,
            message="a character in it that nobody sees",
            numbers=found[ROW],
            values=found[column],
        )
    if findings.problems:
        raise DataError(findings.problems)


def _canonical(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(list(TABLES[table].schema))
