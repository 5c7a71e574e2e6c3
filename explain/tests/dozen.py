"""Twelve very different clients, told in a paragraph each; ``python -m explain.tests.dozen`` writes
the texts that test_paragraph.py expects: read every one before you commit them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from explain.reading.score import Facts
from ml.points import CUT_OFF_SCORE, POINTS_PER_LOG_ODDS, PointsScale, logit
from ml.yardsticks import Outcome, Yardstick

FOLDER = Path(__file__).parent / "paragraphs"
THRESHOLD = 0.09
REVIEW_FROM, REVIEW_TO = 45.0, 55.0
WHEN = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)
AVERAGE = 57.4
REPAID = 0.919
NOBODY = Outcome(clients=0, repaid=0)
UNKNOWN = Outcome(clients=4_000, repaid=3_600)


def of_numbers(low: float, middle: float, high: float) -> Yardstick:
    """A yardstick of a number."""
    return Yardstick(bounds=(low, middle, high), outcomes={}, missing=UNKNOWN)


def of_answers(**outcomes: tuple[int, int]) -> Yardstick:
    """A yardstick of a category or a flag: clients, and who repaid, by answer."""
    counted = {name.removeprefix("_"): Outcome(clients=a, repaid=b)
               for name, (a, b) in outcomes.items()}  # fmt: skip
    return Yardstick(bounds=None, outcomes=counted, missing=UNKNOWN)


YARDSTICKS: Mapping[str, Yardstick] = {
    "external_score_1": of_numbers(0.32, 0.51, 0.69),
    "external_score_2": of_numbers(0.37, 0.57, 0.68),
    "external_score_3": of_numbers(0.36, 0.55, 0.7),
    "income": of_numbers(90_000, 147_600, 225_000),
    "effort_rate": of_numbers(0.1, 0.16, 0.23),
    "employed_days": of_numbers(680, 1_660, 3_750),
    "credit_amount": of_numbers(229_500, 518_562, 900_000),
    "credit_to_goods": of_numbers(1, 1.118, 1.21),
    "age_days": of_numbers(11_700, 15_900, 20_500),
    "occupation": of_answers(laborers=(55_000, 49_200), drivers=(60, 53)),
    "contract": of_answers(revolving=(29_279, 27_673)),
    "owns_car": of_answers(_0=(202_924, 185_675), _1=(104_587, 97_011)),
    "city_mismatches": of_numbers(0, 0, 1),
    "enquiries_year": of_numbers(0, 1, 3),
    "bureau_active_loans": of_numbers(0, 1, 3),
    "bureau_debt": of_numbers(0, 180_000, 500_000),
    "bureau_last_opened_days": of_numbers(120, 390, 900),
    "bureau_planned_days_mean": of_numbers(500, 1_100, 9_000),
    "previous_refused_share": of_numbers(0, 0, 0.33),
    "previous_refused": of_numbers(0, 0, 1),
    "instalments_late_trend": of_numbers(-0.05, 0, 0.06),
    "instalments_late_share": of_numbers(0, 0.03, 0.14),
    "card_use": of_numbers(0, 0.02, 0.6),
}


@dataclass(frozen=True, kw_only=True)
class Case:
    """What of one client is told: by feature the value and the points; ``unknown``, points only."""

    known: Mapping[str, tuple[float | str, float]] = field(default_factory=dict)
    unknown: Mapping[str, float] = field(default_factory=dict)

    def facts(self) -> Facts:
        """The facts of a score that is the average plus all points."""
        told = {name: points for name, (_, points) in self.known.items()} | dict(self.unknown)
        contributions = tuple(-points / POINTS_PER_LOG_ODDS for points in told.values())
        base = logit(THRESHOLD) - (AVERAGE - CUT_OFF_SCORE) / POINTS_PER_LOG_ODDS
        scale = PointsScale(THRESHOLD)
        return Facts(
            pd=scale.probability_of_default(AVERAGE + sum(told.values())),
            threshold=THRESHOLD,
            base=base,
            features=tuple(told),
            contributions=contributions,
            values=tuple(self.known[name][0] if name in self.known else None for name in told),
            model_label="2026-11-22-ab12cd34",
            model_trained_at=WHEN,
            scored_at=WHEN,
            yardsticks=YARDSTICKS,
            repaid=REPAID,
        )


CASES: Mapping[str, Case] = {
    "refused, young, little known elsewhere": Case(
        known={
            "external_score_2": (0.11, -9.7),
            "external_score_3": (0.2, -6.4),
            "age_days": (8_400.0, -2.1),
            "effort_rate": (0.31, -2.8),
            "owns_car": (1.0, 0.9),
            "bureau_active_loans": (0.0, 0.6),
        },
        unknown={"external_score_1": -1.3, "bureau_debt": 0.4},
    ),
    "granted, retired, no job known": Case(
        known={
            "external_score_1": (0.81, 6.2),
            "external_score_3": (0.74, 5.1),
            "age_days": (23_000.0, 1.4),
            "credit_amount": (180_000.0, 1.8),
            "enquiries_year": (5.0, -1.6),
        },
        unknown={"employed_days": 3.3},
    ),
    "on the cut-off itself": Case(
        known={
            "effort_rate": (0.16, -3.0),
            "previous_refused_share": (0.5, -6.2),
            "income": (225_000.0, 1.8),
        },
    ),
    "a little below the cut-off": Case(
        known={
            "external_score_3": (0.3, -3.9),
            "external_score_2": (0.34, -3.6),
            "instalments_late_share": (0.22, -2.9),
            "employed_days": (4_700.0, 2.2),
        },
    ),
    "just refused": Case(
        known={"external_score_2": (0.05, -12.0), "contract": ("cash", -0.5)},
    ),
    "just granted": Case(
        known={"external_score_2": (0.48, -3.1), "contract": ("revolving", 0.8)},
    ),
    "beyond the top of the scale": Case(
        known={
            "external_score_1": (0.9, 16.0),
            "external_score_2": (0.85, 14.5),
            "external_score_3": (0.88, 15.8),
            "bureau_debt": (0.0, 2.0),
            "effort_rate": (0.29, -0.7),
        },
    ),
    "beyond the bottom of the scale": Case(
        known={
            "previous_refused_share": (0.93, -31.2),
            "previous_refused": (14.0, -9.0),
            "external_score_2": (0.02, -20.4),
            "credit_to_goods": (1.4, -5.0),
        },
        unknown={"external_score_3": -1.2},
    ),
    "as the average client": Case(
        known={
            "external_score_3": (0.56, 1.2),
            "bureau_last_opened_days": (45.0, -1.9),
            "city_mismatches": (1.0, 0.3),
        },
        unknown={"external_score_1": -0.02},
    ),
    "nothing against": Case(
        known={"external_score_2": (0.7, 5.5), "income": (310_000.0, 2.4), "owns_car": (1.0, 0.0)},
    ),
    "nothing in favour": Case(
        known={
            "occupation": ("laborers", -2.4),
            "card_use": (0.97, -6.6),
            "instalments_late_trend": (0.18, -1.0),
        },
    ),
    "hardly anything known": Case(
        known={"credit_amount": (1_350_000.0, -3.2), "income": (67_500.0, -1.0)},
        unknown={
            "external_score_1": -2.0,
            "external_score_2": -4.0,
            "external_score_3": -3.5,
            "bureau_active_loans": 0.6,
            "bureau_last_opened_days": -1.1,
            "previous_refused_share": 1.5,
        },
    ),
}


def told(language: str) -> str:
    """All paragraphs of a language, each below its client's name."""
    from explain.reading.paragraph import paragraph
    from explain.reading.score import read
    from explain.reading.yardsticks import holder

    parts = []
    for name, case in CASES.items():
        facts = case.facts()
        reading = read(facts, language=language, review_from=REVIEW_FROM, review_to=REVIEW_TO)
        hold = holder(facts, language=language, currency="EUR")
        parts.append(f"## {name}\n\n{paragraph(reading, hold=hold)}\n")
    return "\n".join(parts)


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    FOLDER.mkdir(exist_ok=True)
    for spoken in ("en", "fr"):
        (FOLDER / f"{spoken}.md").write_text(told(spoken), encoding="utf-8")
