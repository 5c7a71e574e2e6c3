"""The language and the colours that a person chose, kept with the account and in cookies.

Pages read the cookies only, so that those without a session (sign-in, errors) look the same;
signing in on another machine brings them there.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse

from portal.models import Preferences, Theme

THEME_COOKIE = "theme"
FORCED = {Theme.LIGHT.value, Theme.DARK.value}


def chosen_theme(request: HttpRequest) -> str:
    """``light`` or ``dark``, or nothing where the system's own choice holds."""
    theme = request.COOKIES.get(THEME_COOKIE, "")
    return theme if theme in FORCED else ""


def preferences_of(user: User) -> Preferences:
    """What is kept for this person; where nothing is yet, what holds then (not written)."""
    return Preferences.objects.filter(user=user).first() or Preferences(user=user)


def save_preferences(
    *,
    user: User,
    language: str | None = None,
    theme: str | None = None,
    first_steps_hidden: bool | None = None,
) -> Preferences:
    """Keep what a person chose; None leaves a choice as it was.

    :raises ValidationError: a value that is not offered; nothing is written then.
    """
    given = {"language": language, "theme": theme, "first_steps_hidden": first_steps_hidden}
    chosen = {name: value for name, value in given.items() if value is not None}
    Preferences(user=user, **chosen).clean_fields()
    kept, _created = Preferences.objects.update_or_create(user=user, defaults=chosen)
    return kept


def show_in(response: HttpResponse, kept: Preferences) -> None:
    """Put what is kept into the browser's cookies."""
    if kept.language:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            kept.language,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            samesite="Lax",
            secure=settings.LANGUAGE_COOKIE_SECURE,
        )
    if kept.theme in FORCED:
        response.set_cookie(
            THEME_COOKIE,
            kept.theme,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
        )
    else:
        response.delete_cookie(THEME_COOKIE, samesite="Lax")
