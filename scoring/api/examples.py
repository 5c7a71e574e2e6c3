"""Examples of requests and answers, for the schema."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample

SMALL: dict[str, Any] = {
    "application": {
        "contract": "cash",
        "income": 202500.0,
        "credit_amount": 406597.5,
        "annuity": 24700.5,
        "age_days": 12410,
        "employed_days": 1890,
        "external_score_2": 0.53,
    },
    "language": "en",
}
"""The least that is wanted and a little more; nothing is known of loans."""

WHOLE: dict[str, Any] = {
    "application": {
        **SMALL["application"],
        "sex": "female",
        "goods_price": 351000.0,
        "income_type": "working",
        "occupation": "laborers",
        "education": "secondary",
        "housing": "house_apartment",
        "owns_car": False,
        "owns_home": True,
        "enquiries_year": 1,
    },
    "bureau_loans": [
        {
            "bureau_loan_id": 5715559,
            "status": "active",
            "credit_type": "consumer_credit",
            "opened_days": 709,
            "due_end_days": -783,
            "amount": 395940.69,
            "debt": 270998.82,
            "overdue_amount": 0.0,
        }
    ],
    "bureau_months": [
        {"bureau_loan_id": 5715559, "month": 0, "status": "on_time"},
        {"bureau_loan_id": 5715559, "month": 1, "status": "late_1_30"},
    ],
    "previous_loans": [
        {
            "previous_loan_id": 1038818,
            "contract": "consumer",
            "status": "approved",
            "decided_days": 606,
            "asked_amount": 179055.0,
            "credit_amount": 179055.0,
            "annuity": 9251.77,
            "term": 24,
        }
    ],
    "pos_months": [],
    "card_months": [],
    "instalments": [
        {
            "previous_loan_id": 1038818,
            "version": 1,
            "number": 1,
            "due_days": 565,
            "paid_days": 587,
            "due_amount": 9251.77,
            "paid_amount": 9251.77,
        }
    ],
    "language": "fr",
}
"""An application with all tables."""

WRONG: dict[str, Any] = {
    "type": "about:blank",
    "title": "The request is not right",
    "status": 400,
    "errors": [
        {"path": "$.application.income", "message": "Ensure this value is at least 0."},
        {"path": "$.bureau_months[1].bureau_loan_id", "message": "There is no such row."},
    ],
}

EXAMPLES = [
    OpenApiExample("The application alone", value=SMALL, request_only=True),
    OpenApiExample("With loans", value=WHOLE, request_only=True),
    OpenApiExample(
        "Wrong values",
        value=WRONG,
        response_only=True,
        status_codes=["400"],
        media_type="application/problem+json",
    ),
]
