"""Addresses of the clients' pages."""

from __future__ import annotations

from django.urls import path, register_converter
from django.urls.converters import IntConverter

from explain.client_file import views
from explain.client_list import views as list_views
from explain.comparison import views as comparison_views

app_name = "explain"


class ReferenceConverter(IntConverter):
    """A client's reference: a whole number that the database's column can hold."""

    regex = "[0-9]{1,18}"


register_converter(ReferenceConverter, "reference")

urlpatterns = [
    path("clients/", list_views.client_list, name="client_list"),
    path("clients/list.csv", list_views.csv, name="client_list_csv"),
    path("clients/<reference:reference>/", views.client, name="client"),
    path("clients/<reference:reference>/waterfall.svg", views.waterfall_svg, name="waterfall_svg"),
    path(
        "clients/<reference:reference>/waterfall.csv", views.waterfall_table, name="waterfall_csv"
    ),
    path("clients/<reference:reference>/comparison/", comparison_views.summary, name="comparison"),
    path(
        "clients/<reference:reference>/comparison/item/",
        comparison_views.item,
        name="comparison_item",
    ),
    path(
        "clients/<reference:reference>/comparison/pair/",
        comparison_views.pair,
        name="comparison_pair",
    ),
    path(
        "clients/<reference:reference>/comparison/clients/",
        comparison_views.clients,
        name="comparison_clients",
    ),
    path(
        "clients/<reference:reference>/comparison/<slug:name>.csv",
        comparison_views.csv,
        name="comparison_csv",
    ),
]
