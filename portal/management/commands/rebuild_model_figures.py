"""Compute and draw the figures of the model in force anew."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from explain.facts import LANGUAGES
from ml.bundle import BundleError
from portal.model.keeping import rebuild, remove_superseded_figures
from scoring.services.engines import NoActiveModel, active


class Command(BaseCommand):
    """Does it here and now, without a worker."""

    help = "Compute and draw the figures of the model's pages anew; remove those of old versions."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make all figures; CommandError where there is no model that can be read."""
        try:
            model = active()
        except (NoActiveModel, BundleError) as error:
            raise CommandError(str(error)) from error
        removed = remove_superseded_figures()
        made = rebuild(model, languages=LANGUAGES)
        self.stdout.write(
            f"{model.version.label}: {made} figures in {len(LANGUAGES)} languages; "
            f"{removed} of old versions removed"
        )
