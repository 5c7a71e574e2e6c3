"""How the tests ask the API."""

from __future__ import annotations

import copy
import json
from typing import Any

from django.test import Client

from scoring.services import IssuedKey
from scoring.tests.factories import headers

URL = "/api/v1/scores/"


def ask(key: IssuedKey | None, body: Any, *, language: str = "en", **extra: Any) -> Any:
    """Post a body (bytes as they are, anything else as JSON)."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    shown = headers(key) if key else {}
    return Client().post(
        URL,
        data,
        content_type=extra.pop("content_type", "application/json"),
        headers={"Accept-Language": language, **shown, **extra},
    )


def changed(body: dict[str, Any], **values: Any) -> dict[str, Any]:
    """The body with other values in its application."""
    new = copy.deepcopy(body)
    new["application"] |= values
    return new


def errors(response: Any, status: int = 400) -> dict[str, str]:
    """Messages by path, once the problem details are as they must be."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == status
    assert body["type"] == "about:blank"
    assert body["title"]
    return {error["path"]: error["message"] for error in body.get("errors", [])}
