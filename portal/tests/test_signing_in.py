"""Guessing passwords is slow, and keeps nobody else out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.test import Client, RequestFactory
from django.utils import timezone

from portal.accounts import address_of
from tests.fixtures.people import PASSWORD

pytestmark = pytest.mark.django_db

HERE, THERE = "192.0.2.1", "192.0.2.2"


def sign_in(username: str, password: str, place: str = HERE) -> int:
    browser = Client(headers={"accept-language": "en"})
    form = {"username": username, "password": password}
    return browser.post("/accounts/login/", form, REMOTE_ADDR=place).status_code


def guess(username: str, times: int) -> list[int]:
    return [sign_in(username, f"wrong {number}") for number in range(times)]


def test_after_five_wrong_passwords_it_has_to_wait(advisor: User) -> None:
    assert set(guess("advisor", 4)) == {200}
    answer = Client().post(
        "/accounts/login/",
        {"username": "advisor", "password": "wrong"},
        headers={"accept-language": "en"},
        REMOTE_ADDR=HERE,
    )
    assert answer.status_code == 429
    assert "Wait 60 seconds, then try again." in answer.text
    assert 'value="advisor"' in answer.text
    assert sign_in("advisor", PASSWORD) == 429
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=2))
    assert sign_in("advisor", PASSWORD) == 302


def test_nobody_elsewhere_and_no_other_name_is_kept_out(advisor: User, back_office: User) -> None:
    assert guess("advisor", 6)[-1] == 429
    assert sign_in("advisor", PASSWORD, THERE) == 302
    assert sign_in("backoffice", PASSWORD) == 302


def test_the_right_password_ends_the_count(advisor: User) -> None:
    for _ in range(3):
        assert set(guess("advisor", 4)) == {200}
        assert sign_in("advisor", PASSWORD) == 302


@pytest.mark.parametrize(
    ("behind_proxy", "told", "address"),
    [
        (False, "198.51.100.7", HERE),
        (True, "198.51.100.7", "198.51.100.7"),
        (True, "203.0.113.9, 198.51.100.7", "198.51.100.7"),  # the first is what a browser made up
        (True, "", HERE),
    ],
)
def test_the_address_is_what_our_own_proxy_says(
    rf: RequestFactory, settings: Any, behind_proxy: bool, told: str, address: str
) -> None:
    settings.BEHIND_PROXY = behind_proxy
    request = rf.get("/", headers={"x-forwarded-for": told}, REMOTE_ADDR=HERE)
    assert address_of(request) == address
