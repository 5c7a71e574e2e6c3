"""The import: all or nothing, repeatable, and telling what it did."""

from __future__ import annotations

import operator
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from clients.importing import import_records
from clients.models import Application, BureauLoan, Client, PreviousLoan
from clients.services import new_reference
from clients.tests.factories import ApplicationFactory, ClientFactory
from ml import home_credit
from ml.errors import DataError
from tests import planner

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def few(small_records: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first clients of the made records, in original files."""
    folder = tmp_path_factory.mktemp("few")
    read = {path.name: pl.read_csv(path, infer_schema=False) for path in small_records.iterdir()}
    applications = next(frame for name, frame in read.items() if name.startswith("application_tr"))
    clients = applications["SK_ID_CURR"].head(60).implode()
    bureau = read["bureau.csv"].filter(pl.col("SK_ID_CURR").is_in(clients))
    for name, frame in read.items():
        key = pl.col("SK_ID_CURR").is_in(clients) if "SK_ID_CURR" in frame.columns else None
        if key is None:
            key = pl.col("SK_ID_BUREAU").is_in(bureau["SK_ID_BUREAU"].implode())
        frame.filter(key).write_csv(folder / name)
    return folder


@pytest.fixture
def files(few: Path, tmp_path: Path) -> Path:
    """A copy that the test may change."""
    return Path(shutil.copytree(few, tmp_path / "files"))


def change(files: Path, name: str, **columns: Any) -> None:
    """Set columns of one file to expressions."""
    path = files / name
    frame = pl.read_csv(path, infer_schema=False)
    frame.with_columns(**columns).write_csv(path)


def everything() -> dict[str, list[dict[str, Any]]]:
    """All rows of all records."""
    models = (Client, Application, BureauLoan, PreviousLoan)
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


def test_what_was_read_is_counted(files: Path, back_office: User) -> None:
    told: list[tuple[str, int, int]] = []
    summary = import_records(
        path=files, user=back_office, progress=lambda *step: told.append(step), chunk=25
    )
    tables = home_credit.read(files)
    assert (summary.new, summary.updated, summary.unchanged) == (60, 0, 0)
    assert summary.clients == Client.objects.count() == Application.objects.count() == 60
    assert summary.rows_read == {name: frame.height for name, frame in tables.items()}
    assert set(summary.known_tables) == set(tables)
    assert summary.loans_written == BureauLoan.objects.count() + PreviousLoan.objects.count() > 60
    assert [step for step in told if step[2]] == [
        ("importing clients", 25, 60),
        ("importing clients", 50, 60),
        ("importing clients", 60, 60),
    ]
    application = Application.objects.select_related("client", "entered_by").first()
    assert application is not None
    assert application.entered_by == back_office
    assert application.source == "import"
    assert set(application.known_tables) == set(tables)
    names = home_credit.read_names(files)
    assert names is not None
    assert summary.named == names.height
    expected = names.row(by_predicate=pl.col("client_id") == application.client.reference)
    assert (application.client.first_name, application.client.last_name) == expected[1:]


def test_chunks_make_no_difference(files: Path) -> None:
    import_records(path=files, chunk=7)
    assert Application.objects.count() == 60
    before = everything()
    assert import_records(path=files, chunk=1_000).unchanged == 60
    assert everything() == before


def test_repeating_changes_nothing_also_on_another_day(
    files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: date(2026, 1, 5))
    import_records(path=files)
    before = everything()
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: date(2026, 2, 6))
    summary = import_records(path=files)
    assert (summary.new, summary.updated, summary.unchanged) == (0, 0, 60)
    assert summary.loans_written == 0
    assert everything() == before
    assert Application.objects.filter(applied_on=date(2026, 1, 5)).count() == 60


def test_only_what_changed_is_updated(files: Path, administrator: User) -> None:
    import_records(path=files)
    before = {row["client_id"]: row for row in Application.objects.values()}
    one = Client.objects.order_by("reference")[3]
    change(
        files,
        "application_train.csv",
        AMT_INCOME_TOTAL=pl.when(pl.col("SK_ID_CURR") == str(one.reference))
        .then(pl.lit("98765.5"))
        .otherwise(pl.col("AMT_INCOME_TOTAL")),
    )
    summary = import_records(path=files, user=administrator)
    assert (summary.new, summary.updated, summary.unchanged) == (0, 1, 59)
    for row in Application.objects.values():
        if row["client_id"] == one.pk:
            assert row["income"] == 98765.5
            assert row["id"] == before[one.pk]["id"]
            assert row["inputs_digest"] != before[one.pk]["inputs_digest"]
            assert row["entered_by_id"] == administrator.pk
            assert row["updated_at"] > before[one.pk]["updated_at"]
            assert row["created_at"] == before[one.pk]["created_at"]
        else:
            assert row == before[row["client_id"]]


def without_one_loan(files: Path) -> BureauLoan:
    """Import the files, then take a loan elsewhere out of them; the loan in the records."""
    import_records(path=files)
    loan = BureauLoan.objects.select_related("application__client").order_by("pk").first()
    assert loan is not None
    for name in ("bureau.csv", "bureau_balance.csv"):
        frame = pl.read_csv(files / name, infer_schema=False)
        frame.filter(pl.col("SK_ID_BUREAU") != str(loan.reference)).write_csv(files / name)
    return loan


def test_loans_that_the_files_do_not_have_stay(files: Path) -> None:
    loan = without_one_loan(files)
    before = everything()
    summary = import_records(path=files)
    assert (summary.updated, summary.unchanged, summary.loans_stayed) == (0, 60, 1)
    assert everything() == before
    assert any("1 that are in the records and not in the files" in x for x in summary.lines())
    assert BureauLoan.objects.filter(pk=loan.pk).exists()


def test_loans_are_removed_where_that_is_asked_for_and_told_before(files: Path) -> None:
    loan = without_one_loan(files)
    mine = BureauLoan.objects.filter(application=loan.application)
    before, count = everything(), mine.count()
    tried = import_records(path=files, replace_loans=True, dry_run=True)
    assert (tried.updated, tried.loans_removed) == (1, 1)
    assert "Loans removed: 1 that were in the records and not in the files" in tried.lines()
    assert tried.lines()[-1] == "Tried only: nothing was written"
    assert everything() == before
    summary = import_records(path=files, replace_loans=True)
    assert (summary.updated, summary.loans_removed) == (1, 1)
    assert mine.count() == count - 1
    assert not mine.filter(reference=loan.reference).exists()
    assert import_records(path=files, replace_loans=True).unchanged == 60


def test_loans_are_added_and_changed(files: Path) -> None:
    whole = pl.read_csv(files / "bureau.csv", infer_schema=False)
    one = whole["SK_ID_BUREAU"][0]
    whole.filter(pl.col("SK_ID_BUREAU") != one).write_csv(files / "bureau.csv")
    import_records(path=files)
    other = whole["SK_ID_BUREAU"][1]
    whole.with_columns(
        AMT_CREDIT_SUM=pl.when(pl.col("SK_ID_BUREAU") == other)
        .then(pl.lit("4321.5"))
        .otherwise(pl.col("AMT_CREDIT_SUM"))
    ).write_csv(files / "bureau.csv")
    import_records(path=files)
    assert BureauLoan.objects.filter(reference=int(one)).count() == 1
    assert BureauLoan.objects.get(reference=int(other)).amount == 4321.5
    assert BureauLoan.objects.count() == whole.height


def test_a_date_may_be_given_and_changed(files: Path) -> None:
    import_records(path=files, applied_on=date(2026, 1, 10))
    born = dict(Client.objects.values_list("reference", "birth_date"))
    summary = import_records(path=files, applied_on=date(2026, 1, 20))
    assert summary.updated == 60
    assert set(Application.objects.values_list("applied_on", flat=True)) == {date(2026, 1, 20)}
    for reference, birth_date in Client.objects.values_list("reference", "birth_date"):
        assert (birth_date - born[reference]).days == 10
    assert import_records(path=files).unchanged == 60


def test_names_stay_where_the_files_have_none(files: Path) -> None:
    import_records(path=files)
    named = dict(Client.objects.values_list("reference", "first_name"))
    assert all(named.values())
    (files / "client_names.csv").unlink()
    summary = import_records(path=files)
    assert summary.named is None
    assert summary.unchanged == 60
    assert dict(Client.objects.values_list("reference", "first_name")) == named


def test_a_new_name_alone_is_an_update(files: Path) -> None:
    import_records(path=files)
    change(files, "client_names.csv", FIRST_NAME=pl.lit("Zoé"))
    assert import_records(path=files).updated > 50
    assert set(Client.objects.values_list("first_name", flat=True)) == {"Zoé"}


LOANS = (
    "bureau.csv", "bureau_balance.csv", "previous_application.csv", "POS_CASH_balance.csv",
    "credit_card_balance.csv", "installments_payments.csv",
)  # fmt: skip


@pytest.mark.parametrize("absent", [LOANS, *((name,) for name in LOANS)], ids=str)
@pytest.mark.parametrize("replace_loans", [False, True])
def test_a_table_that_is_absent_changes_nothing(
    files: Path, absent: tuple[str, ...], replace_loans: bool
) -> None:
    import_records(path=files)
    before = everything()
    for name in absent:
        (files / name).unlink()
    summary = import_records(path=files, replace_loans=replace_loans)
    assert (summary.updated, summary.unchanged, summary.loans_removed) == (0, 60, 0)
    assert everything() == before


@pytest.mark.parametrize("day", [None, date(2026, 3, 1)])
def test_applications_alone_leave_the_loans_where_they_are(files: Path, day: date | None) -> None:
    import_records(path=files, applied_on=date(2026, 1, 10))
    before = {
        model: list(model.objects.order_by("reference").values().all())
        for model in (BureauLoan, PreviousLoan)
    }
    for name in LOANS:
        (files / name).unlink()
    change(files, "application_train.csv", AMT_INCOME_TOTAL=pl.lit("98765.5"))
    summary = import_records(path=files, applied_on=day)
    assert summary.updated == 60
    assert set(Application.objects.values_list("income", flat=True)) == {98765.5}
    for model, rows in before.items():
        assert len(rows) > 60
        after = list(model.objects.order_by("reference").values())
        assert [row | {"id": 0} for row in after] == [row | {"id": 0} for row in rows]
    known = Application.objects.values_list("known_tables", flat=True)
    assert all(len(tables) == 7 for tables in known)


def test_tables_may_come_one_after_the_other(files: Path, tmp_path: Path) -> None:
    import_records(path=files)
    whole = {name: rows for name, rows in everything().items() if name.endswith("Loan")}
    digests = dict(Application.objects.values_list("client__reference", "inputs_digest"))
    Client.objects.all().delete()
    for name in LOANS:
        part = tmp_path / name
        part.mkdir()
        for wanted in ("application_train.csv", name):
            shutil.copy(files / wanted, part / wanted)
        if name == "bureau_balance.csv":  # its rows name their loan only
            shutil.copy(files / "bureau.csv", part / "bureau.csv")
        import_records(path=part)
    dropped = {"id", "application_id"}
    for name, rows in everything().items():
        if name.endswith("Loan"):
            key = operator.itemgetter("reference")
            found, expected = (
                [{k: v for k, v in row.items() if k not in dropped} for row in sorted(r, key=key)]
                for r in (rows, whole[name])
            )
            assert found == expected
    assert digests == dict(Application.objects.values_list("client__reference", "inputs_digest"))


def test_a_loan_new_to_a_client_without_any_counts_as_in_one_import(files: Path) -> None:
    whole = pl.read_csv(files / "bureau.csv", infer_schema=False)
    months = files / "bureau_balance.csv"
    rows = pl.read_csv(months, infer_schema=False)
    client = whole["SK_ID_CURR"][0]
    mine = whole.filter(pl.col("SK_ID_CURR") == client)["SK_ID_BUREAU"].implode()
    rows.filter(~pl.col("SK_ID_BUREAU").is_in(mine)).write_csv(months)
    whole.filter(pl.col("SK_ID_CURR") != client).write_csv(files / "bureau.csv")
    import_records(path=files)
    whole.write_csv(files / "bureau.csv")
    months.unlink()
    import_records(path=files)
    added = BureauLoan.objects.filter(application__client__reference=int(client))
    assert added
    assert set(added.values_list("months_reported", flat=True)) == {0}


def test_an_outcome_stays_where_the_files_have_none(files: Path) -> None:
    import_records(path=files)
    outcomes = dict(Application.objects.values_list("pk", "default"))
    assert None not in outcomes.values()
    frame = pl.read_csv(files / "application_train.csv", infer_schema=False)
    (files / "application_train.csv").unlink()
    frame.drop("TARGET").write_csv(files / "application_test.csv")
    assert import_records(path=files).unchanged == 60
    assert dict(Application.objects.values_list("pk", "default")) == outcomes


def test_a_client_entered_by_hand_gets_an_application(files: Path) -> None:
    references = home_credit.read(files)["application"]["client_id"]
    entered = ApplicationFactory(client__reference=references[0])
    Application.objects.update(inputs_digest="0" * 64)
    summary = import_records(path=files)
    assert summary.new == 60
    assert Client.objects.count() == 60
    entered.refresh_from_db()
    assert entered.inputs_digest is None  # it reads the birth date that the file brought
    assert Application.objects.filter(client=entered.client).count() == 2


def test_wrong_files_are_refused_whole(files: Path) -> None:
    import_records(path=files)
    before = everything()
    change(files, "application_train.csv", AMT_CREDIT=pl.lit("plenty"), AMT_ANNUITY=pl.lit("-1"))
    with pytest.raises(DataError) as refused:
        import_records(path=files)
    assert {problem.column for problem in refused.value.problems} >= {"AMT_CREDIT", "AMT_ANNUITY"}
    assert everything() == before


def test_what_no_date_can_hold_is_refused_and_nothing_written(files: Path) -> None:
    change(files, "bureau.csv", DAYS_CREDIT_ENDDATE=pl.lit("3000000"))
    with pytest.raises(DataError, match=r"due_end_days.*date that cannot be kept"):
        import_records(path=files)
    assert not Client.objects.exists()


def test_what_no_column_can_hold_is_refused(files: Path) -> None:
    change(files, "application_train.csv", CNT_CHILDREN=pl.lit("3000000000"))
    with pytest.raises(DataError, match=r"children.*too large"):
        import_records(path=files)
    assert not Client.objects.exists()


def test_new_references_stay_above_imported_ones(files: Path) -> None:
    path = files / "application_train.csv"
    frame = pl.read_csv(path, infer_schema=False)
    frame.head(1).with_columns(SK_ID_CURR=pl.lit("7000123")).write_csv(path)
    for name in files.iterdir():
        if not name.name.startswith("application_train"):
            name.unlink()
    import_records(path=files)
    assert new_reference() == 7_000_124


def test_a_new_reference_is_nobody_elses() -> None:
    taken = new_reference() + 1
    ClientFactory(reference=taken)
    assert new_reference() == taken + 1


def test_the_command_tells_what_it_did(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import_records", str(files), applied_on=date(2026, 1, 10))
    told = capsys.readouterr()
    assert "Applications: new 60, updated 0, equal 0" in told.out
    assert "importing clients: 60 of 60" in told.err


def test_the_command_says_why_it_refuses(files: Path) -> None:
    change(files, "application_train.csv", AMT_CREDIT=pl.lit("plenty"))
    with pytest.raises(CommandError, match=r"nothing was written:\n.*AMT_CREDIT.*not a number"):
        call_command("import_records", str(files))
    with pytest.raises(CommandError, match="There is no"):
        call_command("import_records", str(files / "elsewhere"))


def test_after_a_killed_import_the_next_reads_no_more(small_records: Path) -> None:
    def kill(_what: str, _done: int, total: int) -> None:
        if total:
            raise planner.KilledError

    with pytest.raises(planner.KilledError):
        import_records(path=small_records, progress=kill, chunk=700)
    kept = (Client, Application)
    planner.believe_empty(kept)
    known = []

    def note(_what: str, done: int, total: int) -> None:
        if total:
            known.append((done, min(planner.believed(kept).values())))

    before = planner.rows_read(kept)
    clients = import_records(path=small_records, progress=note, chunk=700).new
    assert len(known) > 1
    assert all(rows > done / 2 for done, rows in known), known
    assert (planner.rows_read(kept) - before) / clients < 50, "some look-ups for each client"
