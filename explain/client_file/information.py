"""The client's own information, by subject: what was asked of them, and what is known of loans."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clients.forms import DAYS, GROUPS, NAMES
from clients.models import Application, Client
from explain.client_list import age_at
from explain.factor_help import factor_url
from explain.reading.score import Reading
from ml.wording.catalogue import CATALOGUE, THEMES, category_label, column_label
from ml.wording.formats import NOT_KNOWN, YES_NO, Value, format_money, format_number, format_value

LOANS = {
    "elsewhere": (
        "bureau_loans", "bureau_active_loans", "bureau_debt", "bureau_annuity_to_income",
        "bureau_overdue_amount", "bureau_worst_late_grade",
    ),
    "here": (
        "previous_applications", "previous_approved", "previous_refused", "previous_running",
        "pos_instalments_left", "previous_last_days",
    ),
    "habits": (
        "instalments_due", "instalments_late_share", "instalments_days_late_max", "card_cards",
        "card_use", "card_late_share",
    ),
}  # fmt: skip
"""By theme, the features that say most of a client's loans; the waterfall's table has them all."""


MADE_INTO = {
    "birth_date": "age_days",
    "employed_since": "employed_days",
    "registered_on": "registration_days",
    "identity_document_on": "identity_document_days",
    "phone_changed_on": "phone_change_days",
}
"""Fields that a factor is worked out from."""


def request_text(application: Application, language: str) -> str:
    """Who asks for what, in a sentence or two."""
    amounts = {
        "loan": loan_text(application, language),
        "income": format_money(application.income, language, settings.CURRENCY),
        "age": age_at(application.client.birth_date, application.applied_on),
    }
    if application.annuity is None:
        pattern = _("%(loan)s asked for. Income: %(income)s. Age: %(age)s years.")
    else:
        amounts["annuity"] = format_money(application.annuity, language, settings.CURRENCY)
        pattern = _(
            "%(loan)s asked for, with repayments of %(annuity)s. "
            "Income: %(income)s. Age: %(age)s years."
        )
    return pattern % amounts


def loan_text(application: Application, language: str) -> str:
    """What is asked for: "Cash loan of €90,000"."""
    return _("%(contract)s of %(amount)s") % {
        "contract": _capital(category_label("contract", str(application.contract), language)),
        "amount": format_money(application.credit_amount, language, settings.CURRENCY),
    }


def panels(
    application: Application, reading: Reading | None, *, language: str
) -> list[dict[str, Any]]:
    """Groups of terms and values, as the summary list takes them; loans only with a score."""
    asked = [
        {
            "title": str(group.legend),
            "rows": [_row(application, name, language) for name in group.names],
        }
        for group in GROUPS
        if group.names != ("none_inputs",)
    ]
    applied = {"term": _("Asked on"), "value": date_format(application.applied_on)}
    return [
        {"title": asked[0]["title"], "rows": [*asked[0]["rows"], applied]},
        *asked[1:],
        *(_loans(reading) if reading else ()),
    ]


def _row(application: Application, name: str, language: str) -> dict[str, Any]:
    """One field of the form, as it was answered."""
    holder: Client | Application = application.client if _is_clients(name) else application
    value = getattr(holder, name)
    if name in DAYS:
        term, text = str(DAYS[name]), date_format(value) if value else ""
    elif name in NAMES:
        term, text = str(NAMES[name]), value
    else:
        term, text = column_label("application", name, language), _text(name, value, language)
    row = {"term": term, "url": _help_url(name)}
    if text:
        return row | {"value": text}
    if name in application.none_fields:
        return row | {"value": _("none: it was asked for, and is not there")}
    return row | {"value": NOT_KNOWN[language], "missing": True}


def _help_url(name: str) -> str:
    """The page that explains a field, where the field is a factor or makes one; else nothing."""
    feature = MADE_INTO.get(name, name)
    return factor_url(feature) if feature in CATALOGUE else ""


def _is_clients(name: str) -> bool:
    return name in NAMES or name in {"birth_date", "sex"}


def _text(name: str, value: Value, language: str) -> str:
    """A field's value in words; nothing where it is not known."""
    if value is None:
        return ""
    if name in CATALOGUE:
        return format_value(CATALOGUE[name], value, language, settings.CURRENCY)
    if isinstance(value, bool):
        return YES_NO[language][value]
    if isinstance(value, str):
        return category_label(name, value, language)
    return format_number(value, language)


def _loans(reading: Reading) -> Iterable[dict[str, Any]]:
    known = {reason.feature: reason for reason in reading.reasons}
    for theme, names in LOANS.items():
        rows = [
            {"term": known[name].label, "value": known[name].value_text,
             "missing": known[name].missing, "url": factor_url(name)}
            for name in names
            if name in known
        ]  # fmt: skip
        if rows:
            yield {"title": THEMES[theme].label[reading.language], "rows": rows}


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
