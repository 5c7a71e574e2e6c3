"""Every page that a person can open, and who may. A test holds the list complete."""

from __future__ import annotations

from dataclasses import dataclass

ANYBODY = frozenset({"anonymous", "outsider", "advisor", "backoffice", "risk", "admin"})
SIGNED_IN = ANYBODY - {"anonymous"}
SEES_CLIENTS = SIGNED_IN - {"outsider"}
ENTERS = frozenset({"backoffice", "admin"})
LOOKS_AFTER = frozenset({"risk", "admin"})
NOT_PAGES = frozenset(
    {
        "logout", "set_language", "portal:healthz", "portal:find", "portal:extend",
        "portal:first_steps", "portal:model_figure_csv", "portal:model_redraw",
        "explain:client_list_csv", "explain:waterfall_svg", "explain:waterfall_csv",
        "explain:waterfall_table", "explain:comparison_csv",
    }
)  # fmt: skip
"""Addresses that answer with something else than a page: a redirect, a file, JSON."""


@dataclass(frozen=True)
class Address:
    """A page: its URL's name and address, and the users who may open it."""

    name: str
    address: str
    readers: frozenset[str]
    title: str = ""


def pages(scored: int, unscored: int) -> list[Address]:
    """The pages, with these clients' references filled in."""
    return [
        Address("login", "/accounts/login/", frozenset({"anonymous"})),
        Address("portal:help", "/help/", ANYBODY),
        Address("portal:help_factors", "/help/factors/", SEES_CLIENTS),
        Address("portal:accessibility", "/accessibility/", ANYBODY),
        Address("portal:home", "/", SIGNED_IN),
        Address("portal:account", "/account/", SIGNED_IN),
        Address("portal:password", "/account/password/", SIGNED_IN),
        Address("portal:model", "/model/", SEES_CLIENTS),
        Address("portal:model_reads", "/model/reads/", SEES_CLIENTS),
        Address("portal:model_quality", "/model/quality/", SEES_CLIENTS),
        Address("portal:model_factors", "/model/factors/", SEES_CLIENTS),
        Address("portal:model_factor", "/model/factors/credit_amount/", SEES_CLIENTS),
        Address("portal:monitoring", "/monitoring/", LOOKS_AFTER),
        Address("portal:gallery", "/gallery/", SIGNED_IN),
        Address("explain:client_list", "/clients/", SEES_CLIENTS),
        Address("explain:client_list", "/clients/?q=zzzz", SEES_CLIENTS),
        Address("explain:client_list", "/clients/?advice=refuse&sort=-score", SEES_CLIENTS),
        Address("explain:client", f"/clients/{scored}/", SEES_CLIENTS),
        Address("explain:client", f"/clients/{unscored}/", SEES_CLIENTS),
        Address("explain:comparison", f"/clients/{scored}/comparison/", SEES_CLIENTS),
        Address("explain:comparison_item", f"/clients/{scored}/comparison/item/", SEES_CLIENTS),
        Address("explain:comparison_pair", f"/clients/{scored}/comparison/pair/", SEES_CLIENTS),
        Address(
            "explain:comparison_clients",
            f"/clients/{scored}/comparison/clients/?with={unscored}",
            SEES_CLIENTS,
        ),
        Address("scoring:application_new", "/applications/new/", ENTERS),
        Address("404", "/nothing-here/", ANYBODY),
    ]
