"""The list of clients: what is asked of it in the address, and what the page shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from babel.numbers import get_currency_symbol
from django import forms
from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import F, OrderBy, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from clients.models import Application, Client
from explain import words
from explain.facts import page_language
from ml.points import Advice, shown_score
from ml.text.formats import format_number
from scoring.models import CurrentScore

PAGE_SIZE = 25
NOT_SCORED = "none"
ADVICE = {
    Advice.GRANT.value: pgettext_lazy("advice", "Grant"),
    Advice.REVIEW.value: pgettext_lazy("advice", "Review"),
    Advice.REFUSE.value: pgettext_lazy("advice", "Refuse"),
    NOT_SCORED: gettext_lazy("Not scored yet"),
}

_SORTS: dict[str, tuple[str, ...]] = {
    "reference": ("client__reference",),
    "name": ("client__last_name", "client__first_name", "client__reference"),
    "score": ("current_score__score__score", "client__reference"),
    "amount": ("credit_amount", "client__reference"),
    "age": ("-client__birth_date", "client__reference"),
}
_DEFAULT_SORT = "reference"


class ClientFilter(forms.Form):
    """The questions that a list of clients answers; all of them live in the address."""

    q = forms.CharField(
        required=False,
        max_length=100,
        label=gettext_lazy("Reference or name"),
        help_text=gettext_lazy("The first digits of a reference, or the beginning of a name."),
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    advice = forms.MultipleChoiceField(
        required=False,
        label=gettext_lazy("Advice"),
        choices=list(ADVICE.items()),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices"}),
    )
    sort = forms.ChoiceField(
        required=False,
        choices=[(sign + name, name) for name in _SORTS for sign in ("", "-")],
        widget=forms.HiddenInput,
    )

    @property
    def asked(self) -> dict[str, Any]:
        """What is asked and understood, without empty answers."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


def find(asked: Mapping[str, Any]) -> QuerySet[Application]:
    """The newest application of each client that fits, in the order asked for."""
    found = Application.objects.latest_per_client()
    if query := asked.get("q"):
        found = found.filter(client__in=Client.objects.search(query))
    if advice := asked.get("advice"):
        wanted = Q(current_score__score__advice__in=advice)
        if NOT_SCORED in advice:
            wanted |= Q(current_score=None)
        found = found.filter(wanted)
    return (
        found.select_related("client", "current_score__score")
        .only(
            "applied_on",
            "credit_amount",
            "client__reference",
            "client__first_name",
            "client__last_name",
            "client__birth_date",
            "current_score__score__score",
            "current_score__score__advice",
        )
        .order_by(*_order(asked.get("sort", _DEFAULT_SORT)))
    )


def _order(sort: str) -> list[OrderBy]:
    """The order, its reverse where asked; those without a score come last either way."""
    backwards = sort.startswith("-")
    order = []
    for field in _SORTS[sort.removeprefix("-")]:
        name, down = field.removeprefix("-"), field.startswith("-") != backwards
        last = True if name == "current_score__score__score" else None
        expression = F(name)
        order.append(expression.desc(nulls_last=last) if down else expression.asc(nulls_last=last))
    return order


def client_list_context(form: ClientFilter, page: Any) -> dict[str, Any]:
    """All that the page shows for one question; ``page`` is a number, or what stands for one."""
    asked = form.asked
    paginator = Paginator(find(asked), PAGE_SIZE)
    page_obj = paginator.get_page(page)
    return {
        "form": form,
        "page_obj": page_obj,
        "table": _table(page_obj, asked) if paginator.count else None,
        "count": _count(paginator.count),
        "active": _active(asked),
        "title": _title(asked, page_obj),
        "reset_url": reverse("explain:client_list"),
    }


def _count(count: int) -> str:
    shown = format_number(count, page_language())
    return ngettext("%(count)s client", "%(count)s clients", count) % {"count": shown}


def _title(asked: Mapping[str, Any], page: Page[Application]) -> str:
    """The page's title: what is listed, so that two lists are told apart."""
    title = _("Clients")
    if active := _active(asked):
        title += " – " + ", ".join(active)
    if page.number > 1:
        title += " – " + _("page %(number)s") % {"number": page.number}
    return title


def _active(asked: Mapping[str, Any]) -> list[str]:
    """The filters at work, in words."""
    active = []
    if query := asked.get("q"):
        active.append(_("“%(query)s” in reference or name") % {"query": query})
    if advice := asked.get("advice"):
        names = _(" or ").join(str(ADVICE[value]) for value in advice)
        active.append(_("advice: %(names)s") % {"names": names})
    return active


def _table(page: Page[Application], asked: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": "clients",
        "caption": _("Clients and their newest application"),
        "columns": list(_columns(asked)),
        "rows": [{"cells": _cells(application)} for application in page],
    }


def _columns(asked: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    language = page_language()
    currency = get_currency_symbol(settings.CURRENCY, locale=language)
    labels = (
        ("reference", _("Reference"), False),
        ("score", _("Score, 0 to 100"), True),
        (None, _("Advice"), False),
        ("name", _("Name"), False),
        ("age", _("Age, years"), True),
        ("amount", _("Loan asked for, %(currency)s") % {"currency": currency}, True),
    )
    sort = asked.get("sort", _DEFAULT_SORT)
    for name, label, numeric in labels:
        column: dict[str, Any] = {"label": label, "numeric": numeric}
        if name:
            column["sort_url"] = "?" + _query(asked, sort=f"-{name}" if sort == name else name)
        if name == sort.removeprefix("-"):
            column["sorted"] = "descending" if sort.startswith("-") else "ascending"
        yield column


def _query(asked: Mapping[str, Any], **changes: str) -> str:
    """The address's query for what is asked, changed; the page number is left behind."""
    return urlencode({**asked, **changes}, doseq=True)


def _cells(application: Application) -> list[dict[str, Any]]:
    client = application.client
    name = f"{client.first_name} {client.last_name}".strip()
    url = reverse("explain:client", args=[client.reference])
    return [
        {"text": str(client.reference), "url": url, "header": True},
        *_score_cells(getattr(application, "current_score", None)),
        {"text": name or _("not given")},
        {"text": str(age_at(client.birth_date, application.applied_on))},
        {"text": format_number(application.credit_amount, page_language())},
    ]


def _score_cells(current: CurrentScore | None) -> list[dict[str, Any]]:
    if current is None:
        return [{"text": "–"}, {"text": _("not scored yet")}]
    shown = shown_score(
        current.score.score,
        review_from=settings.ADVICE_REVIEW_FROM,
        review_to=settings.ADVICE_REVIEW_TO,
    )
    return [
        {"text": words.tenths_text(shown, page_language())},
        {"advice": current.score.advice},
    ]


def age_at(birth_date: date, day: date) -> int:
    """Completed years on a day."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))
