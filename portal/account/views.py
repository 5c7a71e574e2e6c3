"""Pages of a person's own account."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.account.forms import NewPasswordForm, PreferencesForm
from portal.account.preferences import preferences_of, save_preferences, show_in
from portal.account.words import role_words, roles_of
from portal.sessions import keep_alive, session_seconds


class SignedInRequest(HttpRequest):
    """A request of somebody signed in: the middleware lets no other through."""

    user: User


@require_http_methods(["GET", "POST"])
def account(request: SignedInRequest) -> HttpResponse:
    """Who one is here, and how the portal looks; saves the latter."""
    form = PreferencesForm(request.POST) if request.method == "POST" else _shown(request)
    if form.is_bound and form.is_valid():
        return _saved(request, form.cleaned_data)
    context = {"form": form, "roles": [role_words(role) for role in roles_of(request.user)]}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "portal/account.html", context, status=status)


@require_POST
def first_steps(request: SignedInRequest) -> HttpResponse:
    """Put the first steps of the home page away, or bring them back."""
    hidden = request.POST.get("show") != "yes"
    save_preferences(user=request.user, first_steps_hidden=hidden)
    if hidden:
        messages.success(request, _("The first steps are put away. Your account page has them."))
    return redirect("portal:home")


@require_POST
def extend(request: HttpRequest) -> JsonResponse:
    """Keep the session for its whole time from now on; says how many seconds that is."""
    keep_alive(request)
    return JsonResponse({"seconds": session_seconds()})


class ChangePassword(PasswordChangeView):
    """Django's view, with our form; signs the person out everywhere else."""

    form_class = NewPasswordForm
    success_url = reverse_lazy("portal:account")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the way back to the account."""
        crumbs = [{"label": _("Your account"), "url": self.get_success_url()}]
        title = _("Change the password")
        return {**super().get_context_data(**kwargs), "crumbs": crumbs, "title": title}

    def form_valid(self, form: Any) -> HttpResponse:
        """Save, and say so."""
        response = super().form_valid(form)
        text = _("Your password is changed. Other devices have to sign in again.")
        messages.success(self.request, text)
        return response


def _shown(request: SignedInRequest) -> PreferencesForm:
    return PreferencesForm.showing(preferences_of(request.user), get_language() or "")


def _saved(request: SignedInRequest, chosen: dict[str, str]) -> HttpResponse:
    language, theme = chosen["language"], chosen["theme"]
    kept = save_preferences(user=request.user, language=language, theme=theme)
    with override(kept.language):
        messages.success(request, _("Your choices are kept."))
    response = redirect("portal:account")
    show_in(response, kept)
    return response
