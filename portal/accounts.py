"""Sign-in and sign-out: Django's own views with our templates."""

from __future__ import annotations

from django.contrib.auth import views
from django.urls import path

from portal.forms import SignInForm

urlpatterns = [
    path(
        "login/",
        views.LoginView.as_view(authentication_form=SignInForm, redirect_authenticated_user=True),
        name="login",
    ),
    path("logout/", views.LogoutView.as_view(), name="logout"),
]
