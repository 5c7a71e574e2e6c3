"""Where the database keeps each column of the tables: the one map between schema and models."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from clients.models import Application, BureauLoan, PreviousLoan
from clients.models.application import DATES, ON_CLIENT
from clients.models.loans import BUREAU_DATES, PREVIOUS_DATES
from ml.schema import SUMMARIES, TABLES, Column, Kind


@dataclass(frozen=True)
class Keeping:
    """How one table is kept.

    ``columns`` are the table's own and its summary's; ``key`` the column that identifies a row;
    ``dates`` maps a column of days before the application to the date field that keeps it.
    """

    table: str
    model: type[Application | BureauLoan | PreviousLoan]
    key: str
    columns: tuple[Column, ...]
    dates: Mapping[str, str]
    on_client: tuple[str, ...] = ()

    @property
    def typed(self) -> tuple[Column, ...]:
        """Columns with a field of their own in ``model``."""
        return tuple(
            column
            for column in self.columns
            if column.kind is not Kind.KEY
            and not column.long_tail
            and column.name not in self.on_client
        )

    @property
    def long_tail(self) -> tuple[Column, ...]:
        """Columns in the JSON field ``details``."""
        return tuple(column for column in self.columns if column.long_tail)

    @property
    def inputs(self) -> tuple[str, ...]:
        """Columns that describe the row, without references and without the outcome, in order."""
        return tuple(
            column.name
            for column in self.columns
            if column.kind is not Kind.KEY and column.name != "default"
        )

    def field(self, column: str) -> str:
        """The field that keeps a typed column."""
        return self.dates.get(column, column)

    @property
    def schema(self) -> dict[str, type]:
        """Names and Polars types of ``columns``, in order."""
        return {column.name: column.dtype for column in self.columns}


APPLICATION = Keeping(
    table="application",
    model=Application,
    key="client_id",
    columns=TABLES["application"].columns,
    dates=DATES,
    on_client=ON_CLIENT,
)
BUREAU_LOANS = Keeping(
    table="bureau_loans",
    model=BureauLoan,
    key="bureau_loan_id",
    columns=(*TABLES["bureau_loans"].columns, *SUMMARIES["bureau_loans"]),
    dates=BUREAU_DATES,
)
PREVIOUS_LOANS = Keeping(
    table="previous_loans",
    model=PreviousLoan,
    key="previous_loan_id",
    columns=(*TABLES["previous_loans"].columns, *SUMMARIES["previous_loans"]),
    dates=PREVIOUS_DATES,
)

TELLS_OF_BUREAU_LOANS = frozenset({"bureau_loans"})
TELLS_OF_PREVIOUS_LOANS = frozenset({"previous_loans", "pos_months", "card_months", "instalments"})
"""Where one of these tables is known, there is something to say of that kind of loan."""
