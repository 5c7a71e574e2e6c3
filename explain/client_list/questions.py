"""What is asked of the list, as a form; all of it lives in the address.

Plain forms rather than django-filter: every filter also has to be a condition that the database
counts by, and a FilterSet only takes a QuerySet and gives one back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from explain.client_list.facets import Facet
from explain.client_list.find import SORTS
from explain.reading.kept_score import page_language
from ml.wording.formats import format_number


class _Choices(forms.MultipleChoiceField):
    """Checkboxes; what is not understood is said, and does not undo what is."""

    default_error_messages = {
        "invalid_choice": gettext_lazy("“%(value)s” is not one of the choices; it is left out.")
    }


class ClientFilter(forms.Form):
    """The questions that a list of clients answers."""

    q = forms.CharField(
        required=False,
        max_length=100,
        label=gettext_lazy("Reference or name"),
        help_text=gettext_lazy("The first digits of a reference, or the beginning of a name."),
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    sort = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict, facets: Sequence[Facet]) -> None:
        super().__init__(data)
        self.facets = facets
        self._given = data
        for facet in facets:
            self.fields[facet.name] = _Choices(
                required=False,
                label=facet.legend,
                help_text=facet.help,
                choices=list(facet.choices.items()),
                widget=forms.CheckboxSelectMultiple(attrs={"class": "choices"}),
            )

    @property
    def asked(self) -> dict[str, Any]:
        """What is asked and understood, without empty answers."""
        self.is_valid()
        asked = {name: self.cleaned_data.get(name) for name in ("q", "sort")}
        for facet in self.facets:
            given = self._given.getlist(facet.name)
            asked[facet.name] = [key for key in facet.choices if key in given]
        return {name: value for name, value in asked.items() if value}

    def clean(self) -> None:
        """An order that there is not is said once, and not asked for again."""
        sort = self.cleaned_data.get("sort", "")
        if sort and sort.removeprefix("-") not in SORTS:
            del self.cleaned_data["sort"]
            message = _("The list cannot be sorted by “%(sort)s”; it is sorted by reference.")
            raise ValidationError(message, params={"sort": sort})

    def say_counts(self, by_choice: Mapping[tuple[str, str], int]) -> None:
        """Write beside each choice how many clients it would list."""
        for facet in self.facets:
            field = self.fields[facet.name]
            assert isinstance(field, _Choices)  # noqa: S101 - narrows the type
            field.choices = [
                (key, _counted(facet.name, key, word, by_choice[facet.name, key]))
                for key, word in facet.choices.items()
            ]

    def count_ids(self) -> Iterable[str]:
        """The ids of the counts, for an update that leaves the form itself alone."""
        return (count_id(facet.name, key) for facet in self.facets for key in facet.choices)


def count_id(name: str, key: str) -> str:
    """The id of the count beside a choice."""
    return f"count-{name}-{key}"


def query(asked: Mapping[str, Any], **changes: Any) -> str:
    """The address's query for what is asked, changed; None takes something away.

    The page's number is left behind: another list has other pages.
    """
    left = {name: value for name, value in {**asked, **changes}.items() if value}
    return urlencode(left, doseq=True)


def _counted(name: str, key: str, word: str, many: int) -> str:
    said = ngettext("client", "clients", many)
    return format_html(
        '<span class="choice-label">{}</span> <span class="choice-count" id="{}">{}'
        '<span class="visually-hidden"> {}</span></span>',
        word,
        count_id(name, key),
        format_number(many, page_language()),
        said,
    )
