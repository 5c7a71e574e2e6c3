"""Django's settings. What may differ between installations comes from `portal.environment`."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from portal.connections import broker_url, database_settings, debug_secret_key
from portal.environment import BASE_DIR, Environment
from portal.logs import configure_structlog, logging_settings
from portal.servers import embedded

if (BASE_DIR / ".env").exists():
    environ.Env.read_env(str(BASE_DIR / ".env"))  # does not override the environment

_env = Environment.read(os.environ)

DEBUG = _env.debug
SECRET_KEY = _env.secret_key or debug_secret_key(_env.demo_dir)
ALLOWED_HOSTS = [*_env.allowed_hosts] or ["localhost", "127.0.0.1", "[::1]", "testserver"]
CSRF_TRUSTED_ORIGINS = [*_env.csrf_trusted_origins]
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Where the portal keeps things -------------------------------------------------------------------
DEMO_DIR: Path = _env.demo_dir
BUNDLES_DIR: Path = _env.bundles_dir

# None where DATABASE_URL and REDIS_URL name real servers.
EMBEDDED_SERVERS_DIR: Path | None = None if _env.database_url else DEMO_DIR / "servers"
_servers = embedded.addresses(DEMO_DIR / "servers")
DATABASES = {
    "default": database_settings(
        _env.database_url or _servers.database_url, max_age=_env.database_max_age
    )
}
REDIS_URL = _env.redis_url or _servers.redis_url
CACHES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
}

# Who helps, and whether anybody is served --------------------------------------------------------
SUPPORT_CONTACT: str = _env.support_contact
MAINTENANCE: bool = _env.maintenance
MAINTENANCE_FILE: Path | None = _env.maintenance_file

# The score ---------------------------------------------------------------------------------------
ADVICE_REVIEW_FROM: float = _env.review_from
ADVICE_REVIEW_TO: float = _env.review_to
CURRENCY: str = _env.currency

# Applications, in the order of their layers; portal comes last so that the permissions of all
# the others exist when it gives them to its groups.
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",  # templates of the widgets, for FORM_RENDERER
    "whitenoise.runserver_nostatic",
    "portal.statics.StaticFiles",
    "django_htmx",
    "django_structlog",
    "axes",
    "pgtrigger",
    "pghistory",
    "csp",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "clients",
    "scoring",
    "explain",
    "portal",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.headers.PrivacyHeadersMiddleware",
    # Pads with random bytes and masks form tokens, so that sizes tell nothing (BREACH).
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "portal.maintenance.MaintenanceMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.sessions.KeptAliveMiddleware",
    "portal.sessions.SignInRequiredMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.recent.RecentClientsMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.frame",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Sign-in -----------------------------------------------------------------------------------------
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "portal:home"
LOGOUT_REDIRECT_URL = "login"
SESSION_COOKIE_AGE = _env.session_minutes * 60  # without a request; see portal.sessions
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# Guessing passwords is slow: after five wrong ones a minute's wait. Counted by name and address
# together, so that nobody elsewhere can keep a person out.
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=1)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "portal.accounts.too_many_attempts"
AXES_CLIENT_IP_CALLABLE = "portal.accounts.address_of"
BEHIND_PROXY = _env.behind_proxy
AXES_VERBOSE = False

# Security ----------------------------------------------------------------------------------------
_https = _env.https and not DEBUG
SECURE_SSL_REDIRECT = _https
SECURE_REDIRECT_EXEMPT = [r"^healthz/$"]  # probes come from inside, in plain HTTP
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _env.behind_proxy else None
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

# Languages ---------------------------------------------------------------------------------------
LANGUAGE_CODE = _env.language
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
FORMAT_MODULE_PATH = ["portal.formats"]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
TIME_ZONE = _env.time_zone
USE_TZ = True

# Static files ------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = _env.static_root
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_KEEP_ONLY_HASHED_FILES = True  # nothing asks for the others
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = DEBUG  # in development nothing is collected
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "portal.statics.HashedStorage"
    },
}

# Work in the background --------------------------------------------------------------------------
CELERY_BROKER_URL = broker_url(REDIS_URL)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 2 * 60 * 60,  # longer than the longest task
    "socket_connect_timeout": 2,
    "socket_timeout": 5,  # of one that takes the connection and then says nothing
    "socket_keepalive": True,
}
# A page that queues work must not wait for a broker that is down.
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_max": 0.2}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True  # results live in our own tables
CELERY_TASK_SOFT_TIME_LIMIT = 55 * 60
CELERY_TASK_TIME_LIMIT = 60 * 60
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_TIMEZONE = TIME_ZONE

# The API -----------------------------------------------------------------------------------------
REST_FRAMEWORK: dict[str, Any] = {
    "EXCEPTION_HANDLER": "scoring.api.problems.handle",
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Prêt à dépenser – scoring API",
    "DESCRIPTION": "Scores credit applications and says why.",
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    # Categories stay where they are used: the same name means other things in other tables.
    "POSTPROCESSING_HOOKS": ["scoring.api.openapi.without_enum_ids"],
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

# Logs --------------------------------------------------------------------------------------------
LOGGING = logging_settings(_env.log_level, readable=DEBUG)
DJANGO_STRUCTLOG_CELERY_ENABLED = True
configure_structlog()
