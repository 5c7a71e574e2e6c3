"""What a list of clients shows and asks of each: one narrow row, kept by the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, F
from django.db.models.functions import Cast

from clients.models import Application, Client


class WidthBucket(models.Func):
    """In which band a number falls: 0 below the first bound, n from the n-th bound on."""

    function = "width_bucket"
    output_field = models.IntegerField()

    def __init__(self, field: str, bounds: Sequence[float]) -> None:
        floats = models.FloatField()
        given = models.Value(list(bounds), output_field=ArrayField(floats))
        super().__init__(Cast(field, floats), given)


class ArrayLength(models.Func):
    """How many entries an array has: 0 for an empty one."""

    function = "cardinality"
    output_field = models.IntegerField()


class _Fifths(models.Aggregate):
    function = "percentile_disc"
    template = "%(function)s(ARRAY[0.2, 0.4, 0.6, 0.8]) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = ArrayField(models.FloatField())


class ListedClientQuerySet(models.QuerySet["ListedClient"]):
    """Reads of the list of clients."""

    def search(self, query: str) -> Self:
        """Clients found by reference or name, as ``Client.objects.search`` finds them."""
        return self.filter(client__in=Client.objects.search(query))

    def with_ranges(self) -> Self:
        """With ``range_low``, ``range_high``, ``ask_first``, ``unknown`` (how many) and ``steady``.

        By joins: for a page of the list, or for a file that is read to its end.
        """
        score = "application__current_score__score"
        return self.annotate(
            range_low=F(f"{score}__range_low"),
            range_high=F(f"{score}__range_high"),
            ask_first=F(f"{score}__ask_first"),
            unknown=ArrayLength(F(f"{score}__unknown_inputs")),
            steady=Cast(F(f"{score}__model_version__steadiness__ninth"), models.FloatField()),
        )

    def counted_by(
        self, columns: Sequence[str], bands: Mapping[str, Sequence[float]]
    ) -> dict[tuple[str | int | None, ...], int]:
        """How many there are of each combination of some columns' values, in one query.

        A column that ``bands`` gives bounds for is counted by band: 0 below the first bound, n
        from the n-th on. A missing value is None.
        """
        kinds = {
            f"by_{name}": WidthBucket(name, bands[name]) if bands.get(name) else F(name)
            for name in columns
        }
        counted = self.order_by().annotate(**kinds).values_list(*kinds).annotate(many=Count("pk"))
        return {tuple(row[:-1]): row[-1] for row in counted}

    def fifths(self, column: str) -> list[float]:
        """The four values that part the clients into fifths; none where there are no clients."""
        found: list[float] | None = self.aggregate(fifths=_Fifths(column))["fifths"]
        return found or []


class ListedClient(models.Model):
    """A client with their newest application and its current score.

    Triggers in the database write it whenever one of them changes, by whatever way: nothing else
    does. ``sort_name`` is the last, then the first name without case and accents, None where no
    name is known; ``age`` is in completed years on the day of the application; ``score`` in
    points, not clipped. What a client is compared by beyond that stands at the end; there
    ``employed_days`` counts on the day of the application, and ``defaulted`` is how the
    loan ended, None where that is not known.
    """

    client = models.OneToOneField(
        Client, on_delete=models.DO_NOTHING, primary_key=True, related_name="listed"
    )
    application = models.OneToOneField(
        Application, on_delete=models.DO_NOTHING, related_name="listed"
    )
    reference = models.PositiveBigIntegerField(unique=True)
    sort_name = models.TextField(null=True)
    age = models.SmallIntegerField()
    contract = models.CharField(max_length=50)
    credit_amount = models.FloatField()
    income = models.FloatField()
    score = models.FloatField(null=True)
    advice = models.CharField(max_length=10, null=True)
    annuity = models.FloatField(null=True)
    employed_days = models.IntegerField(null=True)
    external_score_1 = models.FloatField(null=True)
    external_score_2 = models.FloatField(null=True)
    external_score_3 = models.FloatField(null=True)
    education = models.CharField(max_length=50, null=True)
    housing = models.CharField(max_length=50, null=True)
    occupation = models.CharField(max_length=50, null=True)
    income_type = models.CharField(max_length=50, null=True)
    defaulted = models.BooleanField(null=True)

    objects = ListedClientQuerySet.as_manager()

    class Meta:
        ordering = ["reference"]
        indexes = [
            models.Index(fields=["age", "reference"], name="listed_age"),
            models.Index(fields=["credit_amount", "reference"], name="listed_amount"),
            models.Index(fields=["income", "reference"], name="listed_income"),
            models.Index(fields=["sort_name", "reference"], name="listed_name"),
            models.Index(fields=["score", "reference"], name="listed_score"),
            # What is not known comes last either way, so reading backwards does not do.
            models.Index(
                F("sort_name").desc(nulls_last=True), F("reference").desc(), name="listed_name_down"
            ),
            models.Index(
                F("score").desc(nulls_last=True), F("reference").desc(), name="listed_score_down"
            ),
        ]

    def __str__(self) -> str:
        return str(self.reference)
