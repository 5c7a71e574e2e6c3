"""``manage.py import_records PATH``."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from clients.importing import import_records
from ml.errors import DataError


class Command(BaseCommand):
    help = "Imports a folder or zip of original Home Credit files; repeating it updates."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, metavar="PATH", help="the folder or zip")
        parser.add_argument(
            "--applied-on",
            type=date.fromisoformat,
            metavar="DATE",
            help="day of the applications, as 2026-01-31; by default the day kept already, "
            "today for new clients",
        )
        parser.add_argument(
            "--replace-loans",
            action="store_true",
            help="remove loans of the files' clients that are in the records and not in a table "
            "that the files have; try it with --dry-run first",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would be done, and write nothing"
        )

    def handle(
        self,
        *_args: Any,
        path: Path,
        applied_on: date | None,
        replace_loans: bool,
        dry_run: bool,
        **_options: Any,
    ) -> None:
        if not path.exists():
            raise CommandError(f"There is no {path}.")
        try:
            summary = import_records(
                path=path,
                applied_on=applied_on,
                progress=self._tell,
                replace_loans=replace_loans,
                dry_run=dry_run,
            )
        except DataError as error:
            raise CommandError(f"Refused; nothing was written:\n{error}") from error
        for line in summary.lines():
            self.stdout.write(line)

    def _tell(self, what: str, done: int, total: int) -> None:
        self.stderr.write(f"{what}: {done:,} of {total:,}" if total else f"{what} …")
