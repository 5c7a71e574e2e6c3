"""The gallery's examples of what acts, and of what says how it went."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from portal.gallery.entries import Entry, Group, State


def groups(request: HttpRequest) -> list[Group]:
    """Buttons and confirmation; what is said back."""
    return [_actions(request), _answers()]


def _actions(request: HttpRequest) -> Group:
    withdraw = _("Withdraw the application")
    return Group(
        "actions",
        _("Actions"),
        (
            Entry(
                "components/button.html",
                (
                    State(_("Primary"), {"label": _("Search"), "icon": "search"}),
                    State(_("Secondary"), {"label": _("Print"), "variant": "secondary"}),
                    State(_("Danger"), {"label": withdraw, "variant": "danger"}),
                    State(_("Quiet"), {"label": _("Cancel"), "variant": "quiet"}),
                    State(
                        _("A link"),
                        {"label": _("Next"), "variant": "secondary", "href": "#g-actions"},
                    ),
                    State(_("Busy"), {"label": _("Search"), "busy": _("Searching…")}),
                    State(
                        _("Cannot be pressed now"),
                        {
                            "label": _("Activate"),
                            "id": "gallery-activate",
                            "reason": _("Another model is being activated."),
                        },
                    ),
                ),
                columns=True,
            ),
            Entry(
                "components/confirmation.html",
                (
                    State(
                        _("Something is lost"),
                        {
                            "confirm": {
                                "happens": _("The application of Nina Moreau will be withdrawn."),
                                "facts": [{"term": _("Reference"), "value": "100002"}],
                                "consequences": [
                                    _("It can no longer be decided."),
                                    _("Its score is kept."),
                                ],
                                "action": request.path,
                                "label": withdraw,
                                "danger": True,
                                "cancel_url": "#g-actions",
                            }
                        },
                    ),
                ),
                bare=True,
            ),
        ),
    )


def _answers() -> Group:
    title, text = _("The score is out of date"), _("The application changed after it was scored.")
    return Group(
        "answers",
        _("What the portal says back"),
        (
            Entry(
                "components/alert.html",
                (
                    State(_("Information"), {"title": title, "text": text}),
                    State(_("Positive"), {"text": text, "tone": "positive"}),
                    State(
                        _("Caution, with a link"),
                        {
                            "title": title,
                            "text": text,
                            "tone": "caution",
                            "link_url": "#g-answers",
                            "link_label": _("See what changed"),
                        },
                    ),
                    State(_("Negative"), {"text": text, "tone": "negative"}),
                ),
                bare=True,
            ),
            Entry(
                "components/status.html",
                (
                    State(
                        _("Busy"),
                        {"id": "gallery-busy", "text": _("The file is being read."), "busy": True},
                    ),
                    State(
                        _("Done"),
                        {"id": "gallery-done", "text": _("Saved at 10:42."), "tone": "positive"},
                    ),
                    State(
                        _("Failed"),
                        {
                            "id": "gallery-failed",
                            "text": _("The file could not be read."),
                            "tone": "negative",
                        },
                    ),
                    State(_("Nothing to say yet"), {"id": "gallery-silent"}),
                ),
                columns=True,
            ),
            Entry(
                "components/session_notice.html",
                seen=_("At the lower edge of a page that has been open for long."),
            ),
            Entry(
                "components/progress.html",
                (
                    State(
                        _("How far is known"),
                        {
                            "id": "gallery-progress",
                            "label": _("Applications are being scored"),
                            "text": _("1,200 of 5,000"),
                            "value": 1200,
                            "max": 5000,
                        },
                    ),
                    State(
                        _("How far is not known"),
                        {
                            "id": "gallery-waiting",
                            "label": _("The file is being read"),
                            "text": _("since 10:42"),
                        },
                    ),
                ),
            ),
            Entry(
                "components/empty_state.html",
                (
                    State(
                        _("With a way on"),
                        {
                            "title": _("No client matches"),
                            "text": _("Try fewer filters, or the beginning of a name."),
                            "icon": "search",
                            "action_url": "#g-answers",
                            "action_label": _("Remove the filters"),
                        },
                    ),
                    State(_("Bare"), {"title": _("No client is recorded yet")}),
                ),
                bare=True,
            ),
        ),
    )
