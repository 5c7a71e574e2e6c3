from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from ml.bundle import FILES, MANIFEST, Bundle, BundleError


@pytest.fixture
def bundle(small_bundle: Path, tmp_path: Path) -> Bundle:
    """A copy that a test may spoil."""
    return Bundle.open(small_bundle).copy_to(tmp_path / "copy")


def test_a_copy_is_the_same_bundle(bundle: Bundle, small_bundle: Path) -> None:
    original = Bundle.open(small_bundle)
    assert bundle.digest == original.digest
    assert bundle.manifest == original.manifest
    assert bundle.label == f"{original.manifest.created_at[:10]}-{original.digest[:8]}"


@pytest.mark.parametrize("name", FILES)
def test_an_altered_file_is_named(bundle: Bundle, name: str) -> None:
    with bundle.file(name).open("ab") as file:
        file.write(b"x")
    with pytest.raises(BundleError, match=f"^{name} in .* was altered"):
        Bundle.open(bundle.path)


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(bundle: Bundle, name: str) -> None:
    bundle.file(name).unlink()
    with pytest.raises(BundleError, match=f"^{name} is missing"):
        Bundle.open(bundle.path)


def test_a_folder_without_manifest_is_no_bundle(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="no bundle"):
        Bundle.open(tmp_path)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"format": 99}, "format 99"),
        ({"threshold": "high"}, "cannot be read"),
        ({"files": {}}, "does not name model.cbm"),
        ({"features": None}, "cannot be read"),
    ],
)
def test_a_spoilt_manifest_is_refused(bundle: Bundle, change: dict[str, object], says: str) -> None:
    path = bundle.file(MANIFEST)
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    with pytest.raises(BundleError, match=says):
        Bundle.open(bundle.path)


def test_a_manifest_that_is_no_json_is_refused(bundle: Bundle) -> None:
    bundle.file(MANIFEST).write_text("{")
    with pytest.raises(BundleError, match="cannot be read"):
        Bundle.open(bundle.path)


def test_the_digest_covers_the_facts_but_not_the_clock(bundle: Bundle) -> None:
    manifest = bundle.manifest
    assert replace(manifest, created_at="2001-01-01T00:00:00+00:00").digest == manifest.digest
    assert replace(manifest, threshold=manifest.threshold / 2).digest != manifest.digest
    assert replace(manifest, files={**manifest.files, "card.md": "0" * 64}).digest != bundle.digest


def test_a_bundle_is_copied_once(bundle: Bundle) -> None:
    with pytest.raises(FileExistsError):
        bundle.copy_to(bundle.path)
    shutil.rmtree(bundle.path)
    with pytest.raises(BundleError, match="no bundle"):
        Bundle.open(bundle.path)
