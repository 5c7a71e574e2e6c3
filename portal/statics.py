"""Static files: hashed, compressed, and without what no page asks for."""

from __future__ import annotations

from django.contrib.staticfiles.apps import StaticFilesConfig
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(StaticFilesConfig):
    """Leaves out what packages bring and no page of ours asks for.

    That is source maps, a second viewer of the API's schema, the pages of Django REST framework
    and more copies of htmx. Hashing and compressing those takes longer than all our own files.
    """

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        *("*.map", "redoc", "rest_framework", "django_htmx"),
    ]


class HashedStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # untyped
    """Names with a hash, so that a browser may keep a file for ever; source maps are left alone."""

    patterns = tuple(
        (extension, tuple(rule for rule in rules if "sourceMappingURL" not in str(rule)))
        for extension, rules in CompressedManifestStaticFilesStorage.patterns
    )
