"""Addresses of the forms."""

from __future__ import annotations

from django.urls import path

from scoring import views

app_name = "scoring"
urlpatterns = [path("applications/new/", views.application_new, name="application_new")]
