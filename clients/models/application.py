"""What a client asks for, and what was known of them on that day."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from clients.history import VersionedQuerySet, counts_versions, keeps_history
from clients.models.base import CODE_LENGTH, Recorded, code, schema_checks
from clients.models.client import Client
from ml.schema import TABLES
from ml.schema.inputs import NO_JOB, OPTIONAL

ON_CLIENT = ("age_days", "sex")
"""Columns of the application table that are kept on the client."""

DATES = {
    "employed_days": "employed_since",
    "registration_days": "registered_on",
    "identity_document_days": "identity_document_on",
    "phone_change_days": "phone_changed_on",
}
"""Columns that count days before the application, and the dates that they are kept as."""


class ApplicationQuerySet(VersionedQuerySet["Application"]):
    """Reads of applications."""

    def latest_per_client(self) -> Self:
        """Each client's newest application only."""
        newer = Application.objects.filter(client=models.OuterRef("client")).filter(
            models.Q(applied_on__gt=models.OuterRef("applied_on"))
            | models.Q(applied_on=models.OuterRef("applied_on"), pk__gt=models.OuterRef("pk"))
        )
        return self.filter(~models.Exists(newer))

    def open(self) -> Self:
        """Those still under way: nobody knows yet whether the loan was repaid.

        The records hold no decision, so an application is open until its outcome is known.
        """
        return self.filter(default=None)

    def of_client(self, reference: int) -> Self:
        """The applications of the client with this reference, the newest first."""
        return self.filter(client__reference=reference).order_by("-applied_on", "-pk")


@counts_versions
@keeps_history()
class Application(Recorded):
    """One request for a loan, with a column for every input that a person sees or edits.

    Names, types and ranges are those of the application table; days before the application are
    kept as dates. ``details`` holds the long tail, without its missing values. ``known_tables``
    says which tables were known, so that no loans and no knowledge of loans stay apart.
    ``none_inputs`` names the empty inputs (``ml.schema.inputs``) that were asked for and are known
    to be none; other empty ones are unknown.
    ``inputs_digest`` is None when the inputs changed by another way than the services.
    """

    class Source(models.TextChoices):
        """How an application reached the records."""

        IMPORT = "import", _("file import")
        FORM = "form", _("form")
        API = "api", _("API")

    client = models.ForeignKey(
        Client, on_delete=models.CASCADE, related_name="applications", db_index=False
    )
    applied_on = models.DateField()

    # What is asked for
    contract = code(required=True)
    credit_amount = models.FloatField()
    annuity = models.FloatField(null=True, blank=True)
    goods_price = models.FloatField(null=True, blank=True)
    accompanied_by = code()

    # Income and work
    income = models.FloatField()
    income_type = code()
    occupation = code()
    employer_type = code()
    employed_since = models.DateField(null=True, blank=True)

    # Household
    education = code()
    marital_status = code()
    children = models.IntegerField(null=True, blank=True)
    family_members = models.IntegerField(null=True, blank=True)
    housing = code()
    owns_home = models.BooleanField(null=True, blank=True)
    owns_car = models.BooleanField(null=True, blank=True)
    car_age = models.IntegerField(null=True, blank=True)

    # Addresses and contact
    region_population = models.FloatField(null=True, blank=True)
    region_rating = models.IntegerField(null=True, blank=True)
    city_rating = models.IntegerField(null=True, blank=True)
    contact_region_differs = models.BooleanField(null=True, blank=True)
    work_region_differs = models.BooleanField(null=True, blank=True)
    contact_work_region_differ = models.BooleanField(null=True, blank=True)
    contact_city_differs = models.BooleanField(null=True, blank=True)
    work_city_differs = models.BooleanField(null=True, blank=True)
    contact_work_city_differ = models.BooleanField(null=True, blank=True)
    gave_employer_phone = models.BooleanField(null=True, blank=True)
    registered_on = models.DateField(null=True, blank=True)
    identity_document_on = models.DateField(null=True, blank=True)
    phone_changed_on = models.DateField(null=True, blank=True)

    # What others say
    external_score_1 = models.FloatField(null=True, blank=True)
    external_score_2 = models.FloatField(null=True, blank=True)
    external_score_3 = models.FloatField(null=True, blank=True)
    enquiries_month = models.IntegerField(null=True, blank=True)
    enquiries_quarter = models.IntegerField(null=True, blank=True)
    enquiries_year = models.IntegerField(null=True, blank=True)

    details = models.JSONField(default=dict, blank=True)
    known_tables = ArrayField(models.CharField(max_length=CODE_LENGTH))
    none_inputs = ArrayField(models.CharField(max_length=CODE_LENGTH), default=list, blank=True)
    inputs_digest = models.CharField(max_length=64, null=True, editable=False)

    default = models.BooleanField(null=True, blank=True)
    source = models.CharField(max_length=10, choices=Source)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = ApplicationQuerySet.as_manager()

    @property
    def none_fields(self) -> set[str]:
        """The empty fields that are known to be none: asked for, or ruled out by another answer."""
        none = set(self.none_inputs)
        if self.owns_car is False:
            none.add("car_age")
        if self.income_type in NO_JOB:
            none |= {"employed_days", "occupation", "employer_type"}
        columns = (c for each in OPTIONAL if each.name in none for c in each.columns)
        return {DATES.get(column, column) for column in columns}

    class Meta:
        ordering = ["-applied_on", "-pk"]
        indexes = [
            models.Index(fields=["client", "-applied_on", "-id"], name="application_of_client"),
            # Those that changed since they were scored: few of many.
            models.Index(
                fields=["id"],
                name="application_inputs_changed",
                condition=models.Q(inputs_digest=None),
            ),
        ]
        constraints = [
            *schema_checks(
                "application", TABLES["application"].columns, elsewhere=(*ON_CLIENT, *DATES)
            ),
            *(
                models.CheckConstraint(
                    name=f"application_{name}_valid",
                    condition=models.Q(**{f"{name}__lte": models.F("applied_on")}),
                )
                for name in DATES.values()
            ),
            models.CheckConstraint(
                name="application_known_tables_valid",
                condition=models.Q(known_tables__contained_by=list(TABLES))
                & models.Q(known_tables__contains=["application"]),
            ),
            models.CheckConstraint(
                name="application_none_inputs_valid",
                condition=models.Q(none_inputs__contained_by=[each.name for each in OPTIONAL]),
            ),
            models.CheckConstraint(
                name="application_source_valid",
                condition=models.Q(source__in=["import", "form", "api"]),
            ),
            # A file names a client once: importing it again updates that application.
            models.UniqueConstraint(
                fields=["client"],
                condition=models.Q(source="import"),
                name="application_imported_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client_id} {self.applied_on:%Y-%m-%d}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the row; what was scored may no longer be what is kept, so forget its digest."""
        self.inputs_digest = None
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "inputs_digest"}
        super().save(*args, **kwargs)
