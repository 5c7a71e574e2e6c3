"""The gallery's examples of the page's frame and of ways through the portal."""

from __future__ import annotations

from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.gallery.entries import Entry, Group, State


def groups(request: HttpRequest) -> list[Group]:
    """The frame, and navigation."""
    return [_frame(), _navigation(request)]


def _frame() -> Group:
    around = _("In the frame of every page, as of this one.")
    return Group(
        "frame",
        _("Frame of the page"),
        (
            Entry("components/masthead.html", seen=around),
            Entry("components/nav_links.html", seen=around),
            Entry("components/breadcrumbs.html", seen=_("At the top of this page.")),
            Entry("components/page_header.html", seen=_("At the top of this page.")),
            Entry("components/messages.html", seen=around),
            Entry("components/footer.html", seen=around),
            Entry(
                "components/section_nav.html",
                seen=_("Beside the sections of this page; above them on a narrow screen."),
            ),
        ),
    )


def _navigation(request: HttpRequest) -> Group:
    ways = [
        {"label": _("Score"), "url": "?", "current": True},
        {"label": pgettext("tab", "Information"), "url": "?"},
        {"label": pgettext("tab", "History"), "url": "?", "count": "12"},
    ]
    steps = [
        {"label": _("Client"), "url": "?"},
        {"label": _("Amount of the loan")},
        {"label": _("Income and work")},
        {"label": _("Check the answers")},
    ]
    return Group(
        "navigation",
        _("Navigation"),
        (
            Entry(
                "components/tabs.html",
                (State(_("One current, one with a count"), {"label": _("Tabs"), "items": ways}),),
            ),
            Entry(
                "components/steps.html",
                (State(_("Done, current, to come"), {"current": 2, "steps": steps}),),
            ),
            Entry(
                "components/pagination.html",
                (State(_("In the middle"), {"page_obj": _page(request.GET.get("page", "4"))}),),
            ),
            Entry(
                "components/card_link.html",
                (
                    State(
                        _("With a sentence and an icon"),
                        {
                            "title": _("See all clients"),
                            "url": "#g-navigation",
                            "icon": "users",
                            "text": _("Filter by advice, sort by score, open a file."),
                            "level": 4,
                        },
                    ),
                ),
                bare=True,
            ),
            Entry(
                "components/term.html",
                (State(_("In a sentence"), {"text": _("cut-off"), "entry": "term-cut-off"}),),
            ),
        ),
    )


def _page(number: str) -> Page[int]:
    return Paginator(range(1, 481), 25).get_page(number)
