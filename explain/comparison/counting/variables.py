"""What clients are compared by: how the database finds it, and how it is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from babel.numbers import get_currency_symbol
from django.conf import settings
from django.db.models import F, FloatField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, NullIf
from django.utils.translation import gettext as _
from django.utils.translation import override

from explain.reading.score_text import whole_text
from ml.schema import TABLES
from ml.wording.catalogue import CATALOGUE, category_label, column_label
from ml.wording.formats import (
    DAYS_A_YEAR,
    format_days,
    format_money,
    format_months,
    format_number,
    format_share,
)

UNKNOWN: Final = "unknown"
"""Stands in an address for a category that is not known."""


@dataclass(frozen=True)
class Number:
    """Something counted. ``column`` of the list of clients, over the column ``per`` or a number.

    ``entry`` is its feature in the catalogue, whose words it takes; ``whole`` says that there are
    no values between whole numbers.
    """

    name: str
    column: str
    kind: str
    entry: str = ""
    per: str = ""
    divide: float = 1.0
    whole: bool = False

    @property
    def expression(self) -> Combinable:
        """Its value, for a query of the list of clients; null where it is not known."""
        number = Cast(F(self.column), FloatField())
        if self.per:
            return number / NullIf(Cast(F(self.per), FloatField()), Value(0.0))
        return number if self.divide == 1 else number / Value(self.divide)

    @property
    def sql(self) -> str:
        """The same, for a query that is written by hand."""
        number = f"{self.column}::float8"
        if self.per:
            return f"{number} / NULLIF({self.per}::float8, 0)"
        return number if self.divide == 1 else f"{number} / {self.divide!r}"

    def label(self, language: str) -> str:
        """Its name."""
        if self.entry:
            return CATALOGUE[self.entry].label[language]
        with override(language):
            return _("Score")

    def text(self, value: float, language: str) -> str:
        """A value as people read it, with its unit."""
        match self.kind:
            case "money":
                return format_money(value, language, settings.CURRENCY)
            case "share":
                return format_share(value, language)
            case "age":
                return format_months(value * 12, language)
            case "years":
                return format_days(value * DAYS_A_YEAR, language)
            case "score":
                return whole_text(value, language)
            case _:
                return self.figure(value, language)

    def about(self, value: float, language: str) -> str:
        """A value that lies between those that were counted, written as exactly as it is known."""
        if self.kind == "money" and value:
            return self.text(float(f"{value:.3g}"), language)
        return self.text(value, language)

    def figure(self, value: float, language: str) -> str:
        """A value without its unit, as it stands on an axis whose title has the unit."""
        if self.kind == "share":
            return format_share(value, language)
        if self.kind == "hundred":
            return format_number(value * 100, language, decimals=1)
        return format_number(value, language, decimals=0 if self.kind == "money" else 1)

    def axis(self, language: str) -> str:
        """Its name with the unit."""
        with override(language):
            unit = {
                "money": get_currency_symbol(settings.CURRENCY, locale=language),
                "age": _("years"),
                "years": _("years"),
                "hundred": _("out of 100"),
                "score": _("0 to 100"),
            }.get(self.kind)
            label = self.label(language)
            return _("%(label)s, %(unit)s") % {"label": label, "unit": unit} if unit else label


@dataclass(frozen=True)
class Category:
    """One of a few kinds; a column of the list of clients with the schema's codes."""

    name: str

    @property
    def column(self) -> str:
        """The column of the list of clients."""
        return self.name

    @property
    def expression(self) -> Combinable:
        """Its code, for a query of the list of clients."""
        return F(self.name)

    @property
    def codes(self) -> tuple[str, ...]:
        """Every code, in the schema's order."""
        return TABLES["application"].by_name[self.name].categories

    def label(self, language: str) -> str:
        """Its name."""
        return column_label("application", self.name, language)

    def text(self, code: str | None, language: str) -> str:
        """A code in words."""
        if code is None:
            with override(language):
                return _("not known")
        return category_label(self.name, code, language)


Variable = Number | Category

NUMBERS: Final[tuple[Number, ...]] = (
    Number("score", "score", "score"),
    Number("income", "income", "money", "income"),
    Number("credit", "credit_amount", "money", "credit_amount"),
    Number("annuity", "annuity", "money", "annuity"),
    Number("effort", "annuity", "share", "effort_rate", per="income"),
    Number("term", "credit_amount", "times", "payments_count", per="annuity"),
    Number("age", "age", "age", "age_days", whole=True),
    Number("employment", "employed_days", "years", "employed_days", divide=DAYS_A_YEAR),
    Number("external-1", "external_score_1", "hundred", "external_score_1"),
    Number("external-2", "external_score_2", "hundred", "external_score_2"),
    Number("external-3", "external_score_3", "hundred", "external_score_3"),
)
CATEGORIES: Final[tuple[Category, ...]] = tuple(
    Category(name) for name in ("contract", "education", "housing", "occupation", "income_type")
)
VARIABLES: Final[Mapping[str, Variable]] = {
    **{number.name: number for number in NUMBERS},
    **{category.name: category for category in CATEGORIES},
}
