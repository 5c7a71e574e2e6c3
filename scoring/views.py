"""The page on which the back office enters a new client's application."""

from __future__ import annotations

import logging
from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from clients.forms import ApplicationForm
from clients.once import once
from clients.services import record_application
from ml.bundle import BundleError
from scoring import entry_messages as entered
from scoring import services
from scoring.models import ModelVersion

logger = logging.getLogger(__name__)


@require_http_methods(["GET", "POST"])
@permission_required("clients.add_application", raise_exception=True)
def application_new(request: HttpRequest) -> HttpResponse:
    """An empty form; or record and score what was sent, then show the client's file."""
    form = ApplicationForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and (reference := _enter(request, form)):
        return redirect("explain:client", reference=reference)
    context = {"form": form, "model": ModelVersion.objects.in_force().exists()}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "scoring/application_form.html", context, status=status)


def _enter(request: HttpRequest, form: ApplicationForm) -> int | None:
    """Record and score the application, once, and say so; None when the records refused it.

    The client's reference.
    """
    user = request.user if request.user.is_authenticated else None
    try:
        outcome = once(
            purpose="application",
            owner=user,
            key=form.once_key,
            content={n: form.cleaned_data[n] for n in form.cleaned_data if n != "once"},
            do=lambda: _record(request, form, user),
        )
    except ValidationError as error:
        form.add_error(None, error)
        return None
    if outcome.is_repeat:
        tell = messages.info if outcome.is_same else messages.warning
        tell(request, entered.repeated_text(is_same=outcome.is_same))
    return int(outcome.result)


def _record(request: HttpRequest, form: ApplicationForm, user: User | None) -> int:
    person, asked, left_empty = form.client_data, form.application_data, form.left_empty()
    none = form.none_data
    try:
        done = services.enter_application(user=user, client=person, application=asked, none=none)
    except (services.NoActiveModel, BundleError):
        logger.exception("an application is recorded without a score")
        client = record_application(user=user, client=person, application=asked, none=none).client
        text = entered.unscored_text(name=client.display_name, left_empty=left_empty)
        messages.warning(request, text)
        return client.reference
    client = done.application.client
    text = entered.scored_text(done.score, name=client.display_name, left_empty=left_empty)
    messages.success(request, text)
    return client.reference
