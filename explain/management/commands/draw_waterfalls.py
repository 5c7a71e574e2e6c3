"""Have the waterfalls of open applications drawn, or draw them."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from kombu.exceptions import OperationalError

from explain.facts import LANGUAGES
from explain.plots import draw_stored, forget_drawings, remove_superseded, undrawn_score_ids
from explain.tasks import AT_ONCE, order
from scoring.services.portfolio import batches


class Command(BaseCommand):
    """Queues what lacks for a worker, the applications nearest to the cut-off first."""

    help = (
        "Remove the drawings of superseded scores, and queue the waterfalls that open applications "
        "lack for drawing by a worker, the nearest to the cut-off first."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--limit", type=int, help="no more applications than this")
        parser.add_argument(
            "--again", action="store_true", help="forget every drawing that is kept, and start anew"
        )
        parser.add_argument(
            "--here", action="store_true", help="draw now, in this process, without a worker"
        )

    def handle(
        self,
        *args: Any,
        limit: int | None = None,
        again: bool = False,
        here: bool = False,
        **options: Any,
    ) -> None:
        """Say how many; CommandError where the broker does not answer."""
        if limit is not None and limit < 1:
            raise CommandError("--limit must be 1 or more")
        removed = remove_superseded()
        if again:
            forget_drawings()
        scores = undrawn_score_ids(limit=limit)
        if here:
            for ids in batches(scores, AT_ONCE):
                draw_stored(ids)
        else:
            self._order(scores)
        self.stdout.write(
            f"waterfalls of {len(scores)} open applications {'drawn' if here else 'queued'}, in "
            f"{len(LANGUAGES)} languages; {removed} drawings of superseded scores removed"
        )

    def _order(self, scores: list[int]) -> None:
        try:
            order(scores)
        except OperationalError as error:
            raise CommandError(f"the broker does not answer: {error}") from error
