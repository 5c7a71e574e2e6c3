"""Contributions said in sentences."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ml.features import CATEGORICAL, FEATURES, compute
from ml.schema import TABLES
from ml.tests.feature_frames import random_tables
from ml.wording.catalogue import CATALOGUE, LANGUAGES, THEMES
from ml.wording.reasons import joined, reasons

NAMES = ["effort_rate", "contract", "external_score_1"]


def said(language: str = "en", values=(0.16, "cash", None), points=(-2.0, 0.5, 3.0)):
    return reasons(features=NAMES, values=values, points=points, language=language)


def test_strongest_first():
    assert [reason.feature for reason in said()] == ["external_score_1", "effort_rate", "contract"]


def test_equal_strength_keeps_the_order():
    found = said(points=(1.0, -1.0, 1.0))
    assert [reason.feature for reason in found] == NAMES


def test_what_a_reason_holds():
    reason = said()[1]
    assert reason.theme == "loan"
    assert reason.label == "Share of income taken by the repayment"
    assert (reason.value, reason.value_text, reason.points) == (0.16, "16%", -2.0)
    assert reason.fact == "The repayment takes 16% of the income."
    assert reason.sentence == "The repayment takes 16% of the income. This lowers the score."
    assert not reason.raises
    assert reason.actionable
    assert not reason.missing


def test_in_french():
    found = said("fr")
    assert found[1].sentence == (
        "Le remboursement prend 16\N{NARROW NO-BREAK SPACE}% du revenu. Cela diminue le score."
    )
    assert found[2].sentence == (
        "Le type de prêt demandé est\N{NO-BREAK SPACE}: prêt personnel. Cela augmente le score."
    )


def test_a_missing_value_says_so():
    reason = said()[0]
    assert reason.missing
    assert reason.value is None
    assert reason.value_text == "not known"
    assert reason.sentence == "External score 1: not known. This raises the score."
    assert said(values=(float("nan"), "cash", None))[1].missing


def test_the_value_is_not_read_as_a_pattern():
    """Braces could only come from a category; the catalogue refuses unknown ones."""
    with pytest.raises(KeyError):
        said(values=(0.1, "{value}", None))


def test_wrong_input_is_refused():
    with pytest.raises(ValueError, match="no such language: 'es'"):
        said("es")
    with pytest.raises(ValueError, match="shorter"):
        said(points=(1.0, 2.0))
    with pytest.raises(KeyError):
        reasons(features=["nothing"], values=[1.0], points=[1.0], language="en")


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32), rows=st.integers(0, 4), language=st.sampled_from(LANGUAGES))
def test_every_client_has_readable_reasons(seed, rows, language):
    tables = random_tables(seed=seed, clients=1, rows=rows, wild=False)
    values = compute(tables).row(0)[1:]
    points = [(-1) ** place * 0.1 for place in range(len(FEATURES))]
    found = reasons(features=FEATURES, values=values, points=points, language=language)
    assert [reason.feature for reason in found] == list(FEATURES)
    for reason in found:
        assert "{" not in reason.sentence
        assert reason.sentence.endswith(".")
        assert reason.theme in THEMES
        assert reason.missing == (reason.value is None)
        told = reason.missing or reason.value in CATALOGUE[reason.feature].exact
        assert told or reason.value_text in reason.sentence
        if language == "fr":
            assert not re.search(r" [:;!?%»€]", reason.sentence), reason.sentence
        if reason.feature in CATEGORICAL and not reason.missing:
            assert reason.value in TABLES["application"].by_name[reason.feature].categories


def test_none_and_all_are_said_in_words():
    found = reasons(
        features=["previous_refused_share", "instalments_late_share", "owns_car", "card_use"],
        values=[0.0, 1.0, 1, 1.004],
        points=[4.0, -3.0, 2.0, -1.0],
        language="en",
    )
    assert [reason.sentence for reason in found] == [
        "No earlier application here was refused. This raises the score.",
        "All instalments here were paid late. This lowers the score.",
        "The client owns a car. This raises the score.",
        "At the last record, 100% of the card limit here was in use. This lowers the score.",
    ]
    assert found[0].fact == "No earlier application here was refused."


CARD = ["card_use", "card_use_mean", "income", "card_use_recent", "effort_rate"]


def cards(*points: float):
    told = reasons(features=CARD, values=[0.9, 0.4, 1e5, 0.8, 0.2], points=points, language="en")
    return joined(told)


def test_reasons_of_one_subject_are_one():
    found = cards(-1.0, -1.5, 3.0, 0.5, -0.1)
    assert [joint.lead.feature for joint in found] == ["income", "card_use_mean", "effort_rate"]
    card = found[1]
    assert card.points == -2.0
    assert not card.raises
    assert card.others == 2
    assert [part.feature for part in card.parts] == ["card_use_mean", "card_use", "card_use_recent"]
    assert found[0].parts == (found[0].lead,)


def test_the_lead_pushes_where_the_sum_pushes():
    card = next(joint for joint in cards(1.0, 1.5, 0.0, -2.0, 0.0) if joint.others)
    assert card.points == 0.5
    assert card.parts[0].feature == "card_use_recent"
    assert card.lead.feature == "card_use_mean"
    assert card.lead.sentence.endswith("This raises the score.")


@settings(max_examples=60, deadline=None)
@given(points=st.lists(st.floats(-20, 20), min_size=len(FEATURES), max_size=len(FEATURES)))
def test_joining_keeps_every_feature_and_the_sum(points):
    values = [None] * len(FEATURES)
    told = reasons(features=FEATURES, values=values, points=points, language="en")
    found = joined(told)
    assert len(found) < len(FEATURES) * 0.6
    assert sorted(part.feature for joint in found for part in joint.parts) == sorted(FEATURES)
    assert math.fsum(joint.points for joint in found) == pytest.approx(math.fsum(points), abs=1e-9)
    sizes = [abs(joint.points) for joint in found]
    assert sizes == sorted(sizes, reverse=True)
    for joint in found:
        assert joint.points == math.fsum(part.points for part in joint.parts)
        assert joint.raises == (joint.points >= 0)


def test_every_sentence_of_the_catalogue_can_be_said():
    for language in LANGUAGES:
        for entry in CATALOGUE.values():
            for pattern in (entry.missing_raises, entry.missing_lowers):
                assert "{" not in pattern[language], entry.name
