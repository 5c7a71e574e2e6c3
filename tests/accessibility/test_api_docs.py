"""The documentation of the API: a page by Swagger UI, shown to people who write programs.

Its markup is not ours, so axe is not asked: what it finds there cannot be mended here. The
statement on accessibility says so, and the same facts are in the schema, which is plain text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.fixtures.browser import sign_in

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_documentation_loads_and_the_policy_refuses_nothing(
    page: Page, live_server: Any, administrator: User
) -> None:
    sign_in(page, live_server.url, administrator.username)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{live_server.url}/api/docs/")
    expect(page.locator("#swagger-ui .opblock").first).to_be_visible()
    expect(page).to_have_title(re.compile(r"\S"))
    expect(page.locator("#swagger-ui")).to_contain_text("/api/v1/scores/")
    assert said == []


def test_the_schema_can_be_read_without_it(
    page: Page, live_server: Any, administrator: User
) -> None:
    sign_in(page, live_server.url, administrator.username)
    answer = page.request.get(f"{live_server.url}/api/v1/schema/")
    assert answer.ok
    assert "/api/v1/scores/" in answer.text()
