"""How to train: CatBoost's parameters and the choices around them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ml.cost import DEFAULT_COST_RATIO

PARAMETERS: dict[str, Any] = {
    "depth": 5,
    "learning_rate": 0.08,
    "l2_leaf_reg": 8.0,
    "random_strength": 1.0,
    "rsm": 0.2,
    "loss_function": "Logloss",
    # Constraints move the leaves of each tree to one side. Started from nothing and with one step a
    # leaf, the trees make up for it themselves, in clients of whom little is known too.
    "boost_from_average": False,
    "leaf_estimation_iterations": 1,
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
        seed: of folds, models, bootstrap and what is withheld.
        period: when the clients applied, as told by whoever trains.
        bootstrap_rounds: draws behind each interval.
        monotone: keep to the catalogue's directions.
        free: features whose direction is not kept to all the same.
        withheld: share of the clients who are learned from a second time with inputs withheld.
        withheld_everything: share of these second times with everything withheld that may be.
        seeds: models that the final one is the average of, each with a seed of its own.
        fold_seeds: models that each fold's is the average of.
        chosen: CatBoost parameters that take the place of the usual ones.
    """

    cost_ratio: float = DEFAULT_COST_RATIO
    folds: int = 5
    iterations: int = 1_500
    seed: int = 0
    period: str | None = None
    bootstrap_rounds: int = 200
    monotone: bool = True
    free: tuple[str, ...] = ()
    withheld: float = 1.0
    withheld_everything: float = 0.25
    seeds: int = 5
    fold_seeds: int = 2
    chosen: tuple[tuple[str, float], ...] = ()

    def __post_init__(self) -> None:
        if not self.cost_ratio > 0:
            raise ValueError(f"the cost ratio must be positive, not {self.cost_ratio}")
        if self.folds < 2:
            raise ValueError(f"cross-validation wants two folds at least, not {self.folds}")
        if self.iterations < 1:
            raise ValueError(f"one iteration at least is wanted, not {self.iterations}")
        for name in ("seeds", "fold_seeds"):
            if getattr(self, name) < 1:
                raise ValueError(
                    f"one model at least is wanted, not {getattr(self, name)} ({name})"
                )
        for name in ("withheld", "withheld_everything"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"the share {name} is 0 to 1, not {getattr(self, name)}")

    def parameters(self) -> dict[str, Any]:
        """CatBoost's parameters, but the number of trees."""
        return PARAMETERS | dict(self.chosen)

    def with_parameters(self, chosen: Mapping[str, float]) -> Options:
        """The same options with these parameters of CatBoost."""
        return replace(self, chosen=tuple(sorted(chosen.items())))
