"""What is wrong with the files that someone brings, said so that they can mend them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Wrong(StrEnum):
    """The kinds of problem, so that a page can say them in the reader's language."""

    NO_FILE = "no_file"
    UNREADABLE = "unreadable"
    NO_ROOM = "no_room"
    EMPTY = "empty"
    AMBIGUOUS = "ambiguous"
    MISSING_COLUMN = "missing_column"
    TYPE = "type"
    RANGE = "range"
    IMPOSSIBLE = "impossible"
    CATEGORY = "category"
    MISSING_VALUE = "missing_value"
    DUPLICATE = "duplicate"
    NO_CLIENT = "no_client"
    OTHER_CLIENT = "other_client"


class Row(NamedTuple):
    """One row concerned. ``number`` counts as a spreadsheet does: the header is row 1."""

    number: int
    value: str | None


@dataclass(frozen=True)
class Problem:
    """One thing wrong with one column of one file.

    ``rows`` are the first rows concerned, ``count`` is how many there are in all (0 when the
    problem is of the file or of the column as a whole).
    """

    file: str
    column: str | None
    rows: tuple[Row, ...]
    message: str
    kind: Wrong
    count: int = 0

    def __str__(self) -> str:
        where = self.file if self.column is None else f"{self.file}, column {self.column}"
        if not self.rows:
            return f"{where}: {self.message}"
        plural = "s" if self.count > 1 else ""
        shown = ", ".join(f"row {row.number}: {_quoted(row.value)}" for row in self.rows)
        more = ", …" if self.count > len(self.rows) else ""
        return f"{where}: {self.message} ({self.count:,} row{plural}: {shown}{more})"


def _quoted(value: str | None) -> str:
    return "empty" if value is None else repr(value)


class DataError(Exception):
    """The files cannot be used. ``problems`` has everything found, in the order of the files."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: list[Problem] = list(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
