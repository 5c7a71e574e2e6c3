"""What a risk manager sees and does about the stored drawings: how many there are, draw again."""

from __future__ import annotations

import logging
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Min
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clients.models import Application
from explain.models import Plot
from explain.reading.kept_score import page_language
from explain.stored_drawings import undrawn
from explain.tasks import order_waterfalls
from ml.wording.formats import format_number
from portal.model.records import ModelDrawing
from portal.model.tasks import draw_model_figures
from scoring.models import CurrentScore, ModelVersion
from scoring.services.engines import NoActiveModel

logger = logging.getLogger(__name__)


class Redrawn(StrEnum):
    """What can be drawn again."""

    FIGURES = "figures"
    WATERFALLS = "waterfalls"


ORDERED = {
    Redrawn.FIGURES: gettext_lazy(
        "The model’s figures are being drawn again in the background. Until they are, each page "
        "draws what it shows."
    ),
    Redrawn.WATERFALLS: gettext_lazy(
        "The scores of open applications are being drawn again in the background. Until they are, "
        "each page draws what it shows."
    ),
}
NOT_ORDERED = gettext_lazy(
    "Nothing is drawn again and nothing has changed: the queue of background work does not answer. "
    "Try again later, or tell your administrator."
)


def draw_again(*, what: Redrawn, user: User) -> None:
    """Have a worker draw them again; the log says who asked.

    :raises NoActiveModel: there is no model whose figures could be drawn.
    :raises kombu.exceptions.OperationalError: the broker does not answer; nothing has changed.
    """
    if what is Redrawn.FIGURES:
        version = ModelVersion.objects.in_force().first()
        if version is None:
            raise NoActiveModel
        draw_model_figures.delay(version.pk, again=True)
    else:
        order_waterfalls.delay(again=True)
    logger.info("%s are drawn again for %s", what.value, user.get_username())


def why_not(error: Exception) -> str:
    """What is said where nothing could be ordered."""
    return str(error if isinstance(error, NoActiveModel) else NOT_ORDERED)


def drawings_rows(version: ModelVersion) -> list[dict[str, str]]:
    """What is kept of the version in force and of open applications, in words."""
    figures = ModelDrawing.objects.filter(figure__model_version=version)
    scored = CurrentScore.objects.filter(application__in=Application.objects.open()).count()
    return [
        _row(_("Drawings of the model’s figures"), figures.count(), _oldest(figures), ""),
        _row(
            _("Drawings of clients’ scores"),
            Plot.objects.count(),
            _oldest(Plot.objects.all()),
            _waterfalls_note(scored, scored - undrawn().count()),
        ),
    ]


def _oldest(drawings: Any) -> datetime | None:
    oldest: datetime | None = drawings.aggregate(oldest=Min("drawn_at"))["oldest"]
    return oldest


def _row(term: str, count: int, oldest: datetime | None, note: str) -> dict[str, str]:
    said = []
    if oldest is not None:
        moment = localtime(oldest)
        said.append(
            _("The oldest was drawn on %(day)s at %(time)s.")
            % {"day": date_format(moment), "time": date_format(moment, "TIME_FORMAT")}
        )
    if note:
        said.append(note)
    return {"term": term, "value": format_number(count, page_language()), "note": " ".join(said)}


def _waterfalls_note(scored: int, drawn: int) -> str:
    if not scored:
        return _("No open application has a score.")
    return ngettext(
        "%(drawn)s of the %(scored)s open application with a score has its own.",
        "%(drawn)s of the %(scored)s open applications with a score have theirs.",
        scored,
    ) % {
        "drawn": format_number(drawn, page_language()),
        "scored": format_number(scored, page_language()),
    }
