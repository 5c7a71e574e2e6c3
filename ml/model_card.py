"""The model card: what a model is, for whom, on what data, how good, and its limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ml.bundle import Feature, Training
from ml.metrics import Metrics
from ml.reliability import Calibration


def model_card(
    *,
    metrics: Metrics,
    intervals: Mapping[str, tuple[float, float]],
    calibration: Calibration,
    training: Training,
    features: Sequence[Feature],
) -> str:
    """Markdown after Mitchell et al., "Model Cards for Model Reporting", 2019."""
    judged = "\n".join(
        f"| {name} | {value:.4f} | {_interval(intervals.get(name))} |"
        for name, value in metrics.as_dict().items()
        if name != "clients"
    )
    curve = "\n".join(
        f"| {part.mean_pd:.4f} | {part.default_rate:.4f} | {part.clients:,} |"
        for part in calibration.curve
    )
    categories = sum(feature.kind == "category" for feature in features)
    directed = sum(feature.direction != 0 for feature in features)
    correction = "applied" if calibration.corrected else "left out"
    return f"""# Model card

## What it is
Gradient-boosted oblivious trees (CatBoost, {training.parameters["iterations"]} trees of depth
{training.parameters["depth"]}, the average of {training.seeds} models that differ by seed) that
estimate the probability that a client of consumer credit will have payment difficulties.
{len(features)} features, {categories} of them categories. For {directed} of them the effect goes
one way only, as the catalogue says (a better external score never lowers the score); a missing
value of these is read as the value of equal risk.

## What it is for
Advising a person who decides on an application, with reasons. It never decides.

## What it must not be used for
Deciding without a person; other products, countries or periods than those of the training data;
prices; collection. Sex, marital status, children, family members and people around the client do
not enter it.

## Training data
{training.clients:,} clients with a known outcome, {training.default_rate:.2%} of them in default.
Tables: {", ".join(training.tables)}. Period: {training.period or "not given by the data"}.
Fingerprint: `{training.fingerprint}`.
{training.withheld:.0%} of the clients were learned from a second time with a random share of the
inputs withheld that an applicant may leave open, {training.withheld_everything:.0%} of these with
all of them.

## How good it is
Out of fold, stratified cross-validation in {training.folds} folds, seed {training.seed}; 95 %
bootstrap intervals. Each fold's cost is by the cut-off that the other folds choose; the cut-off
in use is the cheapest of all out-of-fold predictions.

| metric | value | interval |
| --- | --- | --- |
{judged}

Expected calibration error over {len(calibration.curve)} bins: {calibration.error:.4f}
({_interval(intervals.get("calibration_error"))}). Platt's correction changes the log loss by
{-calibration.correction.gain:+.5f} on clients that it was not fitted on, and was {correction}.

| mean PD | default rate | clients |
| --- | --- | --- |
{curve}

## Limits
The score speaks of clients like those of the training data. A client with little history is scored
with what is known; what is missing is said. Contributions explain the model, not the world: they
are no causes, and features that go together share the credit between them.
"""


def _interval(bounds: tuple[float, float] | None) -> str:
    return "" if bounds is None else f"{bounds[0]:.4f} to {bounds[1]:.4f}"
