"""``manage.py register_model BUNDLE [--activate]``."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ml.bundle import BundleError
from scoring.services import AlreadyRegistered, activate_model, register_model


class Command(BaseCommand):
    help = "Makes a trained model known to the portal, and with --activate puts it in force."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("bundle", type=Path, metavar="BUNDLE", help="the model's folder")
        parser.add_argument(
            "--activate", action="store_true", help="score with it from now on (may be known)"
        )

    def handle(self, *_args: Any, bundle: Path, activate: bool, **_options: Any) -> None:
        try:
            version = register_model(path=bundle, activate=activate)
            self.stdout.write(f"Registered {version.label} ({version.digest}).")
        except BundleError as error:
            raise CommandError(f"Refused: {error}") from error
        except AlreadyRegistered as error:
            if not activate:
                raise CommandError(str(error)) from error
            self.stdout.write(str(error))
            version = activate_model(version=error.version)
        if version.is_active:
            self.stdout.write(f"{version.label} is in force.")
