from __future__ import annotations

from pathlib import Path

import numpy as np

from tests.benchmarks.engine import as_pool, clients, engine_of, trained


def test_the_engines_benchmark_compares_like_with_like(tmp_path: Path) -> None:
    model = trained(trees=15)
    engine = engine_of(model, tmp_path)
    frame = clients(20, 2)
    expected = model.get_feature_importance(as_pool(frame), type="ShapValues")[:, :-1]
    assert np.abs(expected).max() > 0.001
    assert np.abs(engine.explain(frame).contributions - expected).max() < 1e-9
