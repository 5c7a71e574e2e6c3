"""Inputs: what is asked about a client, each known, unknown, or known to be none.

An input is one column of the application, or several that are only ever given together, or a
history of loans. Features are computed from inputs; what counts as unknown, what is withheld in
training and what is asked for first are inputs, never features.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import polars as pl

from ml.schema.application import APPLICATION, DOCUMENTS
from ml.schema.columns import Use


class Origin(StrEnum):
    """Who can give an input."""

    CLIENT = "client"
    """The client says it, or brings a paper."""
    BANK = "bank"
    """The lender knows it: region, building, earlier loans here."""
    BUREAU = "bureau"
    """A credit bureau or another outside source answers it."""


class State(StrEnum):
    """What is known of an input."""

    KNOWN = "known"
    UNKNOWN = "unknown"
    NONE = "none"
    """Asked, and the client has no such thing, or the source has nothing on the client."""


@dataclass(frozen=True, kw_only=True)
class Input:
    """One thing that is asked.

    ``columns`` are the application's, none for a history, which has ``tables`` instead: of them the
    first says whether it is known. ``required`` ones are never unknown.
    """

    name: str
    origin: Origin
    columns: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    required: bool = False


GROUPS: Mapping[str, tuple[str, ...]] = {
    "contacts": ("gave_mobile_phone", "gave_work_phone", "gave_home_phone", "gave_email"),
    "building": ("building_total_area", "building_floors_max_mean", "building_walls"),
    "documents": tuple(f"document_{number}" for number in DOCUMENTS),
    "enquiries": (
        "enquiries_hour", "enquiries_day", "enquiries_week", "enquiries_month",
        "enquiries_quarter", "enquiries_year",
    ),
}  # fmt: skip
"""Columns that are given together or not at all."""

HISTORIES: Mapping[str, tuple[str, ...]] = {
    "loans_elsewhere": ("bureau_loans", "bureau_months"),
    "loans_here": ("previous_loans", "pos_months", "card_months", "instalments"),
}

ORIGINS: Mapping[str, Origin] = {
    "region_population": Origin.BANK,
    "region_rating": Origin.BANK,
    "city_rating": Origin.BANK,
    "building": Origin.BANK,
    "external_score_1": Origin.BUREAU,
    "external_score_2": Origin.BUREAU,
    "external_score_3": Origin.BUREAU,
    "enquiries": Origin.BUREAU,
    "loans_elsewhere": Origin.BUREAU,
    "loans_here": Origin.BANK,
}
"""All others the client says."""

NO_JOB = ("pensioner", "unemployed")
"""Sources of income that are no job."""

_WITHOUT_JOB = ("employed_days", "occupation", "employer_type")


def _inputs() -> tuple[Input, ...]:
    grouped = {column: name for name, columns in GROUPS.items() for column in columns}
    found: dict[str, list[str]] = {}
    for column in APPLICATION.columns:
        if column.use is Use.MODEL and (column.name in grouped or not column.long_tail):
            found.setdefault(grouped.get(column.name, column.name), []).append(column.name)
    required = {column.name for column in APPLICATION.columns if column.required}
    return (
        *(
            Input(
                name=name,
                origin=ORIGINS.get(name, Origin.CLIENT),
                columns=tuple(columns),
                required=name in required,
            )
            for name, columns in found.items()
        ),
        *(
            Input(name=name, origin=ORIGINS[name], tables=tables)
            for name, tables in HISTORIES.items()
        ),
    )


INPUTS: tuple[Input, ...] = _inputs()
"""Every input that a feature is computed from, in the schema's order, histories last."""

OPTIONAL: tuple[Input, ...] = tuple(each for each in INPUTS if each.columns and not each.required)
"""The application's inputs that may be unknown."""


def impossible_to_have() -> dict[str, pl.Expr]:
    """Input → where another answer says that there is no such thing: no car, so no car's age."""
    without_job = pl.col("income_type").is_in(NO_JOB)
    return {
        "car_age": ~pl.col("owns_car"),
        **dict.fromkeys(_WITHOUT_JOB, without_job),
    }


def none_in_files(application: pl.DataFrame) -> pl.DataFrame:
    """What a full file that leaves an input empty says: asked, and not there.

    A bureau's or the lender's own column was asked for every client of the files. So were the
    start of employment and the employer, for which the original files write that there is no job.

    Args:
        application: rows of the application's table, n.

    Returns:
        A Boolean column for each optional input, n rows: empty, and known to be none.
    """
    asked = {each.name for each in OPTIONAL if each.origin is not Origin.CLIENT}
    asked |= {"employed_days", "employer_type"}
    no_job = pl.col("employed_days").is_null()
    return application.select(
        _is_empty(each)
        .and_(
            pl.lit(value=True)
            if each.name in asked
            else no_job
            if each.name == "occupation"
            else pl.lit(value=False)
        )
        .alias(each.name)
        for each in OPTIONAL
    )


def unknown_inputs(application: pl.DataFrame, none: pl.DataFrame | None = None) -> pl.DataFrame:
    """Which optional inputs of the application nobody has given.

    Args:
        application: rows of the application's table, n.
        none: what is known to be none, as ``none_in_files`` gives it; nothing where left out.

    Returns:
        A Boolean column for each of ``OPTIONAL``, n rows.
    """
    implied = impossible_to_have()
    frame = application.select(
        _is_empty(each).and_(~implied[each.name].fill_null(value=False)).alias(each.name)
        if each.name in implied
        else _is_empty(each).alias(each.name)
        for each in OPTIONAL
    )
    if none is None:
        return frame
    return frame.select(pl.col(name) & ~none[name] for name in frame.columns)


def none_by_client(application: pl.DataFrame) -> dict[int, tuple[str, ...]]:
    """``none_in_files`` by ``client_id``, for the clients who have any."""
    flags = none_in_files(application)
    named = pl.concat_str(
        (pl.when(pl.col(name)).then(pl.lit(name)) for name in flags.columns),
        separator=",",
        ignore_nulls=True,
    )
    names = flags.select(named).to_series()
    return {
        client: tuple(text.split(","))
        for client, text in zip(application["client_id"].to_list(), names.to_list(), strict=True)
        if text
    }


def _is_empty(each: Input) -> pl.Expr:
    return pl.all_horizontal(pl.col(column).is_null() for column in each.columns)
