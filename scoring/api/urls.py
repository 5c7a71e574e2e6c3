"""Addresses of the API, below /api/."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from scoring.api.views import DocumentationView, SchemaView, ScoreView

urlpatterns = [
    path("v1/scores/", login_not_required(ScoreView.as_view()), name="api-scores"),
    path("v1/schema/", login_not_required(SchemaView.as_view()), name="api-schema"),
    path("docs/", login_not_required(DocumentationView.as_view()), name="api-docs"),
]
