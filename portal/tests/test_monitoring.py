"""The monitoring page and the population stability index."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils.html import strip_tags

from portal.monitoring import counting
from portal.monitoring.counting import coverage, scores_by_day
from portal.monitoring.stability import Verdict, stability
from scoring.models import ModelVersion
from scoring.services import activate_model
from scoring.tests.factories import ModelVersionFactory
from tests.fixtures.portfolio import Portfolio

EDGES = (0.0, 50.0, 100.0)


def test_nothing_has_changed() -> None:
    found = stability(EDGES, [300, 700], [27, 63])
    assert found.index == pytest.approx(0)
    assert found.verdict is None  # too few today


def test_the_index_by_hand() -> None:
    found = stability(EDGES, [500, 500], [300, 700])
    expected = (0.3 - 0.5) * math.log(0.3 / 0.5) + (0.7 - 0.5) * math.log(0.7 / 0.5)
    assert found.index == pytest.approx(expected)
    assert found.verdict is Verdict.WATCH


@pytest.mark.parametrize(
    ("today", "verdict"),
    [([490, 510], Verdict.STABLE), ([340, 660], Verdict.WATCH), ([200, 800], Verdict.ACT)],
)
def test_the_usual_rule(today: list[int], verdict: Verdict) -> None:
    assert stability(EDGES, [500, 500], today).verdict is verdict


def test_thin_bands_are_joined_and_nobody_is_lost() -> None:
    edges = [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]
    found = stability(edges, [10, 20, 470, 480, 20], [0, 0, 500, 0, 500])
    assert [(band.low, band.high) for band in found.bands] == [(0.0, 60.0), (60.0, 100.0)]
    assert sum(band.then for band in found.bands) == pytest.approx(1)
    assert sum(band.now for band in found.bands) == pytest.approx(1)


def test_an_empty_band_of_today_has_a_finite_part() -> None:
    found = stability(EDGES, [500, 500], [0, 1000])
    assert math.isfinite(found.index)
    assert found.verdict is Verdict.ACT


@pytest.mark.parametrize(("then", "now"), [([0, 0], [1, 1]), ([1, 1], [0, 0]), ([1], [1, 1])])
def test_what_cannot_be_compared_is_refused(then: list[int], now: list[int]) -> None:
    with pytest.raises(ValueError, match=r"nobody|bounds"):
        stability(EDGES, then, now)


@pytest.fixture
def page_of(risk_manager_client: Browser) -> Callable[[], str]:
    def read() -> str:
        risk_manager_client.cookies["django_language"] = "en"
        response = risk_manager_client.get("/monitoring/")
        assert response.status_code == 200
        return " ".join(strip_tags(response.content.decode()).split())

    return read


@pytest.mark.django_db
def test_an_empty_portal_promises_nothing(page_of: Callable[[], str]) -> None:
    said = page_of()
    for words in (
        "No model is registered yet", "No application is recorded yet", "Nothing to compare yet",
        "No score was made in the last 30 days",
    ):  # fmt: skip
        assert words in said


@pytest.mark.django_db
def test_versions_coverage_and_days(portfolio: Portfolio, page_of: Callable[[], str]) -> None:
    version = ModelVersion.objects.get()
    found = coverage(version)
    assert (found.scored, found.out_of_date, found.not_scored) == (3, 0, 1)
    days = scores_by_day()
    assert len(days) == 30
    assert days[-1][1] == 3
    assert sum(count for _day, count in days[:-1]) == 0
    said = page_of()
    assert version.label in said
    assert f"{version.metrics['auc']:.3f}" in said
    assert "Too few clients to say" in said
    assert "3 scores were made in the last 30 days." in said


@pytest.mark.django_db
def test_another_model_puts_every_score_out_of_date(
    portfolio: Portfolio, page_of: Callable[[], str]
) -> None:
    other = ModelVersionFactory.create()
    activate_model(version=other)
    found = coverage(other)
    assert (found.scored, found.out_of_date, found.not_scored) == (0, 3, 1)
    said = page_of()
    assert "cannot be read" in said  # the other has no bundle
    assert "Nothing to compare yet" in said


@pytest.mark.django_db
def test_a_queue_that_does_not_answer_is_said_to(page_of: Callable[[], str], settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert counting.tasks_waiting() is None
    assert "does not answer" in page_of()


@pytest.mark.django_db
def test_only_who_looks_after_the_model_sees_it(
    advisor_client: Browser, back_office_client: Browser, administrator_client: Browser
) -> None:
    assert advisor_client.get("/monitoring/").status_code == 403
    assert back_office_client.get("/monitoring/").status_code == 403
    assert administrator_client.get("/monitoring/").status_code == 200
