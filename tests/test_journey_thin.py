"""A client of whom little is known: the score is wide, says what to ask, and narrows."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client as Browser

from explain.reading.kept_score import read_score
from ml.wording.catalogue import input_label
from scoring.models import Score
from scoring.services import register_model
from tests.markup import Page

pytestmark = pytest.mark.django_db

FORM = "/applications/new/"
SIX_ANSWERS = {
    "first_name": "Léa",
    "last_name": "Roche",
    "birth_date": "3/3/1990",
    "contract": "cash",
    "credit_amount": "450 000",
    "annuity": "24 700",
    "income": "150 000",
    "owns_car": "no",
}
TWO_MORE = {"external_score_2": "0.61", "external_score_3": "0.55"}


def entered(browser: Browser, answers: dict[str, str]) -> Score:
    """The score of what the back office typed."""
    response = browser.post(FORM, answers)
    assert response.status_code == 302, Page(response.content.decode()).one("main").text
    return Score.objects.select_related("model_version", "application__client").latest("pk")


def width(score: Score) -> float:
    assert score.range_low is not None
    assert score.range_high is not None
    return score.range_high - score.range_low


@pytest.mark.parametrize("language", ["en", "fr"])
def test_six_answers_leave_the_score_wide_and_two_more_narrow_it(
    small_bundle: Path, back_office_client: Browser, advisor_client: Browser, language: str
) -> None:
    register_model(path=small_bundle, activate=True, user=None)
    for browser in (back_office_client, advisor_client):
        browser.cookies["django_language"] = language
    few = entered(back_office_client, SIX_ANSWERS)
    more = entered(back_office_client, SIX_ANSWERS | TWO_MORE)

    assert few.is_wide
    assert set(few.unknown_inputs) - set(more.unknown_inputs) == set(TWO_MORE)
    assert "car_age" not in few.unknown_inputs, "without a car there is none to know"
    assert width(more) < width(few)

    said = []
    for score in (few, more):
        reference = score.application.client.reference
        page = Page(advisor_client.get(f"/clients/{reference}/").content.decode())
        said.append(" ".join(page.one("main").text.split()))
        reading = read_score(score, language=language)
        known = reading.facts.known
        assert known is not None
        assert reading.headline_text in said[-1]
        assert f"{len(known.unknown)} " in said[-1]
        assert score.ask_first is not None
        assert input_label(score.ask_first, language) in said[-1]
        # What is not known is never a reason.
        for reason in (*reading.reasons_for, *reading.reasons_against):
            assert not reason.lead.missing
    assert said[0] != said[1]
