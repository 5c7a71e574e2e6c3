"""What the pages of a comparison share: heading, tabs, the filter panel, and with whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from explain.comparison.counting.filters import CHOSEN, EVERYBODY, SIMILAR, ComparisonForm
from explain.comparison.counting.similar_clients import ENOUGH, Step
from explain.comparison.wording import TOO_FEW, clients_text
from explain.reading.kept_score import page_language
from explain.reading.score_text import is_listed_wide, listed_score_cell, range_text
from scoring.models import ListedClient

UPDATED = ("errors", "tabs", "count")
"""What an update changes besides the charts; each stays where it is and gets new content."""


@dataclass(frozen=True, kw_only=True)
class Company:
    """With whom a client is compared.

    ``group`` is the one that is shown, ``sizes`` are the groups' sizes by their names; ``rules``
    are those of similar clients, ``rule`` the number of the one taken, ``rule_sizes`` has how many
    that one and each narrower one holds.
    """

    group: str
    sizes: Mapping[str, int]
    rules: Sequence[Step]
    rule_sizes: Sequence[int]
    rule: int

    @property
    def size(self) -> int:
        """How many clients the group has."""
        return self.sizes[self.group]

    @property
    def too_few(self) -> bool:
        """Whether the group is too small to compare with."""
        return self.size < TOO_FEW

    @property
    def rule_text(self) -> str:
        """The rule of similar clients in words."""
        return self.rules[self.rule].text


def shortest(form: ComparisonForm, **changes: Any) -> str:
    """The address's query for what is asked, without what is the default; None takes away."""
    defaults = {"against": SIMILAR, **{n: default for n, (_l, _o, default) in form.items.items()}}
    asked = {**form.asked, **changes}
    left = {n: value for n, value in asked.items() if value and value != defaults.get(n)}
    return urlencode(left, doseq=True)


def group_query(form: ComparisonForm) -> str:
    """The query for the same group on another page."""
    return shortest(form, **dict.fromkeys(form.items))


def frame(client: ListedClient, tab: str, title: str, form: Any = None) -> dict[str, Any]:
    """What all pages of a comparison have: whom it is about, and the other pages."""
    reference = client.reference
    named = _("Client %(reference)s") % {"reference": reference}
    error = f"{_('Error:')} " if form is not None and form.errors else ""
    kept = group_query(form) if isinstance(form, ComparisonForm) else ""
    tabs = (
        ("overview", "comparison", _("Overview"), kept),
        ("item", "comparison_item", _("One item"), kept),
        ("pair", "comparison_pair", _("Two items together"), kept),
        ("clients", "comparison_clients", _("Two clients"), ""),
    )
    return {
        "reference": reference,
        "title": f"{error}{named} – {title} – {_('Comparison')}",
        "heading": client.client.display_name,
        "eyebrow": "" if client.client.display_name == named else named,
        "form": form,
        "score_note": _score_note(client),
        "trail": [
            {"label": _("Clients"), "url": reverse("explain:client_list")},
            {"label": named, "url": reverse("explain:client", args=[reference])},
        ],
        "tabs": [
            {
                "label": label,
                "url": with_query(reverse(f"explain:{name}", args=[reference]), query),
                "current": key == tab,
            }
            for key, name, label, query in tabs
        ],
    }


def _score_note(client: ListedClient) -> str:
    """That the score is wide, where it is: what is compared is the score as it stands."""
    found: Any = ListedClient.objects.with_ranges().get(pk=client.pk)
    if not is_listed_wide(found):
        return ""
    language = page_language()
    return _(
        "Much is not known of this client: the score is %(score)s now and would lie in the range "
        "%(range)s once more is known. It is compared as it stands."
    ) % {
        "score": listed_score_cell(found, language)["text"],
        "range": range_text(found.range_low, found.range_high, language),
    }


def found_context(form: ComparisonForm, company: Company, url: str) -> dict[str, Any]:
    """With whom the client is compared: how many, by which rule or filters, or that they are too
    few."""
    language, many = page_language(), company.size
    words = {"count": clients_text(many, language)}
    count = {
        EVERYBODY: _("Compared with all clients: %(count)s"),
        SIMILAR: _("Compared with similar clients: %(count)s"),
        CHOSEN: _("Compared with the chosen group: %(count)s"),
    }[company.group] % words
    too_few = ngettext(
        "There is only %(many)s client in this group. Fewer than %(least)s are too few to compare "
        "with: remove a filter, or compare with all clients.",
        "There are only %(many)s clients in this group. Fewer than %(least)s are too few to "
        "compare with: remove a filter, or compare with all clients.",
        many,
    ) % {"many": many, "least": TOO_FEW}
    asked = shortest(form)
    return {
        "count": count,
        "rule": _("Similar clients: %(rule)s (%(count)s).")
        % {
            "rule": company.rule_text,
            "count": clients_text(company.sizes[SIMILAR], language),
        },
        "rule_help": _(
            "Similar clients ask for the same kind of loan, and their age, income, amount of the "
            "loan and time in the job lie near this client’s. Where fewer than %(enough)s clients "
            "do, the rule asks less, step by step, until at least so many fit. The same client "
            "always gets the same rule; the client counts among the similar ones."
        )
        % {"enough": ENOUGH},
        "ladder": _ladder(company),
        "too_few": too_few if company.too_few else "",
        "active": _removable(form, url),
        "reset_url": with_query(url, shortest(form, **dict.fromkeys(form.answers))),
        "address": with_query(url, asked),
    }


def _ladder(company: Company) -> list[dict[str, Any]]:
    """The rules of similar clients as they are tried, with how many each holds."""
    language = page_language()
    return [
        {
            "text": _("%(rule)s: %(clients)s")
            % {"rule": rule.text, "clients": clients_text(size, language)},
            "taken": place == company.rule,
        }
        for place, (rule, size) in enumerate(zip(company.rules, company.rule_sizes, strict=False))
    ]


def _removable(form: ComparisonForm, url: str) -> list[dict[str, str]]:
    """The filters in force as text, each with the address without it."""
    return [
        {
            "text": _("%(question)s: %(answer)s")
            % {"question": facet.label, "answer": facet.choices[key]},
            "url": with_query(
                url, shortest(form, **{facet.name: [other for other in keys if other != key]})
            ),
        }
        for facet in form.facets
        if (keys := form.answers.get(facet.name))
        for key in keys
    ]


def with_query(url: str, query: str) -> str:
    """An address and its query; without one, the address alone."""
    return f"{url}?{query}" if query else url


def panel(form: ComparisonForm, url: str) -> dict[str, Any]:
    """What the filter panel needs; an update leaves it where it is."""
    answers = form.answers
    return {
        "label": _("Choose what is compared, and with whom"),
        "action": url,
        "leading": [*(form[name] for name in form.items), form["against"]],
        "groups": [
            {
                "legend": form[facet.name].label,
                "fields": [form[facet.name]],
                "folded": True,
                "open": facet.name in answers or bool(form[facet.name].errors),
            }
            for facet in form.facets
        ],
        "attributes": {
            "id": "comparison-filter",
            "data-hx-get": url,
            "data-hx-trigger": "submit, change delay:200ms",
            "data-hx-target": "#comparison",
            "data-hx-select": "#comparison",
            "data-hx-select-oob": ",".join(f"#comparison-{part}:innerHTML" for part in UPDATED),
            "data-hx-swap": "outerHTML",
            "data-hx-push-url": "true",
            "data-hx-sync": "this:replace",
        },
    }
