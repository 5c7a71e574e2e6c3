"""What a person is told after entering an application: its score, or why there is none."""

from __future__ import annotations

from collections.abc import Sequence

from babel.numbers import format_decimal
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from clients.form_fields import language
from ml.points import Advice, shown_score, whole_score
from scoring.models import Score

NAMED = 6
"""Empty fields that are named; more are counted."""


def scored_text(score: Score, *, name: str, left_empty: Sequence[str]) -> str:
    """The client, the score with its advice, and what was left empty."""
    pattern = (
        _(
            "The application of %(name)s is recorded. Score: %(score)s out of 100, between %(low)s "
            "and %(high)s once more is known. %(advice)s"
        )
        if score.is_wide
        else _("The application of %(name)s is recorded. Score: %(score)s out of 100. %(advice)s")
    )
    said = pattern % {
        "name": name,
        "score": _shown_text(score),
        "low": whole_score(shown_tenths(score.range_low or 0)),
        "high": whole_score(shown_tenths(score.range_high or 0)),
        "advice": _ADVICE[Advice(score.advice)](),
    }
    return f"{said} {empty_text(left_empty)}"


def _shown_text(score: Score) -> str:
    """In no more digits than it can carry."""
    tenths = shown_tenths(score.score)
    if score.is_rough:
        return str(whole_score(tenths))
    return str(format_decimal(tenths / 10, format="0.0", locale=language()))


def unscored_text(*, name: str, left_empty: Sequence[str]) -> str:
    """The client, and that there is no score yet."""
    said = _(
        "The application of %(name)s is recorded, but has no score: no model can score it now. "
        "Ask a risk manager; nothing has to be entered again."
    ) % {"name": name}
    return f"{said} {empty_text(left_empty)}"


def repeated_text(*, is_same: bool) -> str:
    """That the form was sent before, and what became of what is another now."""
    if is_same:
        return _("This application was recorded already; nothing was recorded twice.")
    return _(
        "This form was sent before, and what was sent then is recorded. What you have changed "
        "since then is not."
    )


def empty_text(labels: Sequence[str]) -> str:
    """Which fields were left empty."""
    if not labels:
        return _("No field was left empty.")
    named, others = ", ".join(labels[:NAMED]), len(labels) - NAMED
    if others > 0:
        more = ngettext("%(count)s more", "%(count)s more", others) % {"count": others}
        named = _("%(first)s and %(last)s") % {"first": named, "last": more}
    text = ngettext(
        "%(count)s field was left empty:", "%(count)s fields were left empty:", len(labels)
    )
    return f"{text % {'count': len(labels)}} {named}."


def shown_tenths(score: float) -> int:
    """The score as every page shows it, in tenths."""
    return shown_score(
        score, review_from=settings.ADVICE_REVIEW_FROM, review_to=settings.ADVICE_REVIEW_TO
    )


_ADVICE = {
    Advice.GRANT: lambda: pgettext("sentence", "The model advises to grant."),
    Advice.REVIEW: lambda: pgettext("sentence", "The model advises a closer look."),
    Advice.REFUSE: lambda: pgettext("sentence", "The model advises to refuse."),
    Advice.COMPLETE: lambda: pgettext(
        "sentence", "What is not known decides: the model advises to ask first."
    ),
}
