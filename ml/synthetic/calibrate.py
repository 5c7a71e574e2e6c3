"""``python -m ml.synthetic.calibrate --data PATH --out FILE``: measure real rows, keep figures.

PATH is a folder with the zips of real rows. Only aggregates are written: quantiles, shares,
correlations and coefficients; no label and no level that fewer than twenty rows have, no quantile
that fewer than twenty lie beyond.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import polars as pl

from ml.synthetic import application_spec, calibration, habits, loan_specs, measure_loans
from ml.synthetic.applications import default_probability, draw_applications, log_odds
from ml.synthetic.generation import make
from ml.synthetic.measure import average, measure, significant
from ml.synthetic.measure_extra import measure_extra
from ml.synthetic.measure_risk import measure_risk
from ml.synthetic.original import read_original

Figures = dict[str, Any]
_SETTLING_CLIENTS = 60_000
_HABIT_CLIENTS = 40_000
_HABIT_ROUNDS = 5
_LEAST_LOANS = 100


def calibrate(data: Path) -> Figures:
    """The figures measured on the zips of real rows in ``data``."""
    rows = read_original(data / "applications.zip", "application_train")
    figures: Figures = {
        "about": {
            "what": "Aggregates of real applications and loans; no rows",
            "command": "python -m ml.synthetic.calibrate --data PATH --out FILE",
            "applications": rows.height,
        },
        **applications_figures(rows),
        **_loans(data),
    }
    _settle_habits(figures, data)
    return figures


def applications_figures(rows: pl.DataFrame) -> Figures:
    """The part of the figures that applications are drawn from, measured on these rows."""
    retired = rows.select(application_spec.RETIRED.alias("retired"))["retired"]
    figures: Figures = {
        "risk": measure_risk(rows),
        "extra": measure_extra(rows),
        "applications": {
            name: {
                "share": significant(average(among)),
                **measure(rows.filter(among), application_spec.APPLICATION),
            }
            for name, among in (("working", ~retired), ("retired", retired))
        },
    }
    _settle_risk(figures)
    return figures


def _loans(data: Path) -> Figures:
    joined, other = data / "joined_train.zip", data / "bureau_train.zip"
    known = [read_original(path, "application_train") for path in (joined, other)]
    bureau = _both(joined, other, "bureau")
    months = _both(joined, other, "bureau_balance")
    previous = loan_specs.with_monthly_rate(read_original(joined, "previous_application"))
    payments = read_original(data / "installments_partial.zip", "installments_payments")
    pos = read_original(joined, "pos_cash_balance")
    card_months = read_original(joined, "credit_card_balance")
    active = (
        bureau.group_by(loan_specs.bureau_group().alias("group"))
        .agg(**loan_specs.bureau_active())
        .sort("group")
    )
    return {
        "bureau": _groups(bureau, loan_specs.bureau_group(), loan_specs.BUREAU),
        "bureau_active": {
            name: {"past": significant(past), "other": significant(other)}
            for name, past, other in active.iter_rows()
        },
        "bureau_counts": measure_loans.bureau_counts(pl.concat(known), bureau),
        "bureau_months": measure_loans.bureau_months(bureau, months),
        "previous": _groups(previous, loan_specs.previous_group(), loan_specs.PREVIOUS),
        "previous_counts": measure_loans.previous_counts(known[0], previous),
        "repayment": measure_loans.repayment(payments, pos),
        "cards": measure_loans.cards(previous, card_months),
    }


def _both(first: Path, second: Path, stem: str) -> pl.DataFrame:
    """A table of both zips; a client who is in both counts once."""
    tables = [read_original(path, stem) for path in (first, second)]
    return pl.concat(tables, how="vertical_relaxed").unique(maintain_order=True)


def _groups(rows: pl.DataFrame, group: pl.Expr, spec: Any) -> Figures:
    rows = rows.with_columns(group.alias("group"))
    counts = rows["group"].drop_nulls().value_counts().sort("count", "group", descending=True)
    return {
        name: {"share": significant(count / rows.height)}
        | measure(rows.filter(pl.col("group") == name), spec)
        for name, count in counts.iter_rows()
        if count >= _LEAST_LOANS
    }


def _settle_risk(figures: Figures) -> None:
    """Shift the risk model's intercept until made clients default as often as real ones."""
    model = figures["risk"]
    for _ in range(3):
        made = draw_applications(
            calibration.Calibration(figures),
            np.arange(_SETTLING_CLIENTS),
            np.random.default_rng(0),
        )
        rate = float(default_probability(made, model).mean())
        wanted = model["default_rate"]
        shift = np.log(wanted / (1 - wanted)) - np.log(rate / (1 - rate))
        model["intercept"] = significant(model["intercept"] + float(shift), 5)
    odds = log_odds(made, model)
    model["log_odds"] = [significant(float(odds.mean())), significant(float(odds.std()))]


def _settle_habits(figures: Figures, data: Path) -> None:
    """Set the habits' leanings until made loans differ by outcome as real ones do."""
    wanted = _real_slopes(figures, data)
    figures["habits"] = habits.start()
    for turn in range(_HABIT_ROUNDS):
        with TemporaryDirectory(prefix="made-") as folder:
            make(
                calibration.Calibration(figures),
                clients=_HABIT_CLIENTS,
                seed=turn,
                out=Path(folder),
            )
            tables = {
                stem: pl.read_csv(Path(folder) / f"{stem}.csv", infer_schema_length=None)
                for stem in (*_STEMS, "application_train")
            }
        got = habits.slopes(tables.pop("application_train"), tables, figures["risk"])
        habits.adjust(figures["habits"], wanted, got)
    for name, (risk, outcome) in wanted.items():
        figures["habits"][name]["wanted"] = [significant(risk, 3), significant(outcome, 3)]


_STEMS = ("bureau", "POS_CASH_balance", "previous_application", "credit_card_balance")


def _real_slopes(figures: Figures, data: Path) -> dict[str, tuple[float, float]]:
    joined, other = data / "joined_train.zip", data / "bureau_train.zip"
    known = _both(joined, other, "application_train").unique("SK_ID_CURR", maintain_order=True)
    tables = {
        "bureau": _both(joined, other, "bureau"),
        "credit_card_balance": _both(joined, other, "credit_card_balance"),
    }
    for stem in ("POS_CASH_balance", "previous_application"):
        tables[stem] = read_original(joined, stem.lower())
    return habits.slopes(known, tables, figures["risk"])


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m ml.synthetic.calibrate", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the real rows' zips")
    parser.add_argument("--out", type=Path, default=calibration.DEFAULT)
    chosen = parser.parse_args()
    calibration.write(calibrate(chosen.data), chosen.out)
    print(f"wrote {chosen.out} ({chosen.out.stat().st_size:,} bytes)", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
