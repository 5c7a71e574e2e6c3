"""From an activation and a changed application to stored drawings, by a worker of its own."""

from __future__ import annotations

import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from clients.tests.factories import ApplicationFactory
from explain.models import Plot
from explain.stored_drawings import EACH
from portal.model.figure_store import figure_names
from portal.models import ModelDrawing
from scoring.services import register_model, score_application, score_portfolio
from tests.fixtures.servers import wait_until

pytestmark = pytest.mark.django_db(transaction=True)


def plots_of(score_id: int) -> int:
    return Plot.objects.filter(score_id=score_id).count()


@pytest.mark.slow
def test_a_worker_draws_the_model_and_each_new_score(
    celery_worker_process: subprocess.Popen[bytes], small_bundle: Path
) -> None:
    application = ApplicationFactory.create(default=None)
    version = register_model(path=small_bundle, activate=True)
    wanted = len(figure_names(version)) * 4  # two languages, two layouts
    wait_until(
        lambda: ModelDrawing.objects.count() == wanted,
        what="every figure of the model is drawn",
        seconds=120,
    )
    for drawing in ModelDrawing.objects.filter(figure__name="themes"):
        assert ET.fromstring(drawing.svg).get("role") == "img"  # noqa: S314 -- our own

    first = score_application(application_id=application.pk)
    wait_until(
        lambda: plots_of(first.pk) == EACH, what="the score's waterfall is drawn", seconds=60
    )

    application.credit_amount *= 2
    application.save()
    second = score_application(application_id=application.pk)
    assert second.pk != first.pk
    assert plots_of(first.pk) == 0
    wait_until(lambda: plots_of(second.pk) == EACH, what="the new one is drawn")
    spoken = {"fr": "Client moyen", "en": "Average client"}
    for plot in Plot.objects.all():
        assert (plot.score_id, spoken[plot.language] in plot.svg) == (second.pk, True)

    others = ApplicationFactory.create_batch(3, default=None)
    ApplicationFactory.create(default=True)
    score_portfolio()
    wait_until(
        lambda: Plot.objects.count() == EACH * (1 + len(others)),
        what="the open applications of the portfolio are drawn, and no other",
    )
    assert celery_worker_process.poll() is None
