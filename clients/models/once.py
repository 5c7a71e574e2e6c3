"""Keys of writes that have happened, so that none happens twice."""

from __future__ import annotations

from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

KEPT_FOR = timedelta(days=30)
"""So long after a form was sent may its page still lie open in a browser's tab."""


class UsedKeyQuerySet(models.QuerySet["UsedKey"]):
    """Reads of used keys."""

    def forgotten(self) -> Self:
        """Those older than anybody remembers."""
        return self.filter(created_at__lt=Now() - KEPT_FOR)


class UsedKey(models.Model):
    """One write that happened: under which key, whose, and what came of it.

    ``purpose`` is the kind of write. ``content_digest`` tells whether the same was sent again.
    """

    purpose = models.CharField(max_length=50)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+"
    )
    key = models.UUIDField()
    content_digest = models.CharField(max_length=64)
    result = models.JSONField(null=True)
    created_at = models.DateTimeField(db_default=Now(), db_index=True)

    objects = UsedKeyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["purpose", "owner", "key"], name="used_key_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.key}"
