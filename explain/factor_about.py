"""All that is said of a factor whatever the model in force: where it is from, how to read it."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from explain.factor_help import HOW, as_sentence, factor_url, unit_text
from ml.features.registry import NEEDS
from ml.wording.catalogue import CATALOGUE, Entry

_SOURCES: Mapping[frozenset[str], object] = {
    frozenset({"bureau_loans"}): gettext_lazy(
        "What the credit bureau knows of the client’s loans with other lenders."
    ),
    frozenset({"bureau_loans", "bureau_months"}): gettext_lazy(
        "What other lenders reported to the credit bureau, month by month."
    ),
    frozenset({"previous_loans"}): gettext_lazy(
        "Our records of the client’s earlier applications here."
    ),
    frozenset({"pos_months"}): gettext_lazy(
        "Our monthly records of the loans that the client repays, or repaid, here."
    ),
    frozenset({"previous_loans", "pos_months"}): gettext_lazy(
        "Our records of the client’s earlier applications here, and our monthly records of loans."
    ),
    frozenset({"card_months"}): gettext_lazy("Our monthly records of the client’s cards here."),
    frozenset({"instalments"}): gettext_lazy(
        "Our records of each instalment that fell due here, and of what was paid for it."
    ),
}
"""By the tables beside the application that a factor needs."""

_ONLY_UNKNOWN = {"not known", "donnée non connue"}
"""What the catalogue says where it knows no reason for a value to be missing."""

_WITH_THE_APPLICATION = ("_to_income", "_to_credit", "_to_previous", "total_effort_rate")


def about_factor(feature: str, direction: int, language: str) -> list[dict[str, str]]:
    """Terms and values, as the summary list takes them.

    ``direction`` is what the model is held to, as in ``direction_text``.

    :raises KeyError: the catalogue does not have the feature.
    """
    entry = CATALOGUE[feature]
    with override(language):
        rows = [
            {"term": _("Where it comes from"), "value": source_text(entry)},
            {"term": _("How it is written"), "value": unit_text(entry, language)},
        ]
        if entry.kind == "number":
            rows.append({"term": _("Is more better?"), "value": direction_text(direction)})
        rows += [
            {"term": _("Can the client change it?"), "value": _changed(feature)},
            {"term": _("Where it is not known"), "value": missing_text(entry, language)},
        ]
        return rows


def source_text(entry: Entry) -> str:
    """Which records a factor is read from, in the active language."""
    if entry.retired:
        return _("Earlier models read it; the present one does not.")
    needs = NEEDS[entry.name]
    if not needs:
        return _application_text(entry)
    source = str(_SOURCES[needs])
    if entry.name.endswith(_WITH_THE_APPLICATION):
        compared = _("It is compared with what this application says.")
        return f"{source} {compared}"
    return source


def _application_text(entry: Entry) -> str:
    if entry.theme == "external":
        return _("Outside sources, asked when the application was entered.")
    if entry.subject == "enquiries":
        return _("The credit bureau, asked when the application was entered.")
    if entry.subject in {"region", "building"} or entry.name == "region_population":
        return _("What is known of the client’s address.")
    if entry.theme == "papers":
        return _("The papers and contacts that came with the application.")
    return _("The application.")


def direction_text(direction: int) -> str:
    """Which way a factor may work; ``direction`` is on the probability of default."""
    if direction > 0:
        return _("No: a higher value may only lower the score.")
    if direction < 0:
        return _("Yes: a higher value may only raise the score.")
    return _("It depends: the model was left free to find out.")


def missing_text(entry: Entry, language: str) -> str:
    """What it means that a factor is not known, and how that counts."""
    phrase = entry.missing[language].removeprefix(entry.label[language]).lstrip(" :\N{NBSP}")
    with override(language):
        counts = _("It counts as it did, on average, for past clients of whom it was not known.")
    if phrase in _ONLY_UNKNOWN:
        return counts
    return f"{as_sentence(phrase[:1].upper() + phrase[1:])} {counts}"


def related_factors(feature: str, language: str) -> list[dict[str, str]]:
    """The factors that are told together with this one: label and url."""
    subject = CATALOGUE[feature].subject
    return [
        _link(entry, language)
        for entry in CATALOGUE.values()
        if entry.subject == subject and entry.name != feature and not entry.retired
    ]


def neighbours(feature: str, language: str) -> tuple[dict[str, str] | None, dict[str, str] | None]:
    """The factors before and after this one in its theme, in the catalogue's order."""
    theme = CATALOGUE[feature].theme
    order = [
        entry
        for entry in CATALOGUE.values()
        if entry.theme == theme and (not entry.retired or entry.name == feature)
    ]
    place = order.index(CATALOGUE[feature])
    before = _link(order[place - 1], language) if place else None
    after = _link(order[place + 1], language) if place + 1 < len(order) else None
    return before, after


def _link(entry: Entry, language: str) -> dict[str, str]:
    return {"label": entry.label[language], "url": factor_url(entry.name)}


def _changed(feature: str) -> str:
    return _("Yes, %(how)s.") % {"how": HOW[feature]} if feature in HOW else _("No.")
