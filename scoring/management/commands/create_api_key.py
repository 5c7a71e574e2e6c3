"""``manage.py create_api_key LABEL``."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from scoring.services import create_api_key


class Command(BaseCommand):
    help = "Issues a key for the REST API. It is printed once and cannot be had again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("label", metavar="LABEL", help="whose key it is")

    def handle(self, *_args: Any, label: str, **_options: Any) -> None:
        try:
            issued = create_api_key(label=label)
        except ValueError as error:
            raise CommandError(str(error)) from error
        self.stderr.write(
            f"Key {issued.api_key.prefix} for {issued.api_key.label}. Keep it: only its hash is "
            "stored. Send it as “Authorization: Api-Key <key>”."
        )
        self.stdout.write(issued.text)
