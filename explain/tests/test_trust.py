from __future__ import annotations

import random

import pytest
from django.test import Client as Browser

from explain.client_file.unusual_values import unusual_values
from explain.factor_help import factor_url
from explain.reading.reliability import track_record
from explain.reading.score import read
from explain.tests.conftest import People
from explain.tests.makers import BOUNDS, make_facts, outcomes
from ml.reliability import wilson
from scoring.models import ModelVersion
from tests.markup import Page


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
    ModelVersion.objects.update(outcomes=[outcomes()], usual={feature: [-2.0, -1.0]})
    page = Page(
        advisor_client.get("/clients/100001/", headers={"accept-language": "en"}).content.decode()
    )
    record = track_record(outcomes(), people.granted.score, "en")
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
