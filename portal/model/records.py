"""What is kept of the figures: numbers of any language, drawings of one."""

from __future__ import annotations

from typing import Self

from django.db import models

from scoring.models import ModelVersion


class ModelFigureQuerySet(models.QuerySet["ModelFigure"]):
    """Reads of figures."""

    def of(self, version: ModelVersion) -> Self:
        """The figures of one model version."""
        return self.filter(model_version=version)

    def superseded(self) -> Self:
        """The figures of versions that are not in force."""
        return self.filter(model_version__is_active=False)


class ModelFigure(models.Model):
    """The numbers of one figure of one model version. They can be thrown away: they come again.

    ``recipe`` says how they were made; where it is not the present one, they are stale.
    """

    model_version = models.ForeignKey(
        ModelVersion, on_delete=models.CASCADE, related_name="figures", db_index=False
    )
    name = models.CharField(max_length=120)
    recipe = models.PositiveSmallIntegerField()
    numbers = models.JSONField()
    made_at = models.DateTimeField(auto_now=True)

    objects = ModelFigureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["model_version", "name"], name="model_figure_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.model_version_id}"


class ModelDrawing(models.Model):
    """One drawing of a figure, in one language and layout; ``digest`` is of all that is drawn."""

    figure = models.ForeignKey(
        ModelFigure, on_delete=models.CASCADE, related_name="drawings", db_index=False
    )
    language = models.CharField(max_length=5)
    layout = models.CharField(max_length=10)
    digest = models.CharField(max_length=64)
    svg = models.TextField()
    drawn_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["figure", "language", "layout"], name="model_drawing_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.figure_id} {self.language} {self.layout}"
