"""Registering, activating, scoring: what is stored, when, and that it agrees with the model."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from clients.importing import import_records
from clients.models import Application, Client
from clients.tests.factories import ApplicationFactory, BureauLoanFactory
from ml import home_credit
from ml.bundle import Bundle, BundleError
from ml.engine import Engine
from ml.points import PointsScale
from ml.score import score_files
from ml.testing import sample
from scoring.models import CurrentScore, ModelVersion, Score
from scoring.models.score import ScoreChangedError
from scoring.services import (
    AlreadyRegistered,
    NoActiveModel,
    activate_model,
    active,
    assess,
    enter_application,
    register_model,
    score_application,
    score_applications,
    score_portfolio,
    stale_applications,
)
from scoring.tests.factories import CurrentScoreFactory, ModelVersionFactory, ScoreFactory

pytestmark = pytest.mark.django_db


# Registering -------------------------------------------------------------------------------------


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


# The portfolio -----------------------------------------------------------------------------------


@pytest.fixture
def imported(small_records: Path) -> int:
    import_records(path=small_records)
    return Application.objects.count()


def test_the_portfolio_equals_the_command_line_of_ml(
    active_model: ModelVersion, imported: int, small_records: Path
) -> None:
    told: list[tuple[int, int]] = []
    done = score_portfolio(batch=400, progress=lambda *step: told.append(step))
    assert (done.scored, done.skipped) == (imported, 0)
    assert told[-1] == (imported, imported)
    assert len(told) == -(-imported // 400)
    assert Score.objects.count() == CurrentScore.objects.count() == imported
    expected = score_files(Bundle.open(Path(active_model.path)), small_records, explain=True)
    kept = {
        score.application.client.reference: score
        for score in Score.objects.select_related("application__client")
    }
    for row in expected.iter_rows(named=True):
        score = kept[row["client_id"]]
        assert score.pd == row["pd"]
        assert score.score == pytest.approx(row["score"], abs=1e-12)
        assert score.advice == row["advice"]
        contributions = [row[f"contribution_{name}"] for name in active_model.features]
        assert score.contributions == contributions


def test_stopped_half_way_it_goes_on(
    active_model: ModelVersion, imported: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    class KilledError(Exception):
        pass

    def kill(done: int, total: int) -> None:
        if done >= 600:
            raise KilledError

    with pytest.raises(KilledError):
        score_portfolio(batch=300, progress=kill)
    assert Score.objects.count() == 600
    done = score_portfolio(batch=300)
    assert (done.scored, done.skipped) == (imported - 600, 600)
    assert CurrentScore.objects.count() == Score.objects.count() == imported
    again = score_portfolio()
    assert (again.scored, again.skipped) == (0, imported)


def test_only_changed_applications_are_scored_again(
    active_model: ModelVersion, imported: int
) -> None:
    score_portfolio()
    changed = Application.objects.order_by("pk")[10]
    changed.income += 1
    changed.save()
    done = score_portfolio()
    assert (done.scored, done.skipped) == (1, imported - 1)
    changed.refresh_from_db()
    assert changed.current_score.score.inputs_digest == changed.inputs_digest


def test_a_digest_of_another_time_is_put_right(active_model: ModelVersion) -> None:
    application = ApplicationFactory()
    Application.objects.update(inputs_digest="0" * 64)  # as of a release with other columns
    assert score_portfolio().scored == 1
    application.refresh_from_db()
    assert application.inputs_digest == application.current_score.score.inputs_digest
    assert score_portfolio().scored == 0


def test_a_new_model_scores_everybody_and_keeps_the_old_scores(
    active_model: ModelVersion, imported: int
) -> None:
    score_portfolio()
    other = ModelVersionFactory(
        digest="f" * 64, path=active_model.path, threshold=0.2, features=active_model.features
    )
    from scoring.services import engines

    engine = engines._engine(active_model.digest, active_model.path)
    activate_model(version=other)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engines, "_engine", lambda _digest, _path: engine)
        done = score_portfolio()
    assert done.scored == imported
    assert Score.objects.count() == 2 * imported
    assert set(CurrentScore.objects.values_list("score__model_version", flat=True)) == {other.pk}


def test_finding_out_that_nothing_is_to_do_costs_little(
    active_model: ModelVersion, imported: int
) -> None:
    score_portfolio()
    with CaptureQueriesContext(connection) as queries:
        score_portfolio()
    assert len(queries) <= 3


def test_different_known_tables_in_one_batch(active_model: ModelVersion) -> None:
    applications = [ApplicationFactory(), BureauLoanFactory().application, ApplicationFactory()]
    assert score_applications(application_ids=[a.pk for a in applications]) == 3
    assert Score.objects.count() == 3


def test_score_portfolio_as_a_command(
    active_model: ModelVersion, capsys: pytest.CaptureFixture[str]
) -> None:
    ApplicationFactory.create_batch(3)
    call_command("score_portfolio", batch=2)
    told = capsys.readouterr()
    assert "Scored 3, skipped 0" in told.out
    assert "scoring applications: 3 of 3" in told.err
    call_command("score_portfolio")
    assert "Scored 0, skipped 3" in capsys.readouterr().out
    with pytest.raises(CommandError, match="1 or more"):
        call_command("score_portfolio", batch=0)
    ModelVersion.objects.update(is_active=False)
    with pytest.raises(CommandError, match="register_model"):
        call_command("score_portfolio")


def test_real_clients_are_scored(active_model: ModelVersion) -> None:
    path = sample("joined_train.zip")
    import_records(path=path)
    done = score_portfolio()
    assert done.scored == Application.objects.count() == 3_678
    expected = score_files(Bundle.open(Path(active_model.path)), path, explain=False)
    kept = dict(Score.objects.values_list("application__client__reference", "pd"))
    found = np.array([kept[client] for client in expected["client_id"]])
    assert np.array_equal(found, expected["pd"].to_numpy())
