"""``manage.py draw_waterfalls``."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from kombu.exceptions import OperationalError

from explain.reading.kept_score import LANGUAGES
from explain.stored_drawings import (
    draw_stored,
    forget_drawings,
    remove_superseded,
    undrawn_score_ids,
)
from explain.tasks import AT_ONCE, order
from scoring.services.portfolio import batches


class Command(BaseCommand):
    """Draws what open applications lack, the nearest to the cut-off first, or queues it."""

    help = (
        "Draw the waterfalls that open applications lack, the nearest to the cut-off first, and "
        "remove the drawings of superseded scores."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--limit", type=int, help="no more applications than this")
        parser.add_argument(
            "--again", action="store_true", help="forget every drawing that is kept, and start anew"
        )
        parser.add_argument(
            "--queue", action="store_true", help="leave the drawing to the Celery workers"
        )

    def handle(
        self,
        *args: Any,
        limit: int | None = None,
        again: bool = False,
        queue: bool = False,
        **options: Any,
    ) -> None:
        """Say how many; CommandError where there is a queue to use that does not answer."""
        if limit is not None and limit < 1:
            raise CommandError("--limit must be 1 or more")
        removed = remove_superseded()
        if again:
            forget_drawings()
        scores = undrawn_score_ids(limit=limit)
        if queue:
            self._order(scores)
        else:
            for ids in batches(scores, AT_ONCE):
                draw_stored(ids)
        self.stdout.write(
            f"waterfalls of {len(scores)} open applications {'queued' if queue else 'drawn'}, in "
            f"{len(LANGUAGES)} languages; {removed} drawings of superseded scores removed"
        )

    def _order(self, scores: list[int]) -> None:
        try:
            order(scores)
        except OperationalError as error:
            raise CommandError(f"the broker does not answer: {error}") from error
