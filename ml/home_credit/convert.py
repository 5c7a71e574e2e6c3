"""Turns a batch of original rows into canonical ones and notes every value that cannot be."""

from __future__ import annotations

import re
from collections.abc import Iterable

import polars as pl

from ml.errors import Problem, Row, Wrong
from ml.home_credit import names
from ml.home_credit.dialect import NOT_GIVEN, Numbers
from ml.home_credit.files import ROW
from ml.schema import Column, Kind

ROWS_SHOWN = 5
_FLAGS = {
    **dict.fromkeys(("y", "yes", "1", "1.0", "true"), True),
    **dict.fromkeys(("n", "no", "0", "0.0", "false"), False),
}
_EXACT = 2.0**53
"""Whole numbers above this are not exact in a float, so not references or counts."""


class Findings:
    """Problems by file, column and kind: how many rows, and the first of them.

    ``recognised`` says, by file, what is written otherwise than in the originals, and read.
    """

    def __init__(self) -> None:
        self._counts: dict[tuple[str, str | None, Wrong, str], int] = {}
        self._rows: dict[tuple[str, str | None, Wrong, str], list[Row]] = {}
        self._others: list[Problem] = []
        self.recognised: dict[str, tuple[str, ...]] = {}

    def add(
        self,
        *,
        file: str,
        column: str,
        kind: Wrong,
        message: str,
        numbers: pl.Series,
        values: pl.Series,
    ) -> None:
        """Note rows (numbers and values, same length, in the file's order), if there are any."""
        if numbers.len() == 0:
            return
        where = (file, column, kind, message)
        self._counts[where] = self._counts.get(where, 0) + numbers.len()
        rows = self._rows.setdefault(where, [])
        room = ROWS_SHOWN - len(rows)
        for number, value in zip(numbers.head(room), values.head(room), strict=True):
            rows.append(Row(int(number), None if value is None else str(value)))

    def extend(self, problems: Iterable[Problem]) -> None:
        """Note problems of files or columns as a whole."""
        self._others.extend(problems)

    @property
    def problems(self) -> list[Problem]:
        """Everything noted, problems of whole files first."""
        return self._others + [
            Problem(
                file=file,
                column=column,
                rows=tuple(self._rows[file, column, kind, message]),
                message=message,
                kind=kind,
                count=count,
            )
            for (file, column, kind, message), count in self._counts.items()
        ]


def slug(value: str) -> str:
    """Lower case, everything but letters and digits a single underscore, none at the ends."""
    return re.sub(r"[^a-z0-9]+", "_", value.lower()).strip("_")


def convert(
    batch: pl.DataFrame,
    table: str,
    file: str,
    findings: Findings,
    numbers: Numbers = Numbers(),  # noqa: B008 - never changed
) -> pl.DataFrame:
    """The batch (original names, any types) with canonical names, types and values, and ``ROW``.

    A column that the batch does not have becomes missing throughout. Values that cannot be
    converted, are not allowed or are missing where they must not be go to ``findings`` and are
    missing in the result, which must not be used then.
    """
    series = [batch[ROW]]
    for column, original in names.columns(table):
        if original not in batch.columns:
            absent = pl.repeat(None, batch.height, dtype=column.dtype, eager=True)
            series.append(absent.alias(column.name))
            continue
        converter = _Converter(
            column, original, table, file, batch[ROW], batch[original], findings, numbers
        )
        series.append(converter.convert().alias(column.name))
    return pl.DataFrame(series)


class _Converter:
    """One column of one batch."""

    def __init__(
        self,
        column: Column,
        original: str,
        table: str,
        file: str,
        rows: pl.Series,
        raw: pl.Series,
        findings: Findings,
        numbers: Numbers,
    ) -> None:
        self.numbers = numbers
        self.column, self.original, self.table, self.file = column, original, table, file
        self.rows, self.raw, self.findings = rows, raw, findings

    def convert(self) -> pl.Series:
        kind = self.column.kind
        if kind in (Kind.KEY, Kind.INTEGER, Kind.NUMBER):
            value, bad = self._number()
        else:
            value, bad = self._labelled()
        also = names.REQUIRED.get(self.table, frozenset())
        if self.column.required or self.column.name in also:
            self._note(
                value.is_null() & ~bad, Wrong.MISSING_VALUE, "missing where it must be given"
            )
        return value

    def _note(self, where: pl.Series, kind: Wrong, message: str) -> None:
        if where.any():
            self.findings.add(
                file=self.file,
                column=self.original,
                kind=kind,
                message=message,
                numbers=self.rows.filter(where),
                values=self.raw.filter(where),
            )

    def _number(self) -> tuple[pl.Series, pl.Series]:
        number = _as_float(self.raw, self.numbers)
        bad = self.raw.is_not_null() & number.is_null()
        if bad.any():
            bad &= ~_not_given(self.raw)
        bad |= number.is_infinite().fill_null(False)
        self._note(bad, Wrong.TYPE, "not a number")
        number = number.fill_nan(None)
        if self.column.kind is Kind.NUMBER:
            value = number.set(bad, None)
        else:
            fraction = ((number % 1 != 0) | (number.abs() > _EXACT)).fill_null(False) & ~bad
            self._note(fraction, Wrong.TYPE, "not a whole number")
            bad |= fraction
            value = number.set(bad, None).cast(pl.Int64)
        code = names.missing_code(self.original)
        if code is not None:
            value = value.set((value == code).fill_null(False), None)
        if names.counts_from_application(self.original):
            value = -value
        return value, bad | self._out_of_range(value)

    def _out_of_range(self, value: pl.Series) -> pl.Series:
        low, high = self.column.minimum, self.column.maximum
        out = pl.repeat(False, value.len(), eager=True)
        if low is not None:
            out |= (value < low).fill_null(False)
        if high is not None:
            out |= (value > high).fill_null(False)
        if names.counts_from_application(self.original):
            low, high = (None if high is None else -high), (None if low is None else -low)
        bounds = [f"at least {low:g}"] if low is not None else []
        bounds += [f"at most {high:g}"] if high is not None else []
        self._note(out, Wrong.RANGE, f"outside what is allowed ({' and '.join(bounds)})")
        return out

    def _labelled(self) -> tuple[pl.Series, pl.Series]:
        if not _is_label(self.raw):
            bad = self.raw.is_not_null()
            self._note(bad, Wrong.TYPE, "not a text or a code")
            return pl.repeat(None, bad.len(), dtype=self.column.dtype, eager=True), bad
        text = self.raw.cast(pl.String)
        labels = text.unique().drop_nulls().to_list()
        known = {label: self._meaning(label) for label in labels}
        unknown = [label for label, (_, allowed) in known.items() if not allowed]
        meanings = {label: value for label, (value, _) in known.items()}
        value = text.replace_strict(
            list(meanings), list(meanings.values()), default=None, return_dtype=self.column.dtype
        )
        bad = text.is_in(unknown).fill_null(False)
        if self.column.kind is Kind.FLAG:
            self._note(bad, Wrong.TYPE, "neither yes nor no")
        else:
            self._note(bad, Wrong.CATEGORY, "unknown category")
        return value, bad

    def _meaning(self, label: str) -> tuple[str | bool | None, bool]:
        """The canonical value of a label, and whether it is allowed here."""
        if self.column.kind is Kind.FLAG:
            flag = _FLAGS.get(label.strip().lower())
            return flag, flag is not None or label.strip().lower() in NOT_GIVEN
        code = slug(label)
        if code in names.NOT_AVAILABLE or not label.strip():
            return None, True
        if label.strip().lower() in NOT_GIVEN and code not in self.column.categories:
            return None, True
        if self.column.kind is Kind.TEXT:
            return label.strip(), True
        special = names.VALUES.get(self.table, {}).get(self.column.name, {})
        value = special.get(code, code)
        return value, value is None or value in self.column.categories


def _not_given(raw: pl.Series) -> pl.Series:
    """Where a text says that there is no value."""
    if raw.dtype != pl.String:
        return pl.repeat(False, raw.len(), eager=True)
    return raw.str.strip_chars().str.to_lowercase().is_in(list(NOT_GIVEN)).fill_null(False)


def _as_float(raw: pl.Series, numbers: Numbers) -> pl.Series:
    """As floats; what is not a number becomes missing. NaN stays, to be told from it."""
    if raw.dtype in (pl.Categorical, pl.Enum, pl.Null):
        raw = raw.cast(pl.String)
    if raw.dtype == pl.String:
        return numbers.as_float(raw)
    if raw.dtype.is_numeric() or raw.dtype == pl.Boolean:
        return raw.cast(pl.Float64)
    return pl.repeat(None, raw.len(), dtype=pl.Float64, eager=True)


def _is_label(raw: pl.Series) -> bool:
    return raw.dtype.is_numeric() or raw.dtype in (
        pl.String, pl.Categorical, pl.Enum, pl.Boolean, pl.Null,
    )  # fmt: skip
