"""The person who asks for a loan."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Cast
from django.utils.translation import gettext

from clients.history import VersionedQuerySet, counts_versions, keeps_history
from clients.models.base import Recorded, code
from ml.schema import TABLES

EARLIEST_BIRTH = date(1850, 1, 1)


class Searchable(models.Func):
    """A text without case, accents and punctuation, as names are searched."""

    function = "clients_searchable"
    arity = 1
    output_field = models.TextField()


class ClientQuerySet(VersionedQuerySet["Client"]):
    """Reads of clients."""

    def search(self, query: str) -> Self:
        """Clients whose reference starts with the query, or whose names start with its words.

        Case, accents and punctuation do not count; every word must match. An empty query finds
        everybody, one of punctuation only nobody.
        """
        digits = "".join(query.split())
        if digits.isascii() and digits.isdigit():
            written = Cast("reference", models.TextField())
            return self.alias(written_reference=written).filter(
                written_reference__startswith=digits
            )
        words = [word for word in query.split() if any(letter.isalnum() for letter in word)]
        if digits and not words:
            return self.none()
        found = self
        for word in words:
            found = found.filter(search_text__contains=Searchable(models.Value(f" {word}")))
        return found

    def perhaps_the_same_as(self, client: Client) -> Self:
        """Others of the same name, but for case and accents, and the same date of birth."""
        if not (client.first_name or client.last_name):
            return self.none()
        return self.filter(birth_date=client.birth_date, search_text=client.search_text).exclude(
            pk=client.pk
        )[:MOST_NAMESAKES]


MOST_NAMESAKES = 5


@counts_versions
@keeps_history(but=["search_text"])
class Client(Recorded):
    """A client: a reference that people quote, names where known, and what does not change."""

    reference = models.PositiveBigIntegerField(unique=True)
    first_name = models.CharField(max_length=150, blank=True, db_default="")
    last_name = models.CharField(max_length=150, blank=True, db_default="")
    birth_date = models.DateField()
    sex = code()
    search_text = models.GeneratedField(
        expression=models.Func(
            models.Value(" "),
            models.F("first_name"),
            models.Value(" "),
            models.F("last_name"),
            function="clients_searchable",
            arg_joiner=" || ",
        ),
        output_field=models.TextField(),
        db_persist=True,
    )

    objects = ClientQuerySet.as_manager()

    class Meta:
        ordering = ["reference"]
        constraints = [
            models.CheckConstraint(
                name="client_sex_valid",
                condition=models.Q(sex__in=TABLES["application"].by_name["sex"].categories),
            ),
            models.CheckConstraint(
                name="client_birth_date_valid",
                condition=models.Q(birth_date__gte=EARLIEST_BIRTH),
            ),
        ]
        indexes = [
            models.Index(fields=["birth_date"], name="client_birth_date"),
            GinIndex(OpClass("search_text", name="gin_trgm_ops"), name="client_search"),
            models.Index(
                OpClass(Cast("reference", models.TextField()), name="text_pattern_ops"),
                name="client_reference_prefix",
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the row; applications read the birth date and sex, so forget their digests."""
        known = not self._state.adding
        super().save(*args, **kwargs)
        if known:
            self.applications.update(inputs_digest=None)

    @property
    def display_name(self) -> str:
        """The client's names, or the reference where no name is known; in the page's language."""
        name = f"{self.first_name} {self.last_name}".strip()
        return name or gettext("Client %(reference)s") % {"reference": self.reference}
