"""The explain app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExplainConfig(AppConfig):
    """Says why a score is what it is."""

    name = "explain"
    verbose_name = _("Explanations")
