"""All groups of the gallery, put together."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from portal.gallery import actions, content, inputs, navigation
from portal.gallery.entries import Group, drawn

TOKENS = {
    "surfaces": ("page", "surface", "sunken", "band"),
    "tones": ("accent", "positive", "negative", "caution"),
}
ICONS = (
    "circle-check", "triangle-alert", "circle-x", "circle-dot", "circle-dashed", "info", "search",
    "chevron-right", "chevron-left", "chevron-down", "arrow-up", "arrow-down", "arrow-up-down",
    "arrow-left", "arrow-right", "plus", "minus", "x", "check", "loader", "user", "users",
    "file-plus", "file-text", "download", "printer", "log-out", "circle-question-mark",
    "languages", "gauge", "inbox", "scale", "clock", "calendar", "house", "table", "shield-check",
)  # fmt: skip


def groups(request: HttpRequest) -> list[Group]:
    """Every component, by what it is for."""
    return [
        *navigation.groups(request),
        *actions.groups(request),
        *content.groups(request),
        *inputs.groups(request),
    ]


def gallery_context(request: HttpRequest) -> dict[str, Any]:
    """All examples. ``?page=`` moves the example of the pagination."""
    shown = groups(request)
    sections = [{"id": "g-type", "label": _("Type and colours")}]
    sections += [{"id": f"g-{group.id}", "label": group.title} for group in shown]
    return {
        "sections": sections,
        "tokens": TOKENS,
        "icons": ICONS,
        "groups": [
            {
                "id": f"g-{group.id}",
                "title": group.title,
                "entries": [drawn(entry, request) for entry in group.entries],
            }
            for group in shown
        ],
    }
