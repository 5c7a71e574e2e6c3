"""Files → database → tables gives back what stage 1 said of the files, exactly."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from clients.digest import digests
from clients.importing import import_records
from clients.models import Application, BureauLoan, PreviousLoan
from clients.tables import loans_for
from clients.tests.factories import (
    APPLIED_ON,
    ApplicationFactory,
    BureauLoanFactory,
    PreviousLoanFactory,
)
from ml import home_credit
from ml.features import Loans, build, summarise
from ml.testing import sample

pytestmark = pytest.mark.django_db

KEYS = {
    "application": ["client_id"],
    "bureau_loans": ["client_id", "bureau_loan_id"],
    "previous_loans": ["client_id", "previous_loan_id"],
}


def assert_same(files: Loans, records: Loans) -> None:
    """Equal to the last bit, when the files' clients are called by their application's id."""
    assert files.known == records.known
    kept = Application.objects.filter(source="import")
    ids = dict(kept.values_list("client__reference", "pk"))
    for name, keys in KEYS.items():
        ours, theirs = getattr(records, name), getattr(files, name)
        assert (ours is None) == (theirs is None)
        if theirs is not None:
            renamed = theirs.with_columns(pl.col("client_id").replace_strict(ids)).sort(keys)
            assert_frame_equal(ours, renamed, check_exact=True)


def test_made_records_come_back_as_they_were(small_records: Path) -> None:
    import_records(path=small_records, applied_on=date(2026, 2, 28))
    files = summarise(home_credit.read(small_records))
    [records] = loans_for(list(Application.objects.values_list("pk", flat=True)))
    assert files.known == set(records.known)
    assert len(files.known) == 7
    assert_same(files, records)


@pytest.mark.parametrize("name", ["joined_train.zip", "joined_test.zip"])
def test_real_records_come_back_as_they_were(name: str) -> None:
    path = sample(name)
    import_records(path=path)
    files = summarise(home_credit.read(path))
    [records] = loans_for(list(Application.objects.values_list("pk", flat=True)))
    if "default" not in files.application.columns:
        assert records.application["default"].null_count() == records.application.height
    assert_same(files, records)


def test_one_application_alone_is_the_same_as_among_all(small_records: Path) -> None:
    import_records(path=small_records)
    ids = list(Application.objects.order_by("pk").values_list("pk", flat=True))
    [everybody] = loans_for(ids)
    [alone] = loans_for([ids[7]])
    for name in KEYS:
        among = getattr(everybody, name).filter(pl.col("client_id") == ids[7])
        assert_frame_equal(getattr(alone, name), among)
    assert digests(alone)[ids[7]] == digests(everybody)[ids[7]]
    among = build(everybody).filter(pl.col("client_id") == ids[7])
    assert_frame_equal(build(alone), among, check_exact=True)


def test_dates_become_days_before_the_application() -> None:
    application = ApplicationFactory(
        employed_since=APPLIED_ON - timedelta(days=637), client__birth_date=date(2000, 3, 2)
    )
    BureauLoanFactory(
        application=application,
        opened_on=APPLIED_ON - timedelta(days=10),
        due_end_on=APPLIED_ON + timedelta(days=700),
    )
    Application.objects.update(known_tables=["application", "bureau_loans"])
    [loans] = loans_for([application.pk])
    row = loans.application.row(0, named=True)
    assert row["client_id"] == application.pk
    assert row["employed_days"] == 637
    assert row["age_days"] == (APPLIED_ON - date(2000, 3, 2)).days
    assert row["registration_days"] is None
    assert loans.bureau_loans is not None
    loan = loans.bureau_loans.row(0, named=True)
    assert (loan["opened_days"], loan["due_end_days"], loan["ended_days"]) == (10, -700, None)


def test_the_long_tail_comes_out_of_its_json_typed() -> None:
    details = {"document_3": False, "building_walls": "panel", "building_total_area": 0.1 + 0.2}
    application = ApplicationFactory(details=details)
    PreviousLoanFactory(
        application=application,
        details={"channel": 'a "quoted", {tricky}:null,} name\n', "seller_area": -1},
    )
    Application.objects.update(known_tables=["application", "previous_loans"])
    [loans] = loans_for([application.pk])
    row = loans.application.row(0, named=True)
    assert row["document_3"] is False
    assert row["document_4"] is None
    assert row["building_walls"] == "panel"
    assert row["building_total_area"] == 0.1 + 0.2
    assert loans.previous_loans is not None
    loan = loans.previous_loans.row(0, named=True)
    assert loan["channel"] == 'a "quoted", {tricky}:null,} name\n'
    assert loan["seller_area"] == -1
    assert loan["purpose"] is None


def test_unknown_loans_are_not_the_same_as_no_loans() -> None:
    unknown = ApplicationFactory()
    none = ApplicationFactory(known_tables=["application", "bureau_loans", "previous_loans"])
    with_one = BureauLoanFactory().application
    groups = loans_for([unknown.pk, none.pk, with_one.pk, 0])
    by_known = {group.known: group for group in groups}
    assert len(by_known) == 3
    alone = by_known[frozenset({"application"})]
    assert alone.application["client_id"].to_list() == [unknown.pk]
    assert alone.bureau_loans is None
    assert alone.previous_loans is None
    empty = by_known[frozenset({"application", "bureau_loans", "previous_loans"})]
    assert empty.bureau_loans is not None
    assert empty.bureau_loans.is_empty()
    assert empty.previous_loans is not None
    assert empty.previous_loans.is_empty()
    one = by_known[frozenset({"application", "bureau_loans", "bureau_months"})]
    assert one.bureau_loans is not None
    assert one.bureau_loans["client_id"].to_list() == [with_one.pk]
    assert one.previous_loans is None


def test_nobody_is_nothing() -> None:
    assert loans_for([]) == []
    assert loans_for([987_654_321]) == []


def test_a_change_by_hand_forgets_the_digest() -> None:
    loan = BureauLoanFactory()
    application = loan.application
    kept = Application.objects.filter(pk=application.pk)

    kept.update(inputs_digest="0" * 64)
    application.save()
    assert kept.get().inputs_digest is None

    kept.update(inputs_digest="0" * 64)
    application.save(update_fields=["income"])
    assert kept.get().inputs_digest is None

    kept.update(inputs_digest="0" * 64)
    BureauLoan.objects.get(pk=loan.pk).save()
    assert kept.get().inputs_digest is None

    kept.update(inputs_digest="0" * 64)
    application.client.save()
    assert kept.get().inputs_digest is None

    kept.update(inputs_digest="0" * 64)
    PreviousLoanFactory(application=application).delete()
    assert kept.get().inputs_digest is None
    assert PreviousLoan.objects.count() == 0
