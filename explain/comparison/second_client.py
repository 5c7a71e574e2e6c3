"""Who a client is compared with."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.models import ListedClient


class SecondClientForm(forms.Form):
    """The reference of a second client, in the address."""

    def __init__(self, data: QueryDict | None, *, first: int) -> None:
        super().__init__(data)
        self._first = first
        # “with” is a word of the language, so the field cannot be declared by its name.
        self.fields["with"] = forms.CharField(
            label=gettext_lazy("Reference of the second client"),
            widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            max_length=18,
        )

    @property
    def reference(self) -> int | None:
        """The second client; None where the answer is none."""
        return self.cleaned_data["with"] if self.is_valid() else None

    def clean(self) -> dict[str, Any]:
        """The reference as a number of a client who is there, and another one."""
        cleaned = super().clean() or {}
        given = str(cleaned.get("with", "")).replace(" ", "")
        if "with" not in cleaned:
            return cleaned
        if not (given.isascii() and given.isdigit()):
            raise ValidationError({"with": _("A reference is a number, such as 100002.")})
        if int(given) == self._first:
            raise ValidationError({"with": _("This is the same client: give another reference.")})
        if not ListedClient.objects.filter(reference=int(given)).exists():
            raise ValidationError({"with": _("There is no client with the reference %s.") % given})
        return cleaned | {"with": int(given)}
