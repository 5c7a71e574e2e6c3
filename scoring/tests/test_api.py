"""POST /api/v1/scores/: who may ask, what is refused and how, what is answered."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from clients.importing import import_records
from clients.models import Application
from ml import home_credit
from ml.schema import TABLES
from scoring.api.examples import SMALL, WHOLE
from scoring.api.parsing import longest
from scoring.api.problems import titles
from scoring.api.request import CHILDREN, ScoreRequest, sent_columns, tables_of
from scoring.models import ModelVersion, Score
from scoring.services import (
    IssuedKey,
    assess,
    score_application,
)
from scoring.tests.asking import URL, ask, changed, errors
from scoring.tests.factories import headers

pytestmark = pytest.mark.django_db

# The answer --------------------------------------------------------------------------------------


def test_the_answer_adds_up(active_model: ModelVersion, key: IssuedKey) -> None:
    response = ask(key, WHOLE | {"language": "en"})
    assert response.status_code == 200
    told = response.json()
    assert told["probability_of_repayment"] == pytest.approx(1 - told["pd"])
    points = sum(reason["points"] for reason in told["reasons"])
    assert told["average_score"] + points == pytest.approx(told["unclipped_score"], abs=1e-9)
    assert told["score"] == min(max(told["unclipped_score"], 0), 100)
    assert told["distance"] == pytest.approx(told["score"] - 50)
    assert told["cut_off"] == {"pd": active_model.threshold, "score": 50}
    low, high = 45, 55
    expected = "refuse" if told["score"] < low else "grant" if told["score"] > high else "review"
    if told["range"]["low"] < low and told["range"]["high"] > high:
        expected = "complete"
    assert told["advice"] == expected
    strengths = [abs(reason["points"]) for reason in told["reasons"]]
    assert strengths == sorted(strengths, reverse=True)
    for reason in told["reasons"]:
        assert reason["direction"] == ("raises" if reason["points"] > 0 else "lowers")
        assert reason["sentence"]
        assert reason["label"]
        assert reason["theme_label"]
    assert told["model"]["digest"] == active_model.digest
    assert told["model"]["version"] == active_model.label
    assert not Score.objects.exists()
    assert not Application.objects.exists()


def test_the_range_narrows_with_every_answer(active_model: ModelVersion, key: IssuedKey) -> None:
    required = {
        "contract": "cash",
        "income": 202500.0,
        "credit_amount": 406597.5,
        "age_days": 12410,
    }
    few = ask(key, {"application": required}).json()
    assert few["range"]["low"] < few["range"]["high"]
    assert 0 <= few["range"]["share_below_cut_off"] <= 1
    assert {"annuity", "external_score_2", "documents"} <= set(few["unknown_inputs"])
    assert few["ask_first"]["input"] in few["unknown_inputs"]
    assert few["ask_first"]["label"]
    assert few["ask_first"]["narrows_by"] > 0
    assert ask(key, {"application": required}).json() == few, "there is no lot in it"
    more = ask(key, {"application": WHOLE["application"]}).json()
    assert set(more["unknown_inputs"]) < set(few["unknown_inputs"])


def test_what_is_none_is_not_unknown(active_model: ModelVersion, key: IssuedKey) -> None:
    body = {"application": {**SMALL["application"], "owns_car": False}}
    told = ask(key, body).json()
    assert "car_age" not in told["unknown_inputs"], "no car, so no car's age"
    assert "external_score_1" in told["unknown_inputs"]
    without = ask(key, {**body, "none": ["external_score_1"]}).json()
    assert "external_score_1" not in without["unknown_inputs"]
    assert without["pd"] == told["pd"], "the model reads both alike"


def test_what_has_a_value_is_not_none(active_model: ModelVersion, key: IssuedKey) -> None:
    found = errors(ask(key, {**SMALL, "none": ["external_score_2"]}))
    assert found == {"$.none": "external_score_2 has a value, so it is not none."}
    found = errors(ask(key, {**SMALL, "none": ["income"]}))
    assert list(found) == ["$.none[0]"] or list(found) == ["$.none"], "it is required"


def test_what_was_not_sent_is_said(active_model: ModelVersion, key: IssuedKey) -> None:
    missing = ask(key, SMALL).json()["missing_inputs"]
    assert "$.application.goods_price" in missing
    assert "$.application.income" not in missing
    assert "$.application.sex" not in missing  # never read by the model
    assert "$.application.document_3" not in missing
    assert [path for path in missing if "application" not in path] == [
        f"$.{table.name}" for table in CHILDREN
    ]
    whole = ask(key, WHOLE).json()["missing_inputs"]
    assert not [path for path in whole if "application" not in path]


def test_unknown_loans_are_not_no_loans(active_model: ModelVersion) -> None:
    bodies = (SMALL, SMALL | {table.name: [] for table in CHILDREN})
    unknown, none = (assess(tables=tables_of(body)) for body in bodies)
    assert set(none.missing) < set(unknown.missing)
    told = dict(zip(active_model.features, none.values, strict=True))
    counted = [name for name in set(unknown.missing) - set(none.missing) if told[name] == 0]
    assert len(counted) > 5


@pytest.mark.parametrize(
    ("accepted", "asked", "language"),
    [("fr", None, "fr"), ("en", None, "en"), ("en", "fr", "fr"), ("fr", "en", "en")],
)
def test_the_language_of_the_reasons(
    active_model: ModelVersion, key: IssuedKey, accepted: str, asked: str | None, language: str
) -> None:
    body = {name: value for name, value in SMALL.items() if name != "language"}
    if asked:
        body["language"] = asked
    response = ask(key, body, language=accepted)
    assert response["Content-Language"] == language
    labels = {reason["label"] for reason in response.json()["reasons"]}
    other = ask(key, {**SMALL, "language": "en" if language == "fr" else "fr"}).json()
    assert labels != {reason["label"] for reason in other["reasons"]}


def test_it_agrees_with_the_records(
    active_model: ModelVersion, key: IssuedKey, small_records: Path
) -> None:
    import_records(path=small_records)
    tables = home_credit.read(small_records)
    for client in tables["application"]["client_id"].head(5):
        kept = score_application(
            application_id=Application.objects.get(client__reference=client).pk
        )
        told = ask(key, body_of(tables, client))
        assert told.status_code == 200, told.content
        assert told.json()["pd"] == kept.pd
        assert told.json()["unclipped_score"] == kept.score


def body_of(tables: dict[str, pl.DataFrame], client: int) -> dict[str, Any]:
    """One client of the files as a request."""
    loans = tables["bureau_loans"].filter(pl.col("client_id") == client)["bureau_loan_id"]
    previous = tables["previous_loans"].filter(pl.col("client_id") == client)["previous_loan_id"]
    body: dict[str, Any] = {}
    for name, frame in tables.items():
        if "client_id" in frame.columns:
            mine = frame.filter(pl.col("client_id") == client)
        else:
            mine = frame.filter(pl.col("bureau_loan_id").is_in(loans.implode()))
        if TABLES[name].parent == "previous_loans":
            mine = mine.filter(pl.col("previous_loan_id").is_in(previous.implode()))
        body[name] = mine.to_dicts()
    [application] = body["application"]
    del application["default"]
    return body | {"application": application}


def test_the_examples_of_the_schema_work(active_model: ModelVersion, key: IssuedKey) -> None:
    for example in (SMALL, WHOLE):
        assert ask(key, example).status_code == 200


def test_it_costs_few_queries(active_model: ModelVersion, key: IssuedKey) -> None:
    ask(key, WHOLE)
    with CaptureQueriesContext(connection) as queries:
        assert ask(key, WHOLE).status_code == 200
    assert len(queries) == 2  # the key, the model


# What is refused ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "path", "message"),
    [
        ({"income": "12000"}, "$.application.income", "A number is wanted."),
        ({"income": True}, "$.application.income", "A number is wanted."),
        ({"income": 10**400}, "$.application.income", "The number is too large."),
        ({"income": -1}, "$.application.income", "greater than or equal to 1"),
        ({"income": None}, "$.application.income", "may not be null"),
        ({"external_score_2": 1.5}, "$.application.external_score_2", "less than or equal to 1"),
        ({"children": 1.5}, "$.application.children", "A whole number is wanted."),
        ({"children": 2**31}, "$.application.children", "less than or equal to"),
        ({"owns_car": "true"}, "$.application.owns_car", "true or false is wanted."),
        ({"owns_car": 1}, "$.application.owns_car", "true or false is wanted."),
        ({"contract": "leasing"}, "$.application.contract", "cash, revolving"),
        ({"contract": 1}, "$.application.contract", "cash, revolving"),
        ({"contract": ["cash"]}, "$.application.contract", "cash, revolving"),
        ({"shoe_size": 43}, "$.application.shoe_size", "There is no such field."),
        ({"a b'c": 1}, "$.application['a b\\'c']", "There is no such field."),
        ({"default": True}, "$.application.default", "There is no such field."),
    ],
)
def test_a_wrong_value_is_said_where_it_is(
    active_model: ModelVersion, key: IssuedKey, values: dict[str, Any], path: str, message: str
) -> None:
    found = errors(ask(key, changed(SMALL, **values)))
    assert list(found) == [path]
    assert message in found[path]


@pytest.mark.parametrize("name", ["contract", "income", "credit_amount", "age_days"])
def test_what_must_be_sent(active_model: ModelVersion, key: IssuedKey, name: str) -> None:
    body = copy.deepcopy(SMALL)
    del body["application"][name]
    assert list(errors(ask(key, body))) == [f"$.application.{name}"]


def test_all_errors_come_at_once(active_model: ModelVersion, key: IssuedKey) -> None:
    body = changed(SMALL, income=-1, contract="leasing", shoe_size=43)
    body["bureau_loans"] = [{"bureau_loan_id": 1, "status": "active", "opened_days": -1}, {}]
    body["nonsense"] = 1
    assert set(errors(ask(key, body))) == {
        "$.application.income",
        "$.application.contract",
        "$.application.shoe_size",
        "$.bureau_loans[0].opened_days",
        "$.bureau_loans[1].bureau_loan_id",
        "$.bureau_loans[1].status",
        "$.bureau_loans[1].opened_days",
        "$.nonsense",
    }


def test_rows_must_hang_together(active_model: ModelVersion, key: IssuedKey) -> None:
    body = copy.deepcopy(WHOLE)
    body["bureau_months"].append({"bureau_loan_id": 9, "month": 0, "status": "on_time"})
    body["bureau_loans"].append(body["bureau_loans"][0])
    body["previous_loans"][0]["client_id"] = 7
    body["application"]["client_id"] = 6
    assert errors(ask(key, body)) == {
        "$.bureau_loans[1].bureau_loan_id": "The same reference more than once.",
        "$.bureau_months[2].bureau_loan_id": "There is no such row in bureau_loans.",
        "$.previous_loans[0].client_id": "This is another client than the application’s.",
    }


def test_a_child_without_its_table_is_an_orphan(active_model: ModelVersion, key: IssuedKey) -> None:
    body = copy.deepcopy(WHOLE)
    del body["previous_loans"]
    assert list(errors(ask(key, body))) == ["$.instalments[0].previous_loan_id"]


def test_a_client_may_be_named_everywhere(active_model: ModelVersion, key: IssuedKey) -> None:
    body = copy.deepcopy(WHOLE)
    nameless = ask(key, body).json()
    body["application"]["client_id"] = 100_002
    for name in ("bureau_loans", "previous_loans", "instalments"):
        for row in body[name]:
            row["client_id"] = 100_002
    assert ask(key, body).json() == nameless


def test_a_long_list_of_errors_is_cut(active_model: ModelVersion, key: IssuedKey) -> None:
    response = ask(key, SMALL | {"bureau_loans": [{}] * 200})
    assert len(errors(response)) == 100
    assert response.json()["detail"] == "500 more errors are not listed."


def test_too_many_rows(active_model: ModelVersion, key: IssuedKey) -> None:
    response = ask(key, SMALL | {"bureau_loans": [{}] * 10_001})
    assert list(errors(response)) == ["$.bureau_loans"]


@pytest.mark.parametrize(
    ("body", "path"),
    [([], "$"), ("text", "$"), (None, "$"), (3, "$"), ({}, "$.application")],
)
def test_the_body_is_an_object(
    active_model: ModelVersion, key: IssuedKey, body: Any, path: str
) -> None:
    assert list(errors(ask(key, body))) == [path]


@pytest.mark.parametrize(
    ("part", "value"),
    [("application", []), ("application", None), ("bureau_loans", {}), ("bureau_loans", None)],
)
def test_a_part_of_another_shape(
    active_model: ModelVersion, key: IssuedKey, part: str, value: Any
) -> None:
    assert list(errors(ask(key, SMALL | {part: value}))) == [f"$.{part}"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"{'application': 1}",
        b'{"application": NaN}',
        b'{"application": Infinity}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"9" * 10_000,
    ],
)
def test_what_is_not_json(active_model: ModelVersion, key: IssuedKey, body: bytes) -> None:
    errors(ask(key, body))


@pytest.mark.parametrize(
    ("body", "said", "en_francais"),
    [
        (b'{"application": {}, "application": {}}', "The name “application” comes twice",
         "Le nom « application » figure deux fois"),
        (b'{"application": {"income": 1, "income": 2}}', "The name “income” comes twice",
         "Le nom « income » figure deux fois"),
        (b'{"application": NaN}', "NaN is no JSON number", "NaN n’est pas un nombre JSON"),
        (b'{"application": -Infinity}', "-Infinity is no JSON number",
         "-Infinity n’est pas un nombre JSON"),
        (b'{"application":\n  {"income" 1}}', "see line 2, column 13", "voir ligne 2, colonne 13"),
        (b'{"a": "\xe9"}', "byte 8 is not", "l’octet 8 ne l’est pas"),
        (b"9" * 5_000, "more than 4000 digits", "plus de 4000 chiffres"),
        (b"0." + b"9" * 5_000, "more than 4000 digits", "plus de 4000 chiffres"),
        (b"[" * 100_000, "nested too deeply", "imbriqué"),
    ],
)  # fmt: skip
def test_what_is_not_json_is_said_in_the_language_asked_for(
    active_model: ModelVersion, key: IssuedKey, body: bytes, said: str, en_francais: str
) -> None:
    for language, text in (("en", said), ("fr", en_francais)):
        details = ask(key, body, language=language).json()["detail"]
        assert text in details.replace("\u00a0", " ")
        assert "JSON parse error" not in details
        assert "int_max_str_digits" not in details


@pytest.mark.parametrize("charset", ["iso-8859-1", "utf-16", '"latin1"', "utf-7"])
def test_another_charset(active_model: ModelVersion, key: IssuedKey, charset: str) -> None:
    errors(ask(key, SMALL, content_type=f"application/json; charset={charset}"), 415)


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", '"utf-8"', "UTF8"])
def test_the_charset_of_json(active_model: ModelVersion, key: IssuedKey, charset: str) -> None:
    assert ask(key, SMALL, content_type=f"application/json; charset={charset}").status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "extra", "status"),
    [
        ("get", "/api/", {}, 404),
        ("post", "/api/v1/scores", {}, 404),
        ("post", "/api/v1/nothing/", {}, 404),
        ("get", "/api/v1/schema/", {}, 401),
        ("post", "/api/v1/scores/", {}, 401),
        ("post", "/api/v1/scores/", {"HTTP_HOST": "elsewhere.example"}, 400),
        ("get", "/api/v1/schema/", {"HTTP_AUTHORIZATION": "Api-Key \xff"}, 401),
    ],
)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_refusal_below_api_is_problem_details(
    db: None, method: str, path: str, extra: dict[str, str], status: int, language: str
) -> None:
    browser = Client(raise_request_exception=False)
    headers = {"accept-language": language}
    response = getattr(browser, method)(path, headers=headers, **extra)
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == status
    with override(language):
        assert body["title"] == titles()[status]


@pytest.mark.parametrize("text", ["\ud800", "\x00", "a" * 201])
def test_odd_texts(active_model: ModelVersion, key: IssuedKey, text: str) -> None:
    body = copy.deepcopy(WHOLE)
    body["previous_loans"][0]["purpose"] = text
    assert list(errors(ask(key, body))) == ["$.previous_loans[0].purpose"]


def test_too_long_a_body(active_model: ModelVersion, key: IssuedKey) -> None:
    errors(ask(key, b'"' + b"a" * longest() + b'"'), 413)


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_another_type_of_body(
    active_model: ModelVersion, key: IssuedKey, content_type: str
) -> None:
    errors(ask(key, SMALL, content_type=content_type), 415)


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete", "head", "options"])
def test_another_method(active_model: ModelVersion, key: IssuedKey, method: str) -> None:
    response = getattr(Client(), method)(URL, headers=headers(key))
    assert response.status_code == 405
    assert response["Allow"] == "POST"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("income", 1e308),
        ("income", 0),
        ("credit_amount", 1e-308),
        ("annuity", 1e308),
        ("goods_price", 0),
        ("age_days", 0),
        ("age_days", 1_000_000_000),
        ("car_age", 2**31 - 1),
        ("employed_days", 2**31 - 1),
        ("annuity", SMALL["application"]["credit_amount"] + 1),
        ("employed_days", SMALL["application"]["age_days"] - 5_000),
        ("registration_days", SMALL["application"]["age_days"] + 1),
    ],
)
def test_what_cannot_be_is_refused_at_its_path(
    active_model: ModelVersion, key: IssuedKey, field: str, value: float
) -> None:
    assert list(errors(ask(key, changed(SMALL, **{field: value})))) == [f"$.application.{field}"]


def test_what_is_unusual_is_scored_and_comes_back_as_a_warning(
    active_model: ModelVersion, key: IssuedKey
) -> None:
    assert ask(key, SMALL).json()["warnings"] == []
    body = changed(SMALL, annuity=5_000.0, goods_price=100_000.0)
    told = {}
    for language in ("en", "fr"):
        response = ask(key, {**body, "language": language})
        assert response.status_code == 200
        told[language] = {it["path"]: it["message"] for it in response.json()["warnings"]}
    assert told["en"] == {
        "$.application.annuity": "The loan would take more than 60 repayments.",
        "$.application.credit_amount": "The loan is more than twice the price of the goods.",
    }
    assert told["fr"]["$.application.annuity"].startswith("Le prêt demanderait plus de 60")


def test_extreme_but_possible_values(active_model: ModelVersion, key: IssuedKey) -> None:
    body = changed(SMALL, income=1e9, credit_amount=1e9, annuity=1, age_days=43_830)
    body["application"] |= {"goods_price": 1, "car_age": 120, "owns_car": True}
    response = ask(key, body)
    assert response.status_code == 200
    assert 0 < response.json()["pd"] < 1
    assert len(response.json()["warnings"]) >= 4


@pytest.mark.parametrize("accepted", ["text/html", "application/xml", "*/*"])
def test_json_comes_whatever_is_accepted(
    active_model: ModelVersion, key: IssuedKey, accepted: str
) -> None:
    response = ask(key, SMALL, Accept=accepted)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"


def test_errors_in_french(active_model: ModelVersion, key: IssuedKey) -> None:
    english = errors(ask(key, changed(SMALL, income=-1)))
    french = errors(ask(key, changed(SMALL, income=-1), language="fr"))
    assert english.keys() == french.keys()
    assert english != french


# Nothing declared twice --------------------------------------------------------------------------


def test_the_request_is_the_schema() -> None:
    request = ScoreRequest()
    assert set(request.fields) == {*TABLES, "language", "none"}
    for name, table in TABLES.items():
        rows = request.fields[name]
        row = rows if name == "application" else rows.child
        assert set(row.fields) == set(sent_columns(table))
        for column in table.columns:
            if column.name in row.fields and column.name != "client_id":
                field = row.fields[column.name]
                assert field.required is column.required
                assert field.allow_null is not column.required
