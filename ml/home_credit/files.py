"""Finds the original files in a folder or a zip and gives their rows in batches."""

from __future__ import annotations

import gzip
import re
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

import polars as pl

from ml.errors import DataError, Problem, Row, Wrong
from ml.folders import disk_full_text, is_disk_full
from ml.home_credit.dialect import SEPARATORS, Dialect, DialectError, recognise
from ml.home_credit.names import FILES, NAMES_COLUMNS, NAMES_FILE, ORIGINAL
from ml.home_credit.shape import uneven_rows
from ml.schema import TABLES, Kind

ENDINGS = (".csv", ".csv.gz", ".parquet")
ROW = "__row"
"""Row numbers as a spreadsheet shows them: the header is row 1."""

_STEMS = {stem: table for table, stems in FILES.items() for stem in stems} | {
    NAMES_FILE: NAMES_FILE
}
WANTED = {table: tuple(columns.values()) for table, columns in ORIGINAL.items()} | {
    NAMES_FILE: tuple(NAMES_COLUMNS)
}
"""The columns that are read, as the originals write them, by table."""
NUMERIC = {
    table: frozenset(
        columns[column.name]
        for column in TABLES[table].columns
        if column.kind in (Kind.KEY, Kind.INTEGER, Kind.NUMBER)
    )
    for table, columns in ORIGINAL.items()
} | {NAMES_FILE: frozenset({"SK_ID_CURR"})}
_CELLS_A_BATCH = 5_000_000


@dataclass(frozen=True)
class Source:
    """One original file: the table it holds, its name for people, and where its bytes are."""

    table: str
    name: str
    path: Path
    member: str | None = None


def file_problem(file: str, message: str, kind: Wrong) -> Problem:
    """A problem of a file as a whole."""
    return Problem(file=file, column=None, rows=(), message=message, kind=kind)


def locate(path: Path) -> list[Source]:
    """The known files in a folder or a zip, at its top or else in one of its folders.

    Names are compared without case. Other files are left alone.

    :raises DataError: no such path, not a zip, or two files for the same thing.
    """
    if path.is_dir():
        found = [
            (PurePosixPath(entry.relative_to(path)), entry)
            for pattern in ("*", "*/*")
            for entry in sorted(path.glob(pattern))
            if entry.is_file()
        ]
        sources = [(inner, _source(inner, entry, None)) for inner, entry in found]
    elif path.is_file():
        sources = [
            (PurePosixPath(member), _source(PurePosixPath(member), path, member))
            for member in _zip_members(path)
        ]
    else:
        raise DataError([file_problem(str(path), "no such file or folder", Wrong.NO_FILE)])
    known = [(inner, source) for inner, source in sources if source is not None]
    depth = min((len(inner.parts) for inner, _ in known), default=1)
    return _one_each([source for inner, source in known if len(inner.parts) == depth <= 2])


def _source(inner: PurePosixPath, path: Path, member: str | None) -> Source | None:
    name = inner.name.lower()
    ending = next((ending for ending in ENDINGS if name.endswith(ending)), None)
    if ending is None or inner.parts[0] == "__MACOSX":
        return None
    table = _STEMS.get(name.removesuffix(ending))
    return None if table is None else Source(table, str(inner), path, member)


def _zip_members(path: Path) -> list[str]:
    try:
        with zipfile.ZipFile(path) as archive:
            return sorted(archive.namelist())
    except (zipfile.BadZipFile, OSError) as error:
        message = f"neither a folder nor a readable zip ({error})"
        raise DataError([file_problem(path.name, message, Wrong.UNREADABLE)]) from error


def _one_each(sources: list[Source]) -> list[Source]:
    by_stem: dict[str, Source] = {}
    problems = []
    for source in sources:
        stem = PurePosixPath(source.name).name.lower().split(".")[0]
        if stem in by_stem:
            message = f"holds the same table as {by_stem[stem].name}; keep one of them"
            problems.append(file_problem(source.name, message, Wrong.AMBIGUOUS))
        by_stem[stem] = source
    if problems:
        raise DataError(problems)
    order = list(_STEMS)
    return [by_stem[stem] for stem in sorted(by_stem, key=order.index)]


class Batches:
    """The rows of one original file, in batches of bounded size, in the file's order.

    Text files give every column as text, Parquet files as stored; ``ROW`` numbers the rows.
    Compressed files are unpacked into ``scratch`` first.

    :raises DataError: the file is empty or cannot be read (also while iterating).
    """

    def __init__(self, source: Source, scratch: Path) -> None:
        self.source = source
        self.dialect: Dialect | None = None
        self._path = _unpacked(source, scratch)
        self._frame = self._scan(scratch)
        try:
            self.columns = [name for name in self._frame.collect_schema().names() if name != ROW]
        except pl.exceptions.NoDataError as error:
            raise _empty(source) from error
        except (pl.exceptions.PolarsError, OSError) as error:
            raise _unreadable(source, error) from error

    def _scan(self, scratch: Path) -> pl.LazyFrame:
        if self._path.suffix.lower() == ".parquet":
            return pl.scan_parquet(self._path, row_index_name=ROW, row_index_offset=2, glob=False)
        columns = WANTED[self.source.table]
        try:
            found = recognise(self._path, wanted=columns, numeric=NUMERIC[self.source.table])
        except DialectError as error:
            problem = file_problem(self.source.name, str(error), error.kind)
            raise DataError([problem]) from error
        self.dialect = found
        self._path = _as_utf8(self._path, found, scratch, is_ours=self._path != self.source.path)
        self._refuse_uneven(found)
        return pl.scan_csv(
            self._path,
            separator=found.separator,
            has_header=False,
            skip_rows=1,
            schema=dict.fromkeys(found.columns, pl.String),
            row_index_name=ROW,
            row_index_offset=2,
            glob=False,
        )

    def _refuse_uneven(self, found: Dialect) -> None:
        uneven = uneven_rows(self._path, separator=found.separator, fields=len(found.columns))
        if uneven.unclosed is not None:
            message = f"row {uneven.unclosed}: a quote is opened there and never closed"
            raise DataError([file_problem(self.source.name, message, Wrong.UNREADABLE)])
        if not uneven.count:
            return
        rows = tuple(Row(number, f"{fields} values") for number, fields in uneven.rows)
        message = (
            f"not {len(found.columns)} values, as many as there are columns; a row that is cut off "
            f"wants its end, and a value with {SEPARATORS[found.separator]} in it quotes around it"
        )
        raise DataError(
            [Problem(self.source.name, None, rows, message, Wrong.UNREADABLE, uneven.count)]
        )

    def read(self, columns: list[str]) -> Iterator[pl.DataFrame]:
        """Batches of these columns and ``ROW``."""
        size = max(10_000, _CELLS_A_BATCH // len(columns))
        some = False
        try:
            frame = self._frame.select(ROW, *columns)
            for batch in frame.collect_batches(chunk_size=size, maintain_order=True):
                some = some or batch.height > 0
                yield batch
        except (pl.exceptions.PolarsError, OSError) as error:
            raise _unreadable(self.source, error) from error
        finally:
            if self._path != self.source.path:
                self._path.unlink(missing_ok=True)
        if not some:
            raise _empty(self.source)


def _unpacked(source: Source, scratch: Path) -> Path:
    """Where the plain bytes of the file are, unpacked into ``scratch`` when need be."""
    path = source.path
    name = PurePosixPath(source.name).name.lower()
    try:
        if source.member is not None:
            path = scratch / name
            with zipfile.ZipFile(source.path) as archive, archive.open(source.member) as packed:
                _copy(packed, path)
        if name.endswith(".gz"):
            unpacked = scratch / name.removesuffix(".gz")
            with gzip.open(path, "rb") as packed_gz:
                _copy(packed_gz, unpacked)
            if path != source.path:
                path.unlink()
            path = unpacked
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as error:
        raise _unreadable(source, error) from error
    if path.stat().st_size == 0:
        raise _empty(source)
    return path


def _as_utf8(path: Path, found: Dialect, scratch: Path, *, is_ours: bool) -> Path:
    """The file itself, or a copy of it in UTF-8 with the usual line ends."""
    if found.encoding == "utf-8" and not found.old_line_ends:
        return path
    plain = scratch / f"{path.name}.utf-8"
    newline = None if found.old_line_ends else ""
    with (
        path.open(encoding=found.encoding, newline=newline) as read,
        plain.open("w", encoding="utf-8", newline="") as write,
    ):
        shutil.copyfileobj(read, write, 1 << 20)
    if is_ours:
        path.unlink()
    return plain


def _copy(packed: IO[bytes] | gzip.GzipFile, to: Path) -> None:
    with to.open("wb") as plain:
        shutil.copyfileobj(packed, plain, 1 << 20)


def _empty(source: Source) -> DataError:
    return DataError([file_problem(source.name, "empty, no row in it", Wrong.EMPTY)])


def _unreadable(source: Source, error: Exception) -> DataError:
    if is_disk_full(error):
        message = disk_full_text()
        return DataError([file_problem(source.name, message, Wrong.NO_ROOM)])
    first = next((line for line in str(error).splitlines() if line.strip()), type(error).__name__)
    detail = re.sub(r"\s+", " ", first)[:200]
    message = f"cannot be read, damaged or not what its name says ({detail})"
    return DataError([file_problem(source.name, message, Wrong.UNREADABLE)])
