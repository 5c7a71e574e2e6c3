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
        """Have the drawings made of what is scored while somebody waits."""
        from scoring.signals import score_stored

        score_stored.connect(_queue_plots, dispatch_uid="explain.queue_plots")


def _queue_plots(score_id: int, **_kwargs: Any) -> None:
    from explain.tasks import queue_plots

    queue_plots(score_id)
