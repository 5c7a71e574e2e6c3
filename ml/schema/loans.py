"""Loans elsewhere (credit bureau), earlier loans here, and their monthly rows."""

from __future__ import annotations

from ml.schema.application import WEEKDAYS
from ml.schema.columns import (
    Table,
    Use,
    amount,
    category,
    count,
    days,
    flag,
    key,
    months,
    share,
    text,
)

CREDIT_TYPES = (
    "another_type_of_loan", "car_loan", "cash_loan_non_earmarked", "consumer_credit",
    "credit_card", "interbank_credit", "loan_for_business_development",
    "loan_for_purchase_of_shares_margin_lending", "loan_for_the_purchase_of_equipment",
    "loan_for_working_capital_replenishment", "microloan", "mobile_operator_loan", "mortgage",
    "real_estate_loan", "unknown_type_of_loan",
)  # fmt: skip

MONTH_STATUSES = (
    "closed", "unknown", "on_time", "late_1_30", "late_31_60", "late_61_90", "late_91_120",
    "late_over_120",
)  # fmt: skip

CONTRACT_STATUSES = (
    "active", "amortized_debt", "approved", "canceled", "completed", "demand", "refused",
    "returned_to_the_store", "sent_proposal", "signed",
)  # fmt: skip

REFUSAL_REASONS = ("client", "hc", "limit", "sco", "scofr", "system", "verif")

BUREAU_LOANS = Table(
    name="bureau_loans",
    key="bureau_loan_id",
    parent="application",
    parent_key="client_id",
    columns=(
        key("client_id", "The client's reference"),
        key("bureau_loan_id", "The loan's reference at the credit bureau"),
        category(
            "status", "Status of the loan", ("active", "bad_debt", "closed", "sold"), required=True
        ),
        category(
            "currency",
            "Currency, recoded",
            ("currency_1", "currency_2", "currency_3", "currency_4"),
        ),
        days("opened_days", "When the loan was asked for", required=True),
        count("overdue_days", "Days past due at the time of the application", unit="days"),
        days("due_end_days", "When the loan is due to end", minimum=None),
        days("ended_days", "When the loan ended", minimum=None),
        amount("max_overdue_amount", "Largest amount overdue so far"),
        count("prolonged", "How often the loan was prolonged"),
        amount("amount", "Amount of the loan"),
        amount("debt", "Debt still open", minimum=None),
        amount("limit", "Credit limit of a card", minimum=None),
        amount("overdue_amount", "Amount overdue now"),
        category("credit_type", "Kind of loan", CREDIT_TYPES),
        days("updated_days", "When the bureau last heard of the loan", minimum=None),
        amount("annuity", "Periodic repayment of the loan"),
    ),
)

BUREAU_MONTHS = Table(
    name="bureau_months",
    parent="bureau_loans",
    parent_key="bureau_loan_id",
    columns=(
        key("bureau_loan_id", "The loan's reference at the credit bureau"),
        months("month", "Months before the application"),
        category("status", "Status of the loan in that month", MONTH_STATUSES, required=True),
    ),
)

# A tenth of the loans that have monthly rows have no row of their own in the original files: they
# are kept, known by their months only, which is why an earlier loan's status may be missing.
PREVIOUS_LOANS = Table(
    name="previous_loans",
    key="previous_loan_id",
    parent="application",
    parent_key="client_id",
    columns=(
        key("previous_loan_id", "The earlier application's reference"),
        key("client_id", "The client's reference"),
        category("contract", "Kind of loan", ("cash", "consumer", "revolving")),
        amount("annuity", "Periodic repayment"),
        amount("asked_amount", "Amount asked for"),
        amount("credit_amount", "Amount agreed"),
        amount("down_payment", "Down payment", minimum=None),
        amount("goods_price", "Price of the goods"),
        category("weekday", "Weekday of the application", WEEKDAYS, use=Use.NEVER, long_tail=True),
        count(
            "hour",
            "Hour of the application",
            unit="hours",
            maximum=23,
            use=Use.NEVER,
            long_tail=True,
        ),
        flag("last_of_contract", "Last application for its contract", long_tail=True),
        flag("last_of_day", "Last application of its day", long_tail=True),
        share("down_payment_rate", "Down payment, normalised", minimum=None, maximum=None),
        share(
            "primary_interest_rate",
            "Interest rate, normalised",
            minimum=None,
            maximum=None,
            long_tail=True,
        ),
        share(
            "privileged_interest_rate",
            "Privileged interest rate, normalised",
            minimum=None,
            maximum=None,
            long_tail=True,
        ),
        text("purpose", "Purpose of a cash loan"),
        category(
            "status",
            "What became of it",
            ("approved", "canceled", "refused", "unused_offer"),
        ),
        days("decided_days", "When it was decided"),
        text("payment_type", "Means of payment chosen"),
        category("refusal_reason", "Why it was refused, the lender's code", REFUSAL_REASONS),
        text("accompanied_by", "Who came with the client"),
        category("client_type", "New or known client then", ("new", "refreshed", "repeater")),
        text("goods_category", "Kind of goods"),
        category("portfolio", "Portfolio", ("cards", "cars", "cash", "pos")),
        category("product_type", "How it was sold", ("walk_in", "x_sell")),
        text("channel", "Channel through which the client came"),
        count("seller_area", "Selling area of the seller", unit="", minimum=-1, long_tail=True),
        text("seller_industry", "Industry of the seller"),
        count("term", "Number of payments agreed", unit="months"),
        category(
            "yield_group", "Interest rate, grouped", ("low_action", "low_normal", "middle", "high")
        ),
        text("product", "Detailed product"),
        days("first_drawing_days", "When money was first drawn", minimum=None),
        days("first_due_days", "When the first payment was due", minimum=None),
        days("last_due_first_version_days", "When the last payment was first due", minimum=None),
        days("last_due_days", "When the last payment was due", minimum=None),
        days("ended_days", "When the loan ended or was to end", minimum=None),
        flag("insured", "Asked for insurance"),
    ),
)

POS_MONTHS = Table(
    name="pos_months",
    parent="previous_loans",
    parent_key="previous_loan_id",
    columns=(
        key("previous_loan_id", "The earlier loan's reference"),
        key("client_id", "The client's reference"),
        months("month", "Months before the application"),
        count("term", "Number of payments agreed", unit="months"),
        count("instalments_left", "Payments left", unit="months"),
        category("status", "Status of the contract in that month", CONTRACT_STATUSES),
        count("days_late", "Days past due", unit="days"),
        count("days_late_tolerated", "Days past due, small debts ignored", unit="days"),
    ),
)

CARD_MONTHS = Table(
    name="card_months",
    parent="previous_loans",
    parent_key="previous_loan_id",
    columns=(
        key("previous_loan_id", "The earlier loan's reference"),
        key("client_id", "The client's reference"),
        months("month", "Months before the application"),
        amount("balance", "Balance", minimum=None),
        amount("limit", "Credit limit"),
        amount("cash_drawings", "Drawn at cash machines", minimum=None),
        amount("drawings", "Drawn in all", minimum=None),
        amount("other_drawings", "Drawn otherwise"),
        amount("goods_drawings", "Drawn for goods"),
        amount("minimum_instalment", "Smallest payment asked"),
        amount("payment", "Paid in the month"),
        amount("total_payment", "Paid in the month, in all"),
        amount("principal_receivable", "Principal to be received", minimum=None),
        amount("receivable", "To be received", minimum=None),
        amount("total_receivable", "To be received, in all", minimum=None),
        count("cash_drawings_count", "Number of drawings at cash machines"),
        count("drawings_count", "Number of drawings"),
        count("other_drawings_count", "Number of other drawings"),
        count("goods_drawings_count", "Number of drawings for goods"),
        count("instalments_paid", "Number of payments made so far"),
        category("status", "Status of the contract in that month", CONTRACT_STATUSES),
        count("days_late", "Days past due", unit="days"),
        count("days_late_tolerated", "Days past due, small debts ignored", unit="days"),
    ),
)

INSTALMENTS = Table(
    name="instalments",
    parent="previous_loans",
    parent_key="previous_loan_id",
    columns=(
        key("previous_loan_id", "The earlier loan's reference"),
        key("client_id", "The client's reference"),
        count("version", "Version of the payment calendar, 0 for a card", unit=""),
        count("number", "Number of the instalment", unit=""),
        days("due_days", "When the payment was due", required=True, minimum=None),
        days("paid_days", "When it was paid", minimum=None),
        amount("due_amount", "Amount due"),
        amount("paid_amount", "Amount paid"),
    ),
)
