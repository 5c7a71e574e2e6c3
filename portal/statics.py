"""Static files: hashed, compressed, and without what no page asks for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.staticfiles.apps import StaticFilesConfig
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

from portal.stylesheets import JOINED, joined


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
    """Names with a hash, so that a browser may keep a file for ever; source maps are left alone.

    The stylesheets are joined into one file.
    """

    joins_stylesheets = True

    patterns = tuple(
        (extension, tuple(rule for rule in rules if "sourceMappingURL" not in str(rule)))
        for extension, rules in CompressedManifestStaticFilesStorage.patterns
    )

    def post_process(self, paths: dict[str, Any], *args: Any, **options: Any) -> Iterator[Any]:
        """Adds the joined stylesheet to what was collected, then hashes and compresses all."""
        self.delete(JOINED)
        self.save(JOINED, ContentFile(joined(self._text)))
        yield from super().post_process({**paths, JOINED: (self, JOINED)}, *args, **options)

    def _text(self, name: str) -> str:
        with self.open(name) as file:
            return str(file.read().decode("utf-8"))
