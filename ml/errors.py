"""What is wrong with the files that someone brings, said so that they can mend them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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


MOST_ALIKE = 10
"""As many problems of one kind in one file are told one by one."""


def told(problems: Sequence[Problem]) -> list[str]:
    """The problems in words, a line each; one line for more than ten of a kind in one file."""
    alike: dict[tuple[str, Wrong], list[Problem]] = {}
    for problem in problems:
        alike.setdefault((problem.file, problem.kind), []).append(problem)
    lines: list[str] = []
    for (file, _kind), found in alike.items():
        if len(found) <= MOST_ALIKE:
            lines += [str(problem) for problem in found]
            continue
        columns = ", ".join(problem.column or "-" for problem in found[:3])
        rows = sum(problem.count for problem in found)
        first = "; ".join(str(problem).removeprefix(f"{file}, ") for problem in found[:2])
        count = f", {rows:,} values" if rows else ""
        lines.append(
            f"{file}: {len(found)} columns with the same kind of problem ({columns}, …{count}); "
            f"the first: {first}"
        )
    return lines


class DataError(Exception):
    """The files cannot be used. ``problems`` has everything found, in the order of the files."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: list[Problem] = list(problems)
        super().__init__("\n".join(told(self.problems)))
