"""Files as people's programs save them: read where there is one reading, else told in a line."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from ml import home_credit
from ml.errors import DataError, Problem
from ml.home_credit.dialect import Numbers
from ml.home_credit.shape import uneven_rows
from ml.tests.home_credit_files import original_tables, write

Rows = list[list[str]]


def rows_of(frame: pl.DataFrame) -> Rows:
    texts = frame.select(pl.all().cast(pl.String).fill_null(""))
    return [frame.columns, *map(list, texts.rows())]


def written(rows: Rows, separator: str = ",", *, quoting: int = csv.QUOTE_MINIMAL) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, quoting=quoting, lineterminator="\n").writerows(rows)
    return out.getvalue()


def each(rows: Rows, change: Callable[[str], str]) -> Rows:
    """The rows with every number's text changed; the header as it is."""
    return [rows[0], *([change(v) if _is_number(v) else v for v in row] for row in rows[1:])]


def _is_number(text: str) -> bool:
    return text.lstrip("-").replace(".", "", 1).isdigit()


def comma(text: str) -> str:
    return text.replace(".", ",")


def grouped(text: str, thousands: str, decimal: str) -> str:
    whole, point, part = text.partition(".")
    return f"{int(whole):,}".replace(",", thousands) + (decimal + part if point else "")


VARIANTS: dict[str, tuple[Callable[[Rows], bytes], tuple[str, ...]]] = {
    "as the originals": (lambda r: written(r).encode(), ()),
    "with a BOM": (lambda r: written(r).encode("utf-8-sig"), ()),
    "Windows line ends": (lambda r: written(r).replace("\n", "\r\n").encode(), ()),
    "old Mac line ends": (lambda r: written(r).replace("\n", "\r").encode(),
                          ("line ends of old Macs",)),
    "semicolons": (lambda r: written(r, ";").encode(), ("semicolons",)),
    "tabs": (lambda r: written(r, "\t").encode(), ("tabs",)),
    "bars": (lambda r: written(r, "|").encode(), ("bars",)),
    "semicolons and decimal commas": (lambda r: written(each(r, comma), ";").encode(),
                                      ("semicolons", "decimal commas")),
    "decimal commas in quotes": (lambda r: written(each(r, comma)).encode(), ("decimal commas",)),
    "a French spreadsheet": (
        lambda r: written(each(r, lambda v: grouped(v, "\u202f", ",")), ";").encode("utf-8-sig"),
        ("semicolons", "decimal commas"),
    ),
    "thousands as in Germany": (
        lambda r: written(each(r, lambda v: grouped(v, ".", ",")), ";").encode(),
        ("semicolons", "decimal commas", "thousands parted by '.'"),
    ),
    "thousands as in England": (
        lambda r: written(each(r, lambda v: grouped(v, ",", "."))).encode(),
        ("thousands parted by ','",),
    ),
    "Windows-1252": (
        lambda r: written([[*r[0], "Prénom"], *([*x, "Zoé"] for x in r[1:])]).encode("cp1252"),
        ("Windows-1252",),
    ),
    "UTF-16": (lambda r: written(r, "\t").encode("utf-16"), ("UTF-16", "tabs")),
    "UTF-16 without a mark": (lambda r: written(r).encode("utf-16-le"), ("UTF-16",)),
    "names in lower case": (lambda r: written([[n.lower() for n in r[0]], *r[1:]]).encode(),
                            ("column names in another case or quotes",)),
    "spaces around names": (lambda r: written([[f" {n} " for n in r[0]], *r[1:]]).encode(),
                            ("column names in another case or quotes",)),
    "an index with an empty name": (
        lambda r: written([["", *r[0]], *([str(n), *x] for n, x in enumerate(r[1:]))]).encode(),
        (),
    ),
    "row numbers without a name": (
        lambda r: written([r[0], *([str(n), *x] for n, x in enumerate(r[1:], 1))]).encode(),
        ("row numbers before the first column",),
    ),
    "separators at the ends": (lambda r: written([r[0], *([*x, ""] for x in r[1:])]).encode(),
                               ("a separator at the end of each row",)),
    "everything in quotes": (lambda r: written(r, quoting=csv.QUOTE_ALL).encode(), ()),
    **{
        f"{word} for missing": (
            lambda r, word=word: written(
                [r[0], *([v or word for v in x] for x in r[1:])]
            ).encode(), ()
        )
        for word in ("NA", "NULL", "NaN", "null", "N/A", "#N/A", "None", "-")
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    folder = write(tmp_path_factory.mktemp("plain"), decimal_tables())
    return home_credit.read(folder)["application"]


def decimal_tables() -> dict[str, pl.DataFrame]:
    """Applications alone, with amounts that tell how numbers are written."""
    table = original_tables()["application"]
    amounts = pl.Series("AMT_CREDIT", [9000.5, 1_234_567.25, 7000.0])
    last = pl.Series("AMT_REQ_CREDIT_BUREAU_YEAR", [1, 0, 2])
    return {"application": table.with_columns(amounts, last)}


@pytest.mark.parametrize("variant", VARIANTS)
def test_read_where_there_is_one_reading(
    tmp_path: Path, variant: str, expected: pl.DataFrame
) -> None:
    make, recognised = VARIANTS[variant]
    table = decimal_tables()["application"]
    (tmp_path / "application_train.csv").write_bytes(make(rows_of(table)))
    with home_credit.Chunks(tmp_path) as chunks:
        assert chunks.recognised == ({"application_train.csv": recognised} if recognised else {})
        assert_frame_equal(next(iter(chunks))["application"], expected)


def refused(folder: Path) -> str:
    with pytest.raises(DataError) as caught:
        home_credit.read(folder)
    assert len(caught.value.problems) == 1, str(caught.value)
    assert "\n" not in str(caught.value)
    return str(caught.value)


KINDS = {
    "an Excel workbook": (b"PK\x03\x04\x14\x00\x06\x00\x08\x00[Content_Types].xml", ".xlsx"),
    "an old Excel workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel"),
    "a zip": (b"PK\x03\x04\x14\x00\x00\x00\x08\x00data.csv", "zip archive"),
    "a gzip": (b"\x1f\x8b\x08\x00", "gzip"),
    "Parquet": (b"PAR1\x15\x04", "Parquet"),
    "a web page": (b"<!DOCTYPE html><html><body>Sign in</body></html>", "web page"),
    "JSON": (b'{"error": "no access"}', "JSON"),
    "a PDF": (b"%PDF-1.7", "PDF"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_another_kind_of_file_is_called_by_its_name(tmp_path: Path, kind: str) -> None:
    content, said = KINDS[kind]
    (tmp_path / "application_train.csv").write_bytes(content)
    message = refused(tmp_path)
    assert said in message
    assert message.startswith("application_train.csv: this is ")


def test_another_table_is_called_by_its_name(tmp_path: Path) -> None:
    folder = write(tmp_path / "files", original_tables())
    (folder / "bureau.csv").write_bytes((folder / "previous_application.csv").read_bytes())
    (folder / "previous_application.csv").unlink()
    said = [str(p) for p in problems_of(folder) if p.file == "bureau.csv"]
    assert len(said) == 1
    assert "this seems to be previous_application" in said[0]


def problems_of(folder: Path) -> list[Problem]:
    with pytest.raises(DataError) as caught:
        home_credit.read(folder)
    return caught.value.problems


def test_a_file_without_a_header_is_told_in_one_line(tmp_path: Path) -> None:
    rows = rows_of(original_tables()["application"])
    (tmp_path / "application_train.csv").write_text(written(rows[1:]))
    message = refused(tmp_path)
    assert "122 columns are not in it" in message
    assert "it has to name the columns" in message


def test_many_missing_columns_are_one_line(tmp_path: Path) -> None:
    table = original_tables()["application"]
    kept = [name for name in table.columns if not name.startswith("FLAG_DOCUMENT")]
    write(tmp_path, {"application": table.select(kept)})
    message = refused(tmp_path)
    assert "20 columns are not in it (FLAG_DOCUMENT_2, FLAG_DOCUMENT_3, FLAG_DOCUMENT_4, …)" in (
        message
    )


def test_without_outcomes_the_file_wants_another_name(tmp_path: Path) -> None:
    write(tmp_path, {"application": original_tables()["application"].drop("TARGET")})
    assert "belong in a file named application_test.csv" in refused(tmp_path)


@pytest.mark.parametrize(
    ("amounts", "said"),
    [
        (("1,500", "2,000", "3,750"), "a thousand and more, or a decimal fraction"),
        (("1500,5", "2000.5", "3"), "write all of them with a point"),
    ],
)
def test_numbers_with_two_readings_are_refused(
    tmp_path: Path, amounts: tuple[str, ...], said: str
) -> None:
    rows = rows_of(original_tables()["application"].with_columns(AMT_INCOME_TOTAL=pl.lit("2000")))
    place = rows[0].index("AMT_CREDIT")
    rows = [rows[0], *([v.removesuffix(".0") for v in row] for row in rows[1:])]
    for row, amount in zip(rows[1:], amounts, strict=True):
        row[place] = amount
    (tmp_path / "application_train.csv").write_text(written(rows))
    message = refused(tmp_path)
    assert said in message
    assert "AMT_CREDIT" in message


@pytest.mark.parametrize(("separator", "is_read"), [(",", True), (";", False)])
def test_points_alone_are_decimals_only_where_commas_separate(
    tmp_path: Path, separator: str, is_read: bool
) -> None:
    table = original_tables()["application"]
    rows = each(rows_of(table), lambda text: text.split(".")[0])
    place = rows[0].index("AMT_CREDIT")
    for row, amount in zip(rows[1:], ("9.500", "8.250", "7.125"), strict=True):
        row[place] = amount
    (tmp_path / "application_train.csv").write_text(written(rows, separator))
    if is_read:
        assert home_credit.read(tmp_path)["application"]["credit_amount"].to_list()[0] == 9.5
    else:
        assert "a thousand and more, or a decimal fraction" in refused(tmp_path)


def test_a_quote_that_swallows_a_large_file_is_named(tmp_path: Path) -> None:
    rows = rows_of(original_tables()["application"])
    lines = written([rows[0], *(rows[1:] * 400)]).splitlines()
    lines[1] = '"' + lines[1]
    (tmp_path / "application_train.csv").write_text("\n".join(lines))
    assert "row 2: a quote is opened there and never closed" in refused(tmp_path)


def test_row_numbers_or_a_separator_at_the_end(tmp_path: Path) -> None:
    rows = rows_of(original_tables()["application"].with_columns(SK_ID_CURR=pl.Series([1, 2, 3])))
    (tmp_path / "application_train.csv").write_text(
        written([rows[0], *([*row, ""] for row in rows[1:])])
    )
    assert "the first and the last of them may be too many" in refused(tmp_path)


@pytest.mark.parametrize("amount", ["1 2 3", "1 50", "12 3456", "1.2.3", "12 500 EUR"])
def test_what_is_no_number_is_none(tmp_path: Path, amount: str) -> None:
    table = original_tables()["application"].with_columns(
        AMT_CREDIT=pl.Series(["9000", amount, "1"])
    )
    write(tmp_path, {"application": table})
    message = refused(tmp_path)
    assert f"AMT_CREDIT: not a number (1 row: row 3: {amount!r})" in message


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda line: line + ",1", "row 3: '123 values'"),
        (lambda line: line[: len(line) // 2], "row 3: '"),
        (lambda line: '"' + line, "row 3: a quote is opened there and never closed"),
    ],
)
def test_a_row_of_another_length_is_named(
    tmp_path: Path, spoil: Callable[[str], str], said: str
) -> None:
    write(tmp_path, {"application": original_tables()["application"]})
    path = tmp_path / "application_train.csv"
    lines = path.read_text().splitlines()
    lines[2] = spoil(lines[2])
    path.write_text("\n".join(lines) + "\n")
    assert said in refused(tmp_path)


def test_a_character_of_another_encoding_is_named_by_its_row(tmp_path: Path) -> None:
    rows = rows_of(original_tables()["application"].with_columns(Prénom=pl.lit("Zoé")))
    lines = written(rows).encode().splitlines()
    lines[3] = lines[3].replace("é".encode(), b"\xe9")
    (tmp_path / "application_train.csv").write_bytes(b"\n".join(lines))
    assert "row 4: a character that is not UTF-8, though others are" in refused(tmp_path)


FIELDS = st.sampled_from(["", "a", "b,c", 'd"e', "f\ng", "é"])


@given(rows=st.lists(st.lists(FIELDS, max_size=5), max_size=8), block=st.sampled_from([1, 7, 64]))
def test_rows_of_another_length_are_found_as_by_reading(
    rows: Rows, block: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / f"shape-{random.random()}.csv"
    rows = [["x", "y", "z"], *([*row, "end"] for row in rows)]
    path.write_text(written(rows), newline="")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ml.home_credit.shape.BLOCK", block)
        found = uneven_rows(path, separator=",", fields=3)
    wrong = [(n, len(row)) for n, row in enumerate(rows, start=1) if n > 1 and len(row) != 3]
    assert found.count == len(wrong)
    assert found.rows == tuple(wrong[:5])
    assert found.unclosed is None
    path.unlink()


@given(st.floats(-1e9, 1e9).map(lambda value: round(value, 2)))
def test_a_number_reads_the_same_in_every_notation(value: float) -> None:
    text = f"{value:.2f}"
    for thousands, decimal in ((",", "."), (".", ","), (" ", ","), ("\u202f", ","), ("’", ".")):
        shown = f"{value:,.2f}".replace(",", "_").replace(".", decimal).replace("_", thousands)
        numbers = Numbers(decimal, thousands if thousands in ",." else "")
        assert numbers.as_float(pl.Series([shown])).to_list() == [float(text)]
