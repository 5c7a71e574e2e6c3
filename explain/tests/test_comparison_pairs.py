"""Two items together: counted right, drawn where the group is, the client always in sight."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from explain.comparison.counting.ranges import columns_between, cut
from explain.comparison.counting.variables import VARIABLES
from explain.comparison.drawing.two_variables import pair_svg
from explain.comparison.pair_page import compare_pair
from explain.tests.comparing import make_crowd
from scoring.models import ListedClient

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def crowd(db: None) -> list[int]:
    return make_crowd(420)


def test_pairs_are_counted(crowd: list[int]) -> None:
    made = compare_pair(crowd[0], QueryDict("across=effort&up=employment&against=all"))
    chart = made.chart
    assert chart is not None
    rows = list(
        ListedClient.objects.annotate(
            x=VARIABLES["effort"].expression, y=VARIABLES["employment"].expression
        ).values_list("x", "y")
    )
    both = [(x, y) for x, y in rows if None not in (x, y)]
    assert chart.known == len(both)
    assert chart.missing == len(rows) - len(both)
    counted = Counter((chart.range_across.column(x), chart.range_up.column(y)) for x, y in both)
    assert {place: part.count for place, part in chart.cells.items()} == counted


@pytest.mark.parametrize("query", ["", "income=lowest", "income=highest", "age=55&age=65"])
def test_a_pair_is_drawn_where_the_group_is_and_the_rest_is_named(
    crowd: list[int], query: str
) -> None:
    chart = compare_pair(crowd[0], QueryDict(query)).chart
    assert chart is not None
    for axis, room in enumerate((chart.range_across, chart.range_up)):
        assert 2 <= len(room.edges) <= 14
        filled: Counter[int] = Counter()
        for place, part in chart.cells.items():
            filled[place[axis]] += part.count
        ends = [n for n in (1, len(room.edges) - 1) if not filled[n]]
        assert len(ends) < 2, "both outermost columns are empty"
    beyond = sum(part.count for place, part in chart.cells.items() if chart.is_outer(place))
    assert beyond == chart.outside
    assert ("Unusual values, shown at the edges" in chart.sentence) == (beyond > 0)


def test_a_client_beyond_the_range_is_marked_at_its_edge_in_words(crowd: list[int]) -> None:
    ListedClient.objects.filter(reference=crowd[0]).update(income=9e9)
    chart = compare_pair(crowd[0], QueryDict("against=all")).chart
    assert chart is not None
    assert chart.beyond
    assert "beyond the range, marked at the edge" in chart.mark
    drawing = pair_svg(chart)
    place = re.search(r'<svg x="([\d.]+)%" y="([\d.]+)"', drawing)
    assert place
    assert 90 < float(place[1]) < 100


@given(
    st.floats(-1e5, 1e5), st.floats(1, 1e6), st.booleans(),
    st.dictionaries(st.integers(0, 24), st.integers(1, 500)),
)  # fmt: skip
def test_a_cut_range_keeps_edges_and_all_but_the_outermost(
    low: float, width: float, whole: bool, given_counts: dict[int, int]
) -> None:
    room = columns_between(low, low + width, whole=whole, about=24)
    counts = {column: many for column, many in given_counts.items() if column <= len(room.edges)}
    found = cut(room, counts)
    assert set(found.edges) <= set(room.edges)
    assert len(found.edges) >= 2
    widths = {round(b - a, 6) for a, b in pairwise(found.edges[:-1])}
    assert len(widths) <= 1
    start, end = room.edges.index(found.edges[0]), room.edges.index(found.edges[-1])
    inner = {column: many for column, many in counts.items() if 0 < column < len(room.edges)}
    for outside in (range(1, start + 1), range(end + 1, len(room.edges))):
        assert sum(inner.get(column, 0) for column in outside) <= 0.01 * sum(counts.values())
