"""Scores made for tests: real features, contributions that add up, no model needed."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any
from xml.etree import ElementTree as ET

from clients.models import Application, Client
from explain.reading.score import Facts, Reading, read
from ml.features import CATEGORICAL, FEATURES
from ml.points import PointsScale, advice, logit, probability
from ml.schema import TABLES
from scoring.models import CurrentScore, ModelVersion, Score

THRESHOLD = 0.09
BASE = -2.6
BOUNDS = {"review_from": 45.0, "review_to": 55.0}
WHEN = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)


def contributions_to(pd: float, *, features: int, seed: int = 1) -> list[float]:
    """Contributions in log-odds, some of them large, that lead from BASE to this PD."""
    chance = random.Random(seed)
    drawn = [chance.gauss(0, 0.35) / (1 + i / 6) for i in range(features)]
    chance.shuffle(drawn)
    left = (logit(pd) - BASE - sum(drawn)) / features
    return [value + left for value in drawn]


def values_for(features: Iterable[str], *, seed: int = 1) -> list[float | str | None]:
    """A value for each feature, one in five missing."""
    chance = random.Random(seed)
    columns = TABLES["application"].by_name
    values: list[float | str | None] = []
    for name in features:
        if chance.random() < 0.2:
            values.append(None)
        elif name in CATEGORICAL:
            values.append(chance.choice(columns[name].categories))
        else:
            values.append(round(chance.uniform(0, 3), 2))
    return values


def make_facts(pd: float = 0.05, *, seed: int = 1, features: tuple[str, ...] = FEATURES) -> Facts:
    """Facts of a score with this PD."""
    return Facts(
        pd=pd,
        threshold=THRESHOLD,
        base=BASE,
        features=features,
        contributions=tuple(contributions_to(pd, features=len(features), seed=seed)),
        values=tuple(values_for(features, seed=seed)),
        model_label="2026-11-22-ab12cd34",
        model_trained_at=WHEN,
        scored_at=WHEN,
    )


def make_reading(
    pd: float = 0.05,
    *,
    language: str = "en",
    seed: int = 1,
    features: tuple[str, ...] = FEATURES,
) -> Reading:
    """The reading of such a score."""
    return read(make_facts(pd, seed=seed, features=features), language=language, **BOUNDS)


def pd_at(score: float) -> float:
    """The PD of a score, at this model's cut-off."""
    return PointsScale(THRESHOLD).probability_of_default(score)


def outcomes(
    clients: int = 100, share: float = 0.1, expected: float = 0.1, **known: float
) -> dict[str, Any]:
    """A hundred cells of a point, the same number and share of defaults in each."""
    return {
        "above": known.get("above", 0.0),
        "up_to": known.get("up_to", 0.0),
        "clients": [clients] * 100,
        "defaults": [round(clients * share)] * 100,
        "expected": [clients * expected] * 100,
    }


def make_version(*, active: bool = True) -> ModelVersion:
    """A registered model version."""
    return ModelVersion.objects.create(
        label="2026-11-22-ab12cd34",
        digest="d" * 64,
        path="nowhere",
        threshold=THRESHOLD,
        cost_ratio=10,
        base=BASE,
        features=list(FEATURES),
        metrics={},
        bands=[
            {"low": low, "high": low + 5, "clients": 400, "defaults": 200 - 2 * low}
            for low in range(0, 100, 5)
        ],
        trained_at=WHEN,
        is_active=active,
    )


def make_application(
    reference: int,
    *,
    first_name: str = "",
    last_name: str = "",
    born: date = date(1990, 5, 17),
    credit_amount: float = 406_597.5,
) -> Application:
    """A client with one application."""
    client = Client.objects.create(
        reference=reference, first_name=first_name, last_name=last_name, birth_date=born
    )
    return Application.objects.create(
        client=client,
        applied_on=date(2026, 11, 20),
        contract="cash",
        credit_amount=credit_amount,
        annuity=24_700,
        income=202_500,
        income_type="working",
        employed_since=date(2021, 3, 1),
        owns_car=False,
        external_score_2=0.26,
        known_tables=["application"],
        source=Application.Source.IMPORT,
    )


def make_score(
    application: Application,
    version: ModelVersion,
    *,
    score: float = 62.3,
    seed: int = 1,
    **kept: Any,
) -> Score:
    """A score that stands for an application, at this number of points; ``kept`` as given."""
    pd = pd_at(score)
    contributions = contributions_to(pd, features=len(FEATURES), seed=seed)
    pd = probability(BASE + sum(contributions))
    made = Score.objects.create(
        application=application,
        model_version=version,
        inputs_digest=f"{seed:064d}",
        pd=pd,
        score=PointsScale(THRESHOLD).score(pd),
        contributions=contributions,
        values=values_for(FEATURES, seed=seed),
        **{"advice": advice(score, **BOUNDS).value, **kept},
    )
    CurrentScore.objects.create(application=application, score=made)
    return made


def superseding(score: Score) -> Score:
    """Another score of the same application that stands now instead."""
    score.application.current_score.delete()
    application = Application.objects.get(pk=score.application_id)
    return make_score(application, score.model_version, score=score.score + 3, seed=9)


def parsed(svg: str) -> ET.Element:
    """A drawing as a tree."""
    return ET.fromstring(svg)  # noqa: S314 -- drawn by the test itself
