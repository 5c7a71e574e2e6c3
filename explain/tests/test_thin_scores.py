"""A score of which much is unknown: wherever it is shown, it is shown wide."""

from __future__ import annotations

import pytest
from django.test import Client as Browser

from explain.charts.waterfall import build
from explain.reading.kept_score import read_score
from explain.reading.score_text import range_text, score_cell
from explain.tests.conftest import People
from explain.tests.makers import make_application, make_score
from explain.tests.test_history import scored_again
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
    ("language", "said"), [("en", "49 range 40 to 67"), ("fr", "49 fourchette de 40 à 67")]
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


def test_two_clients_are_compared_no_finer_than_the_one_of_whom_less_is_known(
    thin: Score, people: People, advisor_client: Browser
) -> None:
    url = f"/clients/{THIN}/comparison/clients/?with=100001"
    first = page(advisor_client, url)
    assert f"The score of Client {THIN} is 49, about 13 points below that of Client 100001" in first
    second = page(advisor_client, f"/clients/100001/comparison/clients/?with={THIN}")
    assert f"is 62, about 13 points above that of Client {THIN} (49)" in second
    for text in (first, second):
        assert "When more is known, the score would lie in the range 40 to 67." in text
        scores = text[text.index("The two scores") : text.index("What each subject does to")]
        assert "49.6" not in text[: text.index("What each subject does to")]
        assert {"49", "62"} <= set(scores.split())
    file = advisor_client.get(f"/clients/{THIN}/comparison/scores.csv?with=100001")
    assert b"Score;49;62;-13" in file.getvalue()


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("en", ["Not known,Occupation,,", "Not known,External score 3,,",
                '"Range of the score, from",,,40.2', '"Range of the score, to",,,67.4',
                "Ask first,External score 3,,"]),
        ("fr", ["Non connu;Profession;;", "Non connu;Score externe 3;;",
                "Fourchette du score, de;;;40,2", "Fourchette du score, à;;;67,4",
                "Demander d’abord;Score externe 3;;"]),
    ],
)  # fmt: skip
def test_the_file_of_one_client(
    thin: Score, advisor_client: Browser, language: str, lines: list[str]
) -> None:
    made = advisor_client.get(
        f"/clients/{THIN}/waterfall.csv", headers={"accept-language": language}
    )
    assert made.content.decode("utf-8-sig").splitlines()[-5:] == lines


def test_the_drawing_says_the_range(thin: Score) -> None:
    sentence = build(read_score(thin, language="en")).sentence
    assert "this gives 49.6: about 1 point below the cut-off. When more is known, the score " in (
        sentence
    )
    assert "would lie in the range 40 to 67. The model advises: Ask first." in sentence


def test_a_change_of_a_wide_score_is_told_in_whole_points(
    thin: Score, advisor_client: Browser
) -> None:
    scored_again(thin, points=58.3, digest="e" * 64)
    text = page(advisor_client, f"/clients/{THIN}/")
    history = text[text.index("Scores of this application") :]
    assert "+9 About 9 points higher. The information has changed." in history


def test_bounds_keep_to_their_side_of_the_cut_off() -> None:
    assert range_text(49.6, 50.2, "en") == "49 to 50"


def test_a_score_of_a_whole_file_has_the_digits_that_the_model_carries() -> None:
    assert score_cell(62.34, 61.0, 64.0, steady=0.2, unknown=0, language="en") == {"text": "62.3"}
    assert score_cell(62.34, 61.0, 64.0, steady=1.1, unknown=0, language="en") == {"text": "62"}
    assert score_cell(62.34, 41.0, 104.0, steady=0.2, unknown=3, language="fr") == {
        "text": "62",
        "note": "fourchette de 41 à 100",
    }
    assert range_text(-5, 12.6, "en") == "0 to 13"
