"""What a factor is, for whoever meets it on a page: the context of components/factor_help.html."""

from __future__ import annotations

from collections.abc import Mapping

from babel.numbers import get_currency_name
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from ml.wording.catalogue import CATALOGUE, THEMES, Entry, catalogue

_ANOTHER_LOAN = gettext_lazy("by asking for another amount, or for repayments over another time")
_OWN_PART = gettext_lazy("by paying a part of the price at once")
_DEBT_ELSEWHERE = gettext_lazy("by paying back loans elsewhere")
_OVERDUE = gettext_lazy("by paying what is overdue elsewhere")
_DEBT_HERE = gettext_lazy("by paying back loans here")
_CARD = gettext_lazy("by paying back a part of the card’s balance")
_PAPERS = gettext_lazy("by handing in what is missing from the file")

HOW: Mapping[str, object] = {
    "contract": gettext_lazy("by asking for another kind of loan"),
    "credit_amount": gettext_lazy("by asking for another amount"),
    "annuity": gettext_lazy("by repaying over a longer or a shorter time"),
    "goods_price": gettext_lazy("by choosing goods at another price"),
    "payments_count": _ANOTHER_LOAN,
    "effort_rate": _ANOTHER_LOAN,
    "income_left": _ANOTHER_LOAN,
    "credit_to_income": gettext_lazy("by asking for another amount"),
    "credit_to_goods": _OWN_PART,
    "credit_above_goods": _OWN_PART,
    "document_3": _PAPERS,
    "documents_given": _PAPERS,
    "contacts_given": gettext_lazy("by giving another phone number or an e-mail address"),
    "bureau_active_loans": _DEBT_ELSEWHERE,
    "bureau_active_cards": gettext_lazy("by closing a card elsewhere"),
    "bureau_debt": _DEBT_ELSEWHERE,
    "bureau_debt_to_amount": _DEBT_ELSEWHERE,
    "bureau_debt_to_income": _DEBT_ELSEWHERE,
    "bureau_debt_to_credit": _DEBT_ELSEWHERE,
    "bureau_card_use": gettext_lazy("by paying back what is owed on cards elsewhere"),
    "bureau_annuity_to_income": _DEBT_ELSEWHERE,
    "total_effort_rate": gettext_lazy(
        "by paying back loans elsewhere, or by asking for smaller repayments here"
    ),
    "bureau_overdue_loans": _OVERDUE,
    "bureau_overdue_amount": _OVERDUE,
    "credit_to_previous": gettext_lazy("by asking for another amount"),
    "annuity_to_previous": _ANOTHER_LOAN,
    "previous_running": _DEBT_HERE,
    "previous_running_annuity_to_income": _DEBT_HERE,
    "previous_owed_to_income": _DEBT_HERE,
    "card_use": _CARD,
    "card_balance_to_income": _CARD,
}
"""By factor that the catalogue says a client can change: how."""

_WRITTEN: Mapping[str, object] = {
    "percent": gettext_lazy("A share, in percent."),
    "difference": gettext_lazy("A difference between two shares, in percentage points."),
    "times": gettext_lazy("A comparison: so many times as much."),
    "decimal": gettext_lazy("A number."),
    "decimal4": gettext_lazy("A place on a scale from 0 to 1."),
    "integer": gettext_lazy("A rating, in whole numbers."),
    "hundred": gettext_lazy("A place on a scale from 0 to 100."),
    "duration": gettext_lazy("A length of time."),
    "term": gettext_lazy("A length of time."),
    "age": gettext_lazy("In full years."),
    "days1": gettext_lazy("In days."),
    "months": gettext_lazy("A length of time, in years and months."),
    "years": gettext_lazy("In years."),
    "flag": gettext_lazy("Yes or no."),
    "grade": gettext_lazy("One of six steps, from none to over 120 days."),
    "category": gettext_lazy("One of several answers."),
}
"""By format of the catalogue: how a value is written. Money and counts name their unit."""


def factor_help(feature: str, language: str) -> dict[str, str]:
    """A factor's help: name, theme, label, meaning, unit_text, actionable_text, url of its page.

    :raises KeyError: the catalogue does not have the feature.
    """
    entry = CATALOGUE[feature]
    with override(language):
        return {
            "name": feature,
            "theme": THEMES[entry.theme].label[language],
            "label": entry.label[language],
            "meaning": as_sentence(entry.meaning[language]),
            "unit_text": unit_text(entry, language),
            "actionable_text": actionable_text(feature),
            "url": factor_url(feature),
        }


def factor_url(feature: str) -> str:
    """The address of a factor's own page."""
    return reverse("portal:model_factor", args=[feature])


def theme_url(theme: str) -> str:
    """The address of a theme's factors, each with what it means."""
    return f"{reverse('portal:help_factors')}#theme-{theme}"


def unit_text(entry: Entry, language: str) -> str:
    """How a factor's value is written, as a sentence: "A share, in percent."."""
    with override(language):
        if entry.format == "money":
            name = get_currency_name(settings.CURRENCY, count=2, locale=language)
            return _("An amount, in %(currency)s.") % {"currency": name}
        if entry.format == "count":
            return _("Counted in: %(unit)s.") % {"unit": catalogue().units[entry.unit][language][1]}
        return str(_WRITTEN[entry.format])


def actionable_text(feature: str) -> str:
    """Whether the client can change a factor, and how; in the active language."""
    if feature in HOW:
        return _("The client can change it: %(how)s.") % {"how": HOW[feature]}
    return _("The client cannot change it.")


def as_sentence(text: str) -> str:
    """A text of the catalogue with a full stop, unless it has an end of its own."""
    return text if text.endswith((".", "?", "!")) else f"{text}."
