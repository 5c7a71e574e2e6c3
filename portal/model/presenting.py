"""From a figure's numbers to what a page shows of it, in one language."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from explain.reading.words import points_text
from ml.points import in_tenths
from ml.wording.catalogue import CATALOGUE, THEMES
from ml.wording.formats import format_number, format_points
from portal.model.charts import Row, Rows
from portal.model.figure import Cell, Column, Shown, count_cell, signed_cell
from portal.model.group_words import group_text
from portal.model.numbers import (
    CostCurve,
    Dependence,
    Group,
    Importance,
    Numbers,
    Reliability,
    Swarm,
    SwarmRow,
)
from portal.model.presenting_quality import present_cost, present_reliability
from portal.model.wording import shape_of, signed_points

DRAWN = 15
"""Factors drawn and in the table beside; the page of the items lists them all."""


def present(name: str, numbers: Numbers, language: str) -> Shown:
    """The figure of that name. TypeError where these numbers are not for a figure."""
    with override(language):
        if isinstance(numbers, Importance):
            return _importance(name, numbers, language)
        if isinstance(numbers, Swarm):
            return _swarm(name, numbers, language)
        if isinstance(numbers, Dependence):
            return _dependence(name, numbers, language)
        if isinstance(numbers, Reliability):
            return present_reliability(name, numbers, language)
        if isinstance(numbers, CostCurve):
            return present_cost(name, numbers, language)
        raise TypeError(f"{name}: {type(numbers).__name__} is not shown as a figure")


def factor_url(feature: str) -> str:
    """The page of one factor."""
    return reverse("portal:model_factor", args=[feature])


def _importance(name: str, numbers: Importance, language: str) -> Shown:
    themes = name == "themes"
    labels = {
        weight.name: (THEMES[weight.name] if themes else CATALOGUE[weight.name]).label[language]
        for weight in numbers.weights
    }
    heaviest = [labels[weight.name] for weight in numbers.weights[:3]]
    said = {
        "first": heaviest[0],
        "second": heaviest[min(1, len(heaviest) - 1)],
        "third": heaviest[-1],
        "points": points_text(in_tenths(numbers.weights[0].points), language),
    }
    sentence = _(
        "“%(first)s” weighs most: %(points)s on average, up or down. “%(second)s” and “%(third)s” "
        "follow."
    )
    return Shown(
        name=name,
        language=language,
        title=_("What weighs most: %(first)s") % said,
        sentence=sentence % said,
        note=_("In points, up or down. Weight is not direction: it does not say what is good."),
        caption=_("Average weight of each subject") if themes else _("Average weight of each item"),
        columns=(
            Column(_("Subject") if themes else _("Item"), numeric=False),
            Column(_("Moves the score by, points")),
        ),
        rows=tuple(
            (
                Cell(labels[weight.name], url="" if themes else factor_url(weight.name)),
                Cell(
                    format_number(weight.points, language, decimals=2, least=2),
                    round(weight.points, 4),
                ),
            )
            for weight in numbers.weights[:DRAWN]
        ),
        chart=Rows(
            rows=tuple(
                Row(
                    labels[weight.name],
                    format_number(weight.points, language, decimals=1, least=1),
                    bar=round(weight.points, 2),
                )
                for weight in numbers.weights[:DRAWN]
            ),
            axis=_("Points, up or down"),
            language=language,
        ),
    )


def _swarm(name: str, numbers: Swarm, language: str) -> Shown:
    first = next((row for row in numbers.rows if _both(row)), numbers.rows[0])
    said = {
        "label": CATALOGUE[first.name].label[language],
        "high": signed_points(first.mean_high or 0, language),
        "low": signed_points(first.mean_low or 0, language),
    }
    return Shown(
        name=name,
        language=language,
        title=_("The same item raises one client’s score and lowers another’s"),
        sentence=_(
            "For example “%(label)s”: a high value is worth %(high)s on average, a low one %(low)s."
        )
        % said,
        note=_(
            "Each dot is a client. Right of 0 the item raises the score, left of it it lowers it. "
            "Dots above the line are clients with a high value, below it with a low one; on both "
            "sides where it is a category or not known."
        ),
        caption=_("Effect of the heaviest items on single clients"),
        columns=(
            Column(_("Item"), numeric=False),
            Column(_("High values, mean points")),
            Column(_("Low values, mean points")),
            Column(_("Nine clients in ten from, points")),
            Column(_("to, points")),
        ),
        rows=tuple(
            (
                Cell(CATALOGUE[row.name].label[language], url=factor_url(row.name)),
                _mean(row.mean_high, language),
                _mean(row.mean_low, language),
                signed_cell(row.p5, language),
                signed_cell(row.p95, language),
            )
            for row in numbers.rows
        ),
        chart=Rows(
            rows=tuple(
                Row(
                    CATALOGUE[row.name].label[language],
                    above=row.high,
                    below=row.low,
                    on=row.other,
                )
                for row in numbers.rows
            ),
            axis=_("Effect on the score, points"),
            language=language,
            signed=True,
        ),
    )


def _both(row: SwarmRow) -> bool:
    return row.mean_high is not None and row.mean_low is not None


def _mean(points: float | None, language: str) -> Cell:
    return Cell("–") if points is None else signed_cell(points, language)


def _dependence(name: str, numbers: Dependence, language: str) -> Shown:
    shape = shape_of(numbers, language)
    label = CATALOGUE[numbers.feature].label[language]
    groups = [*numbers.groups, *([numbers.unknown] if numbers.unknown else [])]

    def row(group: Group) -> Row:
        return Row(
            group_text(numbers.feature, group, language),
            format_points(group.mean, language),
            bar=round(group.mean, 2),
            span=(round(group.p10, 2), round(group.p90, 2)),
        )

    return Shown(
        name=name,
        language=language,
        title=shape.title,
        sentence=shape.sentence,
        note=_(
            "The bar is the mean effect of each group of clients, in points: to the right it "
            "raises the score, hatched to the left it lowers it. The thin line holds four clients "
            "in five."
        ),
        caption=_("Effect on the score by value: %(label)s") % {"label": label},
        columns=(
            Column(_("Value"), numeric=False),
            Column(_("Clients")),
            Column(_("Mean effect, points")),
            Column(_("Four in five from, points")),
            Column(_("to, points")),
        ),
        rows=tuple(
            (
                Cell(group_text(numbers.feature, group, language)),
                count_cell(group.clients, language),
                signed_cell(group.mean, language),
                signed_cell(group.p10, language),
                signed_cell(group.p90, language),
            )
            for group in groups
        ),
        chart=Rows(
            rows=tuple(row(group) for group in groups),
            axis=_("Effect on the score, points"),
            language=language,
            signed=True,
        ),
    )
