"""Makes records in the original Home Credit format, whose risk depends on what they say.

Nobody's row is in them: they are drawn from aggregates measured on real ones, kept in
``calibration.json`` by ``python -m ml.synthetic.calibrate``.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from ml.synthetic import bureau, calibration, cards, instalments, people, previous
from ml.synthetic.applications import draw_applications
from ml.synthetic.clients import describe
from ml.synthetic.writing import Tables

__all__ = ["synthesize"]

CHUNK = 10_000
"""Clients drawn at a time; memory is bounded by it."""
FIRST_CLIENT, FIRST_BUREAU_LOAN, FIRST_PREVIOUS_LOAN = 100_002, 5_000_001, 1_000_001

Progress = Callable[[int, int], None]


def synthesize(*, clients: int, seed: int, out: Path, progress: Progress | None = None) -> None:
    """Write the seven original tables and ``client_names.csv`` of made clients to a folder.

    The same number of clients and seed give the same files. ``progress(done, clients)`` is
    called after each chunk. Existing files of these names are replaced.

    :raises ValueError: fewer than one client.
    """
    if clients < 1:
        raise ValueError(f"there is at least one client to make, not {clients}")
    figures = calibration.load()
    bureau_loan, previous_loan = FIRST_BUREAU_LOAN, FIRST_PREVIOUS_LOAN
    with Tables(out) as tables:
        for number, start in enumerate(range(0, clients, CHUNK)):
            rng = np.random.default_rng([seed, number])
            size = min(CHUNK, clients - start)
            references = FIRST_CLIENT + start + np.arange(size)
            applications = draw_applications(figures, references, rng)
            described = describe(applications, figures, rng)
            loans, months = bureau.draw_bureau(described, bureau_loan, rng)
            earlier = previous.draw_previous(described, previous_loan, rng)
            payments, pos = instalments.draw_instalments(described, earlier, rng)
            card_months, card_payments = cards.draw_cards(described, earlier, rng)
            bureau_loan += loans.height
            previous_loan += len(earlier["SK_ID_PREV"])

            tables.write("application_train", applications)
            tables.write("bureau", loans)
            tables.write("bureau_balance", months)
            tables.write("previous_application", previous.frame(earlier))
            tables.write("POS_CASH_balance", pos)
            tables.write("credit_card_balance", card_months)
            tables.write("installments_payments", payments)
            tables.write("installments_payments", card_payments)
            tables.write("client_names", people.draw_names(applications, rng))
            if progress is not None:
                progress(start + size, clients)
