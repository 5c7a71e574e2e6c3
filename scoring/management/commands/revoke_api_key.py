"""``manage.py revoke_api_key PREFIX``."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from scoring.models import ApiKey
from scoring.services import revoke_api_key


class Command(BaseCommand):
    help = "Revokes a key of the REST API, for good."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("prefix", metavar="PREFIX", help="the part before the point")

    def handle(self, *_args: Any, prefix: str, **_options: Any) -> None:
        try:
            api_key = revoke_api_key(prefix=prefix)
        except ApiKey.DoesNotExist as error:
            raise CommandError(f"No key starts with {prefix}.") from error
        self.stdout.write(f"{api_key.label} ({prefix}) is revoked since {api_key.revoked_at}.")
