"""How to train: CatBoost's parameters and the choices around them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ml.cost import DEFAULT_COST_RATIO

PARAMETERS: dict[str, Any] = {
    "depth": 5,
    "learning_rate": 0.05,
    "l2_leaf_reg": 8.0,
    "random_strength": 1.0,
    "rsm": 0.2,
    "loss_function": "Logloss",
    "boost_from_average": True,
    # A split reads one feature, so that each leaf has one SHAP vector.
    "max_ctr_complexity": 1,
    "one_hot_max_size": 6,
    "boosting_type": "Plain",
    # Under constraints every client in every tree does better than a draw of 80 % of them.
    "bootstrap_type": "No",
}


@dataclass(frozen=True, kw_only=True)
class Options:
    """How to train.

    Attributes:
        cost_ratio: cost of a default granted, in good clients refused.
        folds: of the cross-validation.
        iterations: trees at most.
        patience: trees without a better AUC on its judging clients after which a fold stops.
        seed: of folds, models, bootstrap and hidden history.
        period: when the clients applied, as told by whoever trains.
        bootstrap_rounds: draws behind each interval.
        monotone: keep to the catalogue's directions.
        hidden_history: share of the clients who are learned from a second time as if the tables of
            their loans were not there.
        chosen: CatBoost parameters that take the place of the usual ones.
    """

    cost_ratio: float = DEFAULT_COST_RATIO
    folds: int = 5
    iterations: int = 2_500
    patience: int = 300
    seed: int = 0
    period: str | None = None
    bootstrap_rounds: int = 200
    monotone: bool = True
    hidden_history: float = 0.2
    chosen: tuple[tuple[str, float], ...] = ()

    def __post_init__(self) -> None:
        if not self.cost_ratio > 0:
            raise ValueError(f"the cost ratio must be positive, not {self.cost_ratio}")
        if self.folds < 2:
            raise ValueError(f"cross-validation wants two folds at least, not {self.folds}")
        if self.iterations < 1:
            raise ValueError(f"one iteration at least is wanted, not {self.iterations}")
        if not 0 <= self.hidden_history <= 1:
            raise ValueError(f"the share of hidden history is 0 to 1, not {self.hidden_history}")

    def parameters(self) -> dict[str, Any]:
        """CatBoost's parameters, but the number of trees."""
        return PARAMETERS | dict(self.chosen)

    def with_parameters(self, chosen: Mapping[str, float]) -> Options:
        """The same options with these parameters of CatBoost."""
        return replace(self, chosen=tuple(sorted(chosen.items())))
