"""The OpenAPI schema: committed as generated, served to whom it may concern, and kept to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
import yaml
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from scoring.api.throttling import ApiKeyThrottle
from scoring.models import ModelVersion
from scoring.services import IssuedKey
from scoring.tests.factories import headers
from tests.fixtures.browser import sign_in

pytestmark = pytest.mark.django_db

COMMITTED = Path(__file__).parents[1] / "api" / "openapi.yaml"
EXAMPLES = 60
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
]


def test_the_committed_schema_is_the_generated_one(tmp_path: Path) -> None:
    generated = tmp_path / "openapi.yaml"
    call_command(
        "spectacular",
        file=str(generated),
        validate=True,
        fail_on_warn=True,
    )
    assert generated.read_text() == COMMITTED.read_text()


def test_a_key_or_a_session_reads_the_schema(key: IssuedKey, outsider_client: Client) -> None:
    for response in (
        Client().get("/api/v1/schema/", headers=headers(key)),
        outsider_client.get("/api/v1/schema/"),
    ):
        assert response.status_code == 200
        served = yaml.safe_load(response.content)
        assert served["paths"] == yaml.safe_load(COMMITTED.read_text())["paths"]
    assert Client().get("/api/v1/schema/").status_code in {401, 403}


def test_the_documentation_is_for_people_who_are_signed_in(outsider_client: Client) -> None:
    response = Client().get("/api/docs/")
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")
    response = outsider_client.get("/api/docs/")
    assert response.status_code == 200
    page = response.content.decode()
    assert "<style" not in page
    assert "<script>" not in page
    assert "http://" not in page
    assert "https://" not in page
    script = outsider_client.get("/api/docs/?script=")
    assert script.status_code == 200
    assert "SwaggerUIBundle" in script.content.decode()


@pytest.fixture
def connection_stays_open(db: None) -> Iterator[None]:
    """As in Django's own test client: the end of a request must not end the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def served_schema(
    active_model: ModelVersion,
    key: IssuedKey,
    connection_stays_open: None,
    monkeypatch: pytest.MonkeyPatch,
) -> Any:
    monkeypatch.setattr(ApiKeyThrottle, "rate", "1000000/min")
    return schemathesis.openapi.from_wsgi(
        "/api/v1/schema/", get_wsgi_application(), headers=headers(key)
    )


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_whatever_is_sent_the_answer_is_as_the_schema_says(
    served_schema: Any, key: IssuedKey, mode: GenerationMode
) -> None:
    operation = served_schema["/api/v1/scores/"]["POST"]

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def send(case: Any) -> None:
        # The test's transport does not unpack what is sent compressed.
        response = case.call(headers=headers(key) | {"Accept-Encoding": "identity"})
        seen.add(response.status_code)
        case.validate_response(response, checks=CHECKS)

    seen: set[int] = set()
    send()
    assert (200 if mode is GenerationMode.POSITIVE else 400) in seen


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_documentation_in_a_browser(page: Any, live_server: Any, outsider: Any) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    sign_in(page, live_server.url, outsider.username)
    page.goto(f"{live_server.url}/api/docs/")
    page.wait_for_selector("text=Score an application")
    page.click("text=Score an application")
    page.wait_for_selector("text=Request body")
    assert not [text for text in said if "Content Security Policy" in text or "Error" in text]
    assert not [url for url in asked if not url.startswith((live_server.url, "data:"))]
