"""Roles in words: what each is called, what it may do, and what to do first."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.roles import Role


@dataclass(frozen=True)
class RoleWords:
    """A role as its holder reads it."""

    name: str
    may: tuple[str, ...]


@dataclass(frozen=True)
class Step:
    """One thing to do first: a link, and why."""

    label: str
    url: str
    text: str


def roles_of(user: User) -> list[Role]:
    """The user's roles, in the order of the house; somebody above all rules is an administrator."""
    if user.is_superuser:
        return [Role.ADMINISTRATOR]
    held = set(user.groups.values_list("name", flat=True))
    return [role for role in Role if role.value in held]


def role_words(role: Role) -> RoleWords:
    """A role in the page's language."""
    reads = _("Find clients, and read their files, scores and reasons.")
    enters = _("Enter and correct applications.")
    models = _("Look after the model: register a version, put it in force.")
    words = {
        Role.ADVISOR: (_("Advisor"), (reads,)),
        Role.BACK_OFFICE: (_("Back office"), (reads, enters)),
        Role.RISK_MANAGER: (_("Risk manager"), (reads, models)),
        Role.ADMINISTRATOR: (
            _("Administrator"),
            (reads, enters, models, _("Manage users, their roles and the keys of the API.")),
        ),
    }
    return RoleWords(*words[role])


def first_steps(role: Role) -> list[Step]:
    """Three things that somebody new in a role does first."""
    clients = reverse("explain:client_list")
    find = Step(
        _("Open a client’s file"),
        clients,
        _("Choose anybody in the list: reading changes nothing."),
    )
    read = Step(
        _("Learn to read a score"),
        reverse("portal:help"),
        _("Five minutes: the scale, the cut-off, the reasons."),
    )
    suit = Step(
        _("Make the portal yours"),
        reverse("portal:account"),
        _("Language, light or dark colours, password."),
    )
    enter = Step(
        _("Enter an application"),
        reverse("scoring:application_new"),
        _("One page; what is not known may stay empty."),
    )
    border = Step(
        _("Look at who is close to the cut-off"),
        f"{clients}?advice=review",
        _("There the model is least sure, and people decide most."),
    )
    return {
        Role.ADVISOR: [read, find, suit],
        Role.BACK_OFFICE: [enter, read, suit],
        Role.RISK_MANAGER: [read, border, suit],
        Role.ADMINISTRATOR: [suit, read, find],
    }[role]
