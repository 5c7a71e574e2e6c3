"""Reads the original files whole: every batch converted, checked and tied to its client."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

import polars as pl

from ml.errors import DataError, Problem, Wrong
from ml.folders import temporary_folder
from ml.home_credit import names
from ml.home_credit.convert import Findings, convert
from ml.home_credit.dialect import Numbers, missing_columns
from ml.home_credit.files import ROW, WANTED, Batches, Source, file_problem, locate
from ml.schema import TABLES, Table
from ml.schema.plausibility import Finding, Verdict, judge
from ml.wording.plausibility import finding_text

CLIENT_NUMBER = "__client_number"
"""The client's place in the application files, from 0."""

Keep = Callable[[str, pl.DataFrame], None]


class Reading:
    """One pass over the files, bounded in memory by the keys and one batch.

    ``run`` gives every good batch to ``keep(table, frame)``; frames have the table's columns and,
    last, ``CLIENT_NUMBER``.
    Afterwards, by table, ``left_out`` counts the rows that no loan ties to a client, and
    ``without_loan`` those kept whose client is known but whose loan has no row of its own.
    """

    def __init__(self, path: Path) -> None:
        self.sources = locate(path)
        self.findings = Findings()
        self.left_out: Counter[str] = Counter()
        self.without_loan: Counter[str] = Counter()
        self.rows: dict[str, int] = {}
        self._keys: dict[str, pl.DataFrame] = {}
        if not any(source.table == "application" for source in self.sources):
            message = "no application_train or application_test in it (.csv, .csv.gz or .parquet)"
            raise DataError([file_problem(path.name, message, Wrong.NO_FILE)])

    @property
    def tables(self) -> list[str]:
        """The tables that the files hold and that can be tied to clients, parents first."""
        held = {source.table for source in self.sources}
        if "bureau_loans" not in held:
            held.discard("bureau_months")  # its rows have no other way to a client
        return [table for table in TABLES if table in held]

    @property
    def clients(self) -> int:
        """How many clients the files hold; known after ``run``."""
        return self._keys["application"].height

    def run(self, keep: Keep) -> None:
        """Read everything.

        :raises DataError: with all the problems of all the files.
        """
        with temporary_folder("home-credit-") as scratch:
            for table in TABLES.values():
                self._read_table(table, keep, scratch)
        if self.findings.problems:
            raise DataError(self.findings.problems)

    def _read_table(self, table: Table, keep: Keep, scratch: Path) -> None:
        keys: list[pl.DataFrame] = []
        for source in self.sources:
            if source.table != table.name:
                continue
            try:
                for frame in converted(source, scratch, self.findings):
                    offset = sum(part.height for part in keys)
                    tied = self._tie(table, frame, source.name, offset)
                    if table.key is not None:
                        keys.append(_key_rows(table, tied, source.name))
                    if table.name in self.tables:
                        self.rows[table.name] = self.rows.get(table.name, 0) + tied.height
                        keep(table.name, tied.drop(ROW))
            except DataError as error:
                self.findings.extend(error.problems)
        if keys:
            self._keys[table.name] = self._unique(table, pl.concat(keys))

    def _tie(self, table: Table, frame: pl.DataFrame, file: str, offset: int) -> pl.DataFrame:
        """The rows that have their client and loan, with the client's number."""
        if table.name == "application":
            return frame.with_columns(
                pl.int_range(offset, offset + frame.height, dtype=pl.Int64, eager=True).alias(
                    CLIENT_NUMBER
                )
            )
        if "client_id" in frame.columns and "application" in self._keys:
            frame = self._with_client(frame, file)
        parent = TABLES[table.parent] if table.parent not in (None, "application") else None
        if parent is None:
            return frame
        return self._with_loan(table, parent, frame, file)

    def _with_client(self, frame: pl.DataFrame, file: str) -> pl.DataFrame:
        clients = self._keys["application"].select("client_id", CLIENT_NUMBER)
        frame = frame.join(clients, on="client_id", how="left", maintain_order="left")
        lost = frame.filter(pl.col(CLIENT_NUMBER).is_null() & pl.col("client_id").is_not_null())
        self.findings.add(
            file=file,
            column="SK_ID_CURR",
            kind=Wrong.NO_CLIENT,
            message="no such client in the application files",
            numbers=lost[ROW],
            values=lost["client_id"],
        )
        return frame

    def _with_loan(
        self, table: Table, parent: Table, frame: pl.DataFrame, file: str
    ) -> pl.DataFrame:
        if parent.name not in self._keys:
            absent = not any(source.table == parent.name for source in self.sources)
            if absent and "client_id" not in frame.columns:
                self.left_out[table.name] += frame.height
                return frame.clear().with_columns(pl.lit(None, pl.Int64).alias(CLIENT_NUMBER))
            return frame
        key = str(parent.key)
        owner = "__owner"
        loans = self._keys[parent.name].select(key, pl.col(CLIENT_NUMBER).alias(owner))
        frame = frame.join(loans, on=key, how="left", maintain_order="left")
        orphans = frame[owner].null_count()
        if CLIENT_NUMBER not in frame.columns:
            self.left_out[table.name] += orphans
            return frame.filter(pl.col(owner).is_not_null()).rename({owner: CLIENT_NUMBER})
        self.without_loan[table.name] += orphans
        other = frame.filter(pl.col(CLIENT_NUMBER) != pl.col(owner))
        self.findings.add(
            file=file,
            column=names.ORIGINAL[table.name][key],
            kind=Wrong.OTHER_CLIENT,
            message="the loan is another client's",
            numbers=other[ROW],
            values=other[key],
        )
        return frame.drop(owner)

    def _unique(self, table: Table, keys: pl.DataFrame) -> pl.DataFrame:
        """The keys, each once; those that come more than once are noted, by file."""
        key = str(table.key)
        twice = keys.filter(pl.col(key).is_not_null() & pl.col(key).is_duplicated())
        for (file,), rows in twice.group_by("__file", maintain_order=True):
            self.findings.add(
                file=str(file),
                column=names.ORIGINAL[table.name][key],
                kind=Wrong.DUPLICATE,
                message="the same reference more than once",
                numbers=rows[ROW],
                values=rows[key],
            )
        return keys.filter(pl.col(key).is_not_null()).unique(key, keep="first")


def _key_rows(table: Table, frame: pl.DataFrame, file: str) -> pl.DataFrame:
    number = (
        CLIENT_NUMBER
        if CLIENT_NUMBER in frame.columns
        else pl.lit(None, pl.Int64).alias(CLIENT_NUMBER)
    )
    return frame.select(str(table.key), number, ROW, pl.lit(file, pl.Categorical).alias("__file"))


def converted(source: Source, scratch: Path, findings: Findings) -> Iterator[pl.DataFrame]:
    """Canonical batches of one file, with ``ROW``; what is wrong goes to ``findings``."""
    batches = Batches(source, scratch)
    if batches.dialect is not None and batches.dialect.recognised:
        findings.recognised[source.name] = batches.dialect.recognised
    wanted = [original for _, original in names.columns(source.table)]
    present = [original for original in wanted if original in batches.columns]
    optional = {"TARGET"} if "test" in source.name.lower().rsplit("/", 1)[-1] else set()
    missing = [name for name in wanted if name not in batches.columns and name not in optional]
    seems = _seems_to_be(source, batches.columns)
    findings.extend(_missing_columns(source.name, missing, seems))
    if seems:
        return
    findings.extend(
        Problem(source.name, column, (), "two columns of this name", Wrong.AMBIGUOUS)
        for column in wanted
        if f"{column}_duplicated_0" in batches.columns
    )
    if not present:
        return
    numbers = batches.dialect.numbers if batches.dialect else Numbers()
    for batch in batches.read(present):
        frame = convert(batch, source.table, source.name, findings, numbers)
        if source.table == "application":
            _note_impossible(frame, batch, source.name, findings)
        yield frame


MOST_NAMED = 10
"""As many columns that a file lacks are told one by one."""


def _seems_to_be(source: Source, present: list[str]) -> str | None:
    own = {PurePosixPath(source.name).name: WANTED[source.table]}
    others = {
        names.FILES[table][0]: columns
        for table, columns in WANTED.items()
        if table in names.FILES and table != source.table
    }
    return missing_columns(present, own | others)


def _missing_columns(file: str, missing: list[str], seems: str | None) -> list[Problem]:
    """One problem a column; one in all where there are many, or where it is another file."""
    if not missing:
        return []
    count = len(missing)
    if seems is None and count <= MOST_NAMED:
        return [
            Problem(file, column, (), _absent(column, file), Wrong.MISSING_COLUMN)
            for column in missing
        ]
    shown = ", ".join(missing[:3]) + (", …" if count > 3 else "")
    message = f"{count} columns are not in it ({shown})"
    if seems:
        message = f"{message}; {seems}"
    return [Problem(file, None, (), message, Wrong.MISSING_COLUMN)]


def _absent(column: str, file: str) -> str:
    if column != "TARGET":
        return "no such column in the file"
    return (
        "no such column in the file; clients whose outcome is not known belong in a file named "
        f"{file.replace('train', 'test')}"
    )


def _note_impossible(
    frame: pl.DataFrame, batch: pl.DataFrame, file: str, findings: Findings
) -> None:
    """Applications that cannot be: at the column to be mended, with what is wrong."""
    columns = TABLES["application"].by_name
    for found in judge(frame, Verdict.IMPOSSIBLE):
        read = frame.row(found.row, named=True)
        if any(columns[name].refuses(read[name]) for name in found.rule.columns):
            continue  # noted already, column by column
        original = names.ORIGINAL["application"][found.column]
        findings.add(
            file=file,
            column=original,
            kind=Wrong.IMPOSSIBLE,
            message=_said_once(found),
            numbers=frame[ROW][found.row : found.row + 1],
            values=batch[original][found.row : found.row + 1],
        )


def _said_once(found: Finding) -> str:
    """The same words for all rows that break a rule, so that they are told together."""
    bounds = found.rule.bounds
    if bounds is None:
        return finding_text(found, "en").removesuffix(".").lower()
    return f"not possible (from {bounds.low:g} to {bounds.high:g} is)"
