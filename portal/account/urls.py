"""Addresses of a person's own account, below /account/."""

from __future__ import annotations

from django.urls import path

from portal.account import views

urlpatterns = [
    path("", views.account, name="account"),
    path("password/", views.ChangePassword.as_view(), name="password"),
    path("first-steps/", views.first_steps, name="first_steps"),
    path("extend/", views.extend, name="extend"),
]
