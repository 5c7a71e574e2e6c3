"""Loans elsewhere and earlier loans here, each with the summary of its monthly rows."""

from __future__ import annotations

from typing import Any

from django.db import models

from clients.history import keeps_history
from clients.models.application import Application
from clients.models.base import code, schema_checks
from ml.schema import SUMMARIES, TABLES

BUREAU_DATES = {
    "opened_days": "opened_on",
    "due_end_days": "due_end_on",
    "ended_days": "ended_on",
    "updated_days": "updated_on",
}
PREVIOUS_DATES = {
    "decided_days": "decided_on",
    "first_drawing_days": "first_drawing_on",
    "first_due_days": "first_due_on",
    "last_due_first_version_days": "last_due_first_version_on",
    "last_due_days": "last_due_on",
    "ended_days": "ended_on",
    "last_payment_days": "last_payment_on",
}
"""Columns that count days before the application, and the dates that they are kept as."""


class Loan(models.Model):
    """A loan that was known when its application was made. Its reference is the lender's own."""

    application: models.ForeignKey[Application, Application]
    application_id: int
    reference = models.PositiveBigIntegerField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.reference)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the row; the application's inputs are no longer those of its digest."""
        super().save(*args, **kwargs)
        Application.objects.filter(pk=self.application_id).update(inputs_digest=None)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Remove the row; the application's inputs are no longer those of its digest."""
        deleted = super().delete(*args, **kwargs)
        Application.objects.filter(pk=self.application_id).update(inputs_digest=None)
        return deleted


@keeps_history()
class BureauLoan(Loan):
    """A loan that the credit bureau knows."""

    # The unique constraint below serves as the foreign key's index.
    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="bureau_loans", db_index=False
    )

    status = code(required=True)
    credit_type = code()
    currency = code()
    opened_on = models.DateField()
    due_end_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    updated_on = models.DateField(null=True, blank=True)
    amount = models.FloatField(null=True, blank=True)
    debt = models.FloatField(null=True, blank=True)
    limit = models.FloatField(null=True, blank=True)
    annuity = models.FloatField(null=True, blank=True)
    overdue_days = models.IntegerField(null=True, blank=True)
    overdue_amount = models.FloatField(null=True, blank=True)
    max_overdue_amount = models.FloatField(null=True, blank=True)
    prolonged = models.IntegerField(null=True, blank=True)

    # What its monthly rows say
    months_reported = models.IntegerField(null=True, blank=True)
    months_reported_recent = models.IntegerField(null=True, blank=True)
    months_late = models.IntegerField(null=True, blank=True)
    months_late_recent = models.IntegerField(null=True, blank=True)
    worst_late_grade = models.IntegerField(null=True, blank=True)
    worst_late_grade_recent = models.IntegerField(null=True, blank=True)
    months_since_late = models.IntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            *schema_checks(
                "bureau_loans",
                (*TABLES["bureau_loans"].columns, *SUMMARIES["bureau_loans"]),
                elsewhere=BUREAU_DATES,
            ),
            models.UniqueConstraint(
                fields=["application", "reference"], name="bureau_loans_reference_once"
            ),
        ]


@keeps_history()
class PreviousLoan(Loan):
    """An earlier application for a loan here, and what became of it.

    Some are known by their monthly rows only: then even ``status`` is missing.
    """

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="previous_loans", db_index=False
    )

    contract = code()
    status = code()
    decided_on = models.DateField(null=True, blank=True)
    refusal_reason = code()
    client_type = code()
    portfolio = code()
    product_type = code()
    yield_group = code()
    asked_amount = models.FloatField(null=True, blank=True)
    credit_amount = models.FloatField(null=True, blank=True)
    annuity = models.FloatField(null=True, blank=True)
    term = models.IntegerField(null=True, blank=True)
    goods_price = models.FloatField(null=True, blank=True)
    down_payment = models.FloatField(null=True, blank=True)
    down_payment_rate = models.FloatField(null=True, blank=True)
    insured = models.BooleanField(null=True, blank=True)
    first_drawing_on = models.DateField(null=True, blank=True)
    first_due_on = models.DateField(null=True, blank=True)
    last_due_first_version_on = models.DateField(null=True, blank=True)
    last_due_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    details = models.JSONField(default=dict, blank=True)

    # What its monthly point-of-sale and cash rows say
    pos_months = models.IntegerField(null=True, blank=True)
    pos_months_recent = models.IntegerField(null=True, blank=True)
    pos_months_late = models.IntegerField(null=True, blank=True)
    pos_months_late_recent = models.IntegerField(null=True, blank=True)
    pos_months_since_late = models.IntegerField(null=True, blank=True)
    pos_days_late_max = models.IntegerField(null=True, blank=True)
    pos_days_late_tolerated_max = models.IntegerField(null=True, blank=True)
    pos_instalments_left = models.IntegerField(null=True, blank=True)

    # What its monthly card rows say
    card_months = models.IntegerField(null=True, blank=True)
    card_limit = models.FloatField(null=True, blank=True)
    card_balance = models.FloatField(null=True, blank=True)
    card_balance_mean = models.FloatField(null=True, blank=True)
    card_use_mean = models.FloatField(null=True, blank=True)
    card_use_recent = models.FloatField(null=True, blank=True)
    card_use_max = models.FloatField(null=True, blank=True)
    card_drawings_mean = models.FloatField(null=True, blank=True)
    card_payment_mean = models.FloatField(null=True, blank=True)
    card_cash_share = models.FloatField(null=True, blank=True)
    card_months_underpaid = models.IntegerField(null=True, blank=True)
    card_months_late = models.IntegerField(null=True, blank=True)
    card_days_late_max = models.IntegerField(null=True, blank=True)

    # What its instalments say
    instalments_due = models.IntegerField(null=True, blank=True)
    instalments_late = models.IntegerField(null=True, blank=True)
    instalments_due_recent = models.IntegerField(null=True, blank=True)
    instalments_late_recent = models.IntegerField(null=True, blank=True)
    instalments_underpaid = models.IntegerField(null=True, blank=True)
    instalments_underpaid_recent = models.IntegerField(null=True, blank=True)
    instalments_due_amount = models.FloatField(null=True, blank=True)
    instalments_paid_amount = models.FloatField(null=True, blank=True)
    instalment_days_late_max = models.IntegerField(null=True, blank=True)
    instalment_days_late_mean = models.FloatField(null=True, blank=True)
    instalment_days_early_mean = models.FloatField(null=True, blank=True)
    last_payment_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            *schema_checks(
                "previous_loans",
                (*TABLES["previous_loans"].columns, *SUMMARIES["previous_loans"]),
                elsewhere=PREVIOUS_DATES,
            ),
            models.UniqueConstraint(
                fields=["application", "reference"], name="previous_loans_reference_once"
            ),
        ]
