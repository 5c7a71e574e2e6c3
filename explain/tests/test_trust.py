from __future__ import annotations

import random

import pytest
from django.test import Client as Browser

from explain.help import factor_url
from explain.reading import read
from explain.tests.conftest import People
from explain.tests.makers import BOUNDS, make_facts
from explain.trust import ENOUGH, track_record, unusual_values
from ml.reliability import wilson
from scoring.models import ModelVersion
from tests.markup import Page


def bands(clients: int = 400, share: float = 0.1) -> list[dict[str, int]]:
    """Twenty bands of five points, the same number and share of defaults in each."""
    return [
        {"low": low, "high": low + 5, "clients": clients, "defaults": round(clients * share)}
        for low in range(0, 100, 5)
    ]


@pytest.mark.parametrize(
    ("score", "low", "high"), [(0, 0, 5), (4.9, 0, 5), (5, 5, 10), (62.3, 60, 65), (100, 95, 100)]
)
def test_a_score_is_in_one_band(score: float, low: int, high: int) -> None:
    record = track_record(bands(), score, "en")
    assert record is not None
    assert (record.low, record.high, record.clients, record.repaid) == (low, high, 400, 360)


def test_thin_bands_take_their_neighbours_in() -> None:
    record = track_record(bands(clients=30), 52, "en")
    assert record is not None
    assert (record.low, record.high) == (40, 65)
    assert record.clients == 150 >= ENOUGH


def test_a_wider_range_is_said_to_be_wider() -> None:
    thin, thick = track_record(bands(clients=30), 52, "en"), track_record(bands(), 52, "en")
    assert thin is not None
    assert thick is not None
    assert thin.sentence.endswith("at this very score the share may well be another.")
    assert thick.sentence.endswith("had not seen these clients before.")


def test_at_the_edge_the_range_grows_inwards() -> None:
    record = track_record(bands(clients=40), 99, "en")
    assert record is not None
    assert (record.low, record.high) == (85, 100)


@pytest.mark.parametrize("known", [[], bands(clients=1)])
def test_too_few_clients_say_nothing(known: list[dict[str, int]]) -> None:
    assert track_record(known, 50, "en") is None


def test_the_interval_holds_the_share_nineteen_times_in_twenty() -> None:
    chance = random.Random(3)
    held = 0
    for _ in range(2_000):
        count = sum(chance.random() < 0.9 for _ in range(150))
        low, high = wilson(count, 150)
        held += low <= 0.9 <= high
    assert 0.93 < held / 2_000 < 0.97
    assert wilson(150, 150)[1] == 1
    assert wilson(0, 150)[0] == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Of 2,000 past clients with a score from 60 to 65, 90.0% repaid"),
        (
            "fr",
            "Sur 2\u202f000 anciens clients dont le score va de 60 à 65, 90,0\u202f% ont remboursé",
        ),
    ],
)
def test_it_is_said_in_words(language: str, said: str) -> None:
    record = track_record(bands(clients=2_000), 62, language)
    assert record is not None
    assert record.sentence.startswith(said)


def test_values_beyond_training_are_named_with_its_range() -> None:
    facts = make_facts()
    reading = read(facts, language="en", currency="EUR", **BOUNDS)
    known = {
        name: value
        for name, value in zip(facts.features, facts.values, strict=True)
        if isinstance(value, float)
    }
    inside = {name: (value, value) for name, value in known.items()}
    assert unusual_values(reading, inside, currency="EUR") == []
    name, value = next(iter(known.items()))
    (found,) = unusual_values(reading, {name: (value - 2, value - 1)}, currency="EUR")
    assert found["value"] in {reason.value_text for reason in reading.reasons}
    assert "for nearly all of them" in found["range"]


def test_the_page_tells_both(people: People, advisor_client: Browser) -> None:
    feature = next(
        name
        for name, value in zip(people.version.features, people.granted.values, strict=True)
        if isinstance(value, float)
    )
    ModelVersion.objects.update(bands=bands(), usual={feature: [-2.0, -1.0]})
    page = Page(
        advisor_client.get("/clients/100001/", headers={"accept-language": "en"}).content.decode()
    )
    record = track_record(bands(), people.granted.score, "en")
    assert record is not None
    said = page.one("main").text.replace(" (glossary)", "")
    assert record.sentence in said
    assert "for nearly all of them" in said
    assert factor_url(feature) in [link.get("href") for link in page.all("a")]


def test_a_model_that_tells_nothing_of_the_past_says_nothing(
    people: People, advisor_client: Browser
) -> None:
    ModelVersion.objects.filter(pk=people.version.pk).update(bands=[], usual={})
    assert (
        "trust-title"
        not in advisor_client.get(
            "/clients/100001/", headers={"accept-language": "en"}
        ).content.decode()
    )
