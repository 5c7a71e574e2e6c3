"""Search for training parameters whose model costs least, resumable after any stop."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import optuna
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend

from ml.cost import cost_per_application, cut_offs_by_others
from ml.training.cross_validation import CrossValidated, cross_validate
from ml.training.data import TrainingSet
from ml.training.options import Options

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Tuned:
    """The cheapest parameters found, their cost per application, and the trials made so far."""

    parameters: dict[str, Any]
    cost: float
    trials: int


def tune(
    data: TrainingSet,
    *,
    options: Options,
    trials: int,
    journal: Path,
    progress: Progress = lambda _: None,
) -> Tuned:
    """Run trials until the journal holds ``trials`` of this data and these options.

    The cost is out of fold, by the cut-off that the other folds choose, on the same folds for every
    trial. Trials stopped half-way do not count.

    Args:
        data: labelled clients.
        options: folds, seed, cost ratio and most trees of every trial.
        trials: how many to have in all, at least 1.
        journal: a file that keeps every trial; made where it is not there.
        progress: called with a line for people after each trial.
    """
    if trials < 1:
        raise ValueError(f"one trial at least is wanted, not {trials}")
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    rows = data.with_inputs_withheld(
        options.withheld, everything=options.withheld_everything, seed=options.seed
    )
    study = optuna.create_study(
        study_name=f"{data.fingerprint[:16]} {options}",
        storage=JournalStorage(JournalFileBackend(str(journal))),
        # Another seed for each continuation, or it would draw the first trials again.
        sampler=optuna.samplers.TPESampler(seed=options.seed + _done_in(journal)),
        load_if_exists=True,
    )
    if not study.trials:
        study.enqueue_trial({name: options.parameters()[name] for name in SPACE})

    def cost(trial: optuna.Trial) -> float:
        chosen = {name: suggest(trial, name) for name, suggest in SPACE.items()}
        found = cross_validate(rows, options=options.with_parameters(chosen))
        trial.set_user_attr("trees", found.trees)
        return _cost(rows, found, ratio=options.cost_ratio)

    def tell(study: optuna.Study, trial: optuna.trial.FrozenTrial) -> None:
        progress(
            f"trial {len(_complete(study))}/{trials}: cost {trial.value:.4f}, "
            f"best {study.best_value:.4f}"
        )

    missing = trials - len(_complete(study))
    if missing > 0:
        study.optimize(cost, n_trials=missing, callbacks=[tell])
    return Tuned(
        parameters=dict(study.best_params), cost=study.best_value, trials=len(_complete(study))
    )


def _cost(data: TrainingSet, found: CrossValidated, *, ratio: float) -> float:
    """Business cost of each client's fullest row, by the cut-off that the other folds choose."""
    full = data.fullest
    defaulted, pd = data.defaulted[full], found.pd[full]
    cut_offs = cut_offs_by_others(defaulted, pd, found.fold[full], ratio=ratio)
    return cost_per_application(defaulted, pd, threshold=cut_offs, ratio=ratio)


def _complete(study: optuna.Study) -> list[optuna.trial.FrozenTrial]:
    return study.get_trials(deepcopy=False, states=[optuna.trial.TrialState.COMPLETE])


def _done_in(journal: Path) -> int:
    return len(journal.read_bytes().splitlines()) if journal.exists() else 0


SPACE: Mapping[str, Callable[[optuna.Trial, str], int | float]] = {
    "depth": lambda trial, name: trial.suggest_int(name, 3, 6),
    "learning_rate": lambda trial, name: trial.suggest_float(name, 0.015, 0.1, log=True),
    "l2_leaf_reg": lambda trial, name: trial.suggest_float(name, 1, 60, log=True),
    "random_strength": lambda trial, name: trial.suggest_float(name, 0.1, 5, log=True),
    "rsm": lambda trial, name: trial.suggest_float(name, 0.05, 0.6),
}
"""What is searched; depth ends at 6, where the SHAP tables do."""
