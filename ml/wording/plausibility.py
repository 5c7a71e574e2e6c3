"""What is said of values that cannot be, or are unusual."""

from __future__ import annotations

from ml.schema.plausibility import Finding
from ml.wording.catalogue import CATALOGUE, catalogue
from ml.wording.formats import format_number, format_value


def finding_text(finding: Finding, language: str, currency: str = "EUR") -> str:
    """What is wrong, or unusual, as a sentence that does not name the column.

    :raises KeyError: the catalogue has no words for the rule.
    """
    words, bounds = catalogue().plausibility, finding.rule.bounds
    if bounds is None:
        told = words[finding.rule.name][language]
    else:
        told = words[f"{finding.rule.name}_{finding.rule.verdict}"][language].format(
            value=_value(finding.column, finding.value, language, currency),
            low=_value(finding.column, bounds.low, language, currency),
            high=_value(finding.column, bounds.high, language, currency),
        )
    return f"{told[:1].upper()}{told[1:]}."


def _value(column: str, value: float | str | bool | None, language: str, currency: str) -> str:
    entry = CATALOGUE.get(column)
    if entry is not None:
        return format_value(entry, value, language, currency)
    return format_number(float(value or 0), language)
