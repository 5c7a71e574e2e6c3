"""Draws whole clients, chunk by chunk, and writes them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from ml.synthetic import bureau, cards, instalments, people, previous
from ml.synthetic.applications import draw_applications
from ml.synthetic.calibration import Calibration
from ml.synthetic.clients import describe
from ml.synthetic.writing import Tables

CHUNK = 10_000
"""Clients drawn at a time; memory is bounded by it."""
FIRST_CLIENT, FIRST_BUREAU_LOAN, FIRST_PREVIOUS_LOAN = 100_002, 5_000_001, 1_000_001

Progress = Callable[[int, int], None]


def make(
    calibration: Calibration,
    *,
    clients: int,
    seed: int,
    out: Path,
    open_share: float = 0.0,
    progress: Progress | None = None,
) -> None:
    """Write the original tables of made clients; see ``ml.synthetic.synthesize``."""
    figures = calibration.figures
    bureau_loan, previous_loan = FIRST_BUREAU_LOAN, FIRST_PREVIOUS_LOAN
    with Tables(out) as tables:
        for number, start in enumerate(range(0, clients, CHUNK)):
            rng = np.random.default_rng([seed, number])
            size = min(CHUNK, clients - start)
            references = FIRST_CLIENT + start + np.arange(size)
            applications = draw_applications(calibration, references, rng)
            described = describe(applications, calibration, rng)
            loans, months = bureau.draw_bureau(described, calibration, bureau_loan, rng)
            earlier = previous.draw_previous(described, calibration, previous_loan, rng)
            payments, pos = instalments.draw_instalments(
                described, earlier, figures["repayment"], rng
            )
            card_months, card_payments = cards.draw_cards(described, earlier, figures["cards"], rng)
            bureau_loan += loans.height
            previous_loan += len(earlier["SK_ID_PREV"])

            # Drawn apart, so that the share changes nothing but which file a client is in.
            is_open = np.random.default_rng([seed, number, 1]).random(size) < open_share
            tables.write("application_train", applications.filter(~is_open))
            if open_share:
                tables.write("application_test", applications.filter(is_open).drop("TARGET"))
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
    if not open_share:
        # Of an earlier run: its clients are all in the other file now.
        (out / "application_test.csv").unlink(missing_ok=True)
