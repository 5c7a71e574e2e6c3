"""What a risk manager comes for, done with the keyboard alone in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from scoring.models import ModelVersion
from tests.fixtures.people import make_user
from tests.fixtures.portfolio import Portfolio
from tests.keyboard import press_and_wait, sign_in, tab_to

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def context_options() -> dict[str, Any]:
    return {"locale": "en-GB", "viewport": {"width": 1280, "height": 900}}


@pytest.fixture
def portfolio(transactional_db: None, make_portfolio: Callable[[], Portfolio]) -> Portfolio:
    return make_portfolio()


def test_a_risk_manager_reads_how_good_the_model_is_and_opens_an_item(
    page: Page, live_server: Any, portfolio: Portfolio
) -> None:
    make_user("risk", "risk_manager")
    sign_in(page, live_server.url, "risk")
    tab_to(page, "The model")
    press_and_wait(page)
    read_aloud = page.inner_text("main")
    auc = ModelVersion.objects.in_force().get().metrics["auc"]
    for words in (f"{auc:.3f}", "95 % interval:", "The cut-off, a score of 50"):
        assert words in read_aloud, words
    tab_to(page, "How good it is")
    press_and_wait(page)
    assert "it puts" in page.inner_text("#measure-auc")
    tab_to(page, "The same as a table")
    page.keyboard.press("Enter")
    assert page.is_visible("#reliability table")
    tab_to(page, "Overview")
    tab_to(page, "How it weighs")
    press_and_wait(page)
    tab_to(page, "The same as a table")
    page.keyboard.press("Enter")
    tab_to(page, "The same as a table")
    page.keyboard.press("Enter")
    item = page.inner_text("#factors tbody th a >> nth=0")
    tab_to(page, item)
    press_and_wait(page)
    assert page.inner_text("h1") == item
    assert page.is_visible("figure svg[role=img] >> nth=0")
    tab_to(page, "The same as a table")
    page.keyboard.press("Enter")
    assert page.is_visible("figure table")
    tab_to(page, "Monitoring")
    press_and_wait(page)
    assert page.inner_text("h1") == "Monitoring"
