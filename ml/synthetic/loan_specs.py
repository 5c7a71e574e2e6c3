"""Which quantities of loans elsewhere and of earlier applications are measured and drawn."""

from __future__ import annotations

import polars as pl

from ml.home_credit.names import NOT_A_DATE
from ml.synthetic.copula import COARSE
from ml.synthetic.spec import MISSING, Choice, Spec

_ACTIVE = pl.col("CREDIT_ACTIVE") == "Active"
_CLOSED = pl.col("CREDIT_ACTIVE") == "Closed"
_OPENED = pl.col("DAYS_CREDIT").cast(pl.Float64)
_DUE = pl.col("DAYS_CREDIT_ENDDATE").cast(pl.Float64)
_ENDED = pl.col("DAYS_ENDDATE_FACT").cast(pl.Float64)
_SUM, _DEBT = pl.col("AMT_CREDIT_SUM"), pl.col("AMT_CREDIT_SUM_DEBT")
_UPDATED = pl.col("DAYS_CREDIT_UPDATE").cast(pl.Float64)
_PAST = (_DUE < 0).fill_null(False)
_SPAN = pl.min_horizontal(_DUE, pl.lit(0.0)) - _OPENED

BUREAU_GROUPS: dict[str, tuple[str, ...]] = {
    "consumer": ("Consumer credit",),
    "card": ("Credit card",),
    "large": ("Car loan", "Mortgage"),
    "other": (),
}
"""Kinds of loan measured together; the last has all the kinds that no other has."""


def bureau_active() -> dict[str, pl.Expr]:
    """How often a loan is active, apart for those due to have ended and the others."""
    return {"past": _ACTIVE.filter(_PAST).mean(), "other": _ACTIVE.filter(~_PAST).mean()}


def bureau_group() -> pl.Expr:
    """The group of a loan's kind."""
    group = pl.lit("other")
    for name, kinds in BUREAU_GROUPS.items():
        group = pl.when(pl.col("CREDIT_TYPE").is_in(kinds)).then(pl.lit(name)).otherwise(group)
    return group


BUREAU = Spec(
    numbers={
        "opened": _OPENED,
        "planned": _DUE - _OPENED,
        "kept": pl.when(_CLOSED & (_SPAN > 0)).then(((_ENDED - _OPENED) / _SPAN).clip(0.0, 3.0)),
        "amount": pl.when(_SUM > 0).then(_SUM.log()),
        "owed": pl.when(_ACTIVE & (_SUM > 0) & ~_PAST).then((_DEBT / _SUM).clip(0.0, 1.5)),
        "owed past": pl.when(_ACTIVE & (_SUM > 0) & _PAST).then((_DEBT / _SUM).clip(0.0, 1.5)),
        "silence": pl.when(_ACTIVE).then(-_UPDATED),
        "closing": pl.when(_CLOSED).then((_UPDATED - _ENDED).clip(0.0, None)),
        "overdue": pl.when(pl.col("AMT_CREDIT_MAX_OVERDUE") > 0).then(
            pl.col("AMT_CREDIT_MAX_OVERDUE").log()
        ),
        "instalment": pl.when((pl.col("AMT_ANNUITY") > 0) & (_SUM > 0)).then(
            (pl.col("AMT_ANNUITY") / _SUM).clip(0.0, 5.0)
        ),
        "limit": pl.when(_ACTIVE & (_SUM > 0)).then(
            (pl.col("AMT_CREDIT_SUM_LIMIT") / _SUM).clip(0.0, 2.0)
        ),
    },
    flags={
        "active": _ACTIVE,
        "no due": _DUE.is_null(),
        "no debt": _DEBT.is_null(),
        "no limit": pl.col("AMT_CREDIT_SUM_LIMIT").is_null(),
        "no overdue": pl.col("AMT_CREDIT_MAX_OVERDUE").is_null(),
        "was overdue": pl.when(pl.col("AMT_CREDIT_MAX_OVERDUE").is_not_null()).then(
            pl.col("AMT_CREDIT_MAX_OVERDUE") > 0
        ),
        "is overdue": pl.when(_ACTIVE).then(pl.col("CREDIT_DAY_OVERDUE") > 0),
        "no instalment": pl.col("AMT_ANNUITY").is_null(),
        "some instalment": pl.when(pl.col("AMT_ANNUITY").is_not_null()).then(
            pl.col("AMT_ANNUITY") > 0
        ),
        "sold": pl.col("CREDIT_ACTIVE") == "Sold",
    },
    choices={"CREDIT_TYPE": Choice(), "CREDIT_CURRENCY": Choice()},
    grains={"opened": 1.0, "planned": 1.0, "silence": 1.0, "closing": 1.0},
    grid=COARSE,
)
"""Loans elsewhere."""

_CREDIT, _ASKED = pl.col("AMT_CREDIT"), pl.col("AMT_APPLICATION")
_GOODS, _DOWN = pl.col("AMT_GOODS_PRICE"), pl.col("AMT_DOWN_PAYMENT").fill_null(0)
_DECIDED = pl.col("DAYS_DECISION").cast(pl.Float64)


def _date(name: str) -> pl.Expr:
    day = pl.col(name).cast(pl.Float64)
    return pl.when(day != NOT_A_DATE).then(day)


def previous_group() -> pl.Expr:
    """Earlier applications measured together: kind and fate, None where too rare to be drawn.

    Those canceled before an amount was named are one group, and so are offers not used.
    """
    status = pl.col("NAME_CONTRACT_STATUS")
    kind = pl.col("NAME_CONTRACT_TYPE").replace(
        {"Cash loans": "cash", "Consumer loans": "consumer", "Revolving loans": "card"}
    )
    known = pl.col("NAME_CONTRACT_TYPE") != "XNA"
    return (
        pl.when(known & (status == "Approved"))
        .then(kind + "-approved")
        .when(known & (status == "Refused"))
        .then(kind + "-refused")
        .when(known & (status == "Canceled") & (kind != "consumer"))
        .then(kind + "-canceled")
        .when((status == "Unused offer") & (kind == "consumer"))
        .then(kind + "-unused")
    )


PREVIOUS = Spec(
    numbers={
        "decided": _DECIDED,
        "asked": pl.when(_ASKED > 0).then(_ASKED.log()),
        "credit": pl.when((_ASKED > _DOWN) & (_CREDIT > 0)).then(
            (_CREDIT / (_ASKED - _DOWN)).clip(0.2, 5.0)
        ),
        "limit": pl.when((_ASKED == 0) & (_CREDIT > 0)).then(_CREDIT),
        "down": pl.when((_ASKED > 0) & (pl.col("AMT_DOWN_PAYMENT") >= 0)).then(
            pl.when(pl.col("AMT_DOWN_PAYMENT") > 0)
            .then(pl.col("AMT_DOWN_PAYMENT") / _ASKED)
            .otherwise(0.0)
            .clip(0.0, 0.9)
        ),
        "term": pl.col("CNT_PAYMENT"),
        "rate": pl.col("monthly_rate"),
        "instalment": pl.when((pl.col("CNT_PAYMENT") == 0) & (_CREDIT > 0)).then(
            (pl.col("AMT_ANNUITY") / _CREDIT).clip(0.0, 1.0)
        ),
        "wait": (_date("DAYS_FIRST_DUE") - _DECIDED).clip(0.0, 400.0),
        "kept": pl.when(_date("DAYS_LAST_DUE") < 0).then(
            (
                (_date("DAYS_LAST_DUE") - _date("DAYS_FIRST_DUE"))
                / (_date("DAYS_LAST_DUE_1ST_VERSION") - _date("DAYS_FIRST_DUE"))
            ).clip(0.0, 1.0)
        ),
        "drawn after": (_date("DAYS_FIRST_DRAWING") - _DECIDED).clip(0.0, None),
        "area": pl.when(pl.col("SELLERPLACE_AREA") > 0).then(
            (pl.col("SELLERPLACE_AREA").cast(pl.Float64)).log()
        ),
        "hour": pl.col("HOUR_APPR_PROCESS_START"),
    },
    flags={
        "asked nothing": _ASKED == 0,
        "no instalment": pl.col("AMT_ANNUITY").is_null(),
        "no goods": _GOODS.is_null(),
        "no down": pl.col("AMT_DOWN_PAYMENT").is_null(),
        "insured": pl.col("NFLAG_INSURED_ON_APPROVAL") == 1,
        "no dates": pl.col("DAYS_LAST_DUE").is_null(),
        "used": pl.when(pl.col("DAYS_FIRST_DRAWING").is_not_null()).then(
            pl.col("DAYS_FIRST_DRAWING") != NOT_A_DATE
        ),
        "no area": pl.col("SELLERPLACE_AREA") < 0,
        "last of contract": pl.col("FLAG_LAST_APPL_PER_CONTRACT") == "Y",
        "last of day": pl.col("NFLAG_LAST_APPL_IN_DAY") == 1,
    },
    choices={
        "WEEKDAY_APPR_PROCESS_START": Choice(),
        "NAME_CASH_LOAN_PURPOSE": Choice(),
        "NAME_PAYMENT_TYPE": Choice(),
        "CODE_REJECT_REASON": Choice(("decided", "asked")),
        "NAME_TYPE_SUITE": Choice((), pl.col("NAME_TYPE_SUITE").fill_null(MISSING)),
        "NAME_CLIENT_TYPE": Choice(("decided",)),
        "NAME_GOODS_CATEGORY": Choice(("asked", "term")),
        "NAME_SELLER_INDUSTRY": Choice(("NAME_GOODS_CATEGORY",)),
        "NAME_PORTFOLIO": Choice(("no instalment",)),
        "NAME_PRODUCT_TYPE": Choice(("decided", "asked", "no instalment")),
        "CHANNEL_TYPE": Choice(("asked", "area", "no area", "NAME_SELLER_INDUSTRY")),
        "NAME_YIELD_GROUP": Choice(("rate", "term", "asked", "no instalment")),
        "PRODUCT_COMBINATION": Choice(
            ("no instalment", "NAME_YIELD_GROUP", "NAME_PRODUCT_TYPE", "NAME_SELLER_INDUSTRY")
        ),
    },
    grains={"decided": 1.0, "wait": 1.0, "drawn after": 1.0, "limit": 4500.0},
    stepped=frozenset({"term"}),
    grid=COARSE,
)
"""Earlier applications."""


def with_monthly_rate(rows: pl.DataFrame) -> pl.DataFrame:
    """Adds ``monthly_rate``, the interest that the annuity of an instalment loan implies."""
    from ml.synthetic.rates import implied_rate

    amounts = rows.select(
        _CREDIT.cast(pl.Float64).alias("credit"),
        pl.col("AMT_ANNUITY").cast(pl.Float64).alias("annuity"),
        pl.col("CNT_PAYMENT").cast(pl.Float64).alias("term"),
    ).fill_null(float("nan"))
    rate = implied_rate(*(amounts[name].to_numpy() for name in ("credit", "annuity", "term")))
    return rows.with_columns(pl.Series("monthly_rate", rate).fill_nan(None))
