"""What was said before, what else was asked for, and who entered it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.postgres.fields import ArrayField
from django.db.models import JSONField
from django.test import Client as Browser

from clients.models import Application
from explain.client_file.history import MOST
from explain.tests.conftest import People
from explain.tests.makers import (
    BASE,
    WHEN,
    contributions_to,
    make_application,
    make_score,
    pd_at,
    values_for,
)
from explain.tests.reading_pages import opened, section, words
from ml.features import FEATURES
from scoring.models import CurrentScore, ModelVersion, Score
from tests.markup import Page

if TYPE_CHECKING:
    from django.contrib.auth.models import User

pytestmark = pytest.mark.django_db


def scored_again(
    score: Score, *, points: float, version: ModelVersion | None = None, digest: str = ""
) -> Score:
    """A newer score of the same application, which stands from now on."""
    pd = pd_at(points)
    newer = Score.objects.create(
        application=score.application,
        model_version=version or score.model_version,
        inputs_digest=digest or score.inputs_digest,
        pd=pd,
        score=points,
        advice="review" if 45 <= points <= 55 else "grant" if points > 55 else "refuse",
        contributions=contributions_to(pd, features=len(FEATURES)),
        values=values_for(FEATURES),
    )
    CurrentScore.objects.filter(application=score.application).update(score=newer)
    return newer


def other_version() -> ModelVersion:
    return ModelVersion.objects.create(
        label="2026-12-01-cd34ef56",
        digest="e" * 64,
        path="nowhere",
        threshold=0.1,
        cost_ratio=10,
        base=BASE,
        features=list(FEATURES),
        metrics={},
        trained_at=WHEN,
    )


def rows(page: Page, table: str) -> list[list[str]]:
    """The cells of a table's rows, without its header."""
    found = next(e for e in page.all("table") if e.get("id") == table)
    body = next(e for e in found.inside() if e.tag == "tbody")
    return [[words(cell) for cell in row.children] for row in body.inside() if row.tag == "tr"]


def test_each_score_with_what_changed_since_the_one_before(
    people: People, advisor_client: Browser
) -> None:
    second = scored_again(people.granted, points=53.1, digest="f" * 64)
    third = scored_again(second, points=53.1, version=other_version())
    scored_again(third, points=41.0, version=people.version, digest="a" * 64)
    page = opened(advisor_client, "/clients/100001/")
    table = rows(page, "scores")
    assert [row[1:4] for row in table] == [
        [people.version.label, "41.0", "Refuse"],
        ["2026-12-01-cd34ef56", "53.1", "Review"],
        [people.version.label, "53.1", "Review"],
        [people.version.label, "62.3", "Grant"],
    ]
    assert [row[4:] for row in table] == [
        ["−12.1", "12.1 points lower. The information and the model have changed."],
        ["0.0", "The same score. The model has changed."],
        ["−9.2", "9.2 points lower. The information has changed."],
        ["–", "The first score."],
    ]
    assert ["stands now" in row[0] for row in table] == [True, False, False, False]
    assert "41.0 out of 100" in words(section(page, "Score and advice"))


def test_no_more_scores_than_a_page_can_bear(
    people: People, advisor_client: Browser, django_assert_num_queries: Any
) -> None:
    score = people.granted
    for place in range(MOST + 5):
        score = scored_again(score, points=30 + place, digest=f"{place:063x}f")
    opened(advisor_client, "/clients/100001/")  # drawn, and kept
    with django_assert_num_queries(20):
        page = opened(advisor_client, "/clients/100001/")
    table = rows(page, "scores")
    assert len(table) == MOST
    assert table[-1][4] == "+1.0"
    assert f"The {MOST} newest." in words(section(page, "History"))


def test_nothing_long_is_read_of_scores_that_are_only_listed(people: People) -> None:
    listed = Score.objects.filter(pk=people.granted.pk).history().get()
    for kept in (listed, listed.model_version):
        long = {f.attname for f in kept._meta.fields if isinstance(f, (JSONField, ArrayField))}
        short = {"unknown_inputs", "steadiness"}  # how wide the score is hangs on them
        assert long - short
        assert long - short <= kept.get_deferred_fields()


def test_an_application_without_a_score_has_no_scores_to_list(
    people: People, advisor_client: Browser
) -> None:
    said = words(section(opened(advisor_client, "/clients/100010/"), "History"))
    assert "No score yet" in said
    assert "The portal knows of none." in said


@pytest.fixture
def twice(people: People) -> tuple[Application, Application]:
    """Client 100001's applications: an earlier one, scored, and the newest."""
    newest = people.granted.application
    earlier = Application.objects.create(
        client=newest.client,
        applied_on=date(2025, 3, 1),
        contract="revolving",
        credit_amount=5_000,
        income=150_000,
        known_tables=["application"],
        source=Application.Source.FORM,
    )
    make_score(earlier, people.version, score=38.4, seed=9)
    return earlier, newest


def test_the_clients_applications_lead_to_one_another(
    twice: tuple[Application, Application], advisor_client: Browser
) -> None:
    earlier, _newest = twice
    page = opened(advisor_client, "/clients/100001/")
    table = rows(page, "applications")
    assert [row[1:] for row in table] == [
        ["Cash loan of €90,000", "62.3", "Grant"],
        ["Revolving loan of €5,000", "38.4", "Refuse"],
    ]
    assert "shown here" in table[0][0]
    link = f"/clients/100001/?application={earlier.pk}"
    assert link in {e.get("href") for e in page.all("a")}
    page = opened(advisor_client, link)
    assert page.title == ("Client 100001 – Application of 1 March 2025 – Score – Prêt à dépenser")
    assert "38.4 out of 100" in words(section(page, "Score and advice"))
    said = words(page.one("main"))
    assert "This is an earlier application, of 1 March 2025" in said
    links = {e.get("href") for e in page.all("a")}
    assert {"/clients/100001/", f"/clients/100001/waterfall.csv?application={earlier.pk}"} <= links


def test_files_are_of_the_application_asked_for(
    twice: tuple[Application, Application], advisor_client: Browser
) -> None:
    earlier, newest = twice
    for application, score in ((earlier, "38.4"), (newest, "62.3")):
        address = f"/clients/100001/waterfall.csv?application={application.pk}"
        advisor_client.cookies["django_language"] = "en"
        written = advisor_client.get(address).content.decode("utf-8-sig")
        assert written.splitlines()[-1].endswith(score)


@pytest.mark.parametrize("wanted", ["", "0", "x", "²", "9" * 30])
def test_an_application_that_is_not_the_clients_is_not_found(
    people: People, advisor_client: Browser, wanted: str
) -> None:
    for suffix in ("", "waterfall.svg", "waterfall.csv"):
        response = advisor_client.get(f"/clients/100001/{suffix}?application={wanted}")
        assert response.status_code == 404
    others = people.refused.application_id
    assert advisor_client.get(f"/clients/100001/?application={others}").status_code == 404


def record(page: Page) -> dict[str, str]:
    """The record's terms and values."""
    found = section(page, "This application in the records")
    return {
        words(row.children[0]): words(row.children[1])
        for row in found.inside()
        if row.get("class") == "summary-list__row"
    }


def test_who_entered_it_and_whether_it_was_changed(
    people: People, advisor_client: Browser, back_office: User
) -> None:
    said = record(opened(advisor_client, "/clients/100001/"))
    assert said["Reached the records by"] == "file import"
    assert said["Entered by"] == "not recorded"
    assert said["Last changed on"] == "not changed since"
    made = people.granted.application
    type(made).objects.filter(pk=made.pk).update(
        entered_by=back_office, updated_at=made.created_at + timedelta(days=2)
    )
    said = record(opened(advisor_client, "/clients/100001/"))
    assert said["Entered by"] in {back_office.get_full_name(), back_office.get_username()}
    assert said["Last changed on"] != said["Entered on"] != "not changed since"


def test_a_client_with_one_application_has_no_others(
    people: People, advisor_client: Browser
) -> None:
    make_application(100_060)
    page = opened(advisor_client, "/clients/100060/")
    assert not [e for e in page.all("table") if e.get("id") == "applications"]
