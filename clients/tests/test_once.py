"""Writes that happen once."""

from __future__ import annotations

import threading
import uuid
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone

from clients.models import Client, UsedKey
from clients.once import Outcome, once
from clients.services import new_reference
from clients.tests.factories import ClientFactory

KEY = uuid.UUID(int=1)


def write(
    owner: User | None, key: uuid.UUID = KEY, purpose: str = "test", **content: int
) -> Outcome:
    return once(
        purpose=purpose,
        owner=owner,
        key=key,
        content=content,
        do=lambda: ClientFactory(reference=new_reference()).reference,
    )


@pytest.mark.django_db
def test_the_second_time_nothing_is_written(advisor: User) -> None:
    first, second = write(advisor, income=1), write(advisor, income=1)
    assert (first.is_repeat, second.is_repeat, second.is_same) == (False, True, True)
    assert first.result == second.result == Client.objects.get().reference
    assert not write(advisor, income=2).is_same


@pytest.mark.django_db
def test_keys_of_others_and_of_other_writes_are_others(advisor: User, back_office: User) -> None:
    for owner, purpose in (
        (advisor, "test"),
        (back_office, "test"),
        (advisor, "other"),
        (None, "test"),
    ):
        assert not write(owner, purpose=purpose).is_repeat
    assert write(None).is_repeat
    assert Client.objects.count() == 4


@pytest.mark.django_db
def test_what_failed_may_be_done_again(advisor: User) -> None:
    def fail() -> None:
        ClientFactory()
        raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        once(purpose="test", owner=advisor, key=KEY, content={}, do=fail)
    assert not Client.objects.exists()
    assert not write(advisor).is_repeat


@pytest.mark.django_db
def test_old_keys_are_forgotten(advisor: User) -> None:
    write(advisor)
    UsedKey.objects.update(created_at=timezone.now() - timedelta(days=31))
    write(advisor, key=uuid.UUID(int=2))
    assert [used.key for used in UsedKey.objects.all()] == [uuid.UUID(int=2)]


@pytest.mark.django_db(transaction=True)
def test_at_the_same_time_one_waits_for_the_other(advisor: User) -> None:
    started, found = threading.Barrier(4), []

    def send() -> None:
        started.wait()
        try:
            found.append(write(advisor))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcome.is_repeat for outcome in found) == [False, True, True, True]
    assert {outcome.result for outcome in found} == {Client.objects.get().reference}
