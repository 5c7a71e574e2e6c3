"""How a text file is written: encoding, separator, header, numbers. Recognised, never guessed.

People bring the original files as their programs have saved them. Where there is one way to read
a file, it is read that way, and what was recognised is said; where there are two, or none, it is
refused in one line that says what the file seems to be.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from ml.errors import Wrong

SAMPLE_BYTES = 1 << 20
SAMPLE_ROWS = 400
SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
NOT_GIVEN = frozenset(
    {"", "na", "n/a", "#n/a", "nan", "null", "none", "nil", "-", "--", ".", "?", "(null)", "<na>"}
)
"""What programs write for a missing value, in lower case; read as missing in every column."""

_MAGIC = (
    (b"PAR1", "a Parquet file: name it .parquet"),
    (b"\x1f\x8b", "a gzip file: name it .csv.gz"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook: save the sheet as CSV"),
    (b"%PDF", "a PDF document: bring the table as CSV"),
    (b"ARROW1", "an Arrow file: save it as Parquet or CSV"),
    (b"SQLite format 3", "an SQLite database: save the table as CSV"),
)
_PLAIN = re.compile(r"-?\d+(e[+-]?\d+)?", re.IGNORECASE)
BETWEEN = "[ \u00a0\u202f\u2009'\u2019]"
"""A space or an apostrophe between thousands."""
_GROUPED = re.compile(rf"(?<=\d){BETWEEN}(?=\d{{3}}(?!\d))")


class DialectError(ValueError):
    """The file cannot be read in one way; the message says what it seems to be and what to do."""

    def __init__(self, message: str, kind: Wrong = Wrong.UNREADABLE) -> None:
        super().__init__(message)
        self.kind = kind


@dataclass(frozen=True)
class Numbers:
    """How numbers are written: the decimal mark, and the mark between thousands or none."""

    decimal: str = "."
    thousands: str = ""

    def as_float(self, text: pl.Series) -> pl.Series:
        """Texts as floats; what is not a number becomes missing."""
        text = text.str.strip_chars()
        if self.decimal != ".":
            return self._slowly(text)
        value = text.cast(pl.Float64, strict=False)
        left = value.is_null() & text.is_not_null()
        return value.scatter(left.arg_true(), self._slowly(text.filter(left)))

    def _slowly(self, text: pl.Series) -> pl.Series:
        parted = text.str.contains(rf"^-?\d{{1,3}}({BETWEEN}\d{{3}})+(\D|$)").fill_null(False)
        bare = text.str.replace_all(BETWEEN, "").zip_with(parted, text)
        if self.thousands:
            mark = re.escape(self.thousands)
            grouped = bare.str.contains(rf"^-?\d{{1,3}}({mark}\d{{3}})+(\D|$)").fill_null(False)
            bare = bare.str.replace_all(self.thousands, "", literal=True).zip_with(grouped, bare)
        if self.decimal != ".":
            # A point left now is no thousands' mark, so the text is no number.
            pointed = bare.str.contains(".", literal=True).fill_null(False)
            bare = bare.str.replace(self.decimal, ".", literal=True).set(pointed, None)
        return bare.cast(pl.Float64, strict=False)


@dataclass(frozen=True)
class Dialect:
    """How one text file is written.

    ``columns`` are the names of its columns in their order, the known ones as the originals
    write them. ``recognised`` says in words what is other than in the original files.
    """

    encoding: str
    separator: str
    columns: tuple[str, ...]
    numbers: Numbers = Numbers()
    old_line_ends: bool = False
    recognised: tuple[str, ...] = ()


def recognise(path: Path, *, wanted: Collection[str], numeric: Collection[str]) -> Dialect:
    """How a file of some of the ``wanted`` columns is written.

    Args:
        path: the file, not packed.
        wanted: names of the columns that the originals have.
        numeric: those that hold numbers.

    :raises DialectError: it is no such file, or can be read in more than one way.
    """
    with path.open("rb") as file:
        start = file.read(SAMPLE_BYTES)
    _refuse_other_kinds(start)
    encoding, said = _encoding(path, start)
    text = start.decode(encoding, errors="ignore").removeprefix("\ufeff")
    old_line_ends = "\n" not in text and "\r" in text
    if old_line_ends:
        text, said = text.replace("\r", "\n"), [*said, "line ends of old Macs"]
    separator = _separator(text, wanted)
    if separator != ",":
        said.append(SEPARATORS[separator])
    rows = _rows(text, separator, whole=len(start) < SAMPLE_BYTES)
    header, more = _header(rows, wanted)
    found = Dialect(encoding, separator, tuple(header), old_line_ends=old_line_ends)
    numbers = _numbers(found, rows[1:], frozenset(numeric))
    if numbers.decimal == ",":
        said.append("decimal commas")
    if numbers.thousands:
        said.append(f"thousands parted by {numbers.thousands!r}")
    return replace(found, numbers=numbers, recognised=(*said, *more))


def _refuse_other_kinds(start: bytes) -> None:
    for magic, seems in _MAGIC:
        if start.startswith(magic):
            raise DialectError(f"this is {seems}")
    if start.startswith(b"PK\x03\x04"):
        if b"xl/" in start or b"[Content_Types].xml" in start:
            raise DialectError("this is an Excel workbook (.xlsx): save the sheet as CSV")
        raise DialectError("this is a zip archive: name it .zip, or unpack it")
    head = start[:500].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html")):
        raise DialectError("this is a web page: download the file itself")
    if head.startswith(b"<?xml"):
        raise DialectError("this is XML: save the table as CSV")
    if head.startswith((b"{", b"[")):
        raise DialectError("this is JSON: save the table as CSV")


def _encoding(path: Path, start: bytes) -> tuple[str, list[str]]:
    for bom, name in ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if start.startswith(bom):
            return name, ["UTF-16"]
    zeros = [start[parity:2000:2].count(0) for parity in (0, 1)]
    if max(zeros) > 4 * (min(zeros) + 1):
        return ("utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"), ["UTF-16"]
    wrong = _first_invalid(path)
    if wrong is None:
        return "utf-8", []
    offset, has_utf8 = wrong
    if has_utf8 or not _decodes(path, "cp1252"):
        raise DialectError(
            f"row {_row_at(path, offset)}: a character that is not UTF-8, though others are: save "
            "the file as UTF-8"
            if has_utf8
            else f"row {_row_at(path, offset)}: a character that is neither UTF-8 nor "
            "Windows-1252: save the file as UTF-8"
        )
    return "cp1252", ["Windows-1252"]


def _first_invalid(path: Path) -> tuple[int, bool] | None:
    """Where the first byte is that is no UTF-8, and whether other characters are; None if all."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    done, has_utf8 = 0, False
    with path.open("rb") as file:
        while block := file.read(1 << 24):
            pending = len(decoder.getstate()[0])
            try:
                text = decoder.decode(block)
            except UnicodeDecodeError as error:
                good = error.object[: error.start].decode()
                return done - pending + error.start, has_utf8 or not good.isascii()
            has_utf8 = has_utf8 or not text.isascii()
            done += len(block)
    return (done - len(decoder.getstate()[0]), has_utf8) if decoder.getstate()[0] else None


def _decodes(path: Path, encoding: str) -> bool:
    with path.open(encoding=encoding, newline="") as file:
        try:
            while file.read(1 << 24):
                pass
        except UnicodeDecodeError:
            return False
    return True


def _row_at(path: Path, offset: int) -> int:
    with path.open("rb") as file:
        row, left = 1, offset
        while left > 0 and (block := file.read(min(left, 1 << 24))):
            row, left = row + block.count(b"\n"), left - len(block)
    return row


def _separator(text: str, wanted: Collection[str]) -> str:
    """The one that parts the first line into the most known names; else into the most parts."""
    first = text.split("\n", 1)[0]
    known = {name.lower() for name in wanted}
    by_known: dict[str, tuple[int, int]] = {}
    for separator in SEPARATORS:
        names = next(csv.reader([first.rstrip("\r")], delimiter=separator), [])
        by_known[separator] = (sum(_bare(name) in known for name in names), len(names))
    return max(by_known, key=lambda separator: by_known[separator])


def _bare(name: str) -> str:
    return name.strip().strip("\"'").strip().lower()


def _rows(text: str, separator: str, *, whole: bool) -> list[list[str]]:
    lines = io.StringIO(text)
    found: list[list[str]] = []
    try:
        for row in csv.reader(lines, delimiter=separator):
            found.append(row)
            if len(found) > SAMPLE_ROWS:
                break
    except csv.Error as error:
        if "field limit" in str(error):
            said = f"row {len(found) + 1}: a quote is opened there and never closed"
            raise DialectError(said) from error
        raise DialectError(f"row {len(found) + 1}: {error}") from error
    if not whole and len(found) <= SAMPLE_ROWS:
        found = found[:-1]
    return found


def _header(rows: Sequence[Sequence[str]], wanted: Collection[str]) -> tuple[list[str], list[str]]:
    """The columns' names, as the originals write the known ones, and what was recognised."""
    original = {name.lower(): name for name in wanted}
    raw = list(rows[0]) if rows else []
    names = [original.get(_bare(name), name.strip()) for name in raw]
    said = []
    if any(name != was for name, was in zip(names, raw, strict=True) if name in wanted):
        said.append("column names in another case or quotes")
    told = [row for row in rows[1:] if row]
    if told and all(len(row) == len(names) + 1 for row in told):
        is_numbered, is_ended = _is_counted([r[0] for r in told]), not any(r[-1] for r in told)
        if is_numbered and is_ended:
            raise DialectError(
                "each row has a value more than there are columns, and both the first and the last "
                "of them may be too many: save the file without row numbers",
                Wrong.AMBIGUOUS,
            )
        if is_ended:
            names, said = [*names, ""], [*said, "a separator at the end of each row"]
        elif is_numbered:
            names, said = ["", *names], [*said, "row numbers before the first column"]
    return _each_once(names), said


def _is_counted(fields: Sequence[str]) -> bool:
    """Whether fields are numbers of rows, from 0 or 1 on."""
    return any(fields == [str(start + place) for place in range(len(fields))] for start in (0, 1))


def _each_once(names: Iterable[str]) -> list[str]:
    found: list[str] = []
    counts: dict[str, int] = {}
    for name in names:
        seen = counts.get(name, 0)
        counts[name] = seen + 1
        found.append(f"{name}_duplicated_{seen - 1}" if seen else name)
    return found


def _numbers(found: Dialect, rows: Sequence[Sequence[str]], numeric: Collection[str]) -> Numbers:
    """How numbers are written, by those that can be read in one way only."""
    columns = found.columns
    places = [place for place, name in enumerate(columns) if name in numeric]
    evidence = _Evidence()
    for number, row in enumerate(rows, start=2):
        for place in places:
            if place < len(row):
                evidence.see(row[place].strip(), f"row {number}, column {columns[place]}")
    return evidence.judge(is_original=found.separator == ",")


class _Evidence:
    """What a sample of numbers says of the marks in it."""

    def __init__(self) -> None:
        self.decimal: dict[str, str] = {}
        self.thousands: dict[str, str] = {}
        self.either: dict[str, str] = {}

    def see(self, text: str, where: str) -> None:
        if _PLAIN.fullmatch(text):
            return
        text = _GROUPED.sub("", text)
        for mark, other in ((",", "."), (".", ",")):
            own, their = re.escape(mark), re.escape(other)
            said = f"{text!r} ({where})"
            if re.fullmatch(rf"-?\d{{1,3}}({their}\d{{3}})+{own}\d+", text):
                self.decimal.setdefault(mark, said)
                self.thousands.setdefault(other, said)
            elif re.fullmatch(rf"-?\d{{1,3}}({own}\d{{3}}){{2,}}", text):
                self.thousands.setdefault(mark, said)
            elif re.fullmatch(rf"-?[1-9]\d{{0,2}}{own}\d{{3}}", text):
                self.either.setdefault(mark, said)
            elif re.fullmatch(rf"-?\d*{own}\d+(e[+-]?\d+)?|-?\d+{own}", text, re.IGNORECASE):
                self.decimal.setdefault(mark, said)

    def judge(self, *, is_original: bool) -> Numbers:
        """The one way; where the file is separated as the originals are, a point is a decimal."""
        if len(self.decimal) > 1:
            raise DialectError(
                f"numbers with a decimal comma, {self.decimal[',']}, and with a decimal point, "
                f"{self.decimal['.']}: write all of them with a point",
                Wrong.AMBIGUOUS,
            )
        if "," in self.decimal:
            # A point in such a file parts thousands, if anything.
            return Numbers(",", "." if "." in {*self.thousands, *self.either} else "")
        if "," in self.thousands or ("," in self.either and "." in self.decimal):
            return Numbers(".", ",")
        unclear = "," in self.either or (
            "." in self.either and not is_original and not self.decimal and not self.thousands
        )
        if unclear:
            told = self.either.get(",") or self.either["."]
            raise DialectError(
                f"{told} is a thousand and more, or a decimal fraction, and no other "
                "number tells which: write numbers with a decimal point and nothing else",
                Wrong.AMBIGUOUS,
            )
        if "." in self.thousands:
            return Numbers(",", ".")
        return Numbers()


def missing_columns(present: Sequence[str], wanted: Mapping[str, Collection[str]]) -> str | None:
    """What a file with hardly any of its table's columns seems to be; None where it has most.

    Args:
        present: the file's columns.
        wanted: columns of each kind of file, that of the name first.
    """
    names = {name.lower() for name in present}
    shares = {
        kind: len(names & {column.lower() for column in columns}) / len(columns)
        for kind, columns in wanted.items()
    }
    own, best = next(iter(shares)), max(shares, key=lambda kind: shares[kind])
    if shares[own] >= 0.5:
        return None
    if best != own and shares[best] >= 0.5:
        return f"this seems to be {best}, by its columns: name it so"
    shown = ", ".join(repr(name) for name in present[:3])
    more = ", …" if len(present) > 3 else ""
    return f"its first row is {shown}{more}: it has to name the columns, as the original files do"
