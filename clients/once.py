"""Writes that happen once, however often they are sent: by a double click, by Back, by two tabs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction

from clients.models.once import UsedKey


@dataclass(frozen=True)
class Outcome:
    """What came of a write: ``result`` as ``do`` returned it, the first time.

    ``is_repeat``: it had happened before. ``is_same``: what was sent is what was sent then.
    """

    result: Any
    is_repeat: bool
    is_same: bool = True


@transaction.atomic
def once(
    *,
    purpose: str,
    owner: User | None,
    key: UUID,
    content: Mapping[str, Any],
    do: Callable[[], Any],
) -> Outcome:
    """Do it, unless it was done under this key; the result is kept with the write, or neither.

    Who comes while it is being done waits for it. Where ``do`` fails the key stays unused.

    Args:
        purpose: the kind of write; keys of different kinds, or of different owners, are different.
        owner: who writes.
        key: chosen when the form was shown.
        content: what was sent, as JSON can hold it.
        do: writes, and returns what a repeat has to know, as JSON can hold it.
    """
    text = json.dumps(content, cls=DjangoJSONEncoder, sort_keys=True)
    digest = hashlib.sha256(text.encode()).hexdigest()
    UsedKey.objects.filter(owner=owner).forgotten().delete()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO clients_usedkey (purpose, owner_id, key, content_digest)"
            " VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING RETURNING id",
            [purpose, None if owner is None else owner.pk, key, digest],
        )
        row = cursor.fetchone()
    if row is None:
        used = UsedKey.objects.get(purpose=purpose, owner=owner, key=key)
        return Outcome(used.result, is_repeat=True, is_same=used.content_digest == digest)
    result = do()
    UsedKey.objects.filter(pk=row[0]).update(result=result)
    return Outcome(result, is_repeat=False)
