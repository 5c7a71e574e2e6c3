"""The form of a new client's application: one page, validated by the ranges of the schema."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from babel.numbers import get_currency_symbol
from django import forms
from django.conf import settings
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from clients.form_fields import CodeField, DayField, FlagField, NumberField, language
from clients.plausibility import implausible_fields
from clients.table_columns import APPLICATION
from ml.schema import TABLES, Column, Kind
from ml.schema.inputs import OPTIONAL
from ml.schema.plausibility import POSSIBLE, Verdict
from ml.wording.catalogue import category_label, column_label, input_label

ADULT, OLDEST = 18, 120
"""Ages, in years, between which somebody can ask for a loan."""

CLIENT = {"first_name", "last_name", "birth_date", "sex"}
"""Fields that say who the client is; all others belong to the application."""

LOOKED_AT = "looked_at"
"""The field that says that unusual values were checked."""

MANY = 8
"""A list with more categories than this is sorted by the words people read."""

COLUMNS = TABLES["application"].by_name


@dataclass(frozen=True)
class Group:
    """Fields that belong together, under one legend."""

    legend: Promise
    names: tuple[str, ...]
    help: Promise | str = ""


GROUPS = (
    Group(
        gettext_lazy("Who asks"),
        (
            "first_name", "last_name", "birth_date", "sex", "identity_document_on",
            "phone_changed_on",
        ),
        gettext_lazy("The model does not read sex; it is kept to check that scores are fair."),
    ),
    Group(
        gettext_lazy("The loan asked for"),
        ("contract", "credit_amount", "annuity", "goods_price"),
    ),
    Group(
        gettext_lazy("Income and work"),
        (
            "income", "income_type", "employed_since", "occupation", "employer_type",
            "gave_employer_phone", "education",
        ),
    ),
    Group(
        gettext_lazy("Home and car"),
        ("housing", "owns_home", "owns_car", "car_age"),
    ),
    Group(
        gettext_lazy("Addresses"),
        (
            "registered_on", "region_population", "region_rating", "city_rating",
            "contact_region_differs", "work_region_differs", "contact_work_region_differ",
            "contact_city_differs", "work_city_differs", "contact_work_city_differ",
        ),
    ),
    Group(
        gettext_lazy("External scores"),
        ("external_score_1", "external_score_2", "external_score_3"),
        gettext_lazy("From 0 to 1 or in per cent; higher is better."),
    ),
    Group(
        gettext_lazy("Enquiries at the credit bureau"),
        ("enquiries_month", "enquiries_quarter", "enquiries_year"),
        gettext_lazy("How many times lenders asked about the client before this application."),
    ),
    Group(
        gettext_lazy("Asked for, and not there"),
        ("none_inputs",),
        gettext_lazy(
            "What is left empty above counts as not known, and leaves the score wide. Tick what "
            "was asked for and is not there: the client has no such thing, or the source has "
            "nothing on the client."
        ),
    ),
)  # fmt: skip

NONE_OF = (
    "goods_price", "employed_days", "occupation", "employer_type", "car_age", "external_score_1",
    "external_score_2", "external_score_3", "enquiries",
)  # fmt: skip
"""Inputs that a client may not have, or a source not know: all others have an answer."""

DAYS = {
    "birth_date": gettext_lazy("Date of birth"),
    "employed_since": gettext_lazy("In the present job since"),
    "registered_on": gettext_lazy("Registered address last changed on"),
    "identity_document_on": gettext_lazy("Identity document issued on"),
    "phone_changed_on": gettext_lazy("Phone number last changed on"),
}
HELP = {
    "annuity": gettext_lazy("One repayment."),
    "income": gettext_lazy("Over the period of one repayment."),
    "region_population": gettext_lazy("Share of the population, from 0 to 1."),
    "region_rating": gettext_lazy("From 1 to 3; 1 is best."),
    "city_rating": gettext_lazy("From 1 to 3; 1 is best."),
}
MISSING = gettext_lazy("Fill in this field: it is needed.")
NAMES = {"first_name": gettext_lazy("First name"), "last_name": gettext_lazy("Last name")}


@dataclass(frozen=True)
class Section:
    """A group as a form shows it."""

    legend: Promise
    help: Promise | str
    fields: list[BoundField]


class ApplicationForm(forms.Form):
    """Everything that is asked of a new client.

    What the model may not read (family, marital status, who came along) is not asked; sex is, to
    measure fairness. Fields bear the names of the fields of the client and the application.
    """

    use_required_attribute = False  # the page says it in words, the server checks

    # Chosen when the form is first shown, and kept through its corrections.
    once = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for group in GROUPS:
            for name in group.names:
                self.fields[name] = _field(name)

    def sections(self) -> Iterator[Section]:
        """The groups with this form's fields."""
        for group in GROUPS:
            yield Section(group.legend, group.help, [self[name] for name in group.names])

    @property
    def client_data(self) -> dict[str, Any]:
        """The client, of a valid form, as ``record_application`` takes it."""
        return {name: value for name, value in self.cleaned_data.items() if name in CLIENT}

    @property
    def application_data(self) -> dict[str, Any]:
        """The application, of a valid form, as ``record_application`` takes it."""
        apart = CLIENT | {"none_inputs", "once"}
        return {name: value for name, value in self.cleaned_data.items() if name not in apart}

    @property
    def once_key(self) -> UUID:
        """The key under which a valid form is recorded once; a new one where none came with it."""
        return self.cleaned_data["once"] or uuid4()

    @property
    def none_data(self) -> list[str]:
        """The inputs that are known to be none, of a valid form."""
        return list(self.cleaned_data["none_inputs"])

    def left_empty(self) -> list[str]:
        """The labels of what was not filled in, of a valid form."""
        return [
            str(self[name].label)
            for group in GROUPS
            for name in group.names
            if self.cleaned_data[name] is None and name not in self._none_fields()
        ]

    def _none_fields(self) -> dict[str, str]:
        """The fields of what is said to be none, and the input that each belongs to."""
        return {
            APPLICATION.field(column): each.name
            for each in OPTIONAL
            if each.name in self.cleaned_data.get("none_inputs", ())
            for column in each.columns
        }

    @property
    def looked_at(self) -> BoundField | None:
        """Where somebody says that what is unusual is right; None where nothing is to be said."""
        return self[LOOKED_AT] if LOOKED_AT in self.fields else None

    def clean(self) -> dict[str, Any]:
        """Check what no field can check alone."""
        data = self.cleaned_data
        born, today = data.get("birth_date"), timezone.localdate()
        if born:
            self._check_age(born, today)
        for name in DAYS.keys() - {"birth_date"}:
            day = data.get(name)
            if day and day > today:
                self.add_error(name, _("This date is in the future."))
            elif day and born and day < born:
                self.add_error(name, _("This date is before the client was born."))
        if data.get("owns_car") is False and data.get("car_age") is not None:
            message = _("Leave the car’s age empty, or say that the client owns a car.")
            self.add_error("car_age", message)
        both = {i for field, i in self._none_fields().items() if data.get(field) is not None}
        for name in sorted(both):
            message = _("%(input)s has an answer above, so it is there: clear one of the two.")
            self.add_error("none_inputs", message % {"input": input_label(name, language())})
        self._check_plausible(today)
        return data

    def _check_plausible(self, today: date) -> None:
        """Refuse what cannot be; ask for a second look at what is unusual, until it was taken."""
        found = partial(
            implausible_fields,
            born=self.cleaned_data.get("birth_date"),
            fields=self.application_data,
            day=today,
            language=language(),
        )
        for name, said in found(Verdict.IMPOSSIBLE).items():
            if name not in self.errors:
                self.add_error(name, said.text)
        unusual = {n: said for n, said in found(Verdict.UNUSUAL).items() if n not in self.errors}
        # What was looked at are these values: another unusual one wants another look.
        read = sorted({name for said in unusual.values() for name in said.fields})
        token = " ".join(f"{name}={self.cleaned_data.get(name)}" for name in read)
        if not unusual or self.data.get(LOOKED_AT) == token:
            return
        for name, said in unusual.items():
            self.add_error(
                name, _("%(text)s Check it, and confirm it below.") % {"text": said.text}
            )
        self.fields[LOOKED_AT] = forms.BooleanField(
            label=_("I have checked the unusual values: they are right"),
            required=False,
            widget=forms.CheckboxInput(attrs={"value": token}, check_test=lambda _value: False),
        )

    def _check_age(self, born: date, today: date) -> None:
        age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
        if age < ADULT:
            message = _("The client must be at least %(years)s years old.") % {"years": ADULT}
            self.add_error("birth_date", message)
        elif age > OLDEST:
            self.add_error("birth_date", _("Check the year: nobody is that old."))


def _field(name: str) -> forms.Field:
    if name == "none_inputs":
        return forms.MultipleChoiceField(
            label=gettext_lazy("There is none"),
            choices=lambda: [(each, input_label(each, language())) for each in NONE_OF],
            required=False,
            widget=forms.CheckboxSelectMultiple(attrs={"class": "choices"}),
        )
    if name in NAMES:
        widget = forms.TextInput(attrs={"autocomplete": "off"})
        return forms.CharField(
            label=NAMES[name],
            max_length=150,
            widget=widget,
            error_messages={"required": MISSING},
        )
    if name in DAYS:
        required = name == "birth_date"
        return DayField(
            label=DAYS[name],
            required=required,
            help_text=gettext_lazy("Day, month, year: 27/3/1985") if required else "",
            error_messages={"required": MISSING},
        )
    return _column_field(COLUMNS[name])


def _column_field(column: Column) -> forms.Field:
    label = lazy(lambda: column_label("application", column.name, language()), str)()
    common: dict[str, Any] = {
        "label": label,
        "help_text": HELP.get(column.name, ""),
        "required": column.required,
        "error_messages": {"required": MISSING},
    }
    if column.kind is Kind.CATEGORY:
        return CodeField(choices=_choices(column), **common)
    if column.kind is Kind.FLAG:
        return FlagField(**common)
    possible = POSSIBLE.get(column.name)
    low, high = (
        (column.minimum, column.maximum) if possible is None else (possible.low, possible.high)
    )
    common |= {"minimum": low, "maximum": high}
    if column.unit == "currency":
        return NumberField(decimals=2, unit=_currency(), **common)
    if column.unit == "share":
        return NumberField(decimals=6, percent=True, **common)
    return NumberField(unit=gettext_lazy("years") if column.unit == "years" else "", **common)


def _currency() -> str:
    return lazy(lambda: get_currency_symbol(settings.CURRENCY, locale=language()), str)()


def _choices(column: Column) -> Callable[[], list[tuple[str, str]]]:
    """The categories with their words; a long list is sorted by them."""

    def choices() -> list[tuple[str, str]]:
        words = [
            (code, category_label(column.name, code, language())) for code in column.categories
        ]
        if len(words) > MANY:
            words.sort(key=lambda pair: pair[1].casefold())
        nothing = pgettext("choice", "Choose") if column.required else _("Not known")
        return [("", nothing), *words]

    return choices
