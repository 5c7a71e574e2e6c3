"""The model in force, loaded once a process."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from ml.bundle import Bundle, BundleError
from ml.engine import Engine
from ml.points import PointsScale
from ml.score_range import Donors
from scoring.models import ModelVersion

ENGINES_KEPT = 2
"""Engines in memory: the one in force, and the one before while requests still use it."""


class NoActiveModel(Exception):  # noqa: N818 - a state of the portal, not a fault of the code
    """No model is in force, so nothing can be scored. The text may be shown to people."""

    def __init__(self) -> None:
        super().__init__(_("No model is in force yet, so nothing can be scored."))


@dataclass(frozen=True)
class ActiveModel:
    """The version in force with its engine, and the past clients who complete thin files."""

    version: ModelVersion
    engine: Engine
    donors: Donors

    @property
    def scale(self) -> PointsScale:
        """Turns its log-odds into points."""
        return PointsScale(self.version.threshold)


def active() -> ActiveModel:
    """The model in force: one query, the engine loaded once a process and digest.

    :raises NoActiveModel: none has been activated.
    :raises ml.bundle.BundleError: its bundle is gone or altered.
    """
    version = ModelVersion.objects.in_force().first()
    if version is None:
        raise NoActiveModel
    engine = _engine(version.digest, version.path)
    return ActiveModel(version, engine, _donors(version.digest, version.path))


@lru_cache(maxsize=ENGINES_KEPT)
def _engine(digest: str, path: str) -> Engine:
    bundle = Bundle.open(Path(path))
    if bundle.digest != digest:
        raise BundleError(f"{path} holds another bundle than the one registered: {bundle.digest}")
    return Engine(bundle)


@lru_cache(maxsize=ENGINES_KEPT)
def _donors(digest: str, path: str) -> Donors:
    return Donors.of(_engine(digest, path).bundle)
