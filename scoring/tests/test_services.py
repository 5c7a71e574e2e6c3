"""Scoring one application: what is stored, when, and that it agrees with the model."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from clients.importing import import_records
from clients.models import Application, Client
from clients.tests.factories import ApplicationFactory, BureauLoanFactory
from ml import home_credit
from ml.points import PointsScale
from scoring.models import CurrentScore, ModelVersion, Score
from scoring.models.score import ScoreChangedError
from scoring.services import (
    NoActiveModel,
    assess,
    enter_application,
    score_application,
    score_applications,
    stale_applications,
)
from scoring.tests.factories import CurrentScoreFactory, ScoreFactory

pytestmark = pytest.mark.django_db


# One application ---------------------------------------------------------------------------------


def test_without_a_model_nothing_is_scored() -> None:
    application = ApplicationFactory()
    with pytest.raises(NoActiveModel):
        score_application(application_id=application.pk)
    assert not Score.objects.exists()


def test_a_score_is_kept_whole(active_model: ModelVersion) -> None:
    application = BureauLoanFactory().application
    score = score_application(application_id=application.pk)
    kept = CurrentScore.objects.select_related("score").get(application=application)
    assert kept.score == score
    assert score.model_version == active_model
    assert len(score.contributions) == len(score.values) == len(active_model.features)
    scale = PointsScale(active_model.threshold)
    assert score.score == pytest.approx(scale.score(score.pd), abs=1e-9)
    points = [scale.contribution(shap) for shap in score.contributions]
    assert scale.base(active_model.base) + sum(points) == pytest.approx(score.score, abs=1e-9)
    application.refresh_from_db()
    assert application.inputs_digest == score.inputs_digest
    values = dict(zip(active_model.features, score.values, strict=True))
    assert values["income"] == application.income


def test_the_same_inputs_add_no_score(active_model: ModelVersion) -> None:
    application = ApplicationFactory()
    first = score_application(application_id=application.pk)
    application.save()  # forgets the digest, changes nothing
    assert score_application(application_id=application.pk) == first
    assert Score.objects.count() == 1


def test_a_change_supersedes_and_a_change_back_restores(active_model: ModelVersion) -> None:
    application = ApplicationFactory(external_score_2=0.1)
    first = score_application(application_id=application.pk)
    application.external_score_2 = 0.9
    application.save()
    second = score_application(application_id=application.pk)
    assert second != first
    assert second.score > first.score
    assert CurrentScore.objects.get(application=application).score == second
    application.external_score_2 = 0.1
    application.save()
    assert score_application(application_id=application.pk) == first
    assert Score.objects.count() == 2
    assert CurrentScore.objects.get(application=application).score == first


def test_moving_all_dates_alike_changes_nothing(active_model: ModelVersion) -> None:
    early = ApplicationFactory(
        applied_on=date(2025, 1, 10), employed_since=date(2024, 1, 10),
        client__birth_date=date(1990, 1, 10), client__sex=None, income=1000,
    )  # fmt: skip
    late = ApplicationFactory(
        applied_on=date(2025, 1, 20), employed_since=date(2024, 1, 20),
        client__birth_date=date(1990, 1, 20), client__sex=None, income=1000,
        external_score_2=early.external_score_2,
    )  # fmt: skip
    scores = [score_application(application_id=a.pk) for a in (early, late)]
    assert scores[0].inputs_digest == scores[1].inputs_digest
    assert scores[0].pd == scores[1].pd


def test_an_unknown_application_is_said(active_model: ModelVersion) -> None:
    with pytest.raises(Application.DoesNotExist):
        score_application(application_id=987_654_321)
    assert score_applications(application_ids=[987_654_321]) == 0
    assert score_applications(application_ids=[]) == 0


def test_a_score_never_changes() -> None:
    score = ScoreFactory()
    score.pd = 0.5
    with pytest.raises(ScoreChangedError):
        score.save()
    with pytest.raises(ScoreChangedError):
        Score.objects.filter(pk=score.pk).update(pd=0.5)
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        connection.cursor().execute("UPDATE scoring_score SET pd = 0.5")
    assert Score.objects.get(pk=score.pk).pd != 0.5


def test_a_score_is_once_for_its_inputs_and_model() -> None:
    score = ScoreFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        ScoreFactory(
            application=score.application,
            model_version=score.model_version,
            inputs_digest=score.inputs_digest,
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        ScoreFactory(advice="perhaps")
    with pytest.raises(IntegrityError), transaction.atomic():
        ScoreFactory(pd=1.01, score=0, advice="refuse")


def test_made_scores_agree_with_themselves() -> None:
    current = CurrentScoreFactory()
    score = current.application.current_score.score
    scale = PointsScale(score.model_version.threshold)
    total = scale.base(score.model_version.base) + sum(map(scale.contribution, score.contributions))
    assert total == pytest.approx(score.score, abs=1e-9)


# Without storing ---------------------------------------------------------------------------------


def test_assessing_stores_nothing_and_agrees_with_scoring(
    active_model: ModelVersion, small_records: Path
) -> None:
    tables = home_credit.read(small_records)
    client = tables["application"]["client_id"][5]
    loans = tables["bureau_loans"].filter(pl.col("client_id") == client)
    mine = {
        name: frame.filter(pl.col("client_id") == client)
        if "client_id" in frame.columns
        else frame.filter(pl.col("bureau_loan_id").is_in(loans["bureau_loan_id"].implode()))
        for name, frame in tables.items()
    }
    assessed = assess(tables=mine)
    assert not Score.objects.exists()
    import_records(path=small_records)
    kept = score_application(application_id=Application.objects.get(client__reference=client).pk)
    assert assessed.pd == kept.pd
    assert assessed.score == kept.score
    assert assessed.advice == kept.advice
    assert list(assessed.contributions) == kept.contributions
    assert list(assessed.values) == kept.values
    assert set(assessed.missing) == {
        name for name, value in zip(active_model.features, kept.values, strict=True)
        if value is None
    }  # fmt: skip
    with pytest.raises(ValueError, match="exactly one"):
        assess(tables=tables)


# Entering ----------------------------------------------------------------------------------------

PERSON = {"birth_date": date(1985, 3, 27)}
INPUTS: dict[str, Any] = {"contract": "cash", "income": 120_000, "credit_amount": 406_597.5}


def test_an_entered_application_is_scored_at_once(
    active_model: ModelVersion, back_office: User
) -> None:
    entered = enter_application(user=back_office, client=PERSON, application=INPUTS)
    assert entered.application.entered_by == back_office
    assert entered.application.current_score.score == entered.score
    values = dict(zip(active_model.features, entered.score.values, strict=True))
    assert values["annuity"] is None
    assert not stale_applications(active_model).exists()


def test_what_cannot_be_scored_is_not_recorded(active_model: ModelVersion) -> None:
    with pytest.raises(ValidationError):
        enter_application(user=None, client=PERSON, application=INPUTS | {"income": -1})
    ModelVersion.objects.update(is_active=False)
    with pytest.raises(NoActiveModel):
        enter_application(user=None, client=PERSON, application=INPUTS)
    assert not Client.objects.exists()
