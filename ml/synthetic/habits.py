"""How much the loans of clients who default differ, measured on real rows and brought about.

Each habit shows in one indicator of a client's loans. On real rows the indicator's normal score is
regressed on the risk that the application already tells and on the outcome beyond it; a habit's
leanings are then set so that made clients' indicators give the same two slopes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl
from scipy.stats import norm, rankdata

from ml.synthetic.applications import log_odds
from ml.synthetic.measure import significant

Figures = dict[str, Any]
Tables = Mapping[str, pl.DataFrame]

_HELD = {
    "recent": ("bureau", pl.col("DAYS_CREDIT").mean()),
    "debt": (
        "bureau",
        pl.col("AMT_CREDIT_SUM_DEBT").clip(0, None).sum() / pl.col("AMT_CREDIT_SUM").sum(),
    ),
    "late": (
        "POS_CASH_balance",
        (pl.col("SK_DPD_DEF") > 0).mean() + (pl.col("SK_DPD") > 0).mean() / 10,
    ),
    "fresh": ("previous_application", pl.col("DAYS_DECISION").mean()),
    "refusal": ("previous_application", (pl.col("NAME_CONTRACT_STATUS") == "Refused").mean()),
    "card": (
        "credit_card_balance",
        pl.col("AMT_BALANCE").sum() / pl.col("AMT_CREDIT_LIMIT_ACTUAL").sum(),
    ),
}  # fmt: skip
"""Each habit's table and the indicator that it shows in, a client."""
_SHARED = {"recent": 0.2, "debt": 0.3, "late": 0.4, "fresh": 0.2, "refusal": 0.4, "card": 0.4}
"""How much the habits have in common beyond what the application tells."""


def start() -> Figures:
    """Leanings to begin with."""
    return {
        name: {"risk": 0.2, "outcome": 0.4, "shared": shared} for name, shared in _SHARED.items()
    }


def slopes(
    applications: pl.DataFrame, tables: Tables, risk: Figures
) -> dict[str, tuple[float, float]]:
    """Slopes of each indicator's normal score on standardised risk and on the outcome beyond it."""
    odds = log_odds(applications, risk)
    mean, spread = risk["log_odds"]
    known = applications.select("SK_ID_CURR").with_columns(
        pl.Series("risk", (odds - mean) / spread),
        pl.Series("beyond", applications["TARGET"].to_numpy() - 1 / (1 + np.exp(-odds))),
    )
    result = {}
    for name, (table, indicator) in _HELD.items():
        if table not in tables:
            continue
        shown = tables[table].group_by("SK_ID_CURR").agg(indicator.alias("indicator"))
        rows = known.join(shown, on="SK_ID_CURR").filter(pl.col("indicator").is_finite())
        ranks = rankdata(rows["indicator"].to_numpy())
        score = norm.ppf((ranks - 0.5) / len(ranks))
        score = (score - score.mean()) / max(float(score.std()), 1e-9)
        design = np.column_stack([np.ones(len(ranks)), rows["risk"], rows["beyond"]])
        fitted = np.linalg.lstsq(design, score, rcond=None)[0]
        result[name] = (float(fitted[1]), float(fitted[2]))
    return result


def adjust(
    leanings: Figures,
    wanted: Mapping[str, tuple[float, float]],
    got: Mapping[str, tuple[float, float]],
) -> None:
    """Move each habit's leanings towards the wanted slopes, within reason."""
    for name, figures in leanings.items():
        for key, place, limit in (("risk", 0, 0.7), ("outcome", 1, 2.5)):
            # an indicator shows only part of its habit: move by more than the gap
            moved = figures[key] + 1.3 * (wanted[name][place] - got[name][place])
            figures[key] = significant(float(np.clip(moved, -limit, limit)), 3)
