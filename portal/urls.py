"""All addresses of the portal.

/                     home                      portal:home
/find/                search                    portal:find
/help/…               how to read it            portal:help, portal:help_factors
/accounts/…           sign-in and out           login, logout
/clients/…            list, a client's file     explain
/applications/new/    a new application         scoring:application_new
/api/v1/…  /api/docs/ REST API and its docs     api-scores, api-schema, api-docs
/model/…              what the model does       portal:model, portal:model_…
/monitoring/          for risk managers         portal:monitoring
/accessibility/       the statement             portal:accessibility
/account/…            one's own account         portal:account, portal:password
/gallery/             the components            portal:gallery
/healthz/             health                    portal:healthz
/i18n/setlang/        language                  set_language
"""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from portal import views
from portal.accounts import switch_language
from portal.health import healthz
from portal.monitoring.views import monitoring

portal: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("find/", views.find, name="find"),
    path("help/", views.help_page, name="help"),
    path("help/factors/", views.help_factors, name="help_factors"),
    path("model/", include("portal.model.urls")),
    path("monitoring/", monitoring, name="monitoring"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("account/", include("portal.account.urls")),
    path("gallery/", views.gallery, name="gallery"),
    path("healthz/", healthz, name="healthz"),
]

urlpatterns = [
    path("", include((portal, "portal"))),
    path("", include("explain.urls")),
    path("", include("scoring.urls")),
    path("api/", include("scoring.api.urls")),
    path("accounts/", include("portal.accounts")),
    path("i18n/setlang/", switch_language, name="set_language"),
]

handler400 = "portal.errors.bad_request"
handler403 = "portal.errors.forbidden"
handler404 = "portal.errors.not_found"
handler500 = "portal.errors.server_error"
