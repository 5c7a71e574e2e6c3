"""The project as an app: it gives its groups their permissions after each migration."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate, post_save
from django.http import HttpResponse
from django_structlog.signals import (
    bind_extra_request_finished_metadata,
    update_failure_response,
)
from structlog.contextvars import get_contextvars


class PortalConfig(AppConfig):
    """The top layer."""

    name = "portal"

    def ready(self) -> None:
        """Connect after django.contrib.auth, which makes the permissions in the same signal."""
        post_migrate.connect(_sync_groups, sender=self, dispatch_uid="portal.roles")
        post_save.connect(
            _draw_figures, sender="scoring.ModelVersion", dispatch_uid="portal.model-figures"
        )
        for signal in (bind_extra_request_finished_metadata, update_failure_response):
            signal.connect(_show_request_id, dispatch_uid="portal.request-id")


def _sync_groups(using: str, **_: Any) -> None:
    from portal.roles import sync_groups

    sync_groups(using=using)


def _draw_figures(instance: Any, update_fields: frozenset[str] | None, **_: Any) -> None:
    """Have the figures made of the model version that has just been put in force."""
    from portal.model.tasks import queue_model_figures

    if instance.is_active and (update_fields is None or "is_active" in update_fields):
        queue_model_figures(instance.pk)


def _show_request_id(response: HttpResponse, **_: Any) -> None:
    """Who reports a problem can name the request: the same id is in the log."""
    response["X-Request-ID"] = get_contextvars()["request_id"]
