"""Groups and their permissions."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group

from portal.roles import PERMISSIONS, Role, sync_groups

pytestmark = pytest.mark.django_db


def permissions_of(role: Role) -> set[str]:
    """The group's permissions as Django writes them."""
    rows = Group.objects.get(name=role.value).permissions.values_list(
        "content_type__app_label", "codename"
    )
    return {f"{app}.{codename}" for app, codename in rows}


@pytest.mark.parametrize("role", list(Role))
def test_migrate_leaves_each_group_with_exactly_its_permissions(role: Role) -> None:
    assert permissions_of(role) == PERMISSIONS[role]


def test_syncing_again_mends_a_group_and_changes_nothing_else() -> None:
    group = Group.objects.get(name="advisor")
    group.permissions.clear()
    Group.objects.get(name="back_office").delete()
    others = Group.objects.create(name="a group of their own")
    assert sync_groups() == []
    assert permissions_of(Role.ADVISOR) == PERMISSIONS[Role.ADVISOR]
    assert permissions_of(Role.BACK_OFFICE) == PERMISSIONS[Role.BACK_OFFICE]
    assert Group.objects.filter(pk=others.pk).exists()


def test_only_those_who_enter_applications_may() -> None:
    allowed = {role for role in Role if "clients.add_application" in PERMISSIONS[role]}
    assert allowed == {Role.BACK_OFFICE, Role.ADMINISTRATOR}
