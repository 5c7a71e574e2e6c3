"""Forms of the account page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.password_validation import password_validators_help_texts
from django.utils.translation import gettext_lazy as _

from portal.models import Preferences, Theme


class PreferencesForm(forms.Form):
    """How the portal looks to one person."""

    language = forms.ChoiceField(
        label=_("Language"),
        choices=[("fr", "Français"), ("en", "English")],
        widget=forms.RadioSelect(attrs={"class": "choices"}),
    )
    theme = forms.ChoiceField(
        label=_("Colours"),
        choices=Theme.choices,
        widget=forms.RadioSelect(attrs={"class": "choices"}),
    )

    @classmethod
    def showing(cls, kept: Preferences, language: str) -> PreferencesForm:
        """The form with what holds now; ``language`` is the page's, where none was chosen."""
        return cls(initial={"language": kept.language or language, "theme": kept.theme})


class NewPasswordForm(PasswordChangeForm):
    """Django's own: the rules as one plain text, the keyboard left where the page begins."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = _("Present password")
        self.fields["old_password"].widget.attrs.pop("autofocus", None)
        self.fields["old_password"].error_messages["required"] = _("Enter your present password.")
        self.fields["new_password1"].label = _("New password")
        self.fields["new_password1"].help_text = " ".join(password_validators_help_texts())
        self.fields["new_password1"].error_messages["required"] = _("Enter a new password.")
        self.fields["new_password2"].label = _("New password, again")
        self.fields["new_password2"].help_text = ""
        self.fields["new_password2"].error_messages["required"] = _(
            "Enter the new password a second time."
        )
