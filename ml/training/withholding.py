"""Clients learned from once more with inputs withheld, so that thin files are learned as such.

An input that nobody asked for says nothing about the client. So the model sees clients of whom it
is known what they are like, with a random part of it not known: what is missing then carries the
risk of all, and what is known has to speak for itself.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ml.schema.inputs import OPTIONAL

LOAN_ITSELF = ("annuity",)
"""Asked for with nearly every loan, however little is known of the client: kept in most of the
rows that have everything else withheld."""
LOAN_KEPT = 0.6


def drawn_masks(
    rows: int, *, everything: float, generator: np.random.Generator
) -> dict[str, NDArray[np.bool_]]:
    """By lot, which inputs of which rows are withheld.

    Each row has a share of its own, from 0 to 1 and rather small than large, with which each of its
    inputs is withheld; ``everything`` of the rows have all of them withheld.

    Args:
        rows: n.
        everything: share of the rows with all inputs withheld, 0 to 1.
        generator: of the lots.

    Returns:
        input → shape [n].
    """
    # Squared, so that many rows lack a few inputs only: those that lack just one are judged too.
    share = generator.random(rows) ** 2
    all_of_it = generator.random(rows) < everything
    with_loan = generator.random(rows) < LOAN_KEPT
    masks = {each.name: all_of_it | (generator.random(rows) < share) for each in OPTIONAL}
    for name in LOAN_ITSELF:
        masks[name] = np.where(all_of_it, ~with_loan, masks[name])
    return masks


def withhold(
    application: pl.DataFrame, masks: dict[str, NDArray[np.bool_]] | Collection[str]
) -> pl.DataFrame:
    """The application's rows without some inputs.

    Args:
        application: rows of the application's table, n.
        masks: input → whether it is withheld of a row, shape [n]; or inputs withheld of all rows.

    Raises:
        KeyError: there is no such optional input.
    """
    if not isinstance(masks, dict):
        everybody = np.ones(application.height, dtype=np.bool_)
        masks = dict.fromkeys(masks, everybody)
    changes = []
    for name, mask in masks.items():
        hidden = pl.Series(mask)
        for column in COLUMNS[name]:
            if column in application.columns:
                kept = pl.when(~hidden).then(pl.col(column))
                changes.append(kept.alias(column))
    return application.with_columns(changes)


COLUMNS: dict[str, tuple[str, ...]] = {each.name: each.columns for each in OPTIONAL}
"""The application's columns of each optional input."""
