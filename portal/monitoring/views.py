"""The monitoring page, for those who look after the model."""

from __future__ import annotations

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from portal.monitoring.page import monitoring_context


@require_GET
@permission_required("scoring.view_modelversion", raise_exception=True)
def monitoring(request: HttpRequest) -> HttpResponse:
    """Models, coverage, and whether today's clients are like those of training."""
    return render(request, "portal/monitoring/monitoring.html", monitoring_context())
