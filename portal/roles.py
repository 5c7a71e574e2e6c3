"""Who may do what. A role is a Django group; its permissions are written here and nowhere else."""

from __future__ import annotations

import logging
from enum import StrEnum

from django.db import transaction

logger = logging.getLogger(__name__)


class Role(StrEnum):
    """The groups of the portal."""

    ADVISOR = "advisor"
    BACK_OFFICE = "back_office"
    RISK_MANAGER = "risk_manager"
    ADMINISTRATOR = "administrator"


_READ = frozenset(
    {
        "clients.view_client",
        "clients.view_application",
        "clients.view_bureauloan",
        "clients.view_previousloan",
        "scoring.view_score",
    }
)
_ENTER = frozenset(
    {
        "clients.add_client",
        "clients.change_client",
        "clients.add_application",
        "clients.change_application",
    }
)
_MODEL = frozenset(
    {"scoring.view_modelversion", "scoring.add_modelversion", "scoring.change_modelversion"}
)
_ADMINISTER = frozenset(
    {
        "auth.view_user",
        "auth.add_user",
        "auth.change_user",
        "auth.view_group",
        "scoring.view_apikey",
        "scoring.add_apikey",
        "scoring.change_apikey",
    }
)

PERMISSIONS: dict[Role, frozenset[str]] = {
    Role.ADVISOR: _READ,
    Role.BACK_OFFICE: _READ | _ENTER,
    Role.RISK_MANAGER: _READ | _MODEL,
    Role.ADMINISTRATOR: _READ | _ENTER | _MODEL | _ADMINISTER,
}


@transaction.atomic
def sync_groups(*, using: str = "default") -> list[str]:
    """Make the groups, with exactly the permissions above; returns those that do not exist.

    Runs after every migrate. A permission is missing only while its app is migrated part of the
    way, so that is a warning; a test holds that none is missing in the end.
    """
    from django.contrib.auth.models import Group, Permission  # roles are known without the models

    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.using(using).select_related("content_type")
    }
    missing: set[str] = set()
    for role, names in PERMISSIONS.items():
        group, _ = Group.objects.using(using).get_or_create(name=role.value)
        group.permissions.set([known[name] for name in names if name in known])
        missing |= names - known.keys()
    if missing:
        logger.warning("permissions that do not exist yet: %s", ", ".join(sorted(missing)))
    return sorted(missing)
