"""What explain keeps: drawings, so that a page need not wait for them."""

from __future__ import annotations

from typing import Self

from django.db import models

from scoring.models import Score


class PlotQuerySet(models.QuerySet["Plot"]):
    """Reads of drawings."""

    def of(self, *, score_id: int, language: str) -> Self:
        """The drawings of one score in one language."""
        return self.filter(score_id=score_id, language=language)

    def superseded(self) -> Self:
        """The drawings of scores that do not stand any more: nothing shows them."""
        return self.filter(score__current_for=None)


class Plot(models.Model):
    """One drawing of a score, in one language. It can be thrown away: it is drawn again.

    ``digest`` is the fingerprint of what was drawn and how; another one means that the drawing is
    stale (the catalogue's words, the advice's bounds or the drawing itself have changed).
    """

    class Kind(models.TextChoices):
        """What is drawn, and for which width."""

        WATERFALL_WIDE = "waterfall-wide"
        WATERFALL_NARROW = "waterfall-narrow"

    score = models.ForeignKey(Score, on_delete=models.CASCADE, related_name="plots", db_index=False)
    kind = models.CharField(max_length=20, choices=Kind)
    language = models.CharField(max_length=5)
    digest = models.CharField(max_length=64)
    svg = models.TextField()
    drawn_at = models.DateTimeField(auto_now=True)

    objects = PlotQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["score", "language", "kind"], name="plot_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.score_id} {self.language}"
