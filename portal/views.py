"""Pages of the portal itself: home, help and the gallery of components."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.contrib.auth.decorators import login_not_required, permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from clients.models import Client
from portal import home as home_page
from portal.account.views import SignedInRequest
from portal.gallery import gallery_context
from portal.help import factors_context, help_context
from portal.recent import recent_clients

STATED_ON = date(2026, 11, 22)
"""When the accessibility statement was last checked against the pages; change both together."""


@require_GET
def home(request: SignedInRequest) -> HttpResponse:
    """What each role starts its day with."""
    context = home_page.home_context(request.user, recent_clients(request))
    return render(request, "portal/home.html", context)


@require_GET
@permission_required("clients.view_client", raise_exception=True)
def find(request: HttpRequest) -> HttpResponse:
    """The search of the home page: a whole reference opens the client's file, else the list."""
    query = request.GET.get("q", "").strip()
    if query.isascii() and query.isdigit() and Client.objects.filter(reference=query).exists():
        return redirect("explain:client", reference=int(query))
    return redirect(f"{reverse('explain:client_list')}?{urlencode({'q': query})}")


@login_not_required
@require_GET
def help_page(request: HttpRequest) -> HttpResponse:
    """How to read a score, and the words of the portal; open to everybody."""
    return render(request, "portal/help.html", help_context(recent_clients(request)))


@require_GET
@permission_required("clients.view_client", raise_exception=True)
def help_factors(request: HttpRequest) -> HttpResponse:
    """Every factor, by subject, with what it means."""
    return render(request, "portal/help_factors.html", factors_context(recent_clients(request)))


@login_not_required
@require_GET
def accessibility(request: HttpRequest) -> HttpResponse:
    """How usable the portal is for everybody, what is not yet, and whom to tell."""
    return render(request, "portal/accessibility.html", {"stated_on": STATED_ON})


@require_GET
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in every state, for those who build pages."""
    if not shows_gallery(request):
        raise Http404
    return render(request, "portal/gallery.html", gallery_context(request))


def shows_gallery(request: HttpRequest) -> bool:
    """The gallery is for development, and for staff anywhere."""
    return settings.DEBUG or request.user.is_staff
