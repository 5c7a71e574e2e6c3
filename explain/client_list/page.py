"""What the page shows of the list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from explain.client_list.columns import columns, rows
from explain.client_list.facets import Facet
from explain.client_list.find import Counts, count, find
from explain.client_list.questions import ClientFilter, query
from explain.reading.kept_score import page_language
from ml.wording.formats import format_number
from scoring.models import ListedClient

PAGE_SIZE = 25

if TYPE_CHECKING:
    _Pages = Paginator[ListedClient]
else:
    _Pages = Paginator


class _Counted(_Pages):
    """Pages of a list whose length is known already; the last ones are read from the end."""

    def __init__(self, found: QuerySet[ListedClient], total: int) -> None:
        super().__init__(found, PAGE_SIZE)
        self._found, self._total = found, total

    @cached_property
    def count(self) -> int:
        """How many there are."""
        return self._total

    def page(self, number: int | str) -> Page[ListedClient]:
        """One page; the database counts its way to it from the nearer end."""
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        end = min(start + self.per_page, self.count)
        if start > self.count // 2:
            backwards = self._found.reverse()[self.count - end : self.count - start]
            return Page(_with_ranges(list(backwards)[::-1]), number, self)
        return Page(_with_ranges(list(self._found[start:end])), number, self)


def _with_ranges(clients: list[ListedClient]) -> list[ListedClient]:
    """The same clients with their scores' ranges, joined for these alone."""
    found = ListedClient.objects.with_ranges().in_bulk([client.pk for client in clients])
    for client in clients:
        for name in ("range_low", "range_high", "ask_first", "unknown", "steady"):
            setattr(client, name, getattr(found.get(client.pk), name, None))
    return clients


def client_list_context(form: ClientFilter, page: Any) -> dict[str, Any]:
    """All that the page shows for one question; ``page`` is a number, or what stands for one."""
    asked = form.asked
    counts = count(asked, form.facets)
    form.say_counts(counts.by_choice)
    page_obj = _Counted(find(asked, form.facets), counts.total).get_page(page)
    list_url = reverse("explain:client_list")
    return {
        "form": form,
        "panel": _panel(form, list_url),
        "page_obj": page_obj,
        "page_note": _page_note(page, page_obj),
        "table": _table(page_obj, asked) if counts.total else None,
        "count": _count(counts.total),
        "active": _removable(asked, form.facets),
        "suggestions": [] if counts.total else _suggestions(asked, form.facets, counts),
        "title": _title(asked, form, page_obj),
        "address": _address(list_url, asked),
        "reset_url": list_url,
        "csv_url": _address(reverse("explain:client_list_csv"), asked),
        "csv_text": _csv_text(counts.total),
    }


def _address(url: str, asked: Mapping[str, Any]) -> str:
    return f"{url}?{query(asked)}" if asked else url


def _panel(form: ClientFilter, url: str) -> dict[str, Any]:
    """What the filter panel needs; an update writes into it, but leaves it where it is."""
    fields = [form[facet.name] for facet in form.facets]
    parts = ["client-errors", "client-count", *form.count_ids()]
    return {
        "label": _("Filter the clients"),
        "action": url,
        "leading": [form["q"]],
        "groups": [
            {
                "legend": _("More filters"),
                "fields": fields,
                "folded": True,
                "open": any(field.errors for field in fields),
            }
        ],
        "hidden": [] if form.non_field_errors() else [form["sort"]],
        "attributes": {
            "id": "client-filter",
            "data-hx-get": url,
            "data-hx-trigger": "submit, change from:(#client-filter fieldset) delay:200ms",
            "data-hx-target": "#client-list",
            "data-hx-select": "#client-list",
            "data-hx-select-oob": ",".join(f"#{part}:innerHTML" for part in parts),
            "data-hx-swap": "outerHTML",
            "data-hx-push-url": "true",
            "data-hx-sync": "this:replace",
        },
    }


def _count(many: int) -> str:
    shown = format_number(many, page_language())
    return ngettext("%(count)s client", "%(count)s clients", many) % {"count": shown}


def _csv_text(many: int) -> str:
    shown = format_number(many, page_language())
    return ngettext(
        "Download this client (CSV)", "Download these %(count)s clients (CSV)", many
    ) % {"count": shown}


def _page_note(wanted: Any, page: Page[ListedClient]) -> str:
    """What to say when the page asked for is not the one shown."""
    if not wanted or str(wanted) == str(page.number):
        return ""
    return _("There is no page “%(wanted)s” in this list; this is page %(number)s.") % {
        "wanted": str(wanted)[:20],
        "number": format_number(page.number, page_language()),
    }


def _title(asked: Mapping[str, Any], form: ClientFilter, page: Page[ListedClient]) -> str:
    """The page's title: what is listed, so that two lists are told apart."""
    title = _("Clients")
    if form.errors:
        title = f"{_('Error:')} {title}"
    if active := _active(asked, form.facets):
        title += " – " + ", ".join(active)
    if page.number > 1:
        title += " – " + _("page %(number)s") % {"number": page.number}
    return title


def _active(asked: Mapping[str, Any], facets: Sequence[Facet]) -> list[str]:
    """The filters at work, in words, one for each question."""
    searched = asked.get("q")
    return [
        *([_searched(searched)] if searched else []),
        *(
            _said(facet, _(" or ").join(facet.choices[key] for key in keys))
            for facet in facets
            if (keys := asked.get(facet.name))
        ),
    ]


def _removable(asked: Mapping[str, Any], facets: Sequence[Facet]) -> list[dict[str, str]]:
    """The filters at work, one for each answer, with the list that there is without it."""
    url = reverse("explain:client_list")

    def without(**changes: Any) -> str:
        left = query(asked, **changes)
        return f"{url}?{left}" if left else url

    active = []
    if searched := asked.get("q"):
        active.append({"text": _searched(searched), "url": without(q=None)})
    for facet in facets:
        keys = asked.get(facet.name, [])
        for key in keys:
            others = [other for other in keys if other != key]
            text = _said(facet, facet.choices[key])
            active.append({"text": text, "url": without(**{facet.name: others})})
    return active


def _suggestions(
    asked: Mapping[str, Any], facets: Sequence[Facet], counts: Counts
) -> list[dict[str, str]]:
    """Where nobody fits: which question to drop, and how many clients there are then."""
    url = reverse("explain:client_list")
    found = []
    for facet in facets:
        many = counts.without[facet.name]
        if asked.get(facet.name) and many:
            words = {"filter": facet.label, "count": _count(many)}
            text = _("Without the filter by %(filter)s: %(count)s") % words
            found.append(
                {"text": text, "url": f"{url}?{query(asked, **{facet.name: None})}".rstrip("?")}
            )
    return found


def _searched(searched: str) -> str:
    return _("“%(query)s” in reference or name") % {"query": searched}


def _said(facet: Facet, answer: str) -> str:
    return _("%(question)s: %(answer)s") % {"question": facet.label, "answer": answer}


def _table(page: Page[ListedClient], asked: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": "clients",
        "caption": _("Clients and their newest application"),
        "columns": columns(asked),
        "rows": rows(page),
    }
