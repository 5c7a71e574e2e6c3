"""What a factor is: said of every factor, in both languages, with an address that is there."""

from __future__ import annotations

import pytest
from django.urls import resolve
from django.utils.translation import override

from explain.factor_help import HOW, factor_help
from ml.wording.catalogue import CATALOGUE, LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("feature", CATALOGUE)
def test_every_factor_is_explained_whatever_the_language_in_force(
    feature: str, language: str
) -> None:
    with override("en" if language == "fr" else "fr"):
        told = factor_help(feature, language)
    assert told["label"] == CATALOGUE[feature].label[language]
    for part in ("meaning", "unit_text", "actionable_text"):
        assert len(told[part]) > 5, part
        assert told[part].endswith((".", "?")), part
    assert "%(" not in "".join(told.values())
    assert resolve(told["url"]).kwargs == {"feature": feature}


def test_how_is_said_of_just_those_that_the_client_can_change() -> None:
    assert set(HOW) == {name for name, entry in CATALOGUE.items() if entry.actionable}


def test_money_and_counts_name_their_unit() -> None:
    assert factor_help("income", "en")["unit_text"] == "An amount, in euros."
    assert "loans" in factor_help("bureau_loans", "en")["unit_text"]
    assert "prêts" in factor_help("bureau_loans", "fr")["unit_text"]


def test_a_factor_that_is_not_in_the_catalogue_is_an_error() -> None:
    with pytest.raises(KeyError):
        factor_help("shoe_size", "fr")
