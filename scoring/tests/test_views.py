"""The page of a new application: who may use it, what is kept, what is said."""

from __future__ import annotations

import math
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client as Browser

from clients.models import Application, Client
from scoring.models import Score
from scoring.services import register_model

URL = "/applications/new/"
NEEDED = {
    "first_name": "Nina",
    "last_name": "Moreau",
    "birth_date": "27/3/1985",
    "contract": "cash",
    "credit_amount": "250 000",
    "income": "34 000",
    "external_score_2": "0.61",
}

pytestmark = pytest.mark.django_db


@pytest.fixture
def model(small_bundle: Path) -> None:
    register_model(path=small_bundle, activate=True, user=None)


def english(browser: Browser) -> Browser:
    browser.cookies["django_language"] = "en"
    return browser


def said(response: Any) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def test_only_those_who_enter_applications_see_the_form(
    client: Browser, advisor_client: Browser, outsider_client: Browser, back_office_client: Browser
) -> None:
    assert client.get(URL).url.startswith("/accounts/login/")
    assert advisor_client.get(URL).status_code == 403
    assert outsider_client.post(URL, NEEDED).status_code == 403
    assert back_office_client.get(URL).status_code == 200
    assert not Client.objects.exists()


def test_an_application_is_recorded_scored_and_its_score_said(
    model: None, back_office_client: Browser, back_office: Any
) -> None:
    response = english(back_office_client).post(URL, NEEDED)
    application = Application.objects.get()
    assert response.status_code == 302
    assert response.url == f"/clients/{application.client.reference}/"
    assert application.entered_by == back_office
    assert application.source == "form"
    score = Score.objects.get(application=application)
    text = said(response)
    assert score.is_wide
    whole = math.floor(score.score) if 49 < score.score < 50 else round(score.score)
    low, high = round(score.range_low), round(score.range_high)
    assert f"{whole} out of 100, between {low} and {high} once more is known" in text
    assert "Nina Moreau" in text
    assert "fields were left empty" in text


def test_what_was_wrong_is_said_and_what_was_typed_stays(
    model: None, back_office_client: Browser
) -> None:
    response = english(back_office_client).post(URL, {**NEEDED, "income": "a lot"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "<title>Error: New application" in page
    assert 'value="a lot"' in page
    assert 'value="250 000"' in page
    assert page.index('id="error-summary"') < page.index("<h1>")
    assert 'href="#id_income"' in page
    assert 'aria-describedby="id_income_helptext id_income_error"' in page
    assert page.count("Enter a number in figures") == 2  # in the summary and at the field
    assert not Application.objects.exists()


def test_without_a_model_the_application_is_kept_and_that_is_said(
    back_office_client: Browser,
) -> None:
    page = english(back_office_client).get(URL).content.decode()
    assert "No model is in force" in page
    response = back_office_client.post(URL, NEEDED)
    application = Application.objects.get()
    assert response.url == f"/clients/{application.client.reference}/"
    assert "has no score" in said(response)
    assert not Score.objects.exists()


def test_without_its_files_a_model_costs_no_application(
    model: None, back_office_client: Browser, tmp_path: Path
) -> None:
    from scoring.models import ModelVersion

    ModelVersion.objects.update(path=str(tmp_path), digest="0" * 64)
    response = english(back_office_client).post(URL, NEEDED)
    assert "has no score" in said(response)
    assert Application.objects.count() == 1


def test_the_page_is_neither_changed_nor_deleted_by_other_methods(
    back_office_client: Browser,
) -> None:
    assert back_office_client.put(URL).status_code == 405


def test_unusual_values_want_a_second_look_and_mark_the_score(
    model: None, back_office_client: Browser, advisor_client: Browser
) -> None:
    unusual = {**NEEDED, "annuity": "12 500", "goods_price": "100 000"}
    response = english(back_office_client).post(URL, unusual)
    page = response.content.decode()
    assert response.status_code == 422
    assert page.count("The loan is more than twice the price of the goods.") == 2
    assert 'value="100 000"' in page
    assert not Application.objects.exists()
    token = re.search(r'name="looked_at" value="([^"]+)"', page)
    assert token is not None
    back_office_client.post(URL, {**unusual, "looked_at": token[1]})
    reference = Application.objects.get().client.reference
    said = english(advisor_client).get(f"/clients/{reference}/").content.decode()
    assert "The score rests on unusual values: check them" in said
    assert "The loan is more than twice the price of the goods." in said


def test_what_was_asked_and_is_not_there_is_kept_as_none(
    model: None, back_office_client: Browser
) -> None:
    given = {**NEEDED, "none_inputs": ["external_score_1", "car_age"]}
    english(back_office_client).post(URL, given)
    application = Application.objects.get()
    assert application.none_inputs == ["car_age", "external_score_1"]
    unknown = Score.objects.get(application=application).unknown_inputs
    assert "external_score_3" in unknown
    assert not {"external_score_1", "car_age"} & set(unknown)


def token_of(browser: Browser) -> str:
    found = re.search(r'name="once" value="([0-9a-f-]{36})"', browser.get(URL).text)
    assert found is not None
    return found[1]


def test_a_form_sent_twice_gives_one_record_and_lands_on_it(
    model: None, back_office_client: Browser
) -> None:
    browser = english(back_office_client)
    sent = NEEDED | {"once": token_of(browser)}
    first, second = (browser.post(URL, sent) for _ in range(2))
    assert first.url == second.url == f"/clients/{Client.objects.get().reference}/"
    assert Application.objects.count() == Score.objects.count() == 1
    assert "This application was recorded already" in said(second)
    changed = browser.post(URL, sent | {"income": "35 000"})
    assert changed.url == first.url
    assert "What you have changed since then is not." in said(changed)
    assert Application.objects.get().income == 34_000


def test_a_form_that_was_refused_may_be_sent_again(
    model: None, back_office_client: Browser
) -> None:
    once = token_of(back_office_client)
    wrong = back_office_client.post(URL, NEEDED | {"once": once, "income": "much"})
    assert wrong.status_code == 422
    assert f'value="{once}"' in wrong.text
    assert back_office_client.post(URL, NEEDED | {"once": once}).status_code == 302
    assert Client.objects.count() == 1


def test_the_same_person_may_be_entered_with_another_form(
    model: None, back_office_client: Browser
) -> None:
    for _ in range(2):
        back_office_client.post(URL, NEEDED | {"once": token_of(back_office_client)})
    assert Client.objects.count() == 2


def test_what_is_sent_without_a_score_is_recorded_once_too(back_office_client: Browser) -> None:
    sent = NEEDED | {"once": token_of(back_office_client)}
    for _ in range(2):
        assert back_office_client.post(URL, sent).status_code == 302
    assert Client.objects.count() == 1


@pytest.mark.parametrize("character", ["\u200b", "\u202e", "\u2066", "\ufeff", "\u00ad", "\u0007"])
def test_a_name_has_no_character_that_nobody_sees(
    back_office_client: Browser, character: str
) -> None:
    browser = english(back_office_client)
    answer = browser.post(URL, NEEDED | {"first_name": f"Ni{character}na"})
    assert answer.status_code == 422
    assert f"nobody sees (U+{ord(character):04X}), after “Ni”" in answer.text
    assert not Client.objects.exists()


@pytest.mark.parametrize("name", ["Zoé", "Zoe\u0301", "O’Neill", "Anne-Marie", "李小龍", "Ñuñez"])
def test_names_are_kept_as_people_write_them(back_office_client: Browser, name: str) -> None:
    assert back_office_client.post(URL, NEEDED | {"last_name": name}).status_code == 302
    assert Client.objects.get().last_name == unicodedata.normalize("NFC", name)
