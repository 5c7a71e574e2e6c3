"""Scoring everybody: in batches, resumable, and equal to what `python -m ml score` says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clients.importing import import_records
from clients.models import Application
from clients.tests.factories import ApplicationFactory, BureauLoanFactory
from ml.bundle import Bundle
from ml.score import score_files
from ml.testing import sample
from scoring.models import CurrentScore, ModelVersion, Score
from scoring.services import (
    activate_model,
    score_applications,
    score_portfolio,
)
from scoring.signals import batch_scored
from scoring.tests.factories import ModelVersionFactory
from tests import planner

pytestmark = pytest.mark.django_db


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


def test_killed_in_its_first_batch_the_next_run_reads_no_more(
    active_model: ModelVersion, imported: int
) -> None:
    def kill(**_given: object) -> None:
        raise planner.KilledError

    batch_scored.connect(kill)
    try:
        with pytest.raises(planner.KilledError):
            score_portfolio(batch=500)
    finally:
        batch_scored.disconnect(kill)
    kept = (Score, CurrentScore)
    planner.believe_empty(kept)
    before = planner.rows_read(kept)
    assert score_portfolio(batch=500).scored == imported
    assert min(planner.believed(kept).values()) >= 500
    assert (planner.rows_read(kept) - before) / imported < 50, "some look-ups for each score"


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
