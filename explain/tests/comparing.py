"""A crowd of clients to compare with, made without a model."""

from __future__ import annotations

import random
from datetime import date, timedelta

from clients.models import Application, Client
from explain.tests.makers import contributions_to, make_version, pd_at, values_for
from ml.features import FEATURES
from ml.schema import TABLES
from scoring.models import CurrentScore, Score

DAY = date(2026, 11, 20)


def make_crowd(size: int, *, first: int = 300_000, seed: int = 1) -> list[int]:
    """Clients with one application each, much of which is not known; half of them scored."""
    chance, columns = random.Random(seed), TABLES["application"].by_name
    clients = Client.objects.bulk_create(
        Client(
            reference=first + number,
            birth_date=DAY - timedelta(days=chance.randrange(7_700, 25_000)),
        )
        for number in range(size)
    )

    def perhaps(name: str) -> str | None:
        return None if chance.random() < 0.1 else chance.choice(columns[name].categories)

    applications = Application.objects.bulk_create(
        Application(
            client=client,
            applied_on=DAY,
            contract="cash" if chance.random() < 0.85 else "revolving",
            credit_amount=round(chance.lognormvariate(13, 0.6), -2),
            annuity=None if chance.random() < 0.05 else round(chance.uniform(8_000, 60_000), 1),
            income=round(chance.lognormvariate(11.9, 0.5), -3),
            income_type=perhaps("income_type"),
            occupation=perhaps("occupation"),
            education=perhaps("education"),
            housing=perhaps("housing"),
            employed_since=None
            if chance.random() < 0.2
            else DAY - timedelta(days=chance.randrange(0, 6_000)),
            external_score_1=None if chance.random() < 0.5 else chance.random(),
            external_score_2=chance.random(),
            default=chance.choice((None, False, False, False, True)),
            known_tables=["application"],
            source=Application.Source.IMPORT,
        )
        for client in clients
    )
    version = make_version()
    scores = Score.objects.bulk_create(
        Score(
            application=application,
            model_version=version,
            inputs_digest=f"{number:064d}",
            pd=pd_at(points),
            score=points,
            advice="refuse" if points < 45 else "grant" if points > 55 else "review",
            contributions=contributions_to(pd_at(points), features=len(FEATURES), seed=number),
            values=values_for(FEATURES, seed=number),
        )
        for number, application in enumerate(applications[::2])
        for points in (chance.uniform(10, 95),)
    )
    CurrentScore.objects.bulk_create(
        CurrentScore(application=score.application, score=score) for score in scores
    )
    return [client.reference for client in clients]
