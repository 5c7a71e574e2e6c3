"""The home page: what needs each role today, the clients seen last, the first steps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client as Browser

from clients.models import Application, Client
from clients.services import record_application
from portal import home
from portal.models import Preferences
from portal.recent import KEPT
from scoring.models import CurrentScore, ModelVersion
from tests.fixtures.portfolio import Portfolio
from tests.markup import Page

pytestmark = pytest.mark.django_db


def opened(browser: Browser) -> Page:
    browser.cookies["django_language"] = "en"
    response = browser.get("/")
    assert response.status_code == 200
    return Page(response.content.decode())


def captions(browser: Browser) -> list[str]:
    return [caption.text.strip() for caption in opened(browser).all("caption")]


def references(table: dict[str, Any] | None) -> list[int]:
    assert table is not None
    return [int(row["cells"][0]["url"].split("/")[2]) for row in table["rows"]]


def record(user: Any = None) -> Application:
    return record_application(
        user=user,
        client={"birth_date": date(1990, 1, 1)},
        application={"contract": "cash", "income": 1000, "credit_amount": 5000},
    )


def test_each_role_sees_what_needs_it(
    portfolio: Portfolio,
    advisor_client: Browser,
    back_office_client: Browser,
    risk_manager_client: Browser,
    administrator_client: Browser,
    outsider_client: Browser,
    back_office: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    record(back_office)
    waiting, close = "Without an up-to-date score", "Nearest to the cut-off"
    advisor = captions(advisor_client)
    assert waiting in advisor
    assert close not in advisor
    assert captions(back_office_client) == [waiting, "Entered by you lately"]
    assert captions(risk_manager_client) == [close]
    assert captions(administrator_client) == [waiting]
    assert captions(outsider_client) == []


def test_to_review_are_the_newest_applications_with_that_advice(
    portfolio: Portfolio, settings: Any
) -> None:
    found = [it.application for it in CurrentScore.objects.filter(score__advice="review")]
    expected = sorted(found, key=lambda it: -it.pk)
    table = home.to_review()
    assert (references(table) if table else []) == [it.client.reference for it in expected]


def test_nearest_to_the_cut_off_comes_first(portfolio: Portfolio) -> None:
    by_distance = sorted(
        CurrentScore.objects.select_related("score"), key=lambda it: abs(it.score.score - 50)
    )
    expected = [it.application.client.reference for it in by_distance]
    assert references(home.nearest_cut_off()) == expected


def test_waiting_are_those_without_a_score_and_those_changed_since(portfolio: Portfolio) -> None:
    table = home.waiting()
    assert references(table) == [portfolio.unscored]
    assert table is not None
    assert table["rows"][0]["cells"][2]["text"] in {"Not scored yet", "Pas encore de score"}
    changed = Application.objects.get(client__reference=portfolio.scored)
    changed.income += 1
    changed.save()
    table = home.waiting()
    assert references(table) == [portfolio.unscored, portfolio.scored]
    newest = record()
    assert references(home.waiting(shown=2)) == [newest.client.reference, portfolio.unscored]


def test_nothing_waits_where_all_is_scored(
    portfolio: Portfolio, administrator_client: Browser
) -> None:
    Client.objects.filter(reference=portfolio.unscored).delete()
    assert home.waiting() is None
    assert "Nothing is waiting" in opened(administrator_client).one("main").text


def test_entered_by_you_are_your_own(portfolio: Portfolio, back_office: Any, advisor: Any) -> None:
    mine, _other = record(back_office), record(advisor)
    assert references(home.entered_by(back_office)) == [mine.client.reference]


def test_the_share_not_scored_counts_scores_of_other_models_as_missing(
    portfolio: Portfolio, small_bundle: Path
) -> None:
    model = ModelVersion.objects.get()
    assert home.not_scored_by(model) == {"total": 4, "missing": 1}
    later = ModelVersion.objects.get()
    later.pk, later.label, later.digest, later.is_active = None, "later", "0" * 64, False
    later.save()
    assert home.not_scored_by(later) == {"total": 4, "missing": 4}


def test_clients_seen_last_are_listed_the_last_first_once_each(
    portfolio: Portfolio, advisor_client: Browser
) -> None:
    assert "listed here until you sign out" in opened(advisor_client).one("main").text
    for reference in (portfolio.scored, portfolio.unscored, portfolio.scored, 999_999_999):
        advisor_client.get(f"/clients/{reference}/")
    advisor_client.head(f"/clients/{portfolio.unscored}/")
    response = advisor_client.get("/")
    assert references(response.context["seen"]) == [portfolio.scored, portfolio.unscored]
    advisor_client.post("/accounts/logout/")
    assert "recent_clients" not in advisor_client.session


def test_only_the_last_few_are_kept_and_removed_clients_are_left_out(
    portfolio: Portfolio, advisor_client: Browser
) -> None:
    made = [record().client.reference for _ in range(KEPT + 1)]
    for reference in made:
        advisor_client.get(f"/clients/{reference}/")
    Client.objects.filter(reference=made[-1]).delete()
    seen = references(advisor_client.get("/").context["seen"])
    assert seen == made[-2:0:-1]
    assert len(seen) == KEPT - 1


def test_who_may_not_open_a_file_remembers_nothing(
    portfolio: Portfolio, outsider_client: Browser
) -> None:
    assert outsider_client.get(f"/clients/{portfolio.scored}/").status_code == 403
    assert "recent_clients" not in outsider_client.session


def test_first_steps_are_shown_until_put_away_and_come_back(
    advisor_client: Browser, back_office_client: Browser, outsider_client: Browser, advisor: Any
) -> None:
    assert "First steps" in opened(advisor_client).one("main").text
    assert "First steps" not in opened(outsider_client).one("main").text
    assert advisor_client.get("/account/first-steps/").status_code == 405
    assert advisor_client.post("/account/first-steps/").url == "/"
    assert Preferences.objects.get(user=advisor).first_steps_hidden
    page = opened(advisor_client)
    assert not any(e.get("id") == "steps-title" for e in page.elements)
    assert "First steps" in opened(back_office_client).one("main").text
    advisor_client.post("/account/first-steps/", {"show": "yes"})
    assert "First steps" in opened(advisor_client).one("main").text


def test_putting_the_steps_away_keeps_the_other_choices(
    advisor_client: Browser, advisor: Any
) -> None:
    advisor_client.post("/account/", {"language": "en", "theme": "dark"})
    advisor_client.post("/account/first-steps/")
    kept = Preferences.objects.get(user=advisor)
    assert (kept.language, kept.theme, kept.first_steps_hidden) == ("en", "dark", True)


def test_home_says_what_to_do_where_there_is_nothing_yet(
    advisor_client: Browser, back_office_client: Browser
) -> None:
    advisor = opened(advisor_client).one("main").text
    assert "No model is in force yet" in advisor
    assert "No client is on record yet" in advisor
    links = [e.get("href") for e in opened(back_office_client).one("main").inside()]
    assert links.count("/applications/new/") >= 2


def test_home_asks_little_of_the_database(
    portfolio: Portfolio,
    advisor_client: Browser,
    administrator_client: Browser,
    django_assert_max_num_queries: Callable[..., Any],
) -> None:
    for browser in (advisor_client, administrator_client):
        browser.get(f"/clients/{portfolio.scored}/")
        with django_assert_max_num_queries(16):
            browser.get("/")
