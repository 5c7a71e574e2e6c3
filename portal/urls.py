"""All addresses of the portal.

/                     home                      portal:home
/find/  /help/        search, how to read it    portal:find, portal:help
/accounts/…           sign-in and out           login, logout
/clients/…            list, a client's file     explain
/applications/new/    a new application         scoring:application_new
/api/v1/…             REST API and its docs     scoring.api.urls
/gallery/             the components            portal:gallery
/healthz/             health                    portal:healthz
/i18n/setlang/        language                  set_language
"""

from __future__ import annotations

from importlib.util import find_spec

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from portal.health import healthz

_portal = [path("healthz/", healthz, name="healthz")]
if find_spec("portal.views"):
    from portal import views

    _portal += [
        path("", views.home, name="home"),
        path("find/", views.find, name="find"),
        path("help/", views.help_page, name="help"),
        path("gallery/", views.gallery, name="gallery"),
    ]

urlpatterns = [
    path("", include((_portal, "portal"))),
    path("accounts/", include("portal.accounts")),
    path("i18n/setlang/", login_not_required(set_language), name="set_language"),
]
for _prefix, _module in (("", "explain.urls"), ("", "scoring.urls"), ("api/", "scoring.api.urls")):
    try:
        if find_spec(_module):
            urlpatterns.append(path(_prefix, include(_module)))
    except ModuleNotFoundError:
        pass
