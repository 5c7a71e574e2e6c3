"""The clients app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ClientsConfig(AppConfig):
    name = "clients"
    verbose_name = _("Clients")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """After the triggers are there."""
        from clients.history import tune_triggers

        post_migrate.connect(tune_triggers, dispatch_uid="clients.triggers")
