"""Comparisons where there is next to nothing: amounts of 0, groups that know nothing, equals."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client as Browser

from explain.comparison.charts.side_by_side import themes
from explain.comparison.counting.aggregates import (
    compared_client,
    count_everybody,
    count_near,
    standing,
)
from explain.comparison.counting.similar_clients import WIDTHS, steps
from explain.comparison.counting.variables import VARIABLES
from explain.comparison.drawing.two_clients import pairs_svg
from explain.comparison.item_page import compare
from explain.comparison.overview_page import overview_context
from explain.comparison.two_clients_page import side, values_table
from explain.tests.comparing import make_crowd
from scoring.models import CurrentScore, ListedClient

FIRST, SECOND = 300_000, 300_002
"""Two clients of the crowd who have scores."""

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def crowd(db: None) -> list[int]:
    return make_crowd(120)


def test_a_client_who_asks_for_nothing_and_earns_nothing_is_compared(crowd: list[int]) -> None:
    ListedClient.objects.filter(reference=crowd[0]).update(income=0, credit_amount=0)
    client, _values = compared_client(crowd[0])
    rules = steps(client, "en")
    assert len(rules) == len(WIDTHS)  # one fewer, and everybody
    sizes = [ListedClient.objects.filter(rule.condition).count() for rule in rules]
    assert sizes == sorted(sizes)
    made = compare(crowd[0], QueryDict("item=income"))
    assert made.company.sizes["similar"] == sizes[made.company.rule]


def test_nobody_of_a_group_has_the_value(crowd: list[int]) -> None:
    """Nobody who repaid has a score: this client's is not the same as all theirs."""
    repaid = CurrentScore.objects.filter(application__default=False)
    repaid.exclude(application__client__reference=FIRST).delete()
    ListedClient.objects.filter(reference=FIRST).update(defaulted=True)
    assert ListedClient.objects.get(reference=FIRST).score is not None
    chart = compare(FIRST, QueryDict("item=score&outcome=repaid")).chart
    assert chart is not None
    assert chart.standing.known == 0
    assert chart.sentence.startswith(chart.title)
    assert chart.place == "known of nobody else"
    said = overview_context(FIRST, QueryDict("outcome=repaid"))["sentences"]
    assert said
    assert not [sentence for sentence in said if "same value" in sentence]


def test_what_reads_the_same_is_the_same(crowd: list[int]) -> None:
    one, other = side(FIRST), side(SECOND)
    one = replace(one, values={**one.values, "score": 61.24, "income": 50_000.4})
    other = replace(other, values={**one.values, "score": 61.21, "income": 50_000.0})
    rows = values_table(one, other)["rows"]
    assert {row["cells"][3]["text"] for row in rows} == {"the same", "–"}
    assert "the same" in [r["cells"][3]["text"] for r in rows if "Score" in r["cells"][0]["text"]]


def test_two_clients_whom_nothing_tells_from_the_average_are_drawn(crowd: list[int]) -> None:
    found = themes(side(FIRST), side(SECOND))
    assert found is not None
    rows = tuple((label, 0, 0) for label, _first, _second in found.rows)
    drawing = pairs_svg(replace(found, rows=rows, low=0, high=0))
    assert drawing.count('class="chart__other"') == len(rows) + 1


@pytest.mark.parametrize(("language", "separator", "point"), [("en", ",", "."), ("fr", ";", ",")])
def test_points_in_a_file_are_numbers(
    crowd: list[int], advisor_client: Browser, language: str, separator: str, point: str
) -> None:
    advisor_client.cookies["django_language"] = language
    for name in ("scores", "themes"):
        address = f"/clients/{FIRST}/comparison/{name}.csv?with={SECOND}"
        text = advisor_client.get(address).content.decode("utf-8-sig")
        _heads, *rows = csv.reader(io.StringIO(text), delimiter=separator)
        assert rows
        for _label, first, second, difference in rows:
            one, other, between = (
                float(cell.replace(point, ".")) for cell in (first, second, difference)
            )
            assert one - other == pytest.approx(between, abs=1e-9)


def test_a_callers_transaction_keeps_its_own_settings(crowd: list[int]) -> None:
    """What lets the database share a count must not stay with what the caller does next."""
    assert connection.in_atomic_block
    names = ("work_mem", "parallel_setup_cost", "parallel_tuple_cost")

    def settings() -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT " + ", ".join(f"current_setting('{name}')" for name in names))
            return list(cursor.fetchone())

    before = settings()
    client, values = compared_client(FIRST)
    rules = steps(client, "en")
    age = VARIABLES["age"]
    counted = count_everybody({"bucket": age.expression})
    near = count_near({}, rules, None)
    part, _found = standing(values, [age], rules[near.rule].condition)
    assert sum(some.count for some in counted.values()) == len(crowd)
    assert part.count == near.rule_sizes[near.rule]
    assert settings() == before
