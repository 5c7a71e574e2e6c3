"""The list of clients follows their records and scores, by whatever way those are written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from clients.importing import import_records
from clients.models import Application, BureauLoan, Client, PreviousLoan
from scoring.models import CurrentScore, ListedClient, ModelVersion, Score
from tests import planner

pytestmark = pytest.mark.django_db


@pytest.fixture
def nina() -> Application:
    client = Client.objects.create(
        reference=7, first_name="Nina", last_name="Étienne-Roy", birth_date=date(2000, 2, 29)
    )
    return apply(client, date(2026, 2, 28))


def apply(client: Client, day: date, **changes: Any) -> Application:
    given = {"contract": "cash", "credit_amount": 90_000, "income": 30_000} | changes
    return Application.objects.create(
        client=client,
        applied_on=day,
        known_tables=["application"],
        source=Application.Source.FORM,
        **given,
    )


@pytest.fixture
def score_it() -> Callable[..., Score]:
    version = ModelVersion.objects.create(
        label="m", digest="d", path="nowhere", threshold=0.1, cost_ratio=10, base=-2,
        features=[], metrics={}, trained_at="2026-11-22T00:00Z",
    )  # fmt: skip

    def score_it(application: Application, score: float, advice: str = "grant") -> Score:
        return Score.objects.create(
            application=application, model_version=version, inputs_digest=str(score), pd=0.1,
            score=score, advice=advice, contributions=[], values=[],
        )  # fmt: skip

    return score_it


def listed(reference: int = 7) -> dict[str, Any]:
    fields = ("application_id", "sort_name", "age", "contract", "credit_amount", "income", "score")
    return dict(ListedClient.objects.values(*fields, "advice").get(reference=reference))


def test_a_client_is_listed_with_their_application(nina: Application) -> None:
    assert listed() == {
        "application_id": nina.pk,
        "sort_name": "etienne roy nina",
        "age": 25,
        "contract": "cash",
        "credit_amount": 90_000,
        "income": 30_000,
        "score": None,
        "advice": None,
    }


def test_one_without_an_application_is_not_listed_nor_one_without_a_name_named(
    nina: Application,
) -> None:
    client = Client.objects.create(reference=8, birth_date=date(1990, 1, 1))
    assert ListedClient.objects.count() == 1
    apply(client, date(2026, 1, 1))
    assert listed(8)["sort_name"] is None
    assert listed(8)["age"] == 36


def test_the_newest_application_counts(nina: Application) -> None:
    apply(nina.client, date(2026, 2, 27), income=1)
    assert listed()["application_id"] == nina.pk
    same_day = apply(nina.client, nina.applied_on, income=2)
    assert listed()["application_id"] == same_day.pk
    newest = apply(nina.client, date(2026, 3, 1), income=3)
    assert (listed()["application_id"], listed()["age"]) == (newest.pk, 26)
    newest.delete()
    assert listed()["income"] == 2
    Application.objects.filter(pk=nina.pk).update(applied_on=date(2026, 3, 2))
    assert listed()["application_id"] == nina.pk


def test_the_current_score_counts(nina: Application, score_it: Callable[..., Score]) -> None:
    kept = CurrentScore.objects.create(application=nina, score=score_it(nina, 61.5))
    assert (listed()["score"], listed()["advice"]) == (61.5, "grant")
    kept.score = score_it(nina, 30, "refuse")
    kept.save()
    assert (listed()["score"], listed()["advice"]) == (30, "refuse")
    apply(nina.client, date(2026, 3, 1))
    assert listed()["score"] is None, "the score is of an older application"
    Application.objects.exclude(pk=nina.pk).delete()
    assert listed()["score"] == 30
    nina.scores.all().delete()
    assert listed()["score"] is None


def test_a_client_who_changes_changes_in_the_list(nina: Application) -> None:
    Client.objects.filter(reference=7).update(last_name="Roy", birth_date=date(1990, 1, 1))
    assert (listed()["sort_name"], listed()["age"]) == ("roy nina", 36)
    client = nina.client
    client.refresh_from_db()
    client.reference = 9
    client.save()
    assert listed(9)["application_id"] == nina.pk


def test_what_is_deleted_leaves_the_list(nina: Application, score_it: Callable[..., Score]) -> None:
    CurrentScore.objects.create(application=nina, score=score_it(nina, 61.5))
    other = apply(Client.objects.create(reference=8, birth_date=date(1990, 1, 1)), date(2026, 1, 1))
    other.delete()
    assert set(ListedClient.objects.values_list("reference", flat=True)) == {7}
    nina.client.delete()
    assert not ListedClient.objects.exists()


def test_an_application_given_to_another_client_moves(nina: Application) -> None:
    other = Client.objects.create(reference=8, birth_date=date(1990, 1, 1))
    Application.objects.filter(pk=nina.pk).update(client=other)
    assert set(ListedClient.objects.values_list("reference", flat=True)) == {8}


def test_what_the_list_does_not_show_does_not_touch_it(nina: Application) -> None:
    def version() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SELECT ctid::text || xmin::text FROM scoring_listedclient")
            return str(cursor.fetchone()[0])

    before = version()
    Application.objects.filter(pk=nina.pk).update(inputs_digest="x" * 64, goods_price=1_000)
    nina.save()
    assert version() == before


def test_what_clients_are_compared_by_follows_the_application(nina: Application) -> None:
    def compared() -> tuple[Any, ...]:
        fields = ("annuity", "employed_days", "external_score_3", "education", "housing")
        found = ListedClient.objects.values_list(
            *fields, "occupation", "income_type", "defaulted", "external_score_1"
        )
        return tuple(found.get(reference=7))

    assert compared() == (None,) * 9
    Application.objects.filter(pk=nina.pk).update(
        annuity=900.5,
        employed_since=date(2026, 2, 18),
        external_score_1=0.1,
        external_score_3=0.3,
        education="higher",
        housing="with_parents",
        occupation="drivers",
        income_type="working",
        default=False,
    )
    kept = (900.5, 10, 0.3, "higher", "with_parents", "drivers", "working", False, 0.1)
    assert compared() == kept
    Application.objects.filter(pk=nina.pk).update(default=True)
    assert compared()[-2] is True


def test_clients_are_counted_by_band_and_parted_into_fifths(
    nina: Application, score_it: Callable[..., Score]
) -> None:
    for reference, (score, income) in enumerate(((44.9, 10_000), (45, 20_000), (60, 50_000)), 10):
        client = Client.objects.create(reference=reference, birth_date=date(1990, 1, 1))
        made = apply(client, date(2026, 1, 1), income=income)
        CurrentScore.objects.create(application=made, score=score_it(made, score))
    counted = ListedClient.objects.counted_by(["contract", "score"], {"score": [45, 55]})
    assert counted == {("cash", None): 1, ("cash", 0): 1, ("cash", 1): 1, ("cash", 2): 1}
    assert ListedClient.objects.fifths("income") == [10_000, 20_000, 30_000, 50_000]
    assert ListedClient.objects.none().fifths("income") == []
    assert [found.reference for found in ListedClient.objects.search("étienne")] == [7]


def test_listing_many_reads_no_more_where_the_tables_are_believed_empty() -> None:
    def arrive() -> None:
        clients = Client.objects.bulk_create(
            Client(reference=100 + number, birth_date=date(1990, 1, 1)) for number in range(1_000)
        )
        Application.objects.bulk_create(
            Application(
                client=client,
                applied_on=date(2026, 1, 1),
                known_tables=["application"],
                source=Application.Source.FORM,
                contract="cash",
                credit_amount=90_000,
                income=30_000,
            )
            for client in clients
        )

    with transaction.atomic():
        arrive()
        transaction.set_rollback(True)
    kept = (Client, Application)
    planner.believe_empty(kept)
    before = planner.rows_read(kept)
    arrive()
    read = planner.rows_read(kept) - before
    planner.learn(kept)  # for the tests after this one
    assert ListedClient.objects.count() == 1_000
    assert read / 1_000 < 50, "some look-ups for each client"


def test_what_was_changed_is_not_sought_row_by_row(nina: Application) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DISCARD PLANS")
    for number in (0, 7):  # plans are kept that were made for no rows
        with planner.plans() as plans:
            Client.objects.filter(reference=number).update(last_name="Roy")
            Application.objects.filter(client__reference=number).update(income=40_000)
    assert (listed()["sort_name"], listed()["income"]) == ("roy nina", 40_000)
    compared = [plan for plan in plans if plan.count("Named Tuplestore Scan") > 1]
    # The history's own triggers compare too; they join one row of context besides.
    compared = [plan for plan in compared if "_pgh_attached_context" not in plan]
    assert len(compared) == 2
    assert not any("Nested Loop" in plan for plan in compared)


def test_the_planner_knows_of_all_that_an_import_has_listed(small_records: Path) -> None:
    clients = import_records(path=small_records).new
    kept = (Client, Application, BureauLoan, PreviousLoan, ListedClient)
    known = planner.believed(kept)
    assert len(known) == len(kept)
    assert known[ListedClient._meta.db_table] == clients
