"""The original files become canonical tables, whatever their packing."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from ml import home_credit
from ml.home_credit.convert import Findings, convert, slug
from ml.home_credit.files import ROW
from ml.home_credit.names import FILES, ORIGINAL
from ml.schema import TABLES, Kind
from ml.tests.home_credit_files import (
    SAMPLE,
    needs_sample,
    original_tables,
    write,
    zipped,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "files", original_tables())


def test_every_canonical_column_has_an_original_name() -> None:
    for name, table in TABLES.items():
        assert list(ORIGINAL[name]) == list(table.schema)
        assert len(set(ORIGINAL[name].values())) == len(table.columns)
    assert list(FILES) == list(TABLES)


def test_reads_every_table_with_its_schema(folder: Path) -> None:
    tables = home_credit.read(folder)
    assert list(tables) == list(TABLES)
    for name, frame in tables.items():
        assert dict(frame.schema) == TABLES[name].schema


def test_values_become_canonical(folder: Path) -> None:
    tables = home_credit.read(folder)
    first, second, third = tables["application"].iter_rows(named=True)
    assert first["default"] is True
    assert (first["contract"], second["contract"]) == ("cash", "revolving")
    assert [first["sex"], second["sex"], third["sex"]] == ["female", "male", None]
    assert [first["owns_car"], second["owns_car"]] == [True, False]
    assert (first["education"], first["marital_status"]) == ("secondary", "single")
    assert second["marital_status"] is None
    assert (first["employer_type"], third["employer_type"]) == ("trade_type_7", "self_employed")
    assert (first["building_walls"], second["building_emergency"]) == ("stone_brick", True)

    bureau = tables["bureau_loans"]
    assert bureau["status"].to_list() == ["active", "closed", "bad_debt"]
    assert bureau["credit_type"][1] == "cash_loan_non_earmarked"
    assert tables["bureau_months"]["status"].to_list() == ["closed", "on_time", "unknown"]
    previous = tables["previous_loans"]
    assert previous["contract"].to_list() == ["consumer", None, "cash"]
    assert previous["status"].to_list() == ["approved", "canceled", "unused_offer"]
    assert previous["product_type"].to_list() == [None, "x_sell", "walk_in"]
    assert tables["pos_months"]["status"].to_list() == ["completed", "returned_to_the_store", None]


def test_what_stands_for_missing_becomes_missing(folder: Path) -> None:
    tables = home_credit.read(folder)
    application, previous = tables["application"], tables["previous_loans"]
    assert application["employed_days"].to_list() == [300, None, 1]
    assert application["employer_type"][1] is None
    assert application["city_rating"].to_list() == [2, None, 3]
    assert previous["first_drawing_days"].to_list() == [None, None, 5]
    assert previous["refusal_reason"].to_list() == [None, None, "scofr"]
    assert previous["purpose"].to_list() == [None, "Wedding / gift / holiday", None]
    assert previous["seller_area"].to_list() == [None, 30, 0]


def test_days_and_months_count_up_to_the_application(folder: Path) -> None:
    tables = home_credit.read(folder)
    assert tables["application"]["age_days"].to_list() == [12000, 15000, 20000]
    assert tables["application"]["registration_days"].to_list() == [3648, 0, None]
    assert tables["bureau_loans"]["due_end_days"].to_list() == [-30000, 10, None]
    assert tables["bureau_months"]["month"].to_list() == [0, 1, 5]
    assert tables["instalments"]["paid_days"].to_list() == [None, 59]


@pytest.mark.parametrize("ending", ["csv", "csv.gz", "parquet"])
@pytest.mark.parametrize("packing", ["folder", "zip", "folder in a zip", "folder in a folder"])
def test_reads_the_same_from_every_format(tmp_path: Path, ending: str, packing: str) -> None:
    wanted = home_credit.read(write(tmp_path / "plain", original_tables()))
    path = write(tmp_path / "top" / "deep", original_tables(), ending)
    if packing == "zip":
        path = zipped(path)
    elif packing == "folder in a zip":
        path = zipped(path, "home-credit/")
    elif packing == "folder in a folder":
        path = tmp_path / "top"
    read = home_credit.read(path)
    assert list(read) == list(wanted)
    for name in wanted:
        assert_frame_equal(read[name], wanted[name])


def test_names_of_files_may_be_in_any_case(folder: Path) -> None:
    for file in list(folder.iterdir()):
        file.rename(folder / file.name.upper())
    assert list(home_credit.read(folder)) == list(TABLES)


def test_absent_files_are_absent_keys(tmp_path: Path) -> None:
    tables = original_tables()
    some = {name: tables[name] for name in ("application", "card_months")}
    read = home_credit.read(write(tmp_path / "files", some))
    assert list(read) == ["application", "card_months"]
    assert read["card_months"].height == 1


def test_train_and_test_are_one_table_and_test_has_no_outcome(tmp_path: Path) -> None:
    tables = original_tables()
    application = tables.pop("application")
    folder = write(tmp_path / "files", tables)
    application.head(2).write_csv(folder / "application_train.csv")
    application.tail(1).drop("TARGET").write_csv(folder / "application_test.csv")
    read = home_credit.load(folder)
    assert read.tables["application"]["client_id"].to_list() == [7, 8, 9]
    assert read.tables["application"]["default"].to_list() == [True, False, None]
    assert read.files[:2] == ("application_train.csv", "application_test.csv")
    (folder / "application_train.csv").unlink()
    for table in ("bureau", "bureau_balance", "previous_application", "POS_CASH_balance",
                  "credit_card_balance", "installments_payments"):  # fmt: skip
        (folder / f"{table}.csv").unlink()
    assert home_credit.read(folder)["application"]["default"].to_list() == [None]


def test_months_of_unknown_loans_are_counted_and_kept_where_they_name_their_client(
    folder: Path,
) -> None:
    read = home_credit.load(folder)
    assert read.left_out == {"bureau_months": 1}
    assert read.tables["bureau_months"]["bureau_loan_id"].to_list() == [70, 70, 71]
    assert read.without_loan == {"pos_months": 1}
    assert read.tables["pos_months"]["previous_loan_id"].to_list() == [170, 170, 888]


def test_months_of_the_bureau_without_its_loans_are_nobodys(folder: Path) -> None:
    (folder / "bureau.csv").unlink()
    read = home_credit.load(folder)
    assert "bureau_months" not in read.tables
    assert read.left_out == {"bureau_months": 4}


def test_other_columns_and_files_are_ignored(tmp_path: Path) -> None:
    tables = original_tables()
    tables["application"] = tables["application"].with_columns(pl.lit("x").alias("MY_NOTES"))
    folder = write(tmp_path / "files", tables)
    (folder / "sample_submission.csv").write_text("SK_ID_CURR,TARGET\n1,0.5\n")
    (folder / "readme.txt").write_text("hello")
    assert dict(home_credit.read(folder)["application"].schema) == TABLES["application"].schema


@pytest.mark.parametrize("clients", [1, 2, 3, 10])
def test_chunks_hold_whole_clients_and_everything(folder: Path, clients: int) -> None:
    whole = home_credit.read(folder)
    with home_credit.Chunks(folder, clients=clients) as chunks:
        assert (chunks.clients, len(chunks)) == (3, -(-3 // clients))
        assert chunks.rows["bureau_months"] == 3
        assert chunks.left_out == {"bureau_months": 1}
        parts = list(chunks)
        assert len(list(chunks)) == len(parts) == len(chunks)
    for name, frame in whole.items():
        assert_frame_equal(pl.concat([part[name] for part in parts]), frame, check_row_order=False)
    for part in parts:
        ids = set(part["application"]["client_id"])
        assert 0 < len(ids) <= clients
        assert list(part) == list(whole)
        loans = set(part["bureau_loans"]["bureau_loan_id"])
        assert set(part["bureau_loans"]["client_id"]) <= ids
        assert set(part["bureau_months"]["bureau_loan_id"]) <= loans
        for name in ("previous_loans", "pos_months", "card_months", "instalments"):
            assert set(part[name]["client_id"]) <= ids


def test_chunks_leave_nothing_behind(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scratch = folder.parent / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    assert len(list(home_credit.iter_chunks(folder, clients=2))) == 2
    (folder / "bureau.csv").write_text("")
    with pytest.raises(home_credit.DataError):
        next(home_credit.iter_chunks(folder))
    assert list(scratch.iterdir()) == []


def test_names(folder: Path) -> None:
    assert home_credit.read_names(folder) is None
    (folder / "client_names.csv").write_text(
        "SK_ID_CURR,FIRST_NAME,LAST_NAME\n7,Zoé,L'Hôte\n8,,Petit\n"
    )
    names = home_credit.read_names(folder)
    assert names is not None
    assert names.rows() == [(7, "Zoé", "L'Hôte"), (8, None, "Petit")]
    assert list(home_credit.read(folder)) == list(TABLES)


@given(st.text())
def test_a_slug_is_plain_and_stable(value: str) -> None:
    made = slug(value)
    assert slug(made) == made
    assert all(c.isascii() and (c.isalnum() or c == "_") for c in made)
    assert "__" not in made
    assert not made.startswith("_")
    assert not made.endswith("_")


_RAW = st.one_of(
    st.none(),
    st.integers(-(10**6), 10**6).map(str),
    st.floats(allow_nan=True, allow_infinity=True).map(str),
    st.sampled_from(["XNA", "XAP", "Y", "N", "365243", "-1", "", " ", "C", "1e400", "0x10"]),
    st.text(max_size=6),
)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(TABLES)), st.data())
def test_any_text_is_either_allowed_or_a_problem(table: str, data: st.DataObject) -> None:
    """Whatever a file says, what is read obeys the schema or is reported, never passed on."""
    column = data.draw(st.sampled_from(TABLES[table].columns))
    original = ORIGINAL[table][column.name]
    raw = data.draw(st.lists(_RAW, min_size=1, max_size=5))
    batch = pl.DataFrame({ROW: list(range(2, 2 + len(raw))), original: raw},
                         schema_overrides={original: pl.String})  # fmt: skip
    findings = Findings()
    read = convert(batch, table, "file.csv", findings)[column.name]
    bad = {
        row.number
        for problem in findings.problems
        if problem.column == original
        for row in problem.rows
    }
    assert read.dtype == column.dtype
    for number, value in zip(batch[ROW], read, strict=True):
        if number in bad:
            continue
        assert value is not None or not column.required
        if value is None:
            continue
        if column.kind is Kind.CATEGORY:
            assert value in column.categories
        if column.minimum is not None and column.kind is not Kind.FLAG:
            assert value >= column.minimum
        if column.maximum is not None and column.kind is not Kind.FLAG:
            assert value <= column.maximum


@given(st.lists(st.integers(-(10**5), 10**5), min_size=1, max_size=20))
def test_numbers_survive_as_text_float_or_integer(values: list[int]) -> None:
    """A day is the same day written 3, 3.0 or stored as a number."""
    read = []
    for series in (
        pl.Series(values, dtype=pl.Int32),
        pl.Series([float(v) for v in values]),
        pl.Series([str(v) for v in values]),
        pl.Series([f" {v}.0 " for v in values]),
    ):
        batch = pl.DataFrame({ROW: range(2, 2 + len(values)), "DAYS_CREDIT_ENDDATE": series})
        read.append(convert(batch, "bureau_loans", "f", Findings())["due_end_days"])
    for other in read[1:]:
        assert other.to_list() == read[0].to_list()
    assert read[0].to_list() == [-v for v in values]


@needs_sample
@pytest.mark.parametrize(
    ("file", "rows", "without_loan"),
    [
        ("applications", {"application": 62_497}, {}),
        (
            "joined_train",
            {"application": 3_678, "bureau_loans": 17_092, "previous_loans": 17_081,
             "bureau_months": 175_543, "pos_months": 100_911, "card_months": 37_091},
            {"pos_months": 3_107, "card_months": 9_939},
        ),
        (
            "bureau_train",
            {"application": 7_504, "bureau_loans": 36_006, "bureau_months": 352_780,
             "card_months": 76_930},
            {},
        ),
        (
            "joined_test",
            {"application": 5_000, "bureau_loans": 25_817, "previous_loans": 25_975,
             "bureau_months": 966_681, "pos_months": 149_547, "card_months": 62_360},
            {"pos_months": 5_267, "card_months": 22_325},
        ),
    ],
)  # fmt: skip
def test_real_files_are_read_whole(
    file: str, rows: dict[str, int], without_loan: dict[str, int]
) -> None:
    read = home_credit.load(SAMPLE / f"{file}.zip")
    assert {name: frame.height for name, frame in read.tables.items()} == rows
    assert read.without_loan == without_loan
    assert read.left_out == {}
    for name, frame in read.tables.items():
        assert dict(frame.schema) == TABLES[name].schema


@needs_sample
def test_real_instalments_are_read_without_their_clients() -> None:
    table = home_credit.read_table(SAMPLE / "installments_partial.zip", "instalments")
    assert table.height == 22_423
    assert table["paid_days"].null_count() == 3
    with pytest.raises(home_credit.DataError, match="application_train"):
        home_credit.read(SAMPLE / "installments_partial.zip")


@needs_sample
def test_real_files_in_chunks_are_the_real_files() -> None:
    whole = home_credit.read(SAMPLE / "joined_train.zip")
    parts = list(home_credit.iter_chunks(SAMPLE / "joined_train.zip", clients=1_500))
    assert [part["application"].height for part in parts] == [1_500, 1_500, 678]
    for name, frame in whole.items():
        together = pl.concat([part[name] for part in parts])
        assert_frame_equal(
            together.sort(together.columns), frame.sort(frame.columns), check_row_order=True
        )
