"""Addresses of the model's pages, below /model/; in the portal's namespace."""

from __future__ import annotations

from django.urls import path

from portal.model import views

urlpatterns = [
    path("", views.overview, name="model"),
    path("reads/", views.reads, name="model_reads"),
    path("quality/", views.quality, name="model_quality"),
    path("factors/", views.factors, name="model_factors"),
    path("factors/<slug:feature>/", views.factor, name="model_factor"),
    path("redraw/", views.redraw, name="model_redraw"),
    path("figures/<path:name>.csv", views.figure_csv, name="model_figure_csv"),
]
