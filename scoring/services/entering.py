"""A new application and its score, together or not at all."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from clients.models import Application
from clients.services import record_application
from scoring.models import Score
from scoring.services.engines import active
from scoring.services.storing import score_application


@dataclass(frozen=True)
class Entered:
    """What was recorded, and its score."""

    application: Application
    score: Score


@transaction.atomic
def enter_application(
    *,
    user: User | None,
    client: Mapping[str, Any],
    application: Mapping[str, Any],
    source: str = Application.Source.FORM,
    applied_on: date | None = None,
    none: Collection[str] = (),
) -> Entered:
    """Record a new client's application and score it at once.

    Arguments as of ``clients.services.record_application``.

    :raises NoActiveModel: there is no model in force; nothing is recorded.
    :raises ValidationError: with an error for each field that is wrong; nothing is recorded.
    """
    active()
    recorded = record_application(
        user=user,
        client=client,
        application=application,
        source=source,
        applied_on=applied_on,
        none=none,
    )
    return Entered(recorded, score_application(application_id=recorded.pk))
