"""What the model reads and what it never reads, from the catalogue and the schema."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ml.schema import TABLES, Column, Kind, Use
from ml.wording.catalogue import CATALOGUE, THEMES, column_label


@dataclass(frozen=True)
class ReadTheme:
    """A subject that the model reads: its items, each with its name and label."""

    name: str
    label: str
    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class NeverRead:
    """Items that the model never reads, and why."""

    title: str | Promise
    reason: str | Promise
    columns: tuple[str, ...]


NEVER = (
    NeverRead(
        _("Sex, family and marital status"),
        _(
            "The law against discrimination forbids it. Sex is kept for one thing: to measure "
            "whether the model treats women and men alike."
        ),
        ("sex", "marital_status", "children", "family_members"),
    ),
    NeverRead(
        _("People around the client"),
        _(
            "What others did is not the client’s economic situation (European directive on "
            "consumer credit, 2023/2225, article 18)."
        ),
        (
            "accompanied_by", "circle_observed_30", "circle_defaulted_30", "circle_observed_60",
            "circle_defaulted_60",
        ),
    ),
    NeverRead(
        _("When the application was made"),
        _("The weekday and the hour have no economic meaning."),
        ("weekday", "hour"),
    ),
    NeverRead(
        _("How an earlier loan was sold"),
        _("Codes of shops and channels; they say more of the seller than of the client."),
        ("purpose", "payment_type", "goods_category", "channel", "seller_industry", "product"),
    ),
    NeverRead(
        _("Names and references"),
        _("They say who somebody is, not how somebody repays."),
        ("client_id", "bureau_loan_id", "previous_loan_id"),
    ),
)  # fmt: skip


def themes_read(features: Sequence[str], language: str) -> list[ReadTheme]:
    """The features by subject, in the subjects' order."""
    return [
        ReadTheme(
            theme.name,
            theme.label[language],
            tuple(
                (name, CATALOGUE[name].label[language])
                for name in features
                if CATALOGUE[name].theme == theme.name
            ),
        )
        for theme in THEMES.values()
        if any(CATALOGUE[name].theme == theme.name for name in features)
    ]


def never_read(language: str) -> list[tuple[NeverRead, list[str]]]:
    """Each reason with the labels of what it keeps out, each label once."""
    labels: dict[str, str] = {}
    for table, column in unused_columns():
        if column.name not in labels and table in {"application", "bureau_loans", "previous_loans"}:
            labels[column.name] = column_label(table, column.name, language)
    return [(group, [labels[name] for name in group.columns]) for group in NEVER]


def unused_columns() -> list[tuple[str, Column]]:
    """Every column that may not feed the model, with its table; not the outcome."""
    return [
        (table.name, column)
        for table in TABLES.values()
        for column in table.columns
        if column.use in {Use.NEVER, Use.AUDIT} or column.kind is Kind.KEY
    ]
