"""Measures how many loans clients have, and how months are reported and repaid."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from ml.synthetic.copula import COARSE, Floats
from ml.synthetic.measure import LEAST_CLIENTS, average, significant

Figures = dict[str, Any]


def levels(value: pl.Series) -> Figures:
    """Values with their shares, the rarest left out."""
    counts = value.drop_nulls().value_counts().sort(value.name)
    counts = counts.filter(pl.col("count") >= LEAST_CLIENTS)
    return {
        "values": [float(v) for v in counts[value.name]],
        "shares": [significant(c / counts["count"].sum()) for c in counts["count"]],
    }


def quantiles(value: pl.Series) -> Figures:
    """Quantiles at ``COARSE`` probabilities."""
    known: Floats = value.drop_nulls().drop_nans().cast(pl.Float64).to_numpy()
    beyond = LEAST_CLIENTS / len(known)
    grid = np.clip(COARSE, beyond, 1 - beyond)
    return {"quantiles": [significant(q) for q in np.quantile(known, grid)]}


def share(condition: pl.Series) -> float:
    """How often it is true."""
    return significant(average(condition))


def bureau_counts(applications: pl.DataFrame, bureau: pl.DataFrame) -> Figures:
    """Loans a client, and how many clients have none."""
    loans = bureau.group_by("SK_ID_CURR").agg(pl.len().alias("loans"))
    joined = applications.join(loans, on="SK_ID_CURR", how="left")
    enquired = joined["AMT_REQ_CREDIT_BUREAU_YEAR"].is_not_null()
    return {
        "none_enquired": share(joined.filter(enquired)["loans"].is_null()),
        "none_not_enquired": share(joined.filter(~enquired)["loans"].is_null()),
        "loans": levels(loans["loans"]),
    }


def previous_counts(applications: pl.DataFrame, previous: pl.DataFrame) -> Figures:
    """Earlier applications a client, and how many clients have none."""
    loans = previous.group_by("SK_ID_CURR").agg(pl.len().alias("loans"))
    known = applications["SK_ID_CURR"].is_in(loans["SK_ID_CURR"].implode())
    return {"none": share(~known), "loans": levels(loans["loans"])}


def bureau_months(bureau: pl.DataFrame, months: pl.DataFrame) -> Figures:
    """How the bureau reports a loan's months."""
    status, month = pl.col("STATUS"), pl.col("MONTHS_BALANCE")
    late = status.is_in(["1", "2", "3", "4", "5"])
    loans = months.group_by("SK_ID_BUREAU").agg(
        month.max().alias("last"),
        (status == "X").filter(status != "C").mean().alias("unknown"),
        late.sum().alias("late"),
        status.sort_by(month).last().alias("at_last"),
    )
    loans = loans.join(bureau, on="SK_ID_BUREAU")
    was_late = (loans["AMT_CREDIT_MAX_OVERDUE"] > 0).fill_null(False)
    over = loans.filter(pl.col("DAYS_ENDDATE_FACT") < pl.col("last") * 30.4 - 31)
    clients = bureau["SK_ID_CURR"].n_unique()
    return {
        "clients_told": significant(loans["SK_ID_CURR"].n_unique() / clients),
        "silence": quantiles(-loans["last"]),
        "unknown": quantiles(loans["unknown"]),
        "dark_after_end": share(over["at_last"] == "X"),
        "late_loans_late": share(loans.filter(was_late)["late"] > 0),
        "other_loans_late": share(loans.filter(~was_late)["late"] > 0),
        "late_lasts": significant(average(loans.filter(pl.col("late") > 0)["late"]), 3),
    }


def repayment(payments: pl.DataFrame, months: pl.DataFrame) -> Figures:
    """How instalments are paid, and how often loans are left unpaid."""
    loans = payments.filter(pl.col("NUM_INSTALMENT_VERSION") > 0)
    behind = loans["DAYS_ENTRY_PAYMENT"] - loans["DAYS_INSTALMENT"]
    worst = months.group_by("SK_ID_PREV").agg(
        pl.col("SK_DPD").max().alias("late"), pl.col("SK_DPD_DEF").max().alias("tolerated")
    )
    return {
        "late": share(behind > 0),
        "behind": quantiles(behind.filter(behind > 0)),
        "ahead": quantiles(-behind.filter(behind <= 0)),
        # an instalment paid in parts has two rows or more, one of them short
        "in_parts": significant(share(loans["AMT_PAYMENT"] < loans["AMT_INSTALMENT"] - 1) / 2),
        "loans_with_residue": share((worst["late"] > 60) & (worst["tolerated"] <= 30)),
        "loans_stopped": share(worst["tolerated"] > 30),
    }


def cards(previous: pl.DataFrame, months: pl.DataFrame) -> Figures:
    """How cards are used and paid."""
    approved = previous.filter(
        (pl.col("NAME_CONTRACT_STATUS") == "Approved")
        & (pl.col("NAME_CONTRACT_TYPE") == "Revolving loans")
        & pl.col("DAYS_LAST_DUE").is_not_null()
    )
    months = months.sort("SK_ID_PREV", "MONTHS_BALANCE")
    owed = pl.col("AMT_BALANCE").shift().over("SK_ID_PREV")
    drawn = pl.col("AMT_DRAWINGS_CURRENT") > 0
    used = months.filter((pl.col("AMT_BALANCE") > 0).any().over("SK_ID_PREV"))
    owing = used.filter((owed > 5_000) & (pl.col("AMT_INST_MIN_REGULARITY") > 100))
    times = owing["AMT_PAYMENT_TOTAL_CURRENT"] / owing["AMT_INST_MIN_REGULARITY"]
    drawing = used.filter(drawn & (pl.col("AMT_CREDIT_LIMIT_ACTUAL") > 0))
    cash = drawing["AMT_DRAWINGS_ATM_CURRENT"] > 0
    cash_count = drawing.filter(cash)["CNT_DRAWINGS_ATM_CURRENT"]
    goods_count = drawing.filter(pl.col("CNT_DRAWINGS_POS_CURRENT") > 0)["CNT_DRAWINGS_POS_CURRENT"]
    idle = used.filter((owed <= 0) & (pl.col("AMT_BALANCE") <= 0))
    latest = pl.col("MONTHS_BALANCE").filter(drawn).max().over("SK_ID_PREV")
    in_use = used.filter((owed > 0) & (pl.col("MONTHS_BALANCE") < latest))
    spells = used.group_by("SK_ID_PREV").agg(
        (pl.col("MONTHS_BALANCE").filter(drawn).max() - pl.col("MONTHS_BALANCE").min()).alias("use")
    )
    return {
        "with_months": share(approved["SK_ID_PREV"].is_in(months["SK_ID_PREV"].implode())),
        "missed": share(times < 0.05),
        "short": share((times >= 0.05) & (times < 0.95)),
        "paid_to_asked": quantiles(times.filter(times >= 0.95)),
        "drawn_to_limit": quantiles(
            (drawing["AMT_DRAWINGS_CURRENT"] / drawing["AMT_CREDIT_LIMIT_ACTUAL"]).clip(0, 1.2)
        ),
        "draws": share(in_use.select(drawn.alias("draws"))["draws"]),
        "pays_all": share(owing["AMT_BALANCE"] <= 0),
        "idle_fee": share(idle["AMT_PAYMENT_CURRENT"].fill_null(0) > 0),
        "fee": quantiles(
            idle.filter(pl.col("AMT_PAYMENT_CURRENT") > 0)["AMT_PAYMENT_CURRENT"].clip(0, 5_000)
        ),
        "idle_without_limit": share(idle["AMT_CREDIT_LIMIT_ACTUAL"] == 0),
        "cash_among_drawings": share(cash),
        "goods_among_cash": share(drawing.filter(cash)["AMT_DRAWINGS_POS_CURRENT"] > 0),
        "more_cash_drawings": significant(average(cash_count) - 1, 3),
        "more_goods_drawings": significant(average(goods_count) - 1, 3),
        "no_minimum": share(months["AMT_INST_MIN_REGULARITY"].is_null()),
        "months_in_use": significant(average(spells["use"]), 3),
    }
