"""What is asked of a comparison, as a form; all of it lives in the address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import and_
from typing import Any

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from explain.client_list.facets import Facet, advice, age, amounts, band_labels, contract
from explain.client_list.find import any_of
from explain.comparison.counting.variables import UNKNOWN, VARIABLES, Category
from explain.reading.kept_score import page_language
from ml.wording.formats import DAYS_A_YEAR

SIMILAR, EVERYBODY, CHOSEN = "similar", "all", "chosen"
YEARS_IN_JOB = (1, 3, 5, 10, 20)


def facets(spread: Mapping[str, Sequence[float]]) -> tuple[Facet, ...]:
    """What a group is chosen by; the spread of incomes and loans gives the bands of amounts."""
    income, credit = (spread.get(name, ())[1:-1] for name in ("income", "credit"))
    return (
        contract(),
        age(),
        amounts("income", "income", _("income"), _("Income, %(currency)s"), income),
        amounts("credit", "credit_amount", _("loan"), _("Loan, %(currency)s"), credit),
        _employment(),
        *(_kinds(name) for name in ("education", "housing", "occupation")),
        _outcome(),
        advice(),
    )


def _kinds(name: str) -> Facet:
    category, language = Category(name), page_language()
    values: dict[str, str | None] = {code: code for code in category.codes} | {UNKNOWN: None}
    choices = {key: _capital(category.text(value, language)) for key, value in values.items()}
    label = category.label(language)
    return Facet(name, name, label[0].lower() + label[1:], label, choices, values=values)


def _employment() -> Facet:
    keys = ("under-1", *map(str, YEARS_IN_JOB))
    return Facet(
        "employment",
        "employed_days",
        _("time in the job"),
        _("Time in the present job, years"),
        dict(zip(keys, band_labels(YEARS_IN_JOB, str), strict=True)),
        tuple(years * DAYS_A_YEAR for years in YEARS_IN_JOB),
    )


def _outcome() -> Facet:
    choices = {
        "repaid": pgettext("outcome", "Repaid"),
        "defaulted": pgettext("outcome", "Payment difficulties"),
        UNKNOWN: pgettext("outcome", "Not known"),
    }
    values = {"repaid": False, "defaulted": True, UNKNOWN: None}
    return Facet("outcome", "defaulted", _("outcome"), _("Outcome"), choices, values=values)


class _Choices(forms.MultipleChoiceField):
    default_error_messages = {
        "invalid_choice": gettext_lazy("“%(value)s” is not one of the choices; it is left out.")
    }


class ComparisonForm(forms.Form):
    """Which item or items, compared with whom. ``asked`` is what was understood.

    ``items`` are the names of the fields that choose a variable, with their labels and defaults.
    """

    against = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Compare with"),
        choices=[
            (SIMILAR, gettext_lazy("Similar clients")),
            (EVERYBODY, gettext_lazy("All clients")),
        ],
        widget=forms.RadioSelect(attrs={"class": "choices"}),
        help_text=gettext_lazy("With filters, the comparison is with the group that they make."),
        error_messages={
            "invalid_choice": gettext_lazy("“%(value)s” is not one of the choices; it is left out.")
        },
    )

    def __init__(
        self,
        data: QueryDict,
        facets: Sequence[Facet],
        *,
        items: Mapping[str, tuple[str, Iterable[str], str]],
    ) -> None:
        self._given = self._with_defaults(data, items)
        super().__init__(self._given)
        self.facets, self.items, language = facets, items, page_language()
        for name, (label, offered, _default) in items.items():
            self.fields[name] = forms.ChoiceField(
                required=False,
                label=label,
                choices=[(item, VARIABLES[item].label(language)) for item in offered],
                error_messages={
                    "invalid_choice": _("“%(value)s” is not one of the choices; it is left out.")
                },
            )
        for facet in facets:
            self.fields[facet.name] = _Choices(
                required=False,
                label=facet.legend,
                help_text=facet.help,
                choices=list(facet.choices.items()),
                widget=forms.CheckboxSelectMultiple(attrs={"class": "choices"}),
            )

    @staticmethod
    def _with_defaults(data: QueryDict, items: Mapping[str, tuple[Any, ...]]) -> QueryDict:
        full = data.copy()
        for name, default in {"against": SIMILAR, **{n: i[-1] for n, i in items.items()}}.items():
            if not full.get(name):
                full[name] = default
        return full

    @property
    def asked(self) -> dict[str, Any]:
        """What is asked and understood; what is not is left at its default."""
        self.is_valid()
        asked: dict[str, Any] = {
            name: self.cleaned_data.get(name) or default
            for name, (_label, _offered, default) in self.items.items()
        }
        asked["against"] = self.cleaned_data.get("against") or SIMILAR
        return asked | self.answers

    @property
    def answers(self) -> dict[str, list[str]]:
        """The filters in force: for each facet that is asked, the keys of its answers."""
        found = {
            facet.name: [key for key in facet.choices if key in self._given.getlist(facet.name)]
            for facet in self.facets
        }
        return {name: keys for name, keys in found.items() if keys}

    @property
    def group(self) -> str:
        """Which group the client is compared with: the chosen one wherever there are filters."""
        return CHOSEN if self.answers else str(self.asked["against"])

    @property
    def condition(self) -> Q | None:
        """Who is in the chosen group; None where no group is chosen."""
        answers = self.answers
        asked = [any_of(f, answers[f.name]) for f in self.facets if f.name in answers]
        return reduce(and_, asked) if asked else None


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
