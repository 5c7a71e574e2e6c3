"""What a risk manager comes for, done with the keyboard alone in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

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
    auc = ModelVersion.objects.in_force().get().metrics["auc"]
    for words in (f"{auc:.3f}", "95 % interval:", "The cut-off, a score of 50"):
        expect(page.locator("main")).to_contain_text(words, use_inner_text=True)
    tab_to(page, "How good it is")
    press_and_wait(page)
    expect(page.locator("#measure-auc")).to_contain_text("it puts")
    tab_to(page, "The same as a table")
    page.keyboard.press("Enter")
    expect(page.locator("#reliability table")).to_be_visible()
    tab_to(page, "Overview")
    tab_to(page, "How it weighs")
    press_and_wait(page)
    tab_to(page, "The same as a table")
    page.keyboard.press("Enter")
    tab_to(page, "The same as a table")
    page.keyboard.press("Enter")
    link = page.locator("#factors tbody th a").first
    expect(link).to_be_visible()
    item = link.inner_text()
    tab_to(page, item)
    press_and_wait(page)
    expect(page.locator("h1")).to_have_text(item)
    expect(page.locator("figure svg[role=img]").first).to_be_visible()
    tab_to(page, "The same as a table")
    page.keyboard.press("Enter")
    expect(page.locator("figure table").first).to_be_visible()
    tab_to(page, "Monitoring")
    press_and_wait(page)
    expect(page.locator("h1")).to_have_text("Monitoring")
