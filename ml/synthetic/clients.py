"""What the loans of a client are drawn from: means, past, and habits tied to the outcome."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ml.synthetic.applications import log_odds
from ml.synthetic.calibration import Calibration
from ml.synthetic.copula import Floats

Ints = NDArray[np.int64]

MONTH = 365.25 / 12
"""Days in a month."""
LONGEST = 2922
"""The original files look back eight years."""


@dataclass(frozen=True)
class Clients:
    """Clients of one chunk, shape [n] each.

    ``habits`` are standard scores, higher is worse; each leans on the risk known from the
    application and on the outcome, so that histories tell something of their own.
    """

    reference: Ints
    income: Floats
    age: Floats
    enquired: NDArray[np.bool_]
    habits: dict[str, Floats]

    def __len__(self) -> int:
        return len(self.reference)


def describe(
    applications: pl.DataFrame, calibration: Calibration, rng: np.random.Generator
) -> Clients:
    """The clients of these applications (with ``TARGET``)."""
    odds = log_odds(applications, calibration.risk)
    risk = (odds - odds.mean()) / max(float(odds.std()), 1e-9)
    surprise = applications["TARGET"].to_numpy() - 1 / (1 + np.exp(-odds))
    common = rng.standard_normal(len(odds))
    habits = {}
    for name, figures in calibration.figures["habits"].items():
        own = rng.standard_normal(len(odds))
        lean, shift, shared = figures["risk"], figures["outcome"], figures["shared"]
        rest = np.sqrt(max(1 - lean**2 - shared**2, 0.0))
        habits[name] = lean * risk + shared * common + rest * own + shift * surprise
    return Clients(
        reference=applications["SK_ID_CURR"].to_numpy(),
        income=applications["AMT_INCOME_TOTAL"].to_numpy(),
        age=-applications["DAYS_BIRTH"].to_numpy().astype(np.float64),
        enquired=applications["AMT_REQ_CREDIT_BUREAU_YEAR"].is_not_null().to_numpy(),
        habits=habits,
    )


def counts(mean: Floats, shape: float, rng: np.random.Generator) -> Ints:
    """Counts of one or more, unevenly spread over clients (1 + gamma-mixed Poisson)."""
    return 1 + rng.poisson(rng.gamma(shape, np.maximum(mean - 1, 0) / shape))


def pick(options: dict[str, float], size: int, rng: np.random.Generator) -> NDArray[Any]:
    """Labels by their shares, shape [size]."""
    shares = np.array(list(options.values()), dtype=np.float64)
    labels = np.array(list(options), dtype=object)
    return labels[rng.choice(len(labels), size=size, p=shares / shares.sum())]


def spread_out(lengths: Ints) -> tuple[Ints, Ints]:
    """For runs of these lengths: the run that each row belongs to, and its place in the run."""
    run = np.repeat(np.arange(len(lengths)), lengths)
    starts = np.cumsum(lengths) - lengths
    return run, np.arange(len(run)) - starts[run]


def cents(amount: Floats) -> Floats:
    """Amounts as the original files have them: multiples of 0.045."""
    return np.asarray(np.round(np.round(amount / 0.045) * 0.045, 3))
