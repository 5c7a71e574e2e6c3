"""`manage.py translations extract|compile|check`: keep the French catalogue complete."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal import catalogues


class Command(BaseCommand):
    """Works without GNU gettext."""

    help = "Extract, compile or check the translations."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """One word: what to do."""
        parser.add_argument("action", choices=["extract", "compile", "check"])

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the action; `check` fails where anything is wrong."""
        getattr(self, f"_{options['action']}")()

    def _extract(self) -> None:
        added, removed = catalogues.update()
        for sign, texts in (("+", added), ("-", removed)):
            for text in sorted(texts):
                self.stdout.write(f"{sign} {text}")
        self.stdout.write(f"{len(added)} added, {len(removed)} removed")

    def _compile(self) -> None:
        self.stdout.write(str(catalogues.compile_catalogue()))

    def _check(self) -> None:
        problems = catalogues.problems()
        if problems:
            listed = "\n".join(f"  {problem}" for problem in problems)
            raise CommandError(f"The French catalogue is not right:\n{listed}")
        self.stdout.write("The French catalogue is complete.")
