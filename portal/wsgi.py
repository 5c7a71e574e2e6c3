"""The web application, for gunicorn: `gunicorn portal.wsgi`."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
application = get_wsgi_application()

# These need the settings.
from django.urls import get_resolver  # noqa: E402

from portal.servers import embedded  # noqa: E402

embedded.start_if_configured()
get_resolver().url_patterns  # noqa: B018 - loads all pages now, not at somebody's first request
