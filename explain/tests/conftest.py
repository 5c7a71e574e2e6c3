"""A few clients with scores, without a model: the pages of explain read what is stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.utils.translation import override

if TYPE_CHECKING:  # loaded before Django is ready
    from clients.models import Application
    from scoring.models import ModelVersion, Score


@dataclass(frozen=True)
class People:
    """One client for each advice, and one without a score."""

    version: ModelVersion
    granted: Score
    reviewed: Score
    refused: Score
    unscored: Application


@pytest.fixture
def people(db: None) -> People:
    """Their references: 100001 granted, 100002 refused, 100003 reviewed, 100010 unscored."""
    from explain.tests.makers import make_application, make_score, make_version

    version = make_version()
    granted = make_application(
        100001, first_name="Nina", last_name="Moreau", born=date(1985, 3, 27), credit_amount=90_000
    )
    refused = make_application(100002, born=date(2001, 9, 30), credit_amount=406_597.5)
    reviewed = make_application(100003, first_name="Zoé", last_name="Lefèvre")
    return People(
        version=version,
        granted=make_score(granted, version, score=62.3, seed=1),
        reviewed=make_score(reviewed, version, score=51.2, seed=2),
        refused=make_score(refused, version, score=20.3, seed=3),
        unscored=make_application(100010, credit_amount=12_000),
    )


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The layouts that are drawn from now on."""
    from explain.charts import waterfall_drawing as drawing

    seen: list[str] = []
    draw = drawing.draw

    def counted(*args: Any, layout: str, **kwargs: Any) -> str:
        seen.append(layout)
        return draw(*args, layout=layout, **kwargs)

    monkeypatch.setattr(drawing, "draw", counted)
    return seen


@pytest.fixture
def ordered(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any, int]]:
    """What is queued from now on: the task's name, its first argument, its priority."""
    from explain import tasks

    seen: list[tuple[str, Any, int]] = []
    for task in (tasks.draw_waterfalls, tasks.order_waterfalls):

        def queue(
            args: Any, _kwargs: Any = None, *, name: str = task.__name__, priority: int = 0
        ) -> None:
            seen.append((name, args[0] if args else None, priority))

        monkeypatch.setattr(task, "apply_async", queue)
    return seen


@pytest.fixture
def english() -> Iterator[None]:
    """Texts in English, for tests that ask for them without a page."""
    with override("en"):
        yield
