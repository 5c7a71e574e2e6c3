"""Files for a spreadsheet: comma-separated values as the language's spreadsheets read them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from babel.numbers import format_decimal

BYTE_ORDER_MARK = "\ufeff"
"""Starts a file: without it spreadsheets take UTF-8 for something else."""

_SEPARATORS = {"fr": ";"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def writer(file: Any, language: str) -> Any:
    """Python's CSV writer with the language's separator: a semicolon where numbers have commas."""
    return csv.writer(file, delimiter=_SEPARATORS.get(language, ","))


def as_csv(rows: Iterable[Sequence[str]], language: str) -> str:
    """A whole file."""
    written = io.StringIO()
    writer(written, language).writerows(rows)
    return BYTE_ORDER_MARK + written.getvalue()


def figure(number: float, language: str, pattern: str = "0.####") -> str:
    """A number to count with: no thousands, and a hyphen, for no spreadsheet reads a minus sign."""
    return str(format_decimal(number, format=pattern, locale=language))


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula: one that looks like it gets an apostrophe.

    See OWASP, "CSV Injection".
    """
    return f"'{text}" if text.startswith(_FORMULA) else text
