"""What happens while a drawing is made: its score is superseded, its client is removed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser

from explain import stored_drawings as plots
from explain.charts import waterfall_drawing as drawing
from explain.models import Plot
from explain.tests.conftest import People
from explain.tests.makers import superseding

pytestmark = pytest.mark.django_db


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], object]]:
    """What happens while the next drawing is made."""
    happens: list[Callable[[], object]] = []
    draw = drawing.draw

    def slow(*args: Any, **kwargs: Any) -> str:
        while happens:
            happens.pop()()
        return draw(*args, **kwargs)

    monkeypatch.setattr(drawing, "draw", slow)
    return happens


def test_what_is_superseded_while_it_is_drawn_is_shown_and_not_kept(
    people: People, advisor_client: Browser, meanwhile: list[Callable[[], object]]
) -> None:
    meanwhile.append(lambda: superseding(people.granted))
    page = advisor_client.get("/clients/100001/").content.decode()
    assert page.count("<svg") > 2
    assert not meanwhile
    assert not Plot.objects.exists()


def test_a_client_who_is_removed_while_drawn_does_not_stop_the_others(
    people: People, meanwhile: list[Callable[[], object]]
) -> None:
    meanwhile.append(people.granted.application.client.delete)
    assert plots.draw_stored([people.granted.pk, people.refused.pk]) == 2
    assert set(Plot.objects.values_list("score_id", flat=True)) == {people.refused.pk}


@pytest.mark.django_db(transaction=True)
def test_a_page_does_not_wait_for_who_is_scoring(people: People, advisor_client: Browser) -> None:
    scoring = connection.copy()
    try:
        scoring.set_autocommit(False)
        with scoring.cursor() as cursor:
            cursor.execute("SELECT 1 FROM scoring_currentscore FOR UPDATE")
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '3s'")
        assert advisor_client.get("/clients/100001/").status_code == 200
        assert not Plot.objects.exists()
        scoring.rollback()
        advisor_client.get("/clients/100001/")
        assert Plot.objects.count() == 2
    finally:
        scoring.close()
        connection.close()
