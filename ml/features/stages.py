"""The two stages as Narwhals frames in, Narwhals frame out: the same code on every engine.

Nothing here knows Polars: frames may be eager or lazy, in this process or on a cluster.
"""

from __future__ import annotations

from collections.abc import Mapping, Set

import narwhals as nw
from narwhals.typing import FrameT

from ml.features import application, bureau, habits, months, previous
from ml.features.expressions import Measure, bounded
from ml.features.registry import CATEGORICAL, EXPRESSIONS, NEEDS
from ml.schema import SUMMARIES, TABLES

PREVIOUS_MEASURES = {**previous.MEASURES, **habits.MEASURES}
CLIENT_MEASURES = {**bureau.MEASURES, **PREVIOUS_MEASURES}


ELSEWHERE = frozenset({"bureau_loans", "bureau_months"})
HERE = frozenset({"previous_loans", "pos_months", "card_months", "instalments"})
"""Tables that say anything of either kind of loan."""

SUMMARY_MEASURES: dict[str, dict[str, dict[str, Measure]]] = {
    "bureau_loans": {"bureau_months": months.BUREAU_MONTHS},
    "previous_loans": {
        "pos_months": months.POS_MONTHS,
        "card_months": months.CARD_MONTHS,
        "instalments": months.INSTALMENTS,
    },
}
"""What each monthly table says of its loans."""


def summarise_bureau(loans: FrameT, bureau_months: FrameT, *, known: Set[str]) -> FrameT:
    """Bureau loans with the summary of their months.

    :param known: the tables that are present; the others' frames are empty and their summary
     columns missing, here and in ``summarise_previous``.
    """
    summary = months.bureau_months(bureau_months)
    joined = loans.join(summary, on="bureau_loan_id", how="left")
    return joined.select(*TABLES["bureau_loans"].schema, *_summary("bureau_loans", known))


def summarise_previous(
    loans: FrameT,
    pos_months: FrameT,
    card_months: FrameT,
    instalments: FrameT,
    *,
    known: Set[str],
) -> FrameT:
    """Earlier loans with the summary of their monthly rows and instalments.

    Loans that only their monthly rows know are added, with nothing else known of them.
    """
    joined = loans
    for summary in (
        months.pos_months(pos_months),
        months.card_months(card_months),
        months.instalments(instalments),
    ):
        joined = _full_join(joined, summary)
    return joined.select(*TABLES["previous_loans"].schema, *_summary("previous_loans", known))


def _full_join(left: FrameT, right: FrameT) -> FrameT:
    joined = left.join(right, on="previous_loan_id", how="full", suffix="_there")
    keys = [nw.coalesce(nw.col(key), nw.col(f"{key}_there")).alias(key) for key in months.LOAN]
    return joined.with_columns(*keys).drop(*(f"{key}_there" for key in months.LOAN))


def _summary(loans: str, known: Set[str]) -> list[nw.Expr]:
    """The loans' summary columns in the schema's order and types."""
    columns = {column.name: column for column in SUMMARIES[loans]}
    found = {}
    for table, measures in SUMMARY_MEASURES[loans].items():
        for name, measure in measures.items():
            kind = nw.Int64 if columns[name].dtype.is_integer() else nw.Float64
            value = nw.col(name)
            if measure.zero:  # no rows
                value = nw.coalesce(value, nw.lit(0))
            if table not in known:
                value = nw.lit(None)
            found[name] = value.cast(kind).alias(name)
    return [found[name] for name in columns]


def _per_client(loans: FrameT, measures: Mapping[str, Measure]) -> FrameT:
    return loans.group_by("client_id").agg(
        *(measure.expression.alias(name) for name, measure in measures.items())
    )


def features(
    applications: FrameT, bureau_loans: FrameT, previous_loans: FrameT, *, known: Set[str]
) -> FrameT:
    """One row an application: ``client_id`` and every feature, in no set order of rows.

    :param bureau_loans: with their summary columns; empty where the table is absent, as are
     ``previous_loans``.
    :param known: the tables that are present; features that need another one are missing.
    """
    joined = applications.with_columns(
        *(bounded(name) for name in (*application.AMOUNTS, *application.SHARES))
    )
    # Without loans nothing is folded: an application alone costs a fraction.
    if not known.isdisjoint(ELSEWHERE):
        elsewhere = bureau_loans.with_columns(*_named(bureau.PREPARED))
        joined = joined.join(
            _per_client(elsewhere, bureau.MEASURES), on="client_id", how="left"
        ).with_columns(*_zeros("b_rows", bureau.MEASURES))
    if not known.isdisjoint(HERE):
        here = previous_loans.with_columns(
            *_named(previous.PREPARED), *_named(habits.PREPARED)
        ).with_columns(interest_rate=previous.interest_rate())
        joined = joined.join(
            _per_client(here, PREVIOUS_MEASURES), on="client_id", how="left"
        ).with_columns(*_zeros("p_rows", PREVIOUS_MEASURES))
    return joined.select("client_id", *(_feature(name, known) for name in EXPRESSIONS))


def _named(expressions: Mapping[str, nw.Expr]) -> list[nw.Expr]:
    return [expression.alias(name) for name, expression in expressions.items()]


def _zeros(rows: str, measures: Mapping[str, Measure]) -> list[nw.Expr]:
    """0 for the counts and sums of clients without any row; a sum of unknowns stays unknown."""
    return [
        nw.when(nw.col(rows).is_null()).then(nw.lit(0.0)).otherwise(nw.col(name)).alias(name)
        for name, measure in measures.items()
        if measure.zero
    ]


def _feature(name: str, known: Set[str]) -> nw.Expr:
    kind = nw.String if name in CATEGORICAL else nw.Float64
    value = EXPRESSIONS[name] if NEEDS[name] <= known else nw.lit(None)
    return value.cast(kind).alias(name)
