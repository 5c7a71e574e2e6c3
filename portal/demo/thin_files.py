"""A few applications as they come in: entered in the form, and little known of each.

The made files are whole. What the portal says of a client of whom nobody has asked much yet shows
only with some such clients. Run as a program of its own, since scoring loads the model.
"""

from __future__ import annotations

from typing import Any

import django

ANSWERED = ("contract", "credit_amount", "annuity", "income", "employed_since")
"""What the form was told of each, besides the birth date."""
FILES = 40


def enter_thin_files(*, username: str) -> int:
    """Enter applications like the newest imported ones, with little known; how many.

    All of them or none; none where something was entered already.
    """
    from django.contrib.auth.models import User
    from django.db import transaction

    from clients.models import Application
    from scoring.services import enter_application

    with transaction.atomic():
        if Application.objects.filter(source=Application.Source.FORM).exists():
            return 0
        user = User.objects.get(username=username)
        like = Application.objects.open().filter(annuity__isnull=False)
        chosen = list(like.select_related("client").order_by("-applied_on", "pk")[:FILES])
        for number, other in enumerate(chosen):
            enter_application(
                user=user,
                client=_person(other, chosen[number - 1]),
                application={name: getattr(other, name) for name in ANSWERED},
            )
    return len(chosen)


def _person(like: Any, namesake: Any) -> dict[str, Any]:
    """Somebody of the age of the one, with a name that neither of the two has."""
    return {
        "first_name": like.client.first_name,
        "last_name": namesake.client.last_name,
        "birth_date": like.client.birth_date,
    }


if __name__ == "__main__":
    django.setup()
    print(f"{enter_thin_files(username='backoffice')} applications with little known")
