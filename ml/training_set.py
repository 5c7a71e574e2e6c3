"""Labelled clients as the model reads them, and the way they are handed to CatBoost."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
from catboost import Pool
from numpy.typing import NDArray

from ml import features, home_credit
from ml.engine import MISSING_CATEGORY
from ml.errors import DataError, Problem, Wrong


@dataclass(frozen=True)
class TrainingSet:
    """Clients whose outcome is known.

    Attributes:
        features: ``client_id`` and one column a feature, n rows in the order of ``client_id``.
        defaulted: outcomes, shape [n].
        tables: names of the tables that were there.
    """

    features: pl.DataFrame
    defaulted: NDArray[np.bool_]
    tables: tuple[str, ...]

    @property
    def fingerprint(self) -> str:
        """sha256 of names, types, values and outcomes, whatever the files and libraries."""
        digest = hashlib.sha256()
        for column in self.features:
            digest.update(f"{column.name}:{column.dtype}\n".encode())
            if column.dtype == pl.String:
                digest.update("\n".join(column.fill_null("\x00")).encode())
            else:
                digest.update(column.cast(pl.Float64).fill_null(np.nan).to_numpy().tobytes())
        digest.update(self.defaulted.tobytes())
        return digest.hexdigest()


def read_training_set(path: Path) -> TrainingSet:
    """Read original files and compute the features of their labelled clients.

    Raises:
        DataError: the files are wrong, or hold no client whose outcome is known.
    """
    tables = home_credit.read(path)
    return training_set(tables, source=str(path))


def training_set(tables: Mapping[str, pl.DataFrame], *, source: str) -> TrainingSet:
    """Features of the clients of ``tables`` whose outcome is known; DataError if none is."""
    labels = (
        tables["application"]
        .filter(pl.col("default").is_not_null())
        .select("client_id", "default")
        .sort("client_id")
    )
    if labels.is_empty():
        raise DataError(
            [
                Problem(
                    file=source,
                    column="TARGET",
                    rows=(),
                    message="no client has an outcome",
                    kind=Wrong.EMPTY,
                )
            ]
        )
    computed = features.compute(tables)
    joined = labels.join(computed, on="client_id", how="left", maintain_order="left")
    return TrainingSet(
        features=joined.drop("default"),
        defaulted=labels["default"].to_numpy().astype(np.bool_),
        tables=tuple(sorted(tables)),
    )


def columns_for_catboost(
    frame: pl.DataFrame,
) -> dict[str, NDArray[np.float32] | NDArray[np.object_]]:
    """The features in their order; a missing category is one of its own, never another one's."""
    return {
        name: frame[name].fill_null(MISSING_CATEGORY).to_numpy().astype(object)
        if name in features.CATEGORICAL
        else frame[name].cast(pl.Float32).fill_null(np.nan).to_numpy()
        for name in features.FEATURES
    }


def pool(frame: pl.DataFrame, defaulted: NDArray[np.bool_] | None = None) -> Pool:
    """A CatBoost pool of the features, with outcomes where they are given."""
    return Pool(
        pd.DataFrame(columns_for_catboost(frame)),
        label=None if defaulted is None else defaulted.astype(np.int8),
        cat_features=list(features.CATEGORICAL),
    )
