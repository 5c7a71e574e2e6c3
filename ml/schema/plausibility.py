"""What an application may say: what cannot be, and what is so rare that it wants a second look.

Bounds and rules are on inputs as they are asked, across fields too. What cannot be is refused; what
is unusual is kept, once somebody has looked at it. The usual bounds are those of the original
data, of which no application is impossible and fewer than 1 in 50 has anything unusual.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

import polars as pl

from ml.schema.inputs import NO_JOB

YEAR = 365.25
ADULT = round(18 * YEAR)
OLDEST = round(120 * YEAR)


class Verdict(StrEnum):
    """What is said of a value."""

    IMPOSSIBLE = "impossible"
    UNUSUAL = "unusual"


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """Inclusive bounds of a column, in its unit."""

    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What is said where ``breaks`` holds; ``columns`` are those read, the first is to be mended.

    ``bounds`` are what a rule on one column alone asks for.
    """

    name: str
    verdict: Verdict
    columns: tuple[str, ...]
    breaks: pl.Expr
    bounds: Bounds | None = None


POSSIBLE: Mapping[str, Bounds] = {
    "income": Bounds(low=1, high=1e9),
    "credit_amount": Bounds(low=1, high=1e9),
    "annuity": Bounds(low=1, high=1e9),
    "goods_price": Bounds(low=1, high=1e9),
    "age_days": Bounds(low=ADULT, high=OLDEST),
    "employed_days": Bounds(low=0, high=round(80 * YEAR)),
    "registration_days": Bounds(low=0, high=OLDEST),
    "identity_document_days": Bounds(low=0, high=OLDEST),
    "phone_change_days": Bounds(low=0, high=round(80 * YEAR)),
    "car_age": Bounds(low=0, high=120),
    "enquiries_hour": Bounds(low=0, high=1_000),
    "enquiries_day": Bounds(low=0, high=1_000),
    "enquiries_week": Bounds(low=0, high=1_000),
    "enquiries_month": Bounds(low=0, high=1_000),
    "enquiries_quarter": Bounds(low=0, high=1_000),
    "enquiries_year": Bounds(low=0, high=1_000),
}
"""Outside, a value cannot be."""

USUAL: Mapping[str, Bounds] = {
    "income": Bounds(low=25_000, high=1_000_000),
    "credit_amount": Bounds(low=40_000, high=2_700_000),
    "annuity": Bounds(low=1_500, high=120_000),
    "goods_price": Bounds(low=40_000, high=2_700_000),
    "age_days": Bounds(low=ADULT, high=round(75 * YEAR)),
    "employed_days": Bounds(low=0, high=round(42 * YEAR)),
    "registration_days": Bounds(low=0, high=round(50 * YEAR)),
    "identity_document_days": Bounds(low=0, high=round(20 * YEAR)),
    "phone_change_days": Bounds(low=0, high=round(15 * YEAR)),
    "car_age": Bounds(low=0, high=60),
    "enquiries_hour": Bounds(low=0, high=3),
    "enquiries_day": Bounds(low=0, high=6),
    "enquiries_week": Bounds(low=0, high=8),
    "enquiries_month": Bounds(low=0, high=16),
    "enquiries_quarter": Bounds(low=0, high=10),
    "enquiries_year": Bounds(low=0, high=20),
}
"""Outside, a value is rarer than about 1 in 1,000."""

_C = pl.col


def _rule(name: str, verdict: Verdict, *columns: str, breaks: pl.Expr) -> Rule:
    return Rule(name=name, verdict=verdict, columns=columns, breaks=breaks)


def _of_bounds() -> Iterator[Rule]:
    for verdict, bounds in ((Verdict.IMPOSSIBLE, POSSIBLE), (Verdict.UNUSUAL, USUAL)):
        for column, asked in bounds.items():
            outside = (_C(column) < asked.low) | (_C(column) > asked.high)
            yield Rule(
                name="outside", verdict=verdict, columns=(column,), breaks=outside, bounds=asked
            )


RULES: tuple[Rule, ...] = (
    *_of_bounds(),
    _rule(
        "repayment_above_loan", Verdict.IMPOSSIBLE, "annuity", "credit_amount",
        breaks=_C("annuity") > _C("credit_amount"),
    ),
    _rule(
        "job_before_14", Verdict.IMPOSSIBLE, "employed_days", "age_days",
        breaks=_C("age_days") - _C("employed_days") < 14 * YEAR,
    ),
    *(
        _rule(
            "before_birth", Verdict.IMPOSSIBLE, column, "age_days",
            breaks=_C(column) > _C("age_days"),
        )
        for column in ("registration_days", "identity_document_days", "phone_change_days")
    ),
    _rule(
        "car_without_car", Verdict.IMPOSSIBLE, "car_age", "owns_car",
        breaks=_C("car_age").is_not_null() & ~_C("owns_car"),
    ),
    _rule(
        "job_before_16", Verdict.UNUSUAL, "employed_days", "age_days",
        breaks=_C("age_days") - _C("employed_days") < 16 * YEAR,
    ),
    _rule(
        "job_without_job", Verdict.UNUSUAL, "employed_days", "income_type",
        breaks=_C("employed_days").is_not_null() & _C("income_type").is_in(NO_JOB),
    ),
    _rule(
        "few_repayments", Verdict.UNUSUAL, "annuity", "credit_amount",
        breaks=_C("annuity") > _C("credit_amount") / 6,
    ),
    _rule(
        "many_repayments", Verdict.UNUSUAL, "annuity", "credit_amount",
        breaks=_C("annuity") < _C("credit_amount") / 60,
    ),
    _rule(
        "repayment_above_income", Verdict.UNUSUAL, "annuity", "income",
        breaks=_C("annuity") > _C("income"),
    ),
    _rule(
        "loan_above_goods", Verdict.UNUSUAL, "credit_amount", "goods_price",
        breaks=_C("credit_amount") > 2 * _C("goods_price"),
    ),
    _rule(
        "loan_below_goods", Verdict.UNUSUAL, "credit_amount", "goods_price",
        breaks=_C("credit_amount") < 0.4 * _C("goods_price"),
    ),
    _rule(
        "loan_to_income", Verdict.UNUSUAL, "credit_amount", "income",
        breaks=_C("credit_amount") > 30 * _C("income"),
    ),
)  # fmt: skip
"""Every rule; a value that is not known breaks none."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One rule that one application breaks.

    ``row`` is the application's place in the frame, ``value`` what the column to be mended says.
    """

    row: int
    rule: Rule
    value: float | str | bool | None

    @property
    def column(self) -> str:
        """The column to be mended."""
        return self.rule.columns[0]


def judge(application: pl.DataFrame, *verdicts: Verdict) -> list[Finding]:
    """Which rules the applications break, by row; one finding a column, the gravest.

    Args:
        application: rows of the application's table; a column that is absent is not known.
        verdicts: those wanted; all where left out.
    """
    wanted = [
        rule
        for rule in RULES
        if (not verdicts or rule.verdict in verdicts)
        and set(rule.columns) <= set(application.columns)
    ]
    broken = application.select(
        rule.breaks.fill_null(value=False).alias(str(place)) for place, rule in enumerate(wanted)
    )
    # What cannot be goes before what is unusual, and one finding of a column is enough.
    grave = sorted(enumerate(wanted), key=lambda it: it[1].verdict is not Verdict.IMPOSSIBLE)
    found: dict[tuple[int, str], Finding] = {}
    for place, rule in grave:
        for row in broken[str(place)].arg_true().to_list():
            value = application[rule.columns[0]][row]
            found.setdefault((row, rule.columns[0]), Finding(row=row, rule=rule, value=value))
    return sorted(found.values(), key=lambda it: it.row)
