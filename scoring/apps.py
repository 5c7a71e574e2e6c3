"""The scoring app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ScoringConfig(AppConfig):
    name = "scoring"
    verbose_name = _("Scoring")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the generator of the OpenAPI schema what this app's API needs."""
        from drf_spectacular.settings import spectacular_settings

        from scoring.api.openapi import SCHEMA_SETTINGS

        spectacular_settings.apply_patches(SCHEMA_SETTINGS)  # type: ignore[no-untyped-call]
