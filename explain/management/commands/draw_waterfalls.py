"""Have the waterfalls drawn of the clients that will be looked at first."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import F
from django.db.models.functions import Abs
from kombu.exceptions import OperationalError

from explain.facts import LANGUAGES
from explain.tasks import draw_waterfall
from ml.points import CUT_OFF_SCORE
from scoring.models import CurrentScore


class Command(BaseCommand):
    """Queues drawings for the scores nearest to the cut-off; a worker draws them."""

    help = "Queue the waterfalls of the clients nearest to the cut-off for drawing by a worker."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--limit", type=int, default=500, help="how many clients (default: %(default)s)"
        )

    def handle(self, *args: Any, limit: int, **options: Any) -> None:
        """Queue one task a score and language; CommandError where the broker does not answer."""
        if limit < 1:
            raise CommandError("--limit must be 1 or more")
        distance = Abs(F("score__score") - CUT_OFF_SCORE)
        nearest = CurrentScore.objects.order_by(distance, "score_id")[:limit]
        scores = list(nearest.values_list("score_id", flat=True))
        try:
            for score_id in scores:
                for language in LANGUAGES:
                    draw_waterfall.delay(score_id, language)
        except OperationalError as error:
            raise CommandError(f"the broker does not answer: {error}") from error
        self.stdout.write(
            f"{len(scores)} clients' waterfalls queued, in {len(LANGUAGES)} languages"
        )
