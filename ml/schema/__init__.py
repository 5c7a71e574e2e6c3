"""The seven tables in canonical names, declared once for files, database, features and API."""

from __future__ import annotations

from ml.schema.application import APPLICATION
from ml.schema.columns import Column, Kind, Table, Use
from ml.schema.loans import (
    BUREAU_LOANS,
    BUREAU_MONTHS,
    CARD_MONTHS,
    INSTALMENTS,
    POS_MONTHS,
    PREVIOUS_LOANS,
)
from ml.schema.summaries import BUREAU_SUMMARY, PREVIOUS_SUMMARY

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        APPLICATION,
        BUREAU_LOANS,
        BUREAU_MONTHS,
        PREVIOUS_LOANS,
        POS_MONTHS,
        CARD_MONTHS,
        INSTALMENTS,
    )
}
"""The seven tables by name, parents before children."""

SUMMARIES: dict[str, tuple[Column, ...]] = {
    BUREAU_LOANS.name: BUREAU_SUMMARY,
    PREVIOUS_LOANS.name: PREVIOUS_SUMMARY,
}
"""The columns that stage 1 adds to each kind of loan, from its monthly rows."""

__all__ = ["SUMMARIES", "TABLES", "Column", "Kind", "Table", "Use"]
