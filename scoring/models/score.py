"""What a model said of an application, kept whole and never changed."""

from __future__ import annotations

from typing import Any, NoReturn, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models

from clients.models import Application
from ml.score_range import carries_tenths, is_wide
from scoring.models.model_version import ModelVersion


class ScoreChangedError(TypeError):
    """Somebody tried to change a score. Score again: the new one supersedes the old."""


class ScoreQuerySet(models.QuerySet["Score"]):
    """Reads of scores; there is no update."""

    def update(self, **kwargs: Any) -> NoReturn:
        """Refused: a score never changes."""
        raise ScoreChangedError(f"A score never changes: {', '.join(kwargs)}")

    def history(self) -> Self:
        """The newest first, with their model versions, without what explains each of them."""
        return (
            self.select_related("model_version")
            .defer(*long_fields())
            .order_by("-created_at", "-pk")
        )


def long_fields(lookup: str = "") -> tuple[str, ...]:
    """The fields that explain a score, and those of its model version: of no use to a list.

    ``lookup`` leads to the score, with its two underscores.
    """
    of_version = ("features", "metrics", "bands", "usual", "yardsticks", "coverage", "outcomes")
    names = ("contributions", "values", *(f"model_version__{name}" for name in of_version))
    return tuple(f"{lookup}{name}" for name in names)


class Score(models.Model):
    """One model's answer for one state of an application's inputs.

    ``pd`` is the probability of default, ``score`` the points, not clipped, ``advice`` one of
    grant, review, refuse and complete. ``range_low`` to ``range_high`` (points, not clipped) is
    where the score would lie if the ``unknown_inputs`` were known, ``below_cut_off`` the share of
    such scores below the cut-off; asking for ``ask_first`` narrows the range by ``narrows_by``
    points on average. They are None for scores made before ranges were. ``contributions``
    (log-odds of default) and ``values`` are in the
    order of ``model_version.features``. The database refuses any update.
    """

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="scores", db_index=False
    )
    model_version = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="scores")
    inputs_digest = models.CharField(max_length=64)
    pd = models.FloatField()
    score = models.FloatField()
    advice = models.CharField(max_length=10)
    range_low = models.FloatField(null=True)
    range_high = models.FloatField(null=True)
    below_cut_off = models.FloatField(null=True)
    unknown_inputs = ArrayField(models.CharField(max_length=50), default=list)
    ask_first = models.CharField(max_length=50, null=True)
    narrows_by = models.FloatField(null=True)
    contributions = ArrayField(models.FloatField())
    values = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ScoreQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["score"], name="score_points"),
            models.Index(fields=["advice", "score"], name="score_advice_points"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "inputs_digest", "model_version"], name="score_once"
            ),
            models.CheckConstraint(name="score_pd_valid", condition=models.Q(pd__gte=0, pd__lte=1)),
            models.CheckConstraint(
                name="score_advice_valid",
                condition=models.Q(advice__in=["grant", "review", "refuse", "complete"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.score:.1f} ({self.advice})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write a new score; one that is kept already is refused."""
        if not self._state.adding:
            raise ScoreChangedError("A score never changes: score the application again.")
        super().save(*args, **kwargs)

    @property
    def is_wide(self) -> bool:
        """Whether what is unknown moves it further than the model itself is unsure of."""
        return is_wide(
            self.range_low,
            self.range_high,
            unknown=len(self.unknown_inputs),
            steady=self.model_version.steady,
        )

    @property
    def is_rough(self) -> bool:
        """Whether it can carry whole points only."""
        return not carries_tenths(is_wide=self.is_wide, steady=self.model_version.steady)


class CurrentScore(models.Model):
    """The score that stands for an application now: what lists and pages join."""

    application = models.OneToOneField(
        Application, on_delete=models.CASCADE, related_name="current_score", primary_key=True
    )
    score = models.OneToOneField(Score, on_delete=models.CASCADE, related_name="current_for")
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.application_id}: {self.score_id}"
