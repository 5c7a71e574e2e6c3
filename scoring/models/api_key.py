"""Keys with which other systems ask for scores."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models

from clients.history import keeps_history


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    """Reads of API keys."""

    def usable(self) -> Self:
        """Keys that have not been revoked."""
        return self.filter(revoked_at=None)


@keeps_history(but=["last_used_at"])
class ApiKey(models.Model):
    """A key that an external system shows; only its SHA-256 is kept, its secret is random.

    ``prefix`` is the part that people may see, to tell one key from another.
    """

    prefix = models.CharField(max_length=12, unique=True)
    hashed_key = models.CharField(max_length=64, unique=True)
    label = models.CharField(max_length=100)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.label} ({self.prefix}…)"
