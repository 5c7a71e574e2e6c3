"""A browser without a screen, signed in to the portal of this environment."""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.test import Client


def signed_in_browser(**headers: str) -> Client:
    """Set Django up on its servers, and sign somebody in who may see clients.

    Where there is nobody, an advisor "benchmark" is made, whose password nobody knows. ``headers``
    go with every request. The caller signs out, which removes the session.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    import django
    from django.conf import settings

    from portal.servers import embedded

    if settings.EMBEDDED_SERVERS_DIR:
        embedded.hold(settings.EMBEDDED_SERVERS_DIR)
    django.setup()
    logging.disable()
    from django.contrib.auth.models import Group, User
    from django.test import Client

    user = next((u for u in User.objects.all() if u.has_perm("clients.view_client")), None)
    if user is None:
        user = User.objects.create_user("benchmark")
        user.groups.add(Group.objects.get(name="advisor"))
    browser = Client(SERVER_NAME="localhost", headers=headers)
    browser.force_login(user)
    return browser
