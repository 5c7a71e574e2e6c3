"""Gives made clients French names. They are nobody's: first and last names drawn apart."""

from __future__ import annotations

import numpy as np
import polars as pl
from faker.providers.person.fr_FR import Provider


def draw_names(applications: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """``SK_ID_CURR``, ``FIRST_NAME``, ``LAST_NAME`` of these applications' clients."""
    men = (applications["CODE_GENDER"] == "M").to_numpy()
    size = len(men)
    first = np.where(
        men,
        rng.choice(np.array(sorted(set(Provider.first_names_male)), dtype=object), size),
        rng.choice(np.array(sorted(set(Provider.first_names_female)), dtype=object), size),
    )
    last = rng.choice(np.array(sorted(set(Provider.last_names)), dtype=object), size)
    return pl.DataFrame(
        {"SK_ID_CURR": applications["SK_ID_CURR"], "FIRST_NAME": first, "LAST_NAME": last},
        schema_overrides={"FIRST_NAME": pl.String, "LAST_NAME": pl.String},
    )
