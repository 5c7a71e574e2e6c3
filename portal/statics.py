"""Static files: hashed, compressed, and without what no page asks for."""

from __future__ import annotations

from django.contrib.staticfiles.apps import StaticFilesConfig
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(StaticFilesConfig):
    """Leaves out the source maps of others and the second of two viewers of the API's schema.

    Hashing and compressing those takes longer than all our own files together.
    """

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "*.map", "redoc"]


class HashedStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # untyped
    """Names with a hash, so that a browser may keep a file for ever; source maps are left alone."""

    patterns = tuple(
        (extension, tuple(rule for rule in rules if "sourceMappingURL" not in str(rule)))
        for extension, rules in CompressedManifestStaticFilesStorage.patterns
    )
