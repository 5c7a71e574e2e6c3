"""Features: from the tables of any number of clients to what the model reads, in two stages.

Stage 1 (``summarise``) folds monthly rows into summary columns of the loan that they belong to;
the database keeps its result. Stage 2 (``build``) folds loans into one row a client and adds the
ratios of the application's own fields. ``compute`` does both. A client computed alone has the same
features, bit for bit, as among all others.
"""

from __future__ import annotations

from ml.features.frames import APPLICATION_COLUMNS, Loans, build, compute, summarise
from ml.features.registry import CATEGORICAL, FEATURES, NEEDS

__all__ = [
    "APPLICATION_COLUMNS", "CATEGORICAL", "FEATURES", "NEEDS", "Loans", "build", "compute",
    "summarise",
]  # fmt: skip
