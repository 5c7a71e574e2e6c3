"""What the tests that cross rooms share: a few clients, scored by a real model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

PEOPLE = (
    ("Nina", "Moreau", date(1985, 3, 27), 34_000, 250_000, 0.71),
    ("Amar", "Benali", date(1998, 11, 2), 18_500, 640_000, 0.08),
    ("Jean-Baptiste", "de la Rochefoucauld", date(1961, 7, 14), 52_300.5, 90_000, None),
)


@dataclass(frozen=True)
class Portfolio:
    """References of the clients that the tests open."""

    scored: int
    unscored: int


@pytest.fixture
def make_portfolio(small_bundle: Path) -> Callable[[], Portfolio]:
    """Registers the model and records three scored clients, and one without names and score."""

    def make() -> Portfolio:
        from clients.services import record_application
        from scoring.services import enter_application, register_model

        register_model(path=small_bundle, activate=True, user=None)
        references = []
        for first_name, last_name, birth_date, income, amount, external in PEOPLE:
            entered = enter_application(
                user=None,
                client={
                    "first_name": first_name,
                    "last_name": last_name,
                    "birth_date": birth_date,
                },
                application={
                    "contract": "cash",
                    "income": income,
                    "credit_amount": amount,
                    "annuity": amount / 20,
                    "occupation": "drivers",
                    "employed_since": date(2019, 4, 1),
                    "external_score_2": external,
                },
            )
            references.append(entered.application.client.reference)
        unscored = record_application(
            user=None,
            client={"birth_date": date(1990, 1, 1)},
            application={"contract": "revolving", "income": 1000, "credit_amount": 5000},
        )
        return Portfolio(references[0], unscored.client.reference)

    return make


@pytest.fixture
def portfolio(db: None, make_portfolio: Callable[[], Portfolio]) -> Portfolio:
    """The few clients, in the database."""
    return make_portfolio()
