"""What an import did, for people and programs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Progress = Callable[[str, int, int], None]
"""Told what is being done, and how much of how much (0 of 0 where that is not known)."""


@dataclass(frozen=True, kw_only=True)
class ImportSummary:
    """What was read, written and left out.

    ``recognised``: by file, how it is written where that is not as in the originals.
    ``rows_read``: rows by table. ``left_out``: rows by table that no loan ties to a client.
    ``without_loan``: rows by table kept though their loan has no row of its own. ``new``,
    ``updated`` and ``unchanged`` count applications, one a client; ``loans_written`` both kinds
    of loan; ``loans_stayed`` and ``loans_removed`` those that were kept and that a table of the
    files does not have. ``dry_run``: nothing of it was written.
    ``named``: clients that the file of names names, None without such a file.
    """

    files: tuple[str, ...]
    recognised: dict[str, tuple[str, ...]]
    known_tables: tuple[str, ...]
    rows_read: dict[str, int]
    left_out: dict[str, int]
    without_loan: dict[str, int]
    new: int
    updated: int
    unchanged: int
    loans_written: int
    loans_stayed: int
    loans_removed: int
    dry_run: bool
    named: int | None
    seconds: float

    @property
    def clients(self) -> int:
        """Clients read."""
        return self.new + self.updated + self.unchanged

    def lines(self) -> list[str]:
        """The summary in words, line by line."""
        rows = ", ".join(f"{table} {count:,}" for table, count in self.rows_read.items())
        found = [
            f"Read: {rows} (from {', '.join(self.files)})",
            *(
                f"Recognised in {file}: {', '.join(found)}"
                for file, found in self.recognised.items()
            ),
            f"Applications: new {self.new:,}, updated {self.updated:,}, equal {self.unchanged:,}",
            f"Loans written: {self.loans_written:,}",
        ]
        if self.loans_stayed:
            found.append(
                f"Loans left as they were: {self.loans_stayed:,} that are in the records and not in"
                " the files (--replace-loans removes them)"
            )
        if self.loans_removed:
            found.append(
                f"Loans removed: {self.loans_removed:,} that were in the records and not in the"
                " files"
            )
        if self.named is not None:
            found.append(f"Names: {self.named:,} clients")
        found += [
            f"Kept without their loan's own row: {count:,} rows of {table}"
            for table, count in self.without_loan.items()
        ]
        found += [
            f"Left out: {count:,} rows of {table}, since no loan in the files ties them to a client"
            for table, count in self.left_out.items()
        ]
        found.append(
            f"{self.clients:,} clients in {self.seconds:.1f} s"
            f" ({self.clients / max(self.seconds, 1e-9):,.0f} a second)"
        )
        if self.dry_run:
            found.append("Tried only: nothing was written")
        return found
