"""Fixtures of scoring's tests. Conftests load before Django is ready, so they import late."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from scoring.models import ModelVersion
    from scoring.services import IssuedKey


@pytest.fixture
def active_model(db: None, small_bundle: Path) -> ModelVersion:
    """A small real model in force."""
    from scoring.tests.factories import active_model as activate

    return activate(small_bundle)


@pytest.fixture
def key(db: None) -> IssuedKey:
    """An API key."""
    from scoring.tests.factories import issued_key

    return issued_key()
