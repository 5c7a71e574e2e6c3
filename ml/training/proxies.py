"""How well the features give away what the model must not know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
from catboost import CatBoostClassifier, Pool
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold

from ml import features, home_credit
from ml.training.fitting import columns_for_catboost

EXCLUDED = {
    "sex": ("female", "male"),
    "marital_status": ("married", "single"),
}
"""Excluded attributes, each with the two values that are to be told apart."""


@dataclass(frozen=True)
class Proxy:
    """How well an excluded attribute can be guessed, and the features that give most away."""

    attribute: str
    auc: float
    clients: int
    strongest: tuple[str, ...]


def guess(path: Path, *, folds: int = 3, seed: int = 0) -> tuple[Proxy, ...]:
    """Try to guess excluded attributes from the features, out of fold.

    An AUC of 0.5 gives nothing away, 1 all.

    Args:
        path: original files.
        folds: of the cross-validation.
        seed: of folds and models.
    """
    tables = home_credit.read(path)
    computed = features.compute(tables)
    application = tables["application"].select("client_id", *EXCLUDED)
    frame = computed.join(application, on="client_id", how="left", maintain_order="left")
    return tuple(
        _guess_one(
            frame.filter(pl.col(attribute).is_in(values)),
            attribute=attribute,
            value=values[0],
            folds=folds,
            seed=seed,
        )
        for attribute, values in EXCLUDED.items()
    )


def _guess_one(frame: pl.DataFrame, *, attribute: str, value: str, folds: int, seed: int) -> Proxy:
    holds = (frame[attribute] == value).to_numpy()
    columns = pd.DataFrame(columns_for_catboost(frame))
    guessed = np.empty(len(holds))
    importance = np.zeros(len(features.FEATURES))
    splitter = StratifiedKFold(folds, shuffle=True, random_state=seed)
    for learn, judge in splitter.split(columns, holds):
        model = CatBoostClassifier(
            iterations=300,
            depth=6,
            learning_rate=0.1,
            rsm=0.3,
            max_ctr_complexity=1,
            random_seed=seed,
            allow_writing_files=False,
            verbose=False,
        )
        model.fit(_pool(columns.iloc[learn], holds[learn].astype(int)))
        guessed[judge] = model.predict_proba(_pool(columns.iloc[judge]))[:, 1]
        importance += model.get_feature_importance()
    return Proxy(
        attribute=attribute,
        auc=float(roc_auc_score(holds, guessed)),
        clients=len(holds),
        strongest=tuple(
            features.FEATURES[index] for index in np.argsort(-importance, kind="stable")[:5]
        ),
    )


def _pool(columns: pd.DataFrame, label: Sequence[int] | None = None) -> Pool:
    return Pool(columns, label=label, cat_features=list(features.CATEGORICAL))
