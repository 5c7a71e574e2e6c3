"""The gallery's examples of forms: fields, errors, filters."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.form_fields import NumberField
from portal.gallery.entries import Entry, Group, State


class ExampleForm(forms.Form):
    """One field of each kind; bound to an empty dict it shows each error."""

    name = forms.CharField(label=gettext_lazy("Last name"), help_text=gettext_lazy("As written."))
    amount = NumberField(label=gettext_lazy("Amount of the loan"), decimals=2, unit="€")
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    contract = forms.ChoiceField(
        label=gettext_lazy("Kind of loan"),
        choices=[("", "—"), ("cash", gettext_lazy("Cash loan"))],
    )
    owns_car = forms.ChoiceField(
        label=gettext_lazy("Owns a car"),
        widget=forms.RadioSelect(attrs={"class": "choices"}),
        choices=[("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))],
    )


class ExampleFilters(forms.Form):
    """The filters of a made-up list."""

    q = forms.CharField(label=gettext_lazy("Reference or name"), required=False)
    contract = forms.ChoiceField(
        label=gettext_lazy("Kind of loan"),
        required=False,
        choices=[("", gettext_lazy("All")), ("cash", gettext_lazy("Cash loan"))],
    )
    amount = NumberField(label=gettext_lazy("Amount, at least"), unit="€", required=False)
    income = NumberField(label=gettext_lazy("Income, at least"), unit="€", required=False)
    age = NumberField(label=gettext_lazy("Age, at least"), required=False)


def groups(request: HttpRequest) -> list[Group]:
    """Forms, and filters."""
    return [_forms(), _filters(request)]


def _forms() -> Group:
    wrong = ExampleForm({"amount": "twelve"}, auto_id="id_error_%s")
    inside = _("Inside each field.")
    return Group(
        "forms",
        _("Forms"),
        (
            Entry(
                "components/error_summary.html",
                (State(_("Three errors"), {"form": wrong, "quiet": True}),),
                bare=True,
            ),
            Entry(
                "components/field.html",
                tuple(_fields(wrong)),
                columns=True,
            ),
            Entry("components/field_label.html", seen=inside),
            Entry("components/field_input.html", seen=inside),
        ),
    )


def _fields(wrong: ExampleForm) -> list[State]:
    empty = ExampleForm(auto_id="id_empty_%s")
    said = {
        "name": _("Text, with help"),
        "amount": _("Number, with a unit"),
        "note": _("Several lines, optional"),
        "contract": _("One of a list"),
        "owns_car": _("One of a few"),
    }
    return [
        *(State(label, {"field": empty[name]}) for name, label in said.items()),
        State(_("Text, with an error"), {"field": wrong["name"]}),
        State(_("Number, with an error"), {"field": wrong["amount"]}),
        State(_("One of a list, with an error"), {"field": wrong["contract"]}),
        State(_("One of a few, with an error"), {"field": wrong["owns_car"]}),
    ]


def _filters(request: HttpRequest) -> Group:
    form = ExampleFilters({"contract": "cash"}, auto_id="id_filter_%s")
    panel: dict[str, Any] = {
        "label": _("Filter the examples"),
        "action": request.path,
        "leading": [form["q"]],
        "groups": [
            {"legend": _("Loan"), "fields": [form["contract"], form["amount"]]},
            {"legend": _("Client"), "fields": [form["income"], form["age"]], "folded": True},
        ],
    }
    active = [
        {"text": _("Kind of loan: cash loan"), "url": request.path},
        {"text": _("Income, at least: 20,000 €"), "url": request.path},
    ]
    return Group(
        "filters",
        _("Filters"),
        (
            Entry(
                "components/filter_panel.html",
                (State(_("One group folded"), {"panel": panel}),),
                bare=True,
            ),
            Entry(
                "components/active_filters.html",
                (State(_("Two filters"), {"filters": active, "reset_url": request.path}),),
            ),
        ),
    )
