"""Made records for tests of every room."""

from __future__ import annotations

from datetime import date

import factory
from factory.django import DjangoModelFactory

from clients.models import Application, BureauLoan, Client, PreviousLoan

APPLIED_ON = date(2026, 3, 2)


class ClientFactory(DjangoModelFactory[Client]):
    class Meta:
        model = Client

    reference = factory.Sequence(lambda n: 500_001 + n)
    first_name = factory.Iterator(["Nina", "Élodie", "Jean-Pierre", "Zoé"])
    last_name = factory.Iterator(["Moreau", "Lefèvre", "d’Artagnan"])
    birth_date = date(1985, 3, 27)
    sex = factory.Iterator(["female", "male", None])


class ApplicationFactory(DjangoModelFactory[Application]):
    """An application of which only the form's tables are known."""

    class Meta:
        model = Application

    client = factory.SubFactory(ClientFactory)
    applied_on = APPLIED_ON
    source = Application.Source.FORM
    known_tables = factory.LazyFunction(lambda: ["application"])
    contract = "cash"
    credit_amount = 406_597.5
    annuity = 24_700.5
    goods_price = 351_000.0
    income = factory.Sequence(lambda n: 120_000.0 + 4_500.0 * (n % 20))
    income_type = "working"
    occupation = "laborers"
    employer_type = "school"
    employed_since = date(2019, 9, 1)
    education = "secondary"
    housing = "house_apartment"
    owns_home = True
    owns_car = False
    region_rating = 2
    external_score_2 = factory.Sequence(lambda n: 0.2 + 0.01 * (n % 60))
    details = factory.LazyFunction(lambda: {"document_3": True, "building_walls": "panel"})


class BureauLoanFactory(DjangoModelFactory[BureauLoan]):
    class Meta:
        model = BureauLoan

    application = factory.SubFactory(
        ApplicationFactory, known_tables=["application", "bureau_loans", "bureau_months"]
    )
    reference = factory.Sequence(lambda n: 5_000_001 + n)
    status = "active"
    credit_type = "consumer_credit"
    currency = "currency_1"
    opened_on = date(2024, 5, 6)
    due_end_on = date(2028, 5, 6)
    amount = 74_242.8
    debt = 41_000.0
    overdue_amount = 0.0
    overdue_days = 0
    prolonged = 0
    months_reported = 22
    months_reported_recent = 12
    months_late = 1
    months_late_recent = 0
    worst_late_grade = 1
    months_since_late = 14


class PreviousLoanFactory(DjangoModelFactory[PreviousLoan]):
    class Meta:
        model = PreviousLoan

    application = factory.SubFactory(
        ApplicationFactory, known_tables=["application", "instalments", "previous_loans"]
    )
    reference = factory.Sequence(lambda n: 2_000_001 + n)
    contract = "consumer"
    status = "approved"
    decided_on = date(2023, 1, 15)
    asked_amount = 90_000.0
    credit_amount = 95_000.0
    annuity = 8_700.25
    term = 12
    details = factory.LazyFunction(lambda: {"channel": "Country-wide", "seller_area": 35})
    instalments_due = 12
    instalments_late = 1
    instalment_days_late_mean = 0.25
    last_payment_on = date(2024, 1, 20)
