"""A bundle: one trained model as a folder, written once, never changed, refused when altered."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from ml.curves import Curves
from ml.reliability import Calibration
from ml.yardsticks import Yardstick

FORMAT = 5
MANIFEST = "manifest.json"
FILES = ("model.cbm", "engine.npz", "reference.parquet", "donors.parquet", "card.md")


class BundleError(Exception):
    """The folder is no bundle, or a file of it is missing or altered; the text says which."""


@dataclass(frozen=True)
class Feature:
    """A feature as the model reads it.

    Attributes:
        categories: those that training knew, in code order; none of a number.
        direction: +1 where the PD may only rise with it, -1 where it may only fall, 0 both.
        missing_as: the value that a missing number is read as; None where it goes its own way.
        usual: bounds of the middle 99.9 % of a number's known values in training.
    """

    name: str
    kind: Literal["number", "category"]
    categories: tuple[str, ...] = ()
    direction: int = 0
    missing_as: float | None = None
    usual: tuple[float, float] | None = None

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Feature:
        """Read back what ``dataclasses.asdict`` gave."""
        usual = raw["usual"]
        return cls(
            name=raw["name"],
            kind=raw["kind"],
            categories=tuple(raw["categories"]),
            direction=raw["direction"],
            missing_as=raw["missing_as"],
            usual=None if usual is None else (usual[0], usual[1]),
        )


@dataclass(frozen=True)
class Training:
    """What the model learned from."""

    clients: int
    default_rate: float
    tables: tuple[str, ...]
    fingerprint: str
    period: str | None
    seed: int
    folds: int
    withheld: float
    withheld_everything: float
    seeds: int
    parameters: dict[str, Any]


@dataclass(frozen=True)
class Manifest:
    """What a bundle says of itself.

    Attributes:
        created_at: when it was made, ISO 8601 in UTC; not part of the digest, so that the same data
            and seed give the same bundle.
        features: in the order that the model reads and contributions come in.
        threshold: the cut-off, a PD.
        cost_ratio: cost of a default granted, in good clients refused.
        base: log-odds of default of the average training client.
        metrics: out-of-fold, by name.
        intervals: 95 % bootstrap intervals of the metrics, (low, high).
        calibration: out-of-fold reliability curve, its error, and the correction looked at.
        curves: what other cut-offs would cost, and how many repaid in each band of scores, both
            out-of-fold.
        yardsticks: by feature, where the training clients stood.
        input_weights: input → how much it moves log-odds on average, for finding similar clients.
        steadiness: points between the scores of one client by two models of the same rows and
            different seeds: "median" and "ninth", the 90th percentile; "sample_median" and
            "sample_ninth" of two models that learned from two fifths of the clients each and have
            none in common. Empty where a single model was trained.
        coverage: by share of the inputs withheld, how many score ranges held the score of the
            whole file, on clients held back.
        libraries: versions that made it.
        files: name → sha256.
    """

    format: int
    created_at: str
    features: tuple[Feature, ...]
    threshold: float
    cost_ratio: float
    base: float
    metrics: dict[str, float]
    intervals: dict[str, tuple[float, float]]
    calibration: Calibration
    curves: Curves
    yardsticks: dict[str, Yardstick]
    input_weights: dict[str, float]
    steadiness: dict[str, float]
    coverage: list[dict[str, float]]
    training: Training
    libraries: dict[str, str]
    files: dict[str, str]

    @property
    def digest(self) -> str:
        """sha256 of all that the manifest says but ``created_at``; with it, of all files."""
        content = asdict(self)
        del content["created_at"]
        return hashlib.sha256(
            json.dumps(content, sort_keys=True, separators=(",", ":")).encode()
        ).hexdigest()

    @classmethod
    def from_json(cls, text: str) -> Manifest:
        """Read a manifest; BundleError where a field is missing or of another format."""
        try:
            raw = json.loads(text)
            if raw["format"] != FORMAT:
                raise BundleError(
                    f"{MANIFEST} is of format {raw['format']}; this portal reads format {FORMAT}"
                )
            return cls(
                format=raw["format"],
                created_at=raw["created_at"],
                features=tuple(Feature.from_json(feature) for feature in raw["features"]),
                threshold=float(raw["threshold"]),
                cost_ratio=float(raw["cost_ratio"]),
                base=float(raw["base"]),
                metrics=raw["metrics"],
                intervals={name: (low, high) for name, (low, high) in raw["intervals"].items()},
                calibration=Calibration.from_json(raw["calibration"]),
                curves=Curves.from_json(raw["curves"]),
                yardsticks={
                    name: Yardstick.from_json(found) for name, found in raw["yardsticks"].items()
                },
                input_weights=raw["input_weights"],
                steadiness=raw["steadiness"],
                coverage=raw["coverage"],
                training=Training(
                    **{**raw["training"], "tables": tuple(raw["training"]["tables"])}
                ),
                libraries=raw["libraries"],
                files=raw["files"],
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise BundleError(f"{MANIFEST} cannot be read: {error!r}") from error


@dataclass(frozen=True)
class Bundle:
    """An opened bundle, whose files have been found to be those of its manifest."""

    path: Path
    manifest: Manifest

    @property
    def digest(self) -> str:
        """The bundle's identity, 64 hexadecimal digits."""
        return self.manifest.digest

    @property
    def label(self) -> str:
        """A short name for people: the day it was made and the start of its digest."""
        return f"{self.manifest.created_at[:10]}-{self.digest[:8]}"

    def file(self, name: str) -> Path:
        """Path of one of the bundle's files."""
        return self.path / name

    @classmethod
    def open(cls, path: Path) -> Bundle:
        """Open a bundle and verify every file.

        Raises:
            BundleError: no bundle here, or a file is missing, altered or not in the manifest.
        """
        manifest_path = path / MANIFEST
        if not manifest_path.is_file():
            raise BundleError(f"{path} is no bundle: it has no {MANIFEST}")
        manifest = Manifest.from_json(manifest_path.read_text(encoding="utf-8"))
        for name in FILES:
            if name not in manifest.files:
                raise BundleError(f"{MANIFEST} of {path} does not name {name}")
        for name, expected in manifest.files.items():
            file = path / name
            if not file.is_file():
                raise BundleError(f"{name} is missing from {path}")
            found = sha256(file)
            if found != expected:
                raise BundleError(
                    f"{name} in {path} was altered: its sha256 is {found[:12]}…, "
                    f"the manifest says {expected[:12]}…"
                )
        return cls(path=path, manifest=manifest)

    @classmethod
    def seal(cls, path: Path, facts: Mapping[str, Any]) -> Bundle:
        """Write the manifest of a folder that holds all the files, and open it.

        Args:
            path: the folder.
            facts: the manifest's fields but ``format`` and ``files``.
        """
        manifest = Manifest(
            format=FORMAT, files={name: sha256(path / name) for name in FILES}, **facts
        )
        (path / MANIFEST).write_text(
            json.dumps(asdict(manifest), indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
        )
        return cls.open(path)

    def copy_to(self, path: Path) -> Bundle:
        """Copy the bundle to a folder that must not exist yet, and verify the copy."""
        shutil.copytree(self.path, path)
        return Bundle.open(path)


def sha256(path: Path) -> str:
    """sha256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
