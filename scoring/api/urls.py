"""Addresses of the API, below /api/."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.urls import path, re_path

from scoring.api.views import DocumentationView, SchemaView, ScoreView, no_such_address

urlpatterns = [
    path("v1/scores/", login_not_required(ScoreView.as_view()), name="api-scores"),
    path("v1/schema/", login_not_required(SchemaView.as_view()), name="api-schema"),
    path("docs/", login_not_required(DocumentationView.as_view()), name="api-docs"),
    # Also what lacks its slash at the end: redirected, a body would be lost.
    re_path("", login_not_required(no_such_address), name="api-unknown"),
]
