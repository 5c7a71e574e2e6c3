"""A score of which much is unknown: wherever it is shown, it is shown wide."""

from __future__ import annotations

import pytest
from django.test import Client as Browser

from explain.score_text import range_text, score_cell
from explain.tests.conftest import People
from explain.tests.makers import make_application, make_score
from scoring.models import Score
from tests.markup import Page

THIN = 100020


@pytest.fixture
def thin(people: People) -> Score:
    """A client of whom little is known, 49.6 now, 40 to 67 once more is known."""
    application = make_application(THIN, first_name="Léa", last_name="Petit")
    return make_score(
        application,
        people.version,
        score=49.6,
        seed=5,
        advice="complete",
        range_low=40.2,
        range_high=67.4,
        below_cut_off=0.3,
        unknown_inputs=["occupation", "external_score_3"],
        ask_first="external_score_3",
        narrows_by=6.0,
    )


def page(browser: Browser, url: str, language: str = "en") -> str:
    response = browser.get(url, headers={"accept-language": language})
    assert response.status_code == 200
    return " ".join(
        Page(response.content.decode()).one("main").text.replace(" (glossary)", "").split()
    )


@pytest.mark.parametrize(
    ("language", "said"), [("en", "49 range 40 to 67"), ("fr", "49 intervalle de 40 à 67")]
)
def test_the_list(thin: Score, advisor_client: Browser, language: str, said: str) -> None:
    text = page(advisor_client, f"/clients/?q={THIN}", language)
    assert said in text
    assert "49.6" not in text.replace(",", ".")


def test_the_file_of_the_list(thin: Score, advisor_client: Browser) -> None:
    lines = advisor_client.get(
        f"/clients/list.csv?q={THIN}", headers={"accept-language": "en"}
    ).getvalue().decode("utf-8-sig").splitlines()  # fmt: skip
    assert lines[1].startswith(f"{THIN},49.6,Ask first,")
    assert lines[1].endswith(",40.2,67.4,2,External score 3")


def test_the_clients_own_page(thin: Score, advisor_client: Browser) -> None:
    text = page(advisor_client, f"/clients/{THIN}/")
    assert "49 out of 100, between 40 and 67 once more is known" in text
    assert "About 1 point below the cut-off, but what is not known decides: ask first." in text
    assert "scores 49 out of 100, about 1 point below the cut-off of 50" in text
    history = text[text.index("Scores of this application") :]
    assert "49 range 40 to 67" in history[: history.index("Other applications")]


def test_the_gauge_says_and_draws_the_range(thin: Score, advisor_client: Browser) -> None:
    made = advisor_client.get(f"/clients/{THIN}/", headers={"accept-language": "en"})
    gauge = next(
        e for e in Page(made.content.decode()).all("svg") if e.get("class") == "gauge__drawing"
    )
    assert gauge.get("aria-label") == (
        "Score 49, between 40 and 67 once more is known, on a scale from 0 to 100; the cut-off is "
        "50, higher is better"
    )
    assert 'class="gauge__range" x1="40.20%" x2="67.40%"' in made.content.decode()


def test_comparisons(thin: Score, people: People, advisor_client: Browser) -> None:
    text = page(advisor_client, f"/clients/{THIN}/comparison/")
    assert "the score is 49 now and would lie in the range 40 to 67 once more is known" in text
    assert "Much is not known" not in page(advisor_client, "/clients/100001/comparison/")
    two = page(advisor_client, f"/clients/{THIN}/comparison/clients/?with=100001")
    assert "is 49, 12.7 points below that of" in two


def test_a_score_of_a_whole_file_keeps_its_tenths() -> None:
    assert score_cell(62.34, 61.0, 64.0, is_wide=False, language="en") == {"text": "62.3"}
    assert score_cell(62.34, 41.0, 104.0, is_wide=True, language="fr") == {
        "text": "62",
        "note": "intervalle de 41 à 100",
    }
    assert range_text(-5, 12.6, "en") == "0 to 13"
