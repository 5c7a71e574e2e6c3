"""``manage.py rebuild_model_figures``."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from kombu.exceptions import OperationalError

from explain.reading.kept_score import LANGUAGES
from ml.bundle import BundleError
from portal.model.figure_store import rebuild, remove_superseded_figures
from portal.model.tasks import draw_model_figures
from scoring.models import ModelVersion
from scoring.services.engines import NoActiveModel, active


class Command(BaseCommand):
    """Makes the figures of the model in force anew, or queues that."""

    help = "Compute and draw the figures of the model's pages anew; remove those of old versions."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--queue", action="store_true", help="leave it to the Celery workers")

    def handle(self, *args: Any, queue: bool = False, **options: Any) -> None:
        """Make all figures; CommandError where there is no model that can be read, or no queue."""
        try:
            model = active()
        except (NoActiveModel, BundleError) as error:
            raise CommandError(str(error)) from error
        if queue:
            self._queue(model.version)
            return
        removed = remove_superseded_figures()
        made = rebuild(model, languages=LANGUAGES)
        self.stdout.write(
            f"{model.version.label}: {made} figures in {len(LANGUAGES)} languages; "
            f"{removed} of old versions removed"
        )

    def _queue(self, version: ModelVersion) -> None:
        try:
            draw_model_figures.delay(version.pk, again=True)
        except OperationalError as error:
            raise CommandError(f"the broker does not answer: {error}") from error
        self.stdout.write(f"{version.label}: queued")
