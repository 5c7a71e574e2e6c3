"""What all drawings of comparisons are made of."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from explain.comparison.charts.distribution import Distribution
from explain.comparison.counting.filters import EVERYBODY
from explain.comparison.wording import group_name

LEFT, RIGHT = 0.5, 99.5
LABELS = 4
"""Labels that an axis has room for on a telephone, one more at its end."""


def legend(found: Distribution) -> list[tuple[str, str]]:
    """The kinds of marks of a distribution, with their words."""
    said = [("plain", group_name(found.group))]
    if found.group != EVERYBODY:
        said.append(("level", group_name(EVERYBODY)))
    if any(b.outlying for b in found.bins):
        said.append(("outlying", _("Unusual values")))
    if found.value is not None:
        said.append(("client", _("This client")))
    if found.rates:
        said += [("rate", _("Share that repaid")), ("whole", _("Repaid in the whole group"))]
    return said


def labelled(x: float, text: str) -> dict[str, str]:
    """A mark with its text, which stays inside of the drawing."""
    anchor = "start" if x < 33 else "end" if x > 67 else "middle"
    return {"x": percent(x), "text": text, "anchor": anchor}


def tick(x: float, text: str) -> dict[str, str]:
    """A number at an axis; at the sides it stays inside of the drawing."""
    return {
        "x": percent(x),
        "text": text,
        "anchor": "start" if x < 4 else "end" if x > 92 else "middle",
    }


def percent(number: float) -> str:
    """A place across, as SVG has it."""
    return f"{number:.2f}%"


def drawn(template: str, context: dict[str, Any]) -> SafeString:
    """A drawing from its template, as markup."""
    markup = render_to_string(template, context)
    return mark_safe(markup)  # noqa: S308 -- a template's output, which escapes
