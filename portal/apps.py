"""The project as an app: it gives its groups their permissions after each migration."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PortalConfig(AppConfig):
    """The top layer."""

    name = "portal"

    def ready(self) -> None:
        """Connect after django.contrib.auth, which makes the permissions in the same signal."""
        post_migrate.connect(_sync_groups, sender=self, dispatch_uid="portal.roles")


def _sync_groups(using: str, **_: Any) -> None:
    from portal.roles import sync_groups

    sync_groups(using=using)
