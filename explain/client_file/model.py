"""The model behind a score, in terms and values."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from explain.reading.score import Reading
from ml.wording.formats import format_number


def model_rows(reading: Reading) -> list[dict[str, str]]:
    """Version, dates, size, cut-off and the advice's bounds, as the summary list takes them."""
    facts = reading.facts
    return [
        {"term": _("Model version"), "value": facts.model_label},
        {"term": _("Trained on"), "value": date_format(localtime(facts.model_trained_at))},
        {"term": _("Scored on"), "value": date_format(localtime(facts.scored_at))},
        {"term": _("Items it reads"), "value": str(len(facts.features))},
        {
            "term": _("Cut-off"),
            "value": _(
                "a score of %(score)s, that is a probability of repayment of %(probability)s"
            )
            % {"score": reading.cut_off_text, "probability": reading.cut_off_repayment_text},
        },
        {
            "term": _("Advice"),
            "value": _(
                "refuse below %(low)s, review from %(low)s to %(high)s, grant above %(high)s"
            )
            % {
                "low": format_number(reading.review_from, reading.language, decimals=1),
                "high": format_number(reading.review_to, reading.language, decimals=1),
            },
        },
    ]


def sheet_text(reading: Reading, reference: int) -> str:
    """What stands at the foot of each printed page: whose it is, from when, by which model."""
    facts = reading.facts
    return _("Client %(reference)s – scored on %(date)s by model %(model)s") % {
        "reference": reference,
        "date": date_format(localtime(facts.scored_at)),
        "model": facts.model_label,
    }
