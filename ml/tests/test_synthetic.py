"""Made records: the original format, the same for a seed, and tables that hang together."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from ml import home_credit
from ml.home_credit.names import ORIGINAL
from ml.schema import TABLES
from ml.synthetic import synthesize
from ml.tests.home_credit_files import FILES, SAMPLE, needs_sample

CLIENTS = 3_000
MONTH = 365.25 / 12
Tables = dict[str, pl.DataFrame]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("made")
    synthesize(clients=CLIENTS, seed=11, out=out)
    return out


@pytest.fixture(scope="module")
def files(folder: Path) -> Tables:
    """The files as written, original names."""
    return {
        table: pl.read_csv(folder / f"{file}.csv", infer_schema_length=None)
        for table, file in FILES.items()
    }


@pytest.fixture(scope="module")
def tables(folder: Path) -> Tables:
    """The files as read, canonical names."""
    return home_credit.read(folder)


def digests(folder: Path) -> dict[str, str]:
    return {f.name: hashlib.sha256(f.read_bytes()).hexdigest() for f in sorted(folder.iterdir())}


def test_has_the_original_files_and_columns(folder: Path, files: Tables) -> None:
    names = {f"{file}.csv" for file in FILES.values()} | {"client_names.csv"}
    assert {file.name for file in folder.iterdir()} == names
    for table, frame in files.items():
        assert set(frame.columns) == set(ORIGINAL[table].values())
    assert len(files["application"].columns) == 122


def test_is_read_without_a_problem_and_nothing_is_left_out(folder: Path) -> None:
    read = home_credit.load(folder)
    assert list(read.tables) == list(TABLES)
    assert (read.left_out, read.without_loan) == ({}, {})
    assert all(frame.height > 0 for frame in read.tables.values())
    names = home_credit.read_names(folder)
    assert names is not None
    assert names["client_id"].to_list() == read.tables["application"]["client_id"].to_list()
    assert names.null_count().sum_horizontal().item() == 0


def test_writes_what_the_originals_write_for_missing(files: Tables) -> None:
    application, previous = files["application"], files["previous_loans"]
    retired = application.filter(pl.col("DAYS_EMPLOYED") == 365243)
    assert 0.1 < retired.height / CLIENTS < 0.25
    assert (retired["ORGANIZATION_TYPE"] == "XNA").all()
    assert (retired["OCCUPATION_TYPE"].is_null()).all()
    assert (retired["FLAG_EMP_PHONE"] == 0).all()
    assert (application["DAYS_BIRTH"] < -18 * 365).all()
    assert {"XAP", "XNA"} <= set(previous["NAME_CASH_LOAN_PURPOSE"])
    assert (previous["DAYS_FIRST_DRAWING"] == 365243).any()


def test_the_same_seed_gives_the_same_files_and_another_does_not(tmp_path: Path) -> None:
    for name, seed in (("a", 5), ("b", 5), ("c", 6)):
        synthesize(clients=60, seed=seed, out=tmp_path / name)
    assert digests(tmp_path / "a") == digests(tmp_path / "b")
    for name, digest in digests(tmp_path / "c").items():
        assert digest != digests(tmp_path / "a")[name], name


@pytest.mark.parametrize("clients", [1, 2, 7])
def test_even_a_few_clients_have_rows_in_every_table(tmp_path: Path, clients: int) -> None:
    for seed in range(5):
        synthesize(clients=clients, seed=seed, out=tmp_path)
        tables = home_credit.read(tmp_path)
        assert tables["application"].height == clients
        assert list(tables) == list(TABLES)


def test_open_applications_have_no_outcome_and_change_nothing_else(tmp_path: Path) -> None:
    synthesize(clients=200, seed=5, out=tmp_path / "all")
    synthesize(clients=200, seed=5, out=tmp_path / "some", open_share=0.25)
    known = home_credit.read(tmp_path / "all")
    partly = home_credit.read(tmp_path / "some")
    some = partly["application"].sort("client_id")
    is_open = some["default"].is_null()
    assert 25 < is_open.sum() < 75
    assert known["application"]["default"].null_count() == 0
    assert some.drop("default").equals(known["application"].sort("client_id").drop("default"))
    assert some.filter(~is_open).equals(
        known["application"].sort("client_id").filter(~is_open), null_equal=True
    )
    for name in ("bureau_loans", "previous_loans", "instalments"):
        assert partly[name].equals(known[name])


def test_an_open_share_leaves_no_file_of_an_earlier_run(tmp_path: Path) -> None:
    synthesize(clients=40, seed=1, out=tmp_path, open_share=0.5)
    synthesize(clients=40, seed=1, out=tmp_path)
    assert home_credit.read(tmp_path)["application"].height == 40


@pytest.mark.parametrize("share", [-0.1, 1.0])
def test_refuses_a_share_that_is_none(tmp_path: Path, share: float) -> None:
    with pytest.raises(ValueError, match="a share from 0 up to"):
        synthesize(clients=10, seed=1, out=tmp_path, open_share=share)


def test_refuses_no_clients(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least one client"):
        synthesize(clients=0, seed=1, out=tmp_path)


def test_reports_progress_chunk_by_chunk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ml.synthetic.generation.CHUNK", 40)
    seen: list[tuple[int, int]] = []
    synthesize(clients=100, seed=1, out=tmp_path, progress=lambda done, of: seen.append((done, of)))
    assert seen == [(40, 100), (80, 100), (100, 100)]
    tables = home_credit.read(tmp_path)
    assert tables["application"]["client_id"].to_list() == list(range(100_002, 100_102))
    assert tables["bureau_loans"]["bureau_loan_id"].is_unique().all()


def test_an_interrupted_run_leaves_what_was_there(tmp_path: Path) -> None:
    synthesize(clients=30, seed=1, out=tmp_path)
    before = digests(tmp_path)

    def stop(done: int, of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        synthesize(clients=30, seed=2, out=tmp_path, progress=stop)
    assert digests(tmp_path) == before


def test_about_one_in_twelve_defaults_and_the_risk_depends_on_the_inputs(tables: Tables) -> None:
    application = tables["application"].with_columns(
        pl.mean_horizontal("external_score_1", "external_score_2", "external_score_3").alias(
            "score"
        )
    )
    rate = application["default"].mean()
    assert isinstance(rate, float)
    assert 0.06 < rate < 0.10
    ranked = application.sort("score", nulls_last=True).filter(pl.col("score").is_not_null())
    third = ranked.height // 3
    assert ranked.head(third)["default"].mean() > 2.5 * ranked.tail(third)["default"].mean()


def test_the_loan_asked_for_agrees_with_itself(files: Tables) -> None:
    application = files["application"]
    revolving = application.filter(pl.col("NAME_CONTRACT_TYPE") == "Revolving loans")
    assert revolving.height > 0
    assert ((revolving["AMT_CREDIT"] / revolving["AMT_ANNUITY"] - 20).abs() < 0.01).all()
    cash = application.filter(pl.col("NAME_CONTRACT_TYPE") == "Cash loans")
    term = cash["AMT_CREDIT"] / cash["AMT_ANNUITY"]
    assert ((term > 5) & (term < 60)).all()
    couple = application["NAME_FAMILY_STATUS"].is_in(["Married", "Civil marriage"])
    assert (application["CNT_FAM_MEMBERS"] == application["CNT_CHILDREN"] + 1 + couple).all()
    owner = application["FLAG_OWN_CAR"] == "Y"
    assert (application["OWN_CAR_AGE"].is_not_null() == owner).all()
    assert (
        application["DEF_30_CNT_SOCIAL_CIRCLE"] <= application["OBS_30_CNT_SOCIAL_CIRCLE"]
    ).all()


def test_loans_elsewhere_agree_with_themselves(tables: Tables) -> None:
    loans = tables["bureau_loans"]
    active, closed = (loans.filter(pl.col("status") == s) for s in ("active", "closed"))
    assert active["ended_days"].null_count() == active.height
    assert closed["ended_days"].null_count() == 0
    assert (closed["ended_days"] < closed["opened_days"]).all()
    assert (closed["debt"].drop_nulls() == 0).all()
    assert (loans["updated_days"] <= loans["opened_days"]).all()
    late = loans.filter(pl.col("overdue_days") > 0)
    assert (late["status"] == "active").all()
    assert (late["overdue_amount"] > 0).all()
    assert (late["max_overdue_amount"] >= late["overdue_amount"]).all()
    assert (loans["overdue_amount"] <= loans["debt"].fill_null(np.inf)).all()


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ("bureau_months", "bureau_loan_id"),
        ("pos_months", "previous_loan_id"),
        ("card_months", "previous_loan_id"),
    ],
)
def test_months_are_consecutive(tables: Tables, table: str, key: str) -> None:
    runs = tables[table].group_by(key).agg(
        pl.len().alias("rows"), pl.col("month").n_unique().alias("months"),
        (pl.col("month").max() - pl.col("month").min() + 1).alias("span"),
    )  # fmt: skip
    assert (runs["rows"] == runs["months"]).all()
    assert (runs["rows"] == runs["span"]).all()


def test_the_bureaus_months_agree_with_their_loan(tables: Tables) -> None:
    months = tables["bureau_months"].join(tables["bureau_loans"], on="bureau_loan_id")
    assert (months["month"] * MONTH < months["opened_days"] + MONTH).all()
    over = months.filter(pl.col("status") == "closed")
    assert (over["status_right"].is_in(["closed", "sold"])).all()
    assert (over["month"] * MONTH <= over["ended_days"] + 1).all()
    running = months.filter(pl.col("month") * MONTH > pl.col("ended_days").fill_null(-1) + 1)
    assert (running["status"] != "closed").all()


def test_pos_months_agree_with_their_loan(tables: Tables) -> None:
    months = tables["pos_months"].join(tables["previous_loans"], on="previous_loan_id")
    assert (months["status_right"] == "approved").all()
    assert months["contract"].is_in(["cash", "consumer"]).all()
    assert (months["term"] <= months["term_right"]).all()
    assert (months["instalments_left"] <= months["term"]).all()
    assert (
        (months["month"] - months["decided_days"] / MONTH).filter(months["month"] < 96) < 1
    ).all()
    assert (months["days_late_tolerated"] <= months["days_late"]).all()
    done = months.filter(pl.col("status") == "completed")
    assert (done["instalments_left"] == 0).all()
    assert (done["days_late"] == 0).all()
    ordered = tables["pos_months"].sort("previous_loan_id", "month")
    later = ordered.with_columns(
        pl.col("instalments_left").diff().over("previous_loan_id").alias("step")
    )
    assert (later["step"].drop_nulls() >= 0).all()


def test_instalments_agree_with_their_loan(tables: Tables) -> None:
    instalments = tables["instalments"].join(tables["previous_loans"], on="previous_loan_id")
    loans = instalments.filter(pl.col("version") > 0)
    assert (loans["status"] == "approved").all()
    assert (loans["number"] <= loans["term"]).all()
    first_due = loans["first_due_days"] - 30 * (loans["number"] - 1)
    assert (loans["due_days"] == first_due).all()
    assert (loans["due_days"] > 0).all()
    assert (loans["paid_days"].is_null() == loans["paid_amount"].is_null()).all()
    assert (loans["paid_days"].drop_nulls() > 0).all()
    plain = loans.filter(pl.col("version") == 1)
    assert ((plain["due_amount"] - plain["annuity"]).abs() < 0.01).all()
    settled = (
        loans.drop_nulls("paid_days")
        .group_by("previous_loan_id", "number")
        .agg(pl.col("paid_amount").sum(), pl.col("due_amount").first())
    )
    short = settled["due_amount"] - settled["paid_amount"]
    assert (short > -0.1).all()
    assert (short < 9.1).all()  # a residue at most
    assert (short.abs() < 0.1).mean() > 0.99


def test_days_past_due_are_those_of_the_instalments(tables: Tables) -> None:
    """At each month's end a loan is late by its oldest instalment that is due and not yet paid."""
    loans = tables["instalments"].filter(pl.col("version") > 0)
    paid = loans.group_by("previous_loan_id", "client_id", "number", "due_days").agg(
        pl.when(pl.col("paid_days").null_count() > 0)
        .then(None)
        .otherwise(pl.col("paid_days").min())
        .alias("paid_days")
    )
    months = tables["pos_months"].with_columns(((pl.col("month") - 0.5) * MONTH).alias("at"))
    open_then = months.join(paid, on="previous_loan_id").filter(
        (pl.col("due_days") > pl.col("at"))
        & (pl.col("paid_days").is_null() | (pl.col("paid_days") < pl.col("at")))
    )
    late = open_then.group_by("previous_loan_id", "month").agg(
        (pl.col("due_days") - pl.col("at")).max().floor().cast(pl.Int64).alias("expected")
    )
    compared = months.join(late, on=["previous_loan_id", "month"], how="left").with_columns(
        pl.col("expected").fill_null(0)
    )
    wrong = compared.filter(pl.col("days_late") != pl.col("expected"))
    # only the small debt that stays after the end, which tolerance ignores, is not an instalment
    assert (wrong["days_late_tolerated"] == 0).all()
    assert (wrong["days_late"] > wrong["expected"]).all()
    assert wrong.height < 0.03 * months.height
    assert (compared["expected"] > 0).sum() > 100


def test_cards_follow_their_payments(tables: Tables) -> None:
    cards = tables["card_months"].sort("previous_loan_id", "month", descending=[False, True])
    cards = cards.with_columns(
        pl.col("balance").shift().over("previous_loan_id").alias("owed"),
    ).drop_nulls("owed")
    left = (cards["owed"] - cards["total_payment"]).clip(0, None)
    assert ((cards["principal_receivable"] - left - cards["drawings"]).abs() < 0.1).all()
    assert ((cards["balance"] - cards["principal_receivable"] - 0.025 * left).abs() < 0.1).all()
    parts = cards.drop_nulls("cash_drawings")
    total = parts["cash_drawings"] + parts["goods_drawings"] + parts["other_drawings"]
    assert ((total - parts["drawings"]).abs() < 0.01).all()
    assert ((cards["drawings"] > 0) == (cards["drawings_count"] > 0)).all()
    assert (cards["total_payment"] <= cards["owed"] + 0.1).all()
    assert (cards.filter(pl.col("days_late") > 0)["total_payment"] == 0).all()


def test_earlier_loans_agree_with_themselves(tables: Tables) -> None:
    previous = tables["previous_loans"]
    refused = previous.filter(pl.col("status") == "refused")
    assert refused["ended_days"].null_count() == refused.height
    ended = previous.filter(pl.col("contract") != "revolving").drop_nulls("ended_days")
    assert (ended["last_due_days"] <= ended["first_due_days"]).all()
    assert (ended["ended_days"] <= ended["last_due_days"]).all()
    bought = previous.filter((pl.col("contract") == "consumer") & (pl.col("status") == "approved"))
    assert (bought["down_payment"].fill_null(0) < bought["goods_price"]).all()


def test_those_who_default_have_worse_histories(tmp_path: Path) -> None:
    synthesize(clients=12_000, seed=2, out=tmp_path)
    tables = home_credit.read(tmp_path)
    outcome = tables["application"].select("client_id", "default")

    def means(table: str, value: pl.Expr) -> tuple[float, float]:
        by_client = tables[table].group_by("client_id").agg(value.alias("value"))
        joined = outcome.join(by_client, on="client_id")
        good, bad = (joined.filter(pl.col("default") == x)["value"].mean() for x in (False, True))
        assert isinstance(good, float)
        assert isinstance(bad, float)
        return good, bad

    for table, value in (
        ("previous_loans", (pl.col("status") == "refused").mean()),
        ("bureau_loans", (pl.col("status") == "active").mean()),
        ("pos_months", (pl.col("days_late") > 0).mean()),
        ("card_months", pl.col("balance").sum() / pl.col("limit").sum()),
    ):
        good, bad = means(table, value)
        assert bad > 1.05 * good, table


@pytest.mark.slow
@needs_sample
def test_a_model_of_made_clients_ranks_real_ones() -> None:
    from ml.synthetic.realism import quick_auc, table_distances

    real = home_credit.read(SAMPLE / "applications.zip")["application"]
    made = _applications(30_000)
    distances = table_distances(real, made)
    assert np.mean(list(distances.values())) < 0.03
    assert max(distances.values()) < 0.15
    assert quick_auc(made, real) > 0.72


def _applications(clients: int) -> pl.DataFrame:
    from ml.synthetic.applications import draw_applications
    from ml.synthetic.calibration import load
    from ml.synthetic.realism import canonical

    return canonical(draw_applications(load(), np.arange(clients), np.random.default_rng(4)))
