from __future__ import annotations

from pathlib import Path

from ml import features
from ml.training.proxies import EXCLUDED, guess


def test_each_excluded_attribute_is_tried(small_records: Path) -> None:
    found = guess(small_records, folds=2)
    assert [proxy.attribute for proxy in found] == list(EXCLUDED)
    for proxy in found:
        assert 0.5 < proxy.auc < 1
        assert set(proxy.strongest) <= set(features.FEATURES)
        assert proxy.clients > 500
