"""How good the model is, in numbers with their intervals and in sentences for a layperson."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import override

from ml.bundle import Manifest
from ml.wording.formats import format_number, format_share


@dataclass(frozen=True)
class Measure:
    """One measure: what it is called, its value and interval as text, what that means."""

    name: str
    label: str
    value: str
    interval: str
    meaning: str


def measures(manifest: Manifest, language: str) -> list[Measure]:
    """The measures that a page shows, the ones that matter most first."""
    with override(language):
        return [_auc(manifest, language), _cost(manifest, language), _error(manifest, language)]


def further(manifest: Manifest, language: str) -> list[Measure]:
    """Measures for those who know them."""
    with override(language):
        labels = {
            "gini": (_("Gini coefficient"), _("The AUC on a scale where chance is 0.")),
            "ks": (
                _("Kolmogorov-Smirnov distance"),
                _("The largest gap between the scores of those who repaid and who defaulted."),
            ),
            "average_precision": (
                _("Average precision"),
                _("How many of those found riskiest do default; chance is the share of defaults."),
            ),
            "brier": (
                _("Brier score"),
                _("Mean squared distance of prediction and outcome; lower is better."),
            ),
            "log_loss": (
                _("Log loss"),
                _("Punishes what was said with confidence and was wrong; lower is better."),
            ),
        }
        return [
            Measure(
                name,
                label,
                _decimals(manifest.metrics[name], language),
                _interval(manifest, name, language),
                meaning,
            )
            for name, (label, meaning) in labels.items()
            if name in manifest.metrics
        ]


def _auc(manifest: Manifest, language: str) -> Measure:
    value = manifest.metrics["auc"]
    meaning = _(
        "Of 100 pairs of a client who repaid and one who defaulted, it puts %(pairs)s in the "
        "right order. Chance alone would get 50 right."
    ) % {"pairs": format_number(value * 100, language)}
    return Measure(
        "auc",
        _("Telling clients apart (AUC)"),
        _decimals(value, language),
        _interval(manifest, "auc", language),
        meaning,
    )


def _cost(manifest: Manifest, language: str) -> Measure:
    metrics = manifest.metrics
    cost = metrics["cost_per_application"]
    cheapest = min(metrics["cost_grant_all"], metrics["cost_refuse_all"])
    meaning = _(
        "With the cut-off an application costs %(cost)s on average, counted in good clients "
        "refused. Granting everybody would cost %(grant)s, refusing everybody %(refuse)s: the "
        "model saves %(saved)s of the cheaper of the two."
    ) % {
        "cost": _decimals(cost, language),
        "grant": _decimals(metrics["cost_grant_all"], language),
        "refuse": _decimals(metrics["cost_refuse_all"], language),
        "saved": format_share(1 - cost / cheapest, language),
    }
    return Measure(
        "cost",
        _("Business cost an application"),
        _decimals(cost, language),
        _interval(manifest, "cost_per_application", language),
        meaning,
    )


def _error(manifest: Manifest, language: str) -> Measure:
    error = manifest.calibration.error
    meaning = _(
        "When it says that so many in 100 will default, it is wrong by %(points)s in 100 on "
        "average."
    ) % {"points": format_number(error * 100, language, decimals=1)}
    return Measure(
        "calibration",
        _("Calibration error"),
        _decimals(error, language),
        _interval(manifest, "calibration_error", language),
        meaning,
    )


def _decimals(value: float, language: str) -> str:
    return format_number(value, language, decimals=3, least=3)


def _interval(manifest: Manifest, name: str, language: str) -> str:
    """The 95 % interval in words; empty where the bundle has none."""
    bounds = manifest.intervals.get(name)
    if bounds is None:
        return ""
    return _("%(low)s to %(high)s") % {
        "low": _decimals(bounds[0], language),
        "high": _decimals(bounds[1], language),
    }
