"""What the portal keeps: its users' own choices, and the model's figures, which can be remade."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.db import models
from django.utils.translation import gettext_lazy as _

from clients.history import keeps_history
from portal.model.records import ModelDrawing, ModelFigure

__all__ = [
    "GroupWithHistory",
    "MembershipWithHistory",
    "ModelDrawing",
    "ModelFigure",
    "Preferences",
    "Theme",
    "UserWithHistory",
]


@keeps_history(but=["password", "last_login"], app_label="portal", model_name="UserEvent")
class UserWithHistory(User):
    """Accounts: who was what, and when."""

    class Meta:
        proxy = True


@keeps_history(app_label="portal", model_name="GroupEvent")
class GroupWithHistory(Group):
    """Roles."""

    class Meta:
        proxy = True


@keeps_history(new=True, app_label="portal", model_name="MembershipEvent")
class MembershipWithHistory(User.groups.through):  # type: ignore[name-defined,misc]
    """Who is in which role."""

    class Meta:
        proxy = True


class Theme(models.TextChoices):
    """Which colours the pages have."""

    SYSTEM = "system", _("As my device says")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class Preferences(models.Model):
    """One person's choices. No language: that of the browser."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="preferences",
    )
    language = models.CharField(
        max_length=2, blank=True, choices=[("fr", "Français"), ("en", "English")]
    )
    theme = models.CharField(max_length=6, choices=Theme, default=Theme.SYSTEM)
    first_steps_hidden = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="preferences_language_valid",
                condition=models.Q(language__in=["", "fr", "en"]),
            ),
            models.CheckConstraint(
                name="preferences_theme_valid",
                condition=models.Q(theme__in=["system", "light", "dark"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.language or '-'}, {self.theme}"
