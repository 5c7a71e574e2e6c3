"""One object; its drawing, table, sentence and file say the same, and all of it adds up."""

from __future__ import annotations

import csv
import io
import math
import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explain.charts import svg
from explain.charts import waterfall_drawing as drawing
from explain.charts.waterfall import Waterfall, build
from explain.client_file.export import waterfall_csv
from explain.client_file.tables import factors_table, waterfall_table
from explain.spreadsheet import BYTE_ORDER_MARK
from explain.tests.makers import make_reading, parsed, pd_at
from ml.features import FEATURES

LANGUAGES = ("fr", "en")


def made(pd: float = 0.05, *, language: str = "en", seed: int = 1, features: int = 0) -> Waterfall:
    names = FEATURES[:features] if features else FEATURES
    return build(make_reading(pd, language=language, seed=seed, features=names))


def tenths(text: str) -> int:
    """What a person reads, as a number of tenths."""
    return round(float(text.replace("−", "-").replace(",", ".").replace("+", "")) * 10)


@settings(max_examples=40, deadline=None)
@given(
    pd=st.floats(0.0005, 0.9),
    seed=st.integers(0, 50),
    features=st.sampled_from([1, 2, 8, 9, 10, 11, 40, len(FEATURES)]),
)
def test_it_adds_up_exactly_and_as_shown(pd: float, seed: int, features: int) -> None:
    waterfall = made(pd, seed=seed, features=features)
    exact = waterfall.start + math.fsum(bar.points for bar in waterfall.steps)
    assert exact == pytest.approx(waterfall.end, abs=1e-9)
    for bars in (waterfall.steps, waterfall.factors):
        totals = [waterfall.start_tenths, *(bar.total for bar in bars)]
        steps = [after - before for before, after in pairwise(totals)]
        assert steps == [bar.tenths for bar in bars]
        assert totals[-1] == waterfall.end_tenths
    assert sorted(bar.feature for bar in waterfall.factors) == sorted(
        FEATURES[:features] if features < len(FEATURES) else FEATURES
    )
    for bar in waterfall.bars:
        if bar.parts:
            assert sum(part.tenths for part in bar.parts) == bar.tenths
            assert math.fsum(part.points for part in bar.parts) == bar.points
            assert bar.parts[-1].total == bar.total
    if waterfall.other is not None:
        assert all(abs(bar.tenths / 10 - bar.points) <= 0.05 + 1e-9 for bar in waterfall.bars)


def test_steps_are_ordered_by_size() -> None:
    waterfall = made(seed=5)
    for bars in (waterfall.bars, waterfall.rest, *(bar.parts for bar in waterfall.bars)):
        sizes = [abs(bar.points) for bar in bars]
        assert sizes == sorted(sizes, reverse=True)
    assert waterfall.other is not None
    assert waterfall.other.label == f"{len(waterfall.rest)} other factors"


def test_a_bar_is_a_reason() -> None:
    """The same factors, number and words: a person compares the two."""
    reading = make_reading(seed=5)
    waterfall = build(reading)
    told = sorted((*reading.reasons_for, *reading.reasons_against), key=lambda r: -abs(r.points))
    bars = {bar.feature: bar for bar in waterfall.bars}
    for reason in told[:4]:
        bar = bars[reason.lead.feature]
        assert bar.points == reason.points
        assert bar.value == reason.lead.value_text
        assert [part.feature for part in bar.parts or (bar,)] == [p.feature for p in reason.parts]
        assert bar.label.startswith(reason.lead.label)
        assert ("related factor" in bar.label) == (reason.others > 0)
    assert any(bar.parts for bar in waterfall.bars)


def test_few_factors_need_no_others() -> None:
    waterfall = made(features=5)
    assert waterfall.other is None
    assert waterfall.rest == ()
    assert factors_table(waterfall) is None
    assert len(waterfall_table(waterfall)["rows"]) == 7


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_can_be_added_up_by_a_person(language: str) -> None:
    rows = [
        [c["text"] for c in r["cells"]] for r in waterfall_table(made(language=language))["rows"]
    ]
    total = tenths(rows[0][4])
    for _label, _value, points, _direction, so_far in rows[1:-1]:
        total += tenths(points)
        assert total == tenths(so_far)
    assert total == tenths(rows[-1][4])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("score", [20, 50, 62.3, 107])
def test_drawing_table_sentence_and_file_agree(language: str, score: float) -> None:
    waterfall = made(pd_at(score), language=language)
    drawn = texts_of(drawing.draw(waterfall, layout="wide", prefix="w"))
    table = waterfall_table(waterfall)
    for row in table["rows"]:
        label, _value, points, direction, _total = (cell["text"] for cell in row["cells"])
        assert label in " ".join(drawn)
        if points:
            assert points in drawn
            raises = {"fr": ("augmente", "diminue"), "en": ("raises", "lowers")}[language]
            assert direction == raises[0 if points.startswith("+") else 1]
    assert waterfall.end_text in drawn
    for text in (waterfall.start_text, waterfall.end_text, waterfall.where, waterfall.advised):
        assert text in waterfall.sentence
    assert all(bar.label in waterfall.sentence for bar in waterfall.bars[:3])
    ends = {"fr": "l’échelle s’arrête à 100,0", "en": "the scale ends at 100.0"}[language]
    assert (ends in waterfall.sentence) == (score > 100)
    assert waterfall.bars[0].label in waterfall.title
    assert waterfall.bars[0].points_text in waterfall.title
    lines = csv_rows(waterfall)
    assert len(lines) == len(FEATURES) + 3
    assert [line[0] for line in lines[2:-1]] == [bar.label for bar in waterfall.factors]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_adds_up(language: str) -> None:
    lines = csv_rows(made(language=language))[1:]
    total = tenths(lines[0][3])
    for _label, _value, points, so_far in lines[1:-1]:
        total += tenths(points)
        assert total == tenths(so_far)
    assert total == tenths(lines[-1][3])


def csv_rows(waterfall: Waterfall) -> list[list[str]]:
    written = waterfall_csv(waterfall, None)
    assert written.startswith(BYTE_ORDER_MARK)
    delimiter = {"fr": ";", "en": ","}[waterfall.language]
    return list(csv.reader(io.StringIO(written[1:]), delimiter=delimiter))


def test_all_factors_are_told_one_by_one() -> None:
    waterfall = made(seed=2)
    table = factors_table(waterfall)
    assert table is not None
    points = [tenths(row["cells"][2]["text"]) for row in table["rows"]]
    assert waterfall.start_tenths + sum(points) == waterfall.end_tenths
    assert 0 not in points
    assert len(points) + len(waterfall.still) == len(FEATURES)
    link = waterfall_table(waterfall)["rows"][-2]["cells"][0]["url"]
    assert link == f"#{table['id']}-caption"


def texts_of(drawn: str) -> list[str]:
    return [element.text or "" for element in parsed(drawn).iter(f"{{{svg.SVG}}}text")]


def test_a_client_like_the_average_has_a_title_too() -> None:
    reading = make_reading(features=FEATURES[:1])
    waterfall = build(reading, shown=0)
    assert waterfall.title == "Nothing moves this client away from the average client"
    assert re.search(r"\d+\.\d", waterfall.sentence)
