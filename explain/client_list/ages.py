"""Ages."""

from __future__ import annotations

from datetime import date


def age_at(birth_date: date, day: date) -> int:
    """Completed years on a day."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))
