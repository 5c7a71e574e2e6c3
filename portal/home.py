"""What the home page lists for each role: what needs somebody today, and the clients seen last."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clients.models import Application, Client
from explain.reading.score_text import kept_score_cell
from ml.points import CUT_OFF_SCORE
from portal.account.preferences import preferences_of
from portal.account.words import Step, first_steps, roles_of
from portal.roles import Role
from scoring.models import CurrentScore, ModelVersion, Score
from scoring.models.score import long_fields

SHOWN = 5

Table = dict[str, Any]
"""What the table component takes."""


def home_context(user: User, seen: Sequence[int]) -> dict[str, Any]:
    """All that the page shows this person; ``seen`` are the references of the clients seen last."""
    roles = roles_of(user)
    model = ModelVersion.objects.in_force().first()
    context = {"model": model, "steps": _steps(user, roles), "role": roles[0] if roles else ""}
    if not user.has_perm("clients.view_client"):
        return context
    tables = [table for table in _tables(user, roles) if table]
    looks_after = model is not None and user.has_perm("scoring.view_modelversion")
    return context | {
        "tables": tables,
        "seen": seen_last(seen),
        "any_client": Client.objects.exists(),
        "unscored": not_scored_by(model) if looks_after and model else None,
    }


def to_review(shown: int = SHOWN) -> Table | None:
    """The newest applications that the model advises to review, or None where there is none."""
    found = _scores().filter(score__advice="review").order_by("-application_id")[:shown]
    return _table(
        "review",
        _("Newest applications to review"),
        [_client_column(), _score_column(), {"label": _("Applied on")}],
        ([_client(it.application), _score(it.score), _day(it.application)] for it in found),
    )


def nearest_cut_off(shown: int = SHOWN) -> Table | None:
    """The scores nearest to the cut-off, or None where there is none."""
    above = _scores().filter(score__score__gte=CUT_OFF_SCORE).order_by("score__score")[:shown]
    below = _scores().filter(score__score__lt=CUT_OFF_SCORE).order_by("-score__score")[:shown]
    nearest = sorted([*above, *below], key=lambda it: abs(it.score.score - CUT_OFF_SCORE))
    return _table(
        "close",
        _("Nearest to the cut-off"),
        [_client_column(), _score_column(), {"label": _("Advice")}],
        (
            [_client(it.application), _score(it.score), {"advice": it.score.advice}]
            for it in nearest[:shown]
        ),
    )


def waiting(shown: int = SHOWN) -> Table | None:
    """The newest applications without a score, or changed since; None where all is up to date."""
    changed = _applications().filter(inputs_digest=None, current_score__isnull=False)
    found = [*changed.order_by("-pk")[:shown], *_unscored(shown)]
    newest = sorted(found, key=lambda application: -application.pk)[:shown]
    return _table(
        "waiting",
        _("Without an up-to-date score"),
        [_client_column(), {"label": _("Applied on")}, {"label": _("Why")}],
        ([_client(it), _day(it), {"text": _why_waiting(it)}] for it in newest),
    )


def entered_by(user: User, shown: int = SHOWN) -> Table | None:
    """The applications that this person entered last, or None where there is none."""
    found = _applications().filter(entered_by=user).order_by("-pk")[:shown]
    return _table(
        "mine", _("Entered by you lately"), _standing_columns(), (_standing(it) for it in found)
    )


def seen_last(references: Sequence[int]) -> Table | None:
    """These clients' newest applications, in this order; None where there is none (any more)."""
    found = _applications().filter(client__reference__in=references).latest_per_client()
    ordered = sorted(found, key=lambda it: references.index(it.client.reference))
    return _table(
        "seen", _("The last one first"), _standing_columns(), (_standing(it) for it in ordered)
    )


def not_scored_by(model: ModelVersion) -> dict[str, int]:
    """How many applications there are, and how many of them have no score by this model."""
    total = Application.objects.count()
    scores = CurrentScore.objects.all()
    others = ModelVersion.objects.exclude(pk=model.pk)
    if others.filter(Exists(Score.objects.filter(model_version=OuterRef("pk")))).exists():
        scores = scores.filter(score__model_version=model)
    return {"total": total, "missing": total - scores.count()}


def _tables(user: User, roles: Iterable[Role]) -> Iterable[Table | None]:
    wanted = set(roles)
    if Role.ADVISOR in wanted:
        yield to_review()
    if wanted - {Role.RISK_MANAGER}:
        yield waiting()
    if Role.BACK_OFFICE in wanted:
        yield entered_by(user)
    if Role.RISK_MANAGER in wanted:
        yield nearest_cut_off()


def _steps(user: User, roles: Sequence[Role]) -> list[Step]:
    """The first steps in the first of these roles, unless they were put away."""
    if not roles or preferences_of(user).first_steps_hidden:
        return []
    return first_steps(roles[0])


def _unscored(shown: int) -> list[Application]:
    # Counting reads two small indexes; looking for those without a score reads both tables.
    if Application.objects.count() == CurrentScore.objects.count():
        return []
    scored = Exists(CurrentScore.objects.filter(application=OuterRef("pk")))
    return list(_applications().filter(~scored).order_by("-pk")[:shown])


def _scores() -> QuerySet[CurrentScore]:
    return CurrentScore.objects.select_related("score__model_version", "application__client").defer(
        *long_fields("score__"), "application__details"
    )


def _applications() -> Any:
    """Applications with their client and current score, without what is long."""
    return Application.objects.select_related(
        "client", "current_score__score__model_version"
    ).defer("details", *long_fields("current_score__score__"))


def _current(application: Application) -> Score | None:
    kept = getattr(application, "current_score", None)
    return kept.score if kept else None


def _why_waiting(application: Application) -> str:
    return _("Changed since it was scored") if _current(application) else _("Not scored yet")


def _table(
    name: str, caption: str, columns: list[dict[str, Any]], rows: Iterable[list[dict[str, Any]]]
) -> Table | None:
    listed = [{"cells": cells} for cells in rows]
    return {"id": name, "caption": caption, "columns": columns, "rows": listed} if listed else None


def _client_column() -> dict[str, Any]:
    return {"label": _("Client")}


def _score_column() -> dict[str, Any]:
    return {"label": _("Score, 0 to 100"), "numeric": True}


def _standing_columns() -> list[dict[str, Any]]:
    return [_client_column(), _score_column(), {"label": _("Advice")}]


def _standing(application: Application) -> list[dict[str, Any]]:
    score = _current(application)
    advice = {"advice": score.advice} if score else {"text": _("No score yet")}
    return [_client(application), _score(score) if score else {"text": "–"}, advice]


def _client(application: Application) -> dict[str, Any]:
    client = application.client
    named = bool(client.first_name or client.last_name)
    return {
        "text": client.display_name,
        "url": reverse("explain:client", args=[client.reference]),
        "header": True,
        "note": str(client.reference) if named else "",
    }


def _score(score: Score) -> dict[str, Any]:
    return kept_score_cell(score, get_language() or settings.LANGUAGE_CODE)


def _day(application: Application) -> dict[str, Any]:
    return {"text": date_format(application.applied_on, "SHORT_DATE_FORMAT")}
