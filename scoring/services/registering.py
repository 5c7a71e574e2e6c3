"""New model versions: known, then in force."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.utils import timezone

from ml.bundle import Bundle
from scoring.models import ModelVersion

LOCK = 7_301_643  # any number that no other advisory lock of the portal has


class AlreadyRegistered(Exception):  # noqa: N818 - an answer rather than a fault
    """This bundle is known already. ``version`` is what it is known as."""

    def __init__(self, version: ModelVersion) -> None:
        super().__init__(f"This model is registered already, as {version.label}.")
        self.version = version


@transaction.atomic
def register_model(*, path: Path, activate: bool = False, user: User | None = None) -> ModelVersion:
    """Copy a bundle to the portal's own folder and make it known; perhaps put it in force.

    ``user`` is recorded as who registered it.

    :raises ml.bundle.BundleError: it is no bundle, or a file of it was altered.
    :raises AlreadyRegistered: a bundle of this digest is known; nothing was changed.
    """
    bundle = Bundle.open(path)
    _one_at_a_time()
    known = ModelVersion.objects.filter(digest=bundle.digest).first()
    if known is not None:
        raise AlreadyRegistered(known)
    manifest = bundle.manifest
    version = ModelVersion.objects.create(
        label=bundle.label,
        digest=bundle.digest,
        path=str(_kept(bundle)),
        threshold=manifest.threshold,
        cost_ratio=manifest.cost_ratio,
        base=manifest.base,
        features=[feature.name for feature in manifest.features],
        metrics=manifest.metrics,
        bands=[asdict(band) for band in manifest.curves.bands],
        usual={f.name: list(f.usual) for f in manifest.features if f.usual is not None},
        yardsticks={name: asdict(found) for name, found in manifest.yardsticks.items()},
        steadiness=manifest.steadiness,
        coverage=manifest.coverage,
        outcomes=[asdict(part) for part in manifest.curves.outcomes],
        trained_at=datetime.fromisoformat(manifest.created_at),
        registered_by=user,
    )
    return activate_model(version=version, user=user) if activate else version


@transaction.atomic
def activate_model(*, version: ModelVersion, user: User | None = None) -> ModelVersion:
    """Put a version in force instead of the one that is; ``user`` is recorded as who did."""
    _one_at_a_time()
    ModelVersion.objects.in_force().exclude(pk=version.pk).update(is_active=False)
    version.refresh_from_db()
    if not version.is_active:
        version.is_active = True
        version.activated_at = timezone.now()
        version.activated_by = user
        version.save(update_fields=["is_active", "activated_at", "activated_by"])
    return version


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _kept(bundle: Bundle) -> Path:
    """The bundle's copy in ``BUNDLES_DIR``, whole from the moment it is there."""
    folder = Path(settings.BUNDLES_DIR) / bundle.digest
    if folder.exists():
        return Bundle.open(folder).path
    folder.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=".copying-", dir=folder.parent))
    try:
        bundle.copy_to(scratch / "bundle").path.rename(folder)
    except OSError:
        if not folder.exists():
            raise
        return Bundle.open(folder).path  # another process was faster with the same bundle
    finally:
        shutil.rmtree(scratch)
    return folder
