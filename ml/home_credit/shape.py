"""Whether every row of a text file has as many fields as its header, however long the file is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

BLOCK = 1 << 22
FIRST = 5


@dataclass(frozen=True)
class Uneven:
    """Rows with another number of fields than there are columns: the first of them, and how many.

    ``rows`` are pairs of a row's number (the header is row 1) and its fields. ``unclosed`` is the
    row in which a quote is opened that is never closed.
    """

    rows: tuple[tuple[int, int], ...]
    count: int
    unclosed: int | None


def uneven_rows(path: Path, *, separator: str, fields: int) -> Uneven:
    """Count the fields of each row of a UTF-8 file but the first; empty rows are none."""
    counter = _Counter(ord(separator), fields)
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            counter.count(np.frombuffer(block, np.uint8))
    return counter.end()


class _Counter:
    """Separators and quotes so far: vectorised, so that it costs a fraction of reading."""

    def __init__(self, separator: int, fields: int) -> None:
        self.separator, self.fields = separator, fields
        self.row, self.inside = 1, False
        self.separators = self.bytes = 0
        self.found: list[tuple[int, int]] = []
        self.total = 0

    def count(self, block: NDArray[np.uint8]) -> None:
        quotes = block == ord('"')
        if self.inside or quotes.any():
            inside = np.bitwise_xor.accumulate(quotes) ^ self.inside
            self.inside = bool(inside[-1])
            ends = np.flatnonzero((block == ord("\n")) & ~inside)
            marks = (block == self.separator) & ~inside
        else:
            ends = np.flatnonzero(block == ord("\n"))
            marks = block == self.separator
        places = np.flatnonzero(marks)
        before = np.searchsorted(places, ends)
        per_row = np.diff(before, prepend=0)
        sizes = np.diff(ends, prepend=-1) - 1
        if len(ends):
            per_row[0] += self.separators
            sizes[0] += self.bytes
            empty = (sizes == 0) | ((sizes == 1) & (block[np.maximum(ends - 1, 0)] == ord("\r")))
            wrong = ~empty & (per_row + 1 != self.fields)
            if self.row == 1:  # the header
                wrong[0] = False
            self._note(np.flatnonzero(wrong), per_row)
            self.row += len(ends)
            self.separators = len(places) - int(before[-1])
            self.bytes = len(block) - int(ends[-1]) - 1
        else:
            self.separators += len(places)
            self.bytes += len(block)

    def _note(self, rows: NDArray[np.intp], per_row: NDArray[np.intp]) -> None:
        self.total += len(rows)
        for row in rows[: FIRST - len(self.found)].tolist():
            self.found.append((self.row + row, int(per_row[row]) + 1))

    def end(self) -> Uneven:
        unclosed = self.row if self.inside else None
        last = self.bytes and not self.inside and self.row > 1
        if last and self.separators + 1 != self.fields:
            self.total += 1
            if len(self.found) < FIRST:
                self.found.append((self.row, self.separators + 1))
        return Uneven(tuple(self.found), self.total, unclosed)
