"""A trained model that the portal knows."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from clients.history import keeps_history


class ModelVersionQuerySet(models.QuerySet["ModelVersion"]):
    """Reads of model versions."""

    def in_force(self) -> Self:
        """The version that scores now: one, or none before the first is activated."""
        return self.filter(is_active=True)


MADE_ONCE = (
    "features", "metrics", "bands", "usual", "yardsticks", "steadiness", "coverage", "outcomes",
)  # fmt: skip
"""What a bundle says of itself, and what never changes."""


@keeps_history(but=MADE_ONCE)
class ModelVersion(models.Model):
    """One bundle: what it is called, where it lies, and what its scores need to be read.

    ``threshold`` is the PD at the cut-off, ``base`` the log-odds of default of the average
    client, ``features`` the order of every score's contributions and values. ``bands`` are past
    clients by score and how many of them defaulted (``ml.curves.Band``), ``usual`` the bounds of
    each number's training values, ``yardsticks`` where past clients stood in each feature
    (``ml.yardsticks.Yardstick``). ``outcomes`` are past clients by how much was known of them
    (``ml.curves.Outcomes``). ``steadiness`` and ``coverage`` are of ``ml.bundle.Manifest``.
    """

    label = models.CharField(max_length=100, unique=True)
    digest = models.CharField(max_length=64, unique=True)
    path = models.CharField(max_length=500)
    threshold = models.FloatField()
    cost_ratio = models.FloatField()
    base = models.FloatField()
    features = ArrayField(models.CharField(max_length=100))
    metrics = models.JSONField()
    bands = models.JSONField(default=list)
    usual = models.JSONField(default=dict)
    yardsticks = models.JSONField(default=dict)
    steadiness = models.JSONField(default=dict)
    coverage = models.JSONField(default=list)
    outcomes = models.JSONField(default=list)
    trained_at = models.DateTimeField()
    registered_at = models.DateTimeField(auto_now_add=True)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    is_active = models.BooleanField(default=False)
    activated_at = models.DateTimeField(null=True, blank=True)
    activated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = ModelVersionQuerySet.as_manager()

    class Meta:
        ordering = ["-registered_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_active"],
                condition=models.Q(is_active=True),
                name="model_version_one_active",
            ),
            models.CheckConstraint(
                name="model_version_threshold_valid",
                condition=models.Q(threshold__gt=0, threshold__lt=1),
            ),
            models.CheckConstraint(
                name="model_version_cost_ratio_valid", condition=models.Q(cost_ratio__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def steady(self) -> float:
        """How far another training would move nine of ten scores at most; 0 where not known."""
        return float(self.steadiness.get("ninth", 0.0))
