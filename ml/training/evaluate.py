"""Judge a bundle on other labelled clients."""

from __future__ import annotations

from ml.bundle import Bundle
from ml.engine import Engine
from ml.metrics import Metrics, measure
from ml.training.data import TrainingSet


def evaluate(bundle: Bundle, data: TrainingSet) -> Metrics:
    """Metrics of a bundle, at its own cut-off and cost ratio, on each client's fullest row.

    Clients that the model was trained on flatter it.

    Raises:
        ValueError: nobody, or everybody, defaulted.
    """
    judged = data.rows(data.fullest)
    return measure(
        judged.defaulted,
        Engine(bundle).predict(judged.features),
        threshold=bundle.manifest.threshold,
        cost_ratio=bundle.manifest.cost_ratio,
    )
