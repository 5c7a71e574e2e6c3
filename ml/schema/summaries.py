"""What stage 1 says of each loan from its monthly rows; kept on the loan in the database.

"Recent" is the 12 months before the application. A count or a sum is 0 for a loan without rows in
a table that is present; a mean, a maximum, a share is missing there. All are missing where the
table is absent.
"""

from __future__ import annotations

from ml.schema.columns import Column, Kind, amount, count, days, share

BUREAU_SUMMARY: tuple[Column, ...] = (
    count("months_reported", "Months that the bureau reports", unit="months"),
    count("months_reported_recent", "The same over the last 12 months", unit="months"),
    count("months_late", "Months past due", unit="months"),
    count("months_late_recent", "Months past due in the last 12", unit="months"),
    count(
        "worst_late_grade", "Worst lateness: 0 none, 1 to 30 days, … 5 over 120", unit="", maximum=5
    ),
    count("worst_late_grade_recent", "The same over the last 12 months", unit="", maximum=5),
    count("months_since_late", "Months since the last month past due", unit="months"),
)

PREVIOUS_SUMMARY: tuple[Column, ...] = (
    count("pos_months", "Monthly POS and cash rows", unit="months"),
    count("pos_months_recent", "The same over the last 12 months", unit="months"),
    count("pos_months_late", "Months past due, tolerance applied", unit="months"),
    count("pos_months_late_recent", "The same over the last 12 months", unit="months"),
    count("pos_months_since_late", "Months since the last month past due", unit="months"),
    count("pos_days_late_max", "Longest lateness", unit="days"),
    count("pos_days_late_tolerated_max", "Longest lateness, small debts ignored", unit="days"),
    count("pos_instalments_left", "Payments left in the freshest month", unit="months"),
    count("card_months", "Monthly card rows", unit="months"),
    amount("card_limit", "Credit limit in the freshest month"),
    amount("card_balance", "Balance in the freshest month", minimum=None),
    amount("card_balance_mean", "Mean balance", minimum=None),
    share("card_use_mean", "Mean share of the limit in use", minimum=None, maximum=None),
    share("card_use_recent", "The same over the last 12 months", minimum=None, maximum=None),
    share("card_use_max", "Largest share of the limit in use", minimum=None, maximum=None),
    amount("card_drawings_mean", "Mean drawn in a month", minimum=None),
    amount("card_payment_mean", "Mean paid in a month"),
    share("card_cash_share", "Share drawn at cash machines", minimum=None, maximum=None),
    count("card_months_underpaid", "Months paid less than the minimum", unit="months"),
    count("card_months_late", "Months past due, tolerance applied", unit="months"),
    count("card_days_late_max", "Longest lateness", unit="days"),
    count("instalments_due", "Instalments fallen due"),
    count("instalments_late", "Instalments paid late"),
    count("instalments_due_recent", "Instalments fallen due in the last 12 months"),
    count("instalments_late_recent", "Instalments of the last 12 months paid late"),
    count("instalments_underpaid", "Instalments not paid in full"),
    count("instalments_underpaid_recent", "The same over the last 12 months"),
    amount("instalments_due_amount", "Sum fallen due"),
    amount("instalments_paid_amount", "Sum paid"),
    count("instalment_days_late_max", "Longest lateness of an instalment", unit="days"),
    Column(
        name="instalment_days_late_mean",
        kind=Kind.NUMBER,
        unit="days",
        meaning="Mean lateness of instalments, 0 when paid early",
        minimum=0,
    ),
    Column(
        name="instalment_days_early_mean",
        kind=Kind.NUMBER,
        unit="days",
        meaning="Mean days that instalments are paid ahead, 0 when late",
        minimum=0,
    ),
    days("last_payment_days", "When the last payment came in", minimum=None),
)
