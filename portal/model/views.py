"""The model's pages, for everybody who may see clients."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST
from kombu.exceptions import OperationalError

from portal.account.views import SignedInRequest
from portal.model import factors as weighing
from portal.model import page, redrawing
from portal.recent import recent_clients
from scoring.services.engines import NoActiveModel

LOOKS_AFTER = "scoring.change_modelversion"
sees_clients = permission_required("clients.view_client", raise_exception=True)
looks_after = permission_required(LOOKS_AFTER, raise_exception=True)


@require_GET
@sees_clients
def overview(request: HttpRequest) -> HttpResponse:
    """What the model does, in plain words and three numbers."""
    context = page.overview_context(looks_after=request.user.has_perm(LOOKS_AFTER))
    return render(request, "portal/model/overview.html", context)


@require_GET
@sees_clients
def reads(request: HttpRequest) -> HttpResponse:
    """What it reads, and what it never reads."""
    return render(request, "portal/model/reads.html", page.reads_context())


@require_GET
@sees_clients
def quality(request: HttpRequest) -> HttpResponse:
    """How good it is. Keeps the drawings where they had to be made; changes nothing else."""
    return render(request, "portal/model/quality.html", page.quality_context())


@require_GET
@sees_clients
def factors(request: HttpRequest) -> HttpResponse:
    """How it weighs what it reads. Keeps drawings, as above."""
    return render(request, "portal/model/factors.html", weighing.factors_context())


@require_GET
@sees_clients
def factor(request: HttpRequest, feature: str) -> HttpResponse:
    """What one factor is, and how its effect depends on its value. Keeps drawings, as above."""
    context = weighing.factor_context(feature, recent_clients(request))
    return render(request, "portal/model/factor.html", context)


@require_GET
@sees_clients
def figure_csv(_request: HttpRequest, name: str) -> HttpResponse:
    """A figure's table for a spreadsheet."""
    content_type = "text/csv; charset=utf-8"
    response = HttpResponse(page.figure_csv(name), content_type=content_type)
    response["Content-Disposition"] = f'inline; filename="{name.replace("/", "-")}.csv"'
    return response


@require_POST
@looks_after
def redraw(request: SignedInRequest) -> HttpResponse:
    """Have stored drawings made again, and say whether they will be."""
    what = request.POST.get("what", "")
    if what not in redrawing.ORDERED:
        raise BadRequest(f"{what!r} cannot be drawn again")
    try:
        redrawing.draw_again(what=redrawing.Redrawn(what), user=request.user)
    except (NoActiveModel, OperationalError) as error:
        messages.error(request, redrawing.why_not(error))
    else:
        messages.success(request, redrawing.ORDERED[redrawing.Redrawn(what)])
    return redirect("portal:model")
