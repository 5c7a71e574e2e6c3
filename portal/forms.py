"""The sign-in form."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext


class SignInForm(AuthenticationForm):
    """Django's own, with the keyboard left where the page begins and errors that help."""

    error_messages = {
        "invalid_login": _(
            "This user name and password do not go together. Check both; capitals count."
        ),
        "inactive": _("This account is closed. Ask your administrator."),
    }

    def wait_for(self, pause: timedelta) -> None:
        """Check nothing any more, and say how long to wait instead."""
        seconds = round(pause.total_seconds())
        self._errors = ErrorDict()
        self.cleaned_data = {}
        self.add_error(
            None,
            ngettext(
                "Too many wrong passwords for this user name from this place. Wait %(seconds)s "
                "second, then try again.",
                "Too many wrong passwords for this user name from this place. Wait %(seconds)s "
                "seconds, then try again.",
                seconds,
            )
            % {"seconds": seconds},
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].widget.attrs.pop("autofocus", None)
        self.fields["username"].label = _("User name")
        self.fields["username"].error_messages["required"] = _("Enter your user name.")
        self.fields["password"].error_messages["required"] = _("Enter your password.")
