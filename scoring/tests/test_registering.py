"""Registering models and putting them in force."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from ml.bundle import Bundle, BundleError
from ml.engine import Engine
from scoring.models import ModelVersion
from scoring.services import (
    AlreadyRegistered,
    NoActiveModel,
    activate_model,
    active,
    register_model,
)
from scoring.tests.factories import ModelVersionFactory

pytestmark = pytest.mark.django_db


def test_a_registered_model_is_what_its_bundle_says(small_bundle: Path, risk_manager: User) -> None:
    version = register_model(path=small_bundle, user=risk_manager)
    bundle = Bundle.open(small_bundle)
    assert version.digest == bundle.digest
    assert version.label == bundle.label
    assert version.threshold == bundle.manifest.threshold
    assert version.features == [feature.name for feature in bundle.manifest.features]
    assert version.metrics["auc"] == bundle.manifest.metrics["auc"]
    assert version.base == pytest.approx(Engine(bundle).base, abs=1e-12)
    assert version.registered_by == risk_manager
    assert not version.is_active
    kept = Path(version.path)
    assert kept == Path(settings.BUNDLES_DIR) / bundle.digest
    assert Bundle.open(kept).digest == bundle.digest
    with pytest.raises(NoActiveModel):
        active()


def test_a_bundle_is_registered_once(small_bundle: Path) -> None:
    version = register_model(path=small_bundle)
    with pytest.raises(AlreadyRegistered, match="already") as caught:
        register_model(path=small_bundle, activate=True)
    assert caught.value.version == version
    assert not ModelVersion.objects.in_force().exists()


def test_an_altered_bundle_is_refused(small_bundle: Path, tmp_path: Path) -> None:
    altered = Path(shutil.copytree(small_bundle, tmp_path / "altered"))
    (altered / "model.cbm").write_bytes(b"nonsense")
    with pytest.raises(BundleError, match=r"model\.cbm"):
        register_model(path=altered)
    assert not ModelVersion.objects.exists()


def test_an_altered_copy_is_not_used(active_model: ModelVersion, tmp_path: Path) -> None:
    elsewhere = Path(shutil.copytree(active_model.path, tmp_path / "copy"))
    (elsewhere / "engine.npz").write_bytes(b"nonsense")
    ModelVersion.objects.update(path=str(elsewhere))
    with pytest.raises(BundleError, match=r"engine\.npz"):
        active()


def test_one_model_is_in_force(active_model: ModelVersion, risk_manager: User) -> None:
    other = ModelVersionFactory()
    activate_model(version=other, user=risk_manager)
    assert ModelVersion.objects.in_force().get() == other
    other.refresh_from_db()
    assert other.activated_by == risk_manager
    assert other.activated_at is not None
    with pytest.raises(IntegrityError), transaction.atomic():
        ModelVersion.objects.update(is_active=True)
    again = activate_model(version=other)
    assert again.activated_by == risk_manager


def test_the_engine_is_loaded_once(active_model: ModelVersion) -> None:
    first = active()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert active().engine is first.engine
    assert len(queries) == 1


def test_register_model_as_a_command(
    small_bundle: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    call_command("register_model", str(small_bundle))
    assert "Registered" in capsys.readouterr().out
    with pytest.raises(CommandError, match="registered already"):
        call_command("register_model", str(small_bundle))
    call_command("register_model", str(small_bundle), activate=True)
    assert "is in force" in capsys.readouterr().out
    assert ModelVersion.objects.in_force().count() == 1
    with pytest.raises(CommandError, match="no bundle"):
        call_command("register_model", str(tmp_path))
