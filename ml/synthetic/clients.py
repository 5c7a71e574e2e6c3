"""What the loans of a client are drawn from: means, past, and habits tied to the outcome."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ml.synthetic.applications import log_odds
from ml.synthetic.calibration import Calibration
from ml.synthetic.copula import Floats

Ints = NDArray[np.int64]

MONTH = 365.25 / 12
"""Days in a month."""
_INCOME_MEAN, _INCOME_SPREAD = 11.9, 0.49
"""Of the logarithm of income, about; so that a client is the same in any chunk."""
_NEUTRAL = ("told instalments", "told overdue", "canceling", "likes cards")


@dataclass(frozen=True)
class Clients:
    """Clients of one chunk, shape [n] each.

    ``habits`` are standard scores that a client's loans share. Those in the calibration (higher is
    worse) lean on the risk known from the application and on the outcome, so that histories tell
    something of their own; the others are just ways of this client or of who reports on them.
    """

    reference: Ints
    enquired: NDArray[np.bool_]
    habits: dict[str, Floats]

    def __len__(self) -> int:
        return len(self.reference)


def describe(
    applications: pl.DataFrame, calibration: Calibration, rng: np.random.Generator
) -> Clients:
    """The clients of these applications (with ``TARGET``)."""
    odds = log_odds(applications, calibration.risk)
    scale = calibration.figures["risk"]["log_odds"]
    risk = (odds - scale[0]) / scale[1]
    surprise = applications["TARGET"].to_numpy() - 1 / (1 + np.exp(-odds))
    common = rng.standard_normal(len(odds))
    income = np.log(applications["AMT_INCOME_TOTAL"].to_numpy())
    habits = {name: rng.standard_normal(len(odds)) for name in _NEUTRAL}
    habits["income"] = (income - _INCOME_MEAN) / _INCOME_SPREAD
    for name, figures in calibration.figures["habits"].items():
        own = rng.standard_normal(len(odds))
        lean, shift, shared = figures["risk"], figures["outcome"], figures["shared"]
        rest = np.sqrt(max(1 - lean**2 - shared**2, 0.0))
        habits[name] = lean * risk + shared * common + rest * own + shift * surprise
    return Clients(
        reference=applications["SK_ID_CURR"].to_numpy(),
        enquired=applications["AMT_REQ_CREDIT_BUREAU_YEAR"].is_not_null().to_numpy(),
        habits=habits,
    )


def spread_out(lengths: Ints) -> tuple[Ints, Ints]:
    """For runs of these lengths: the run that each row belongs to, and its place in the run."""
    run = np.repeat(np.arange(len(lengths)), lengths)
    starts = np.cumsum(lengths) - lengths
    return run, np.arange(len(run)) - starts[run]


def cents(amount: Floats) -> Floats:
    """Amounts as the original files have them: multiples of 0.045."""
    return np.asarray(np.round(np.round(amount / 0.045) * 0.045, 3))
