"""What cannot be and what is unusual: the rules, their words, and real applications."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from ml import home_credit
from ml.errors import DataError, Wrong
from ml.schema import TABLES
from ml.schema.plausibility import POSSIBLE, RULES, USUAL, Verdict, judge
from ml.testing import sample
from ml.tests.home_credit_files import original_tables, write
from ml.wording.catalogue import catalogue
from ml.wording.entries import LANGUAGES
from ml.wording.plausibility import finding_text

USUAL_CLIENT = {
    "client_id": 1,
    "contract": "cash",
    "income": 150_000.0,
    "credit_amount": 450_000.0,
    "annuity": 25_000.0,
    "goods_price": 400_000.0,
    "age_days": 14_000,
    "employed_days": 2_000,
    "registration_days": 3_000,
    "identity_document_days": 3_000,
    "phone_change_days": 500,
    "owns_car": True,
    "car_age": 9,
    "income_type": "working",
}


def found_in(**changed: object) -> list[tuple[str, str, str]]:
    schema = TABLES["application"].schema
    row = {name: (USUAL_CLIENT | changed).get(name) for name in schema}
    found = judge(pl.DataFrame([row], schema=schema))
    return [(it.column, it.rule.name, it.rule.verdict.value) for it in found]


def test_a_usual_client_is_neither() -> None:
    assert found_in() == []


def test_what_is_not_known_breaks_no_rule() -> None:
    assert found_in(**dict.fromkeys(USUAL_CLIENT.keys() - {"client_id"})) == []


@pytest.mark.parametrize(
    ("changed", "column", "rule"),
    [
        ({"age_days": 1_000_000_000}, "age_days", "outside"),
        ({"age_days": 6_000}, "age_days", "outside"),
        ({"credit_amount": 0.0, "annuity": None}, "credit_amount", "outside"),
        ({"credit_amount": 1e300, "goods_price": None}, "credit_amount", "outside"),
        ({"annuity": 450_001.0}, "annuity", "repayment_above_loan"),
        ({"employed_days": 9_000}, "employed_days", "job_before_14"),
        ({"registration_days": 14_001}, "registration_days", "before_birth"),
        ({"owns_car": False}, "car_age", "car_without_car"),
        ({"enquiries_year": 1_001}, "enquiries_year", "outside"),
    ],
)
def test_what_cannot_be(changed: dict[str, object], column: str, rule: str) -> None:
    assert (column, rule, "impossible") in found_in(**changed)


@pytest.mark.parametrize(
    ("changed", "column", "rule"),
    [
        ({"income": 24_000.0, "annuity": None, "credit_amount": 100_000.0}, "income", "outside"),
        ({"goods_price": 200_000.0}, "credit_amount", "loan_above_goods"),
        ({"goods_price": 1_200_000.0}, "credit_amount", "loan_below_goods"),
        ({"annuity": 80_000.0}, "annuity", "few_repayments"),
        ({"annuity": 7_000.0}, "annuity", "many_repayments"),
        ({"income": 40_000.0, "annuity": 41_000.0}, "annuity", "repayment_above_income"),
        ({"employed_days": 8_300}, "employed_days", "job_before_16"),
        ({"income_type": "pensioner"}, "employed_days", "job_without_job"),
        (
            {"credit_amount": 2_000_000.0, "annuity": 60_000.0, "income": 65_000.0,
             "goods_price": None},
            "credit_amount", "loan_to_income",
        ),
    ],
)  # fmt: skip
def test_what_is_unusual(changed: dict[str, object], column: str, rule: str) -> None:
    assert (column, rule, "unusual") in found_in(**changed)


def test_a_column_is_told_once_and_the_gravest_first() -> None:
    found = found_in(annuity=600_000.0)
    assert [it for it in found if it[0] == "annuity"] == [
        ("annuity", "repayment_above_loan", "impossible")
    ]


def test_what_is_usual_is_possible() -> None:
    for column, usual in USUAL.items():
        possible = POSSIBLE[column]
        assert possible.low <= usual.low < usual.high <= possible.high, column


def test_every_rule_has_words_and_every_words_a_rule() -> None:
    schema = TABLES["application"].schema
    row = pl.DataFrame([{name: USUAL_CLIENT.get(name) for name in schema}], schema=schema)
    named = {rule.name if rule.bounds is None else f"{rule.name}_{rule.verdict}" for rule in RULES}
    assert named == set(catalogue().plausibility)
    for found in judge(row.with_columns(age_days=pl.lit(10**9), annuity=pl.lit(9e9))):
        for language in LANGUAGES:
            text = finding_text(found, language)
            assert text.endswith(".")
            assert "{" not in text
            assert text[0] == text[0].upper()


def test_bounds_are_said_as_people_read_them() -> None:
    schema = TABLES["application"].schema
    row = pl.DataFrame(
        [{name: (USUAL_CLIENT | {"car_age": 130}).get(name) for name in schema}], schema=schema
    )
    (found,) = judge(row, Verdict.IMPOSSIBLE)
    said = finding_text(found, "en").replace("\N{NBSP}", " ")
    assert said == "130 years cannot be; from 0 years to 120 years is possible."


def test_files_are_refused_where_a_row_cannot_be(tmp_path: Path) -> None:
    tables = original_tables()
    tables["application"] = tables["application"].with_columns(
        AMT_ANNUITY=pl.Series([100.0, 9_000.0, None]),
        DAYS_BIRTH=pl.Series([-12_000, -15_000, -1_000_000_000]),
    )
    with pytest.raises(DataError) as caught:
        home_credit.read(write(tmp_path / "files", tables))
    found = {(p.column, tuple(row.number for row in p.rows), p.kind) for p in caught.value.problems}
    assert found == {
        ("AMT_ANNUITY", (3,), Wrong.IMPOSSIBLE),
        ("DAYS_BIRTH", (4,), Wrong.IMPOSSIBLE),
    }
    assert "one repayment is larger than the whole loan" in str(caught.value)


def test_no_real_application_is_impossible_and_few_are_unusual() -> None:
    application = home_credit.read(sample("applications.zip"))["application"]
    found = judge(application)
    assert not [it for it in found if it.rule.verdict is Verdict.IMPOSSIBLE]
    assert 0 < len({it.row for it in found}) / application.height < 0.02
