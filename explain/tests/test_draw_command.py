"""``manage.py draw_waterfalls``: it draws here, or leaves it to the workers."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from kombu.exceptions import OperationalError

from explain import stored_drawings as plots
from explain import tasks
from explain.models import Plot
from explain.tests.conftest import People
from explain.tests.makers import superseding

pytestmark = pytest.mark.django_db


def test_the_command_queues_what_lacks(
    people: People, ordered: list[tuple[str, Any, int]], capsys: pytest.CaptureFixture[str]
) -> None:
    plots.draw_stored([people.granted.pk])
    superseding(people.granted)
    call_command("draw_waterfalls", limit=2, queue=True)
    nearest = plots.undrawn_score_ids(limit=2)
    assert ordered == [("draw_waterfalls", nearest, tasks.LAST)]
    assert capsys.readouterr().out == (
        "waterfalls of 2 open applications queued, in 2 languages; "
        "4 drawings of superseded scores removed\n"
    )


def test_the_command_draws_here(
    people: People, drawn: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("draw_waterfalls")
    assert Plot.objects.count() == len(drawn) == 12
    call_command("draw_waterfalls")
    assert len(drawn) == 12
    call_command("draw_waterfalls", again=True)
    assert len(drawn) == 24
    assert "waterfalls of 3 open applications drawn" in capsys.readouterr().out


def test_the_command_says_that_the_queue_does_not_answer(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: Any, **_options: Any) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(tasks.draw_waterfalls, "apply_async", refuse)
    with pytest.raises(CommandError, match="the broker does not answer: connection refused"):
        call_command("draw_waterfalls", queue=True)
    assert not Plot.objects.exists()


@pytest.mark.parametrize("limit", [0, -1])
def test_the_command_refuses_an_odd_limit(limit: int) -> None:
    with pytest.raises(CommandError, match="--limit"):
        call_command("draw_waterfalls", limit=limit)
