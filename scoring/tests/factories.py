"""Made models, scores and keys for tests of every room."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import factory
from factory.django import DjangoModelFactory

from clients.tests.factories import ApplicationFactory
from ml.features import CATEGORICAL, FEATURES
from ml.points import PointsScale, advice, probability
from scoring.models import CurrentScore, ModelVersion, Score
from scoring.services import IssuedKey, create_api_key, register_model

A_FEW = [*[name for name in FEATURES if name not in CATEGORICAL][:6], *CATEGORICAL[:1]]


def active_model(bundle: Path) -> ModelVersion:
    """A real model, registered and in force."""
    return register_model(path=bundle, activate=True)


class ModelVersionFactory(DjangoModelFactory[ModelVersion]):
    """A model on paper: it has no bundle, so it cannot score."""

    class Meta:
        model = ModelVersion

    label = factory.Sequence(lambda n: f"2026-01-{1 + n % 28:02}-{n:08x}")
    digest = factory.Sequence(lambda n: hashlib.sha256(str(n).encode()).hexdigest())
    path = factory.LazyAttribute(lambda version: f"/nowhere/{version.digest}")
    threshold = 0.1
    cost_ratio = 10.0
    base = -2.5
    features = factory.LazyFunction(lambda: list(A_FEW))
    metrics = factory.LazyFunction(lambda: {"auc": 0.75})
    trained_at = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)


class ScoreFactory(DjangoModelFactory[Score]):
    """A score whose PD, points and advice agree with its contributions."""

    class Meta:
        model = Score

    application = factory.SubFactory(ApplicationFactory)
    model_version = factory.SubFactory(ModelVersionFactory)
    inputs_digest = factory.Sequence(lambda n: hashlib.sha256(f"inputs {n}".encode()).hexdigest())
    contributions = factory.LazyAttribute(
        lambda score: [0.4 / (n + 1) * (-1) ** n for n in range(len(score.model_version.features))]
    )
    values = factory.LazyAttribute(
        lambda score: [
            None if name in CATEGORICAL else 0.5 for name in score.model_version.features
        ]
    )
    pd = factory.LazyAttribute(
        lambda score: probability(score.model_version.base + sum(score.contributions))
    )
    score = factory.LazyAttribute(
        lambda score: PointsScale(score.model_version.threshold).score(score.pd)
    )
    advice = factory.LazyAttribute(lambda score: advice(score.score).value)


class CurrentScoreFactory(DjangoModelFactory[CurrentScore]):
    """A score that stands for its application."""

    class Meta:
        model = CurrentScore

    score = factory.SubFactory(ScoreFactory)
    application = factory.LazyAttribute(lambda current: current.score.application)


def issued_key(label: str = "Loan desk") -> IssuedKey:
    """A key that may be used, with its text."""
    return create_api_key(label=label)


def headers(key: IssuedKey) -> dict[str, str]:
    """The header that shows a key."""
    return {"Authorization": f"Api-Key {key.text}"}


__all__ = [
    "CurrentScoreFactory", "ModelVersionFactory", "ScoreFactory", "active_model",
    "headers", "issued_key",
]  # fmt: skip
