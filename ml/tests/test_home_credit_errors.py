"""Every way in which files can be wrong is said, with file, column and the first rows."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from ml import home_credit
from ml.errors import DataError, Problem, Row, Wrong
from ml.tests.home_credit_files import original_tables, write, zipped

Tables = dict[str, pl.DataFrame]
Spoil = Callable[[Tables], None]


def problems(path: Path) -> list[Problem]:
    with pytest.raises(DataError) as caught:
        home_credit.read(path)
    with pytest.raises(DataError) as caught_in_chunks:
        next(home_credit.iter_chunks(path, clients=2))
    assert caught_in_chunks.value.problems == caught.value.problems
    return caught.value.problems


def set_value(table: str, column: str, row: int, value: object) -> Spoil:
    def spoil(tables: Tables) -> None:
        texts = tables[table][column].cast(pl.String).to_list()
        texts[row] = None if value is None else str(value)
        series = pl.Series(column, texts, dtype=pl.String)
        tables[table] = tables[table].with_columns(series)

    return spoil


def add_row(table: str, **changes: object) -> Spoil:
    def spoil(tables: Tables) -> None:
        frame = tables[table]
        row = frame.tail(1).with_columns(pl.lit(v).alias(k) for k, v in changes.items())
        tables[table] = pl.concat([frame, row.cast(dict(frame.schema))])

    return spoil


@pytest.mark.parametrize(
    ("spoil", "kind", "file", "column", "rows"),
    [
        (set_value("application", "AMT_CREDIT", 1, "lots"), Wrong.TYPE,
         "application_train.csv", "AMT_CREDIT", (Row(3, "lots"),)),
        (set_value("application", "AMT_CREDIT", 1, "inf"), Wrong.TYPE,
         "application_train.csv", "AMT_CREDIT", (Row(3, "inf"),)),
        (set_value("application", "DAYS_BIRTH", 0, "-12000.5"), Wrong.TYPE,
         "application_train.csv", "DAYS_BIRTH", (Row(2, "-12000.5"),)),
        (set_value("application", "FLAG_OWN_CAR", 2, "maybe"), Wrong.TYPE,
         "application_train.csv", "FLAG_OWN_CAR", (Row(4, "maybe"),)),
        (set_value("application", "TARGET", 2, "2"), Wrong.TYPE,
         "application_train.csv", "TARGET", (Row(4, "2"),)),
        (set_value("application", "DAYS_BIRTH", 0, "12000"), Wrong.RANGE,
         "application_train.csv", "DAYS_BIRTH", (Row(2, "12000"),)),
        (set_value("application", "DAYS_EMPLOYED", 0, "365242"), Wrong.RANGE,
         "application_train.csv", "DAYS_EMPLOYED", (Row(2, "365242"),)),
        (set_value("application", "EXT_SOURCE_2", 0, "1.01"), Wrong.RANGE,
         "application_train.csv", "EXT_SOURCE_2", (Row(2, "1.01"),)),
        (set_value("card_months", "MONTHS_BALANCE", 0, "1"), Wrong.RANGE,
         "credit_card_balance.csv", "MONTHS_BALANCE", (Row(2, "1"),)),
        (set_value("application", "NAME_CONTRACT_TYPE", 0, "Gift"), Wrong.CATEGORY,
         "application_train.csv", "NAME_CONTRACT_TYPE", (Row(2, "Gift"),)),
        (set_value("bureau_months", "STATUS", 1, "6"), Wrong.CATEGORY,
         "bureau_balance.csv", "STATUS", (Row(3, "6"),)),
        (set_value("application", "AMT_INCOME_TOTAL", 2, None), Wrong.MISSING_VALUE,
         "application_train.csv", "AMT_INCOME_TOTAL", (Row(4, None),)),
        (set_value("application", "NAME_CONTRACT_TYPE", 2, "XNA"), Wrong.MISSING_VALUE,
         "application_train.csv", "NAME_CONTRACT_TYPE", (Row(4, "XNA"),)),
        (set_value("previous_loans", "DAYS_DECISION", 0, None), Wrong.MISSING_VALUE,
         "previous_application.csv", "DAYS_DECISION", (Row(2, None),)),
        (set_value("bureau_loans", "SK_ID_BUREAU", 0, None), Wrong.MISSING_VALUE,
         "bureau.csv", "SK_ID_BUREAU", (Row(2, None),)),
        (add_row("application", SK_ID_CURR=7), Wrong.DUPLICATE,
         "application_train.csv", "SK_ID_CURR", (Row(2, "7"), Row(5, "7"))),
        (add_row("bureau_loans", SK_ID_BUREAU=71), Wrong.DUPLICATE,
         "bureau.csv", "SK_ID_BUREAU", (Row(3, "71"), Row(5, "71"))),
        (add_row("previous_loans", SK_ID_PREV=180), Wrong.DUPLICATE,
         "previous_application.csv", "SK_ID_PREV", (Row(4, "180"), Row(5, "180"))),
        (add_row("bureau_loans", SK_ID_CURR=6, SK_ID_BUREAU=81), Wrong.NO_CLIENT,
         "bureau.csv", "SK_ID_CURR", (Row(5, "6"),)),
        (add_row("pos_months", SK_ID_CURR=6), Wrong.NO_CLIENT,
         "POS_CASH_balance.csv", "SK_ID_CURR", (Row(5, "6"),)),
        (add_row("instalments", SK_ID_CURR=8), Wrong.OTHER_CLIENT,
         "installments_payments.csv", "SK_ID_PREV", (Row(4, "170"),)),
    ],
)  # fmt: skip
def test_wrong_rows(
    tmp_path: Path,
    spoil: Spoil,
    kind: Wrong,
    file: str,
    column: str,
    rows: tuple[Row, ...],
) -> None:
    tables = original_tables()
    spoil(tables)
    found = problems(write(tmp_path / "files", tables))
    assert [(p.kind, p.file, p.column, p.rows, p.count) for p in found] == [
        (kind, file, column, rows, len(rows))
    ]
    said = str(found[0])
    assert file in said
    assert column in said
    assert f"row {rows[0].number}" in said


def test_wrong_rows_in_parquet_are_found_too(tmp_path: Path) -> None:
    tables = original_tables()
    tables["application"] = tables["application"].with_columns(
        pl.Series("AMT_CREDIT", ["a", "1", "2"]),
        pl.Series("DAYS_BIRTH", [float("nan"), -1.5, -12_003]),
    )
    found = problems(write(tmp_path / "files", tables, "parquet"))
    assert [(p.kind, p.column, p.rows) for p in found] == [
        (Wrong.TYPE, "AMT_CREDIT", (Row(2, "a"),)),
        (Wrong.TYPE, "DAYS_BIRTH", (Row(3, "-1.5"),)),
        (Wrong.MISSING_VALUE, "DAYS_BIRTH", (Row(2, "nan"),)),
    ]


def test_the_same_client_in_train_and_test(tmp_path: Path) -> None:
    tables = original_tables()
    folder = write(tmp_path / "files", tables)
    tables["application"].drop("TARGET").tail(1).write_csv(folder / "application_test.csv")
    found = problems(folder)
    assert [(p.kind, p.file, p.rows) for p in found] == [
        (Wrong.DUPLICATE, "application_train.csv", (Row(4, "9"),)),
        (Wrong.DUPLICATE, "application_test.csv", (Row(2, "9"),)),
    ]


def test_everything_wrong_is_said_at_once(tmp_path: Path) -> None:
    tables = original_tables()
    tables["application"] = tables["application"].drop("AMT_CREDIT", "CODE_GENDER")
    set_value("application", "DAYS_BIRTH", 0, "old")(tables)
    set_value("bureau_loans", "CREDIT_TYPE", 0, "Tontine")(tables)
    add_row("card_months", SK_ID_CURR=1)(tables)
    folder = write(tmp_path / "files", tables)
    (folder / "bureau_balance.csv").write_text("")
    (folder / "POS_CASH_balance.csv").write_text("SK_ID_PREV,SK_ID_CURR\n1,2,3,4\n")
    found = problems(folder)
    assert {(p.kind, p.file, p.column) for p in found} >= {
        (Wrong.MISSING_COLUMN, "application_train.csv", "AMT_CREDIT"),
        (Wrong.MISSING_COLUMN, "application_train.csv", "CODE_GENDER"),
        (Wrong.TYPE, "application_train.csv", "DAYS_BIRTH"),
        (Wrong.CATEGORY, "bureau.csv", "CREDIT_TYPE"),
        (Wrong.NO_CLIENT, "credit_card_balance.csv", "SK_ID_CURR"),
        (Wrong.EMPTY, "bureau_balance.csv", None),
        (Wrong.UNREADABLE, "POS_CASH_balance.csv", None),
    }


def test_only_the_first_rows_are_shown_and_all_are_counted(tmp_path: Path) -> None:
    tables = {"application": pl.concat([original_tables()["application"]] * 10)}
    tables["application"] = tables["application"].with_columns(
        pl.int_range(pl.len()).alias("SK_ID_CURR"), pl.lit("x").alias("AMT_CREDIT")
    )
    (found,) = problems(write(tmp_path / "files", tables))
    assert found.count == 30
    assert [row.number for row in found.rows] == [2, 3, 4, 5, 6]
    assert str(found).endswith(", …)")


@pytest.mark.parametrize("content", ["", "header"])
def test_empty_files(tmp_path: Path, content: str) -> None:
    tables = original_tables()
    for table, file in (
        ("application", "application_train"),
        ("card_months", "credit_card_balance"),
    ):
        folder = write(tmp_path / table, tables)
        header = ",".join(tables[table].columns) + "\n"
        (folder / f"{file}.csv").write_text(header if content else "")
        assert (f"{file}.csv", Wrong.EMPTY) in {(p.file, p.kind) for p in problems(folder)}


def test_damaged_files(tmp_path: Path) -> None:
    folder = write(tmp_path / "gz", original_tables(), "csv.gz")
    whole = (folder / "bureau.csv.gz").read_bytes()
    (folder / "bureau.csv.gz").write_bytes(whole[: len(whole) // 2])
    assert ("bureau.csv.gz", Wrong.UNREADABLE) in {(p.file, p.kind) for p in problems(folder)}

    folder = write(tmp_path / "parquet", original_tables(), "parquet")
    (folder / "bureau.parquet").write_bytes(b"PAR1 but not really PAR1")
    assert ("bureau.parquet", Wrong.UNREADABLE) in {(p.file, p.kind) for p in problems(folder)}

    folder = write(tmp_path / "latin", original_tables())
    (folder / "bureau.csv").write_bytes("SK_ID_CURR,Prénom\n7,Zoé\n".encode("latin-1"))
    assert "bureau.csv" in {p.file for p in problems(folder)}

    packed = zipped(write(tmp_path / "zip", original_tables()))
    content = bytearray(packed.read_bytes())
    with zipfile.ZipFile(packed) as archive:
        start = archive.getinfo("bureau.csv").header_offset
    content[start + 60 : start + 90] = b"\x00" * 30
    packed.write_bytes(content)
    assert ("bureau.csv", Wrong.UNREADABLE) in {(p.file, p.kind) for p in problems(packed)}


def test_no_files_at_all(tmp_path: Path) -> None:
    (only,) = problems(tmp_path / "nowhere")
    assert only.kind is Wrong.NO_FILE
    (tmp_path / "empty").mkdir()
    (only,) = problems(tmp_path / "empty")
    assert only.kind is Wrong.NO_FILE
    (tmp_path / "some.zip").write_text("not a zip")
    (only,) = problems(tmp_path / "some.zip")
    assert (only.kind, only.file) == (Wrong.UNREADABLE, "some.zip")
    tables = original_tables()
    del tables["application"]
    (only,) = problems(write(tmp_path / "children", tables))
    assert only.kind is Wrong.NO_FILE
    assert "application_train" in only.message


def test_the_same_table_twice(tmp_path: Path) -> None:
    folder = write(tmp_path / "files", original_tables())
    original_tables()["bureau_loans"].write_parquet(folder / "bureau.parquet")
    (only,) = problems(folder)
    assert (only.kind, only.file) == (Wrong.AMBIGUOUS, "bureau.parquet")


def test_the_same_column_twice(tmp_path: Path) -> None:
    folder = write(tmp_path / "files", original_tables())
    text = (folder / "bureau.csv").read_text().splitlines()
    doubled = [",".join([line, line.split(",")[2]]) for line in text]
    (folder / "bureau.csv").write_text("\n".join(doubled) + "\n")
    found = problems(folder)
    assert [(p.kind, p.column) for p in found] == [(Wrong.AMBIGUOUS, "CREDIT_ACTIVE")]


def test_names_that_are_wrong(tmp_path: Path) -> None:
    folder = write(tmp_path / "files", original_tables())
    (folder / "client_names.csv").write_text("SK_ID_CURR,FIRST_NAME\n1,Zoé\n")
    with pytest.raises(DataError, match="LAST_NAME"):
        home_credit.read_names(folder)
    (folder / "client_names.csv").write_text("SK_ID_CURR,FIRST_NAME,LAST_NAME\nx,Zoé,Petit\n")
    with pytest.raises(DataError, match="SK_ID_CURR"):
        home_credit.read_names(folder)


def test_a_name_with_a_character_that_nobody_sees(tmp_path: Path) -> None:
    folder = write(tmp_path / "files", original_tables())
    (folder / "client_names.csv").write_text(
        "SK_ID_CURR,FIRST_NAME,LAST_NAME\n7,Zoé,Petit\n8,Ni\u202ena,Roche\n"
    )
    with pytest.raises(DataError) as caught:
        home_credit.read_names(folder)
    (problem,) = caught.value.problems
    assert (problem.column, problem.rows[0].number) == ("FIRST_NAME", 3)


def test_more_than_ten_problems_of_a_kind_are_one_line(tmp_path: Path) -> None:
    table = original_tables()["application"]
    amounts = [name for name in table.columns if name.startswith("AMT_")]
    assert len(amounts) > 10 - 1
    wrong = table.with_columns(
        pl.lit("much").alias(name) for name in (*amounts, "EXT_SOURCE_1", "EXT_SOURCE_2")
    )
    with pytest.raises(DataError) as caught:
        home_credit.read(write(tmp_path / "files", {"application": wrong}))
    assert len(caught.value.problems) == len(amounts) + 2
    (line,) = str(caught.value).splitlines()
    assert line.startswith(f"application_train.csv: {len(amounts) + 2} columns with the same kind")
    assert f"{3 * (len(amounts) + 2)} values" in line
    assert "column AMT_INCOME_TOTAL: not a number (3 rows: row 2: 'much'" in line
