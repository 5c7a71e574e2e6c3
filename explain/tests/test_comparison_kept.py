"""Counts are kept, and never shown once anything was written."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from redis.exceptions import ConnectionError as CacheIsDown

from clients.models import Application, Client
from explain.comparison.counting import cached_count as kept
from explain.comparison.item_page import Comparison, compare
from explain.tests.comparing import make_crowd
from explain.tests.makers import make_score
from scoring.models import ListedClient, ModelVersion

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("english")]
QUERY = "item=income&against=all"


@pytest.fixture
def crowd(transactional_db: None) -> list[int]:
    return make_crowd(60)


def compared(reference: int, query: str = QUERY) -> tuple[Comparison, int]:
    """The comparison, and how many counts of everybody it took."""
    with CaptureQueriesContext(connection) as found:
        made = compare(reference, QueryDict(query))
    counts = [q["sql"] for q in found if "GROUP BY" in q["sql"] and 'AS "rule"' not in q["sql"]]
    return made, len(counts)


def shown(made: Comparison) -> str:
    assert made.chart is not None
    parts = [(b.label, b.part.count, b.part.repaid, b.part.defaulted) for b in made.chart.bins]
    return json.dumps([made.company.sizes, parts])


def test_what_was_counted_is_kept_until_something_is_written(crowd: list[int]) -> None:
    first, counts = compared(crowd[0])
    assert counts == 1
    again, counts = compared(crowd[0])
    assert counts == 0, "it was counted again though nothing was written"
    assert shown(again) == shown(first)


def _import(crowd: list[int]) -> None:
    application = Application.objects.get(client__reference=crowd[2])
    application.client = Client.objects.create(reference=999_001, birth_date=date(1980, 1, 1))
    application.pk = None
    application.save(force_insert=True)


def _edit(crowd: list[int]) -> None:
    application = Application.objects.get(client__reference=crowd[3])
    application.income = 987_000
    application.save()


def _outcome(crowd: list[int]) -> None:
    application = Application.objects.filter(client__reference=crowd[4])
    before = application.get().default
    application.update(default=not before)


def _delete(crowd: list[int]) -> None:
    ListedClient.objects.get(reference=crowd[5]).client.delete()


@pytest.mark.parametrize("write", [_import, _edit, _outcome, _delete])
def test_a_write_is_seen_at_once(crowd: list[int], write: Any) -> None:
    before, _counts = compared(crowd[0])
    write(crowd)
    after, counts = compared(crowd[0])
    assert counts == 1
    assert shown(after) != shown(before)


def test_a_score_is_seen_at_once(crowd: list[int]) -> None:
    unscored = Application.objects.get(client__reference=crowd[1])
    query = "item=score&against=all"
    before, _counts = compared(crowd[0], query)
    make_score(unscored, ModelVersion.objects.get(), score=62.3, seed=1)
    after, counts = compared(crowd[0], query)
    assert counts == 1
    assert before.chart is not None
    assert after.chart is not None
    assert after.chart.standing.known == before.chart.standing.known + 1


def test_what_is_not_committed_is_neither_kept_nor_hidden(crowd: list[int]) -> None:
    before, _counts = compared(crowd[0])
    with transaction.atomic():
        _edit(crowd)
        amid, counts = compared(crowd[0])
        assert counts == 1
        assert shown(amid) != shown(before)
        transaction.set_rollback(True)
    after, _counts = compared(crowd[0])
    assert shown(after) == shown(before)


def test_without_a_cache_everything_is_counted(
    crowd: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _counts = compared(crowd[0])

    class Down:
        def get(self, *_given: Any) -> None:
            raise CacheIsDown

        set = get

    monkeypatch.setattr(kept, "cache", Down())
    made, counts = compared(crowd[0])
    assert counts == 1
    assert shown(made) == shown(first)
