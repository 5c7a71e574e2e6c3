"""What is counted by the database is what one counts by hand."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import Any

import pytest
from django.db.models import Q
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from explain.comparison.charts.boxes import quantile
from explain.comparison.charts.most_distinctive import apart_paragraph
from explain.comparison.counting.aggregates import Part, compared_client, count_near, standing
from explain.comparison.counting.filters import CHOSEN, EVERYBODY, SIMILAR
from explain.comparison.counting.ranges import columns_between, spread
from explain.comparison.counting.similar_clients import ENOUGH, WIDTHS, chosen_step, steps
from explain.comparison.counting.variables import CATEGORIES, NUMBERS, VARIABLES, Number
from explain.comparison.drawing.distribution import distribution_svg
from explain.comparison.drawing.scales import rate_scale
from explain.comparison.item_page import Comparison, compare
from explain.comparison.overview_page import overview
from explain.comparison.pair_page import compare_pair
from explain.comparison.tables import distribution_table
from explain.comparison.wording import TOO_FEW
from explain.tests.comparing import make_crowd
from scoring.models import ListedClient

pytestmark = pytest.mark.usefixtures("english")

FILTERS = "contract=cash&outcome=repaid&outcome=unknown&age=35&age=45&age=55"


@pytest.fixture
def crowd(db: None) -> list[int]:
    return make_crowd(420)


def compared(reference: int, query: str) -> Comparison:
    return compare(reference, QueryDict(query))


def values_of(item: Number | Any, clients: Any) -> list[Any]:
    """Each client's value, by the database's own arithmetic on one row."""
    return list(clients.annotate(wanted=item.expression).values_list("wanted", flat=True))


def group_of(made: Comparison, name: str) -> Any:
    """The group as a QuerySet, made another way than the counts."""
    if name == EVERYBODY:
        return ListedClient.objects.all()
    if name == CHOSEN:
        return ListedClient.objects.filter(made.form.condition)
    rule = next(s for s in steps(made.client, "en") if s.text == made.company.rule_text)
    return ListedClient.objects.filter(rule.condition)


@pytest.mark.parametrize("number", NUMBERS, ids=lambda number: number.name)
@pytest.mark.parametrize("query", ["against=all", "against=similar", FILTERS])
def test_bins_and_place_are_those_of_a_count_by_hand(
    crowd: list[int], number: Number, query: str
) -> None:
    for reference in crowd[:6]:
        made = compared(reference, f"item={number.name}&{query}")
        group = group_of(made, made.company.group)
        values = values_of(number, group)
        if number.name == "external-3":
            assert set(values) == {None}, "nobody has this one"
        known = [value for value in values if value is not None]
        assert made.company.size == len(values)
        chart = made.chart
        assert chart is not None
        assert (chart.standing.known, chart.missing) == (len(known), values.count(None))
        for found in chart.bins:
            low = float("-inf") if found.low is None else found.low
            high = float("inf") if found.high is None else found.high
            assert found.part.count == sum(low <= value < high for value in known), found
        assert sum(found.part.count for found in chart.bins) == len(known)
        if chart.value is not None:
            assert chart.standing.below == sum(value < chart.value for value in known)
            assert chart.standing.above == sum(value > chart.value for value in known)
            assert sum(found.is_client for found in chart.bins) == 1
        outcomes = Counter(group.exclude(**_unknown(number)).values_list("defaulted", flat=True))
        assert sum(found.part.repaid for found in chart.bins) == outcomes[False]
        assert sum(found.part.defaulted for found in chart.bins) == outcomes[True]


def _unknown(number: Number) -> dict[str, Any]:
    return {f"{number.per if number.name == 'term' else number.column}": None}


@pytest.mark.parametrize("name", [category.name for category in CATEGORIES])
def test_categories_are_counted(crowd: list[int], name: str) -> None:
    made = compared(crowd[0], f"item={name}&against=all")
    chart = made.chart
    assert chart is not None
    counted = Counter(ListedClient.objects.values_list(name, flat=True))
    language = chart.language
    said = {VARIABLES[name].text(code, language): many for code, many in counted.items() if code}
    assert {found.label: found.part.count for found in chart.bins} == said
    assert chart.missing == counted[None]
    counts = [found.part.count for found in chart.bins]
    assert counts == sorted(counts, reverse=True)


@pytest.mark.parametrize("name", ["income", "age", "effort", "employment"])
def test_quartiles_are_near_those_of_a_sort(crowd: list[int], name: str) -> None:
    made = compared(crowd[0], f"item={name}&{FILTERS}")
    assert made.boxes is not None
    width = made.boxes.room.edges[1] - made.boxes.room.edges[0]
    for box in made.boxes.boxes:
        found = values_of(VARIABLES[name], group_of(made, box.group))
        known = sorted(value for value in found if value is not None)
        assert box.known == len(known)
        assert box.quartiles is not None
        for share, value in zip((0.25, 0.5, 0.75), box.quartiles, strict=True):
            exact = known[round(share * (len(known) - 1))]
            assert abs(value - exact) <= width / 2


@given(st.lists(st.integers(0, 60), min_size=1, max_size=80), st.sampled_from((0.25, 0.5, 0.75)))
def test_a_quantile_is_exact_where_a_band_holds_one_value(ages: list[int], share: float) -> None:
    counted = Counter(ages)
    parts = [Part(counted[age], 0, 0, age, age) for age in sorted(counted)]
    rank, ages = share * (len(ages) - 1), sorted(ages)
    low, inside = int(rank), rank - int(rank)
    high = ages[min(low + 1, len(ages) - 1)]
    assert quantile(parts, share) == pytest.approx(ages[low] + (high - ages[low]) * inside)


@given(
    st.floats(-1e6, 1e6), st.floats(0, 1e6), st.booleans(), st.floats(-2e6, 2e6)
)  # fmt: skip
def test_columns_hold_their_range_without_gaps(
    low: float, width: float, whole: bool, value: float
) -> None:
    room = columns_between(low, low + width, whole=whole)
    rounding = 1e-6 * max(abs(low), width, 1)
    assert room.edges[0] <= low + rounding
    assert room.edges[-1] > low + width - rounding
    assert list(room.edges) == sorted(set(room.edges))
    assert 2 <= len(room.edges) <= 24
    assert set(room.edges) <= set(room.fine)
    column = room.column(value)
    if 0 < column < len(room.edges):
        assert room.edges[column - 1] <= value < room.edges[column]


def test_each_rule_holds_the_ones_before_and_is_taken_once_it_holds_enough(
    crowd: list[int],
) -> None:
    for reference in crowd[:8]:
        client, _values = compared_client(reference)
        rules = steps(client, "en")
        assert rules == steps(client, "en"), "the same client gets the same rules"
        assert len(rules) == len(WIDTHS) + 1
        groups = [set(ListedClient.objects.filter(rule.condition)) for rule in rules]
        assert all(narrow <= wide for narrow, wide in pairwise(groups))
        assert client in groups[0]
        sizes = [len(group) for group in groups]
        taken = chosen_step(sizes)
        assert sizes[taken] >= ENOUGH
        assert all(size < ENOUGH for size in sizes[:taken])
        near = count_near({}, rules, None)
        assert (near.rule, near.rule_sizes) == (taken, tuple(sizes[: taken + 1]))
        made = compared(reference, "")
        assert (made.company.sizes[SIMILAR], made.company.rule_text) == (
            sizes[taken],
            rules[taken].text,
        )


def test_with_few_clients_all_are_similar(db: None) -> None:
    references = make_crowd(40)
    made = compared(references[0], "")
    assert made.company.sizes[SIMILAR] == made.company.sizes[EVERYBODY] == 40
    assert made.company.rule_text == "all clients"


@pytest.mark.parametrize("query", ["", "against=all", FILTERS])
def test_the_overview_says_the_same_as_the_page_of_each_item(crowd: list[int], query: str) -> None:
    made_of_all = overview(crowd[1], QueryDict(query))
    found = made_of_all.found
    assert found is not None
    for line in found.lines:
        made = compared(crowd[1], f"item={line.item.name}&{query}")
        assert made.chart is not None
        assert made.company.size == made_of_all.company.size == found.whole.count
        assert made.company.rule_sizes == made_of_all.company.rule_sizes
        if line.value is not None:
            assert line.place(found.group, "en") == made.chart.place


def test_who_stands_apart_is_found(crowd: list[int]) -> None:
    ListedClient.objects.filter(reference=crowd[2]).update(income=9e9, occupation="secretaries")
    made = overview(crowd[2], QueryDict("against=all"))
    found = made.found
    assert found is not None
    assert found.apart[0].item.name == "income"
    for line in found.lines:
        if line.is_apart and isinstance(line.item, Number):
            values = values_of(line.item, ListedClient.objects.all())
            known = [value for value in values if value is not None]
            less = sum(value < line.value for value in known)
            more = sum(value > line.value for value in known)
            assert max(less, more) >= 0.9 * len(known)
    said = apart_paragraph(found)
    assert said.startswith("This client differs most from clients in: income (higher than for 99%)")


def test_how_many_repaid_is_said_of_thirty_and_more_only(crowd: list[int]) -> None:
    made = compared(crowd[0], "item=income&against=all")
    chart = made.chart
    assert chart is not None
    outcomes = [found.part.outcomes for found in chart.bins]
    assert min(outcomes) < TOO_FEW <= max(outcomes)
    for found, rate in zip(chart.bins, chart.rates, strict=True):
        assert (rate is None) == (found.part.outcomes < TOO_FEW)
        if rate is not None:
            assert rate.share == found.part.repaid / found.part.outcomes
            assert rate.low < rate.share < rate.high
    drawing = distribution_svg(chart)
    assert drawing.count('class="chart__rate" cx=') == sum(map(bool, chart.rates)) + 1, "legend"
    scale = rate_scale(chart)
    assert scale is not None
    assert all(scale.low <= rate.low and rate.high <= scale.high for rate in chart.rates if rate)


@pytest.mark.parametrize("page", ["item", "pair"])
def test_of_a_group_chosen_by_its_outcome_nothing_is_said_of_it(
    crowd: list[int], page: str
) -> None:
    query = "outcome=repaid&item=education"
    if page == "item":
        chart = compared(crowd[0], query).chart
        assert chart is not None
        assert chart.rates == ()
        assert "chosen by its outcome" in chart.note
        table = distribution_table(chart)
        assert not [c for c in table["columns"] if "epaid" in c["label"]]
        said = chart.sentence
    else:
        pair = compare_pair(crowd[0], QueryDict("outcome=repaid")).chart
        assert pair is not None
        said = pair.sentence
    assert "repa" not in said


def test_a_new_client_counts_at_once(crowd: list[int]) -> None:
    before = compared(crowd[0], "against=all").company.sizes[EVERYBODY]
    ListedClient.objects.get(reference=crowd[-1]).client.delete()
    assert compared(crowd[0], "against=all").company.sizes[EVERYBODY] == before - 1


def test_a_range_leaves_the_outliers_out(crowd: list[int]) -> None:
    ListedClient.objects.filter(reference=crowd[-1]).update(income=9e9)
    made = compared(crowd[0], "against=all")
    chart = made.chart
    assert chart is not None
    assert chart.room is not None
    assert chart.room.edges[-1] < 2e6
    assert chart.bins[-1].outlying
    assert "Unusual values, shown at the ends:" in chart.sentence
    assert spread(NUMBERS)["income"][-1] < 2e6
    whole, places = standing({"income": 1.0}, [VARIABLES["income"]], Q())
    assert places["income"] == (0, 0, whole.count) == (0, 0, 420)
