"""``manage.py score_portfolio``."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from scoring.services import NoActiveModel, score_portfolio
from scoring.services.portfolio import BATCH
from scoring.tasks import score_portfolio as score_portfolio_task


class Command(BaseCommand):
    help = (
        "Scores every application whose score by the model in force does not stand. "
        "Stopped half-way, it goes on where it was when run again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--batch", type=int, default=BATCH, help="applications at a time")
        parser.add_argument(
            "--queue", action="store_true", help="leave the work to the Celery workers"
        )

    def handle(self, *_args: Any, batch: int, queue: bool, **_options: Any) -> None:
        if batch < 1:
            raise CommandError("--batch must be 1 or more.")
        if queue:
            score_portfolio_task.delay()
            self.stdout.write("Queued.")
            return
        try:
            done = score_portfolio(batch=batch, progress=self._tell)
        except NoActiveModel as error:
            raise CommandError(f"{error} See register_model.") from error
        self.stdout.write(
            f"Scored {done.scored:,}, skipped {done.skipped:,} whose score stands, in "
            f"{done.seconds:.1f} s ({done.scored / max(done.seconds, 1e-9):,.0f} a second)."
        )

    def _tell(self, done: int, total: int) -> None:
        self.stderr.write(f"scoring applications: {done:,} of {total:,}")
