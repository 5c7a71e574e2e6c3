"""The web application, for gunicorn: `gunicorn portal.wsgi`."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
application = get_wsgi_application()

from portal import embedded  # noqa: E402 - needs the settings

embedded.start_if_configured()
