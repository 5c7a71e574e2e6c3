"""The explain app."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExplainConfig(AppConfig):
    """Says why a score is what it is."""

    name = "explain"
    verbose_name = _("Explanations")

    def ready(self) -> None:
        """Have the drawings made of what is scored."""
        from scoring.signals import batch_scored, score_stored

        score_stored.connect(_draw_one, dispatch_uid="explain.draw_one")
        batch_scored.connect(_draw_many, dispatch_uid="explain.draw_many")


def _draw_one(score_id: int, **_kwargs: Any) -> None:
    from explain.tasks import waterfall_wanted

    waterfall_wanted(score_id=score_id)


def _draw_many(application_ids: list[int], **_kwargs: Any) -> None:
    from explain.tasks import waterfalls_wanted

    waterfalls_wanted(application_ids=application_ids)
