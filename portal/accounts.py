"""Sign-in and sign-out: Django's own views with our templates."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth import views
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.views.i18n import set_language

from portal.account.preferences import preferences_of, save_preferences, show_in
from portal.forms import SignInForm
from portal.sessions import SIGNED_IN, has_ended, read_kept_form


class SignIn(views.LoginView):
    """Signs in, brings the person's language and colours, and says when a session has ended."""

    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whether somebody is here because their session has ended."""
        sent_here = bool(self.get_redirect_url())
        ended = sent_here and has_ended(self.request)
        kept = self.request.POST.get("kept", "")
        return super().get_context_data(**kwargs, ended=ended, kept=kept)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Sign in, with cookies that outlive the session."""
        response = super().form_valid(form)
        if kept := read_kept_form(self.request.POST.get("kept", "")):
            response = render(self.request, "registration/send_again.html", kept)
        response.set_cookie(
            SIGNED_IN, "yes", httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )
        user = form.get_user()
        if isinstance(user, User):
            show_in(response, preferences_of(user))
        return response


def address_of(request: HttpRequest) -> str:
    """Where somebody signs in from: behind a proxy what it says itself, which it adds last."""
    told = request.headers.get("X-Forwarded-For", "") if settings.BEHIND_PROXY else ""
    return told.rpartition(",")[2].strip() or str(request.META.get("REMOTE_ADDR", ""))


def too_many_attempts(
    request: HttpRequest, _response: HttpResponse | None = None, _who: Any = None
) -> HttpResponse:
    """The sign-in page again, saying how long to wait; what was typed as a name is still there."""
    form = SignInForm(request, data=request.POST)
    form.wait_for(settings.AXES_COOLOFF_TIME)
    context = {"form": form, "kept": request.POST.get("kept", "")}
    status = HTTPStatus.TOO_MANY_REQUESTS
    return render(request, "registration/login.html", context, status=status)


class SignOut(views.LogoutView):
    """Signs out: nothing has ended by itself then."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Sign out and forget that somebody was here."""
        response = super().post(request, *args, **kwargs)
        response.delete_cookie(SIGNED_IN, samesite="Lax")
        return response


@login_not_required
def switch_language(request: HttpRequest) -> HttpResponseBase:
    """The switch in the header: Django's view, and kept with the account of who is signed in."""
    response = set_language(request)
    language = request.POST.get("language", "")
    if isinstance(request.user, User) and language in {"fr", "en"} and request.method == "POST":
        save_preferences(user=request.user, language=language)
    return response


urlpatterns = [
    path("login/", SignIn.as_view(), name="login"),
    path("logout/", SignOut.as_view(), name="logout"),
]
