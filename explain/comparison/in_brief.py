"""A client among similar ones in a few sentences, for the client's own page."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from explain.comparison.counting.aggregates import compared_client, count_near, standing
from explain.comparison.counting.filters import SIMILAR
from explain.comparison.counting.similar_clients import steps
from explain.comparison.counting.variables import VARIABLES, Category
from explain.comparison.wording import TOO_FEW, Standing, clients_text, number_sentence
from explain.reading.kept_score import page_language

ASKED = ("income", "effort", "credit", "score")
"""What people ask first of someone who wants a loan."""


def brief_context(reference: int) -> dict[str, Any] | None:
    """Sentences, the rule that they rest on, and where to see more; two queries of sums.

    None where the portfolio is too small to compare anybody with. Http404 without a client.
    """
    client, values = compared_client(reference)
    language = page_language()
    rules = steps(client, language)
    near = count_near({}, rules, None)
    count, rule = near.rule_sizes[near.rule], rules[near.rule]
    if count < TOO_FEW:
        return None
    asked = [VARIABLES[name] for name in ASKED if values[name] is not None]
    _similar, found = standing(values, asked, rule.condition)
    return {
        "sentences": [
            number_sentence(item, Standing(*found[item.name]), SIMILAR, language)
            for item in asked
            if not isinstance(item, Category) and found[item.name][2]
        ],
        "rule": _("Similar clients: %(rule)s (%(count)s).")
        % {"rule": rule.text, "count": clients_text(count, language)},
        "url": reverse("explain:comparison", args=[reference]),
    }
