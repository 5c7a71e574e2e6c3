"""From a figure's numbers to what a page shows of it, in one language."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from ml.text.catalogue import CATALOGUE, THEMES
from ml.text.formats import format_number, format_points, format_share
from portal.model.charts import Line, Row, Rows
from portal.model.numbers import (
    CostCurve,
    CostPoint,
    Dependence,
    Group,
    Importance,
    Numbers,
    Reliability,
    Swarm,
    SwarmRow,
)
from portal.model.shown import Cell, Column, Shown
from portal.model.wording import group_text, shape_of

DRAWN = 15
"""Factors drawn and in the table beside; the page of the items lists them all."""
EVERY, ELSEWHERE = 5, 10
"""Points between the cut-offs of the table; from the cut-off to those that the sentence names."""


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
            return _reliability(name, numbers, language)
        if isinstance(numbers, CostCurve):
            return _cost(name, numbers, language)
        raise TypeError(f"{name}: {type(numbers).__name__} is not shown as a figure")


def factor_url(feature: str) -> str:
    """The page of one factor."""
    return reverse("portal:model_factor", args=[feature])


def _signed(points: float, language: str) -> Cell:
    text = format_points(points, language)
    tone = "positive" if text[0] == "+" else "negative" if not text[0].isdigit() else ""
    return Cell(text, round(points, 4), tone=tone)


def _count(number: int, language: str) -> Cell:
    return Cell(format_number(number, language), number)


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
        "points": format_number(numbers.weights[0].points, language, decimals=1, least=1),
    }
    sentence = _(
        "“%(first)s” weighs most: it moves the score by %(points)s points on average, up or down. "
        "“%(second)s” and “%(third)s” follow."
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
        "high": _mean(first.mean_high, language).text,
        "low": _mean(first.mean_low, language).text,
    }
    return Shown(
        name=name,
        language=language,
        title=_("The same item raises one client’s score and lowers another’s"),
        sentence=_(
            "For example “%(label)s”: a high value changes the score by %(high)s points on "
            "average, a low one by %(low)s."
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
                _signed(row.p5, language),
                _signed(row.p95, language),
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
    return Cell("–") if points is None else _signed(points, language)


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
                _count(group.clients, language),
                _signed(group.mean, language),
                _signed(group.p10, language),
                _signed(group.p90, language),
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


def _reliability(name: str, numbers: Reliability, language: str) -> Shown:
    riskiest = numbers.tenths[-1]
    inside = sum(part.low <= part.said <= part.high for part in numbers.tenths)
    said = {
        "said": format_share(riskiest.said, language),
        "happened": format_share(riskiest.happened, language),
        "inside": format_number(inside, language),
        "all": format_number(len(numbers.tenths), language),
    }
    sentence = _(
        "Of the clients that it found riskiest, it expected %(said)s to default, and %(happened)s "
        "did. In %(inside)s of %(all)s groups, what it said lies within the margin of chance."
    )
    return Shown(
        name=name,
        language=language,
        title=_("What it says beside what happens"),
        sentence=sentence % said,
        note=_(
            "Groups of equally many clients, judged by models that had not seen them. The thin "
            "line is the 95 % margin of chance; the closer ring and diamond, the better."
        ),
        caption=_("Defaults expected and observed, from the safest group to the riskiest"),
        columns=(
            Column(_("Group"), numeric=False),
            Column(_("Clients")),
            Column(_("Defaults expected")),
            Column(_("Defaults observed")),
            Column(_("Margin from")),
            Column(_("to")),
        ),
        rows=tuple(
            (
                Cell(_group_name(number, len(numbers.tenths))),
                _count(part.clients, language),
                *(
                    Cell(format_share(share, language), round(share, 4))
                    for share in (part.said, part.happened, part.low, part.high)
                ),
            )
            for number, part in enumerate(numbers.tenths, start=1)
        ),
        chart=Rows(
            rows=tuple(
                Row(
                    _group_name(number, len(numbers.tenths)),
                    format_share(part.happened, language),
                    span=(round(part.low, 4), round(part.high, 4)),
                    marks=((round(part.said, 4), "ring"), (round(part.happened, 4), "diamond")),
                )
                for number, part in enumerate(numbers.tenths, start=1)
            ),
            axis=_("Share of clients in default"),
            language=language,
            unit="percent",
            legend=(("ring", _("expected")), ("diamond", _("observed"))),
        ),
    )


def _group_name(number: int, count: int) -> str:
    if number == 1:
        return _("1 (safest)")
    return _("%(number)s (riskiest)") % {"number": number} if number == count else str(number)


def _cost(name: str, numbers: CostCurve, language: str) -> Shown:
    said = {
        "cost": _cost_text(numbers.chosen.cost, language),
        "refused": format_share(numbers.chosen.refused, language),
        "ratio": format_number(numbers.cost_ratio, language, decimals=1),
        **_elsewhere(numbers, "low", numbers.chosen.score - ELSEWHERE, language),
        **_elsewhere(numbers, "high", numbers.chosen.score + ELSEWHERE, language),
    }
    return Shown(
        name=name,
        language=language,
        title=_("At the cut-off, granting and refusing together cost least"),
        sentence=_(
            "A default that was granted costs as much as %(ratio)s good clients refused. At the "
            "cut-off %(refused)s of clients are refused and an application costs %(cost)s; with "
            "the cut-off at a score of %(low)s it would cost %(low_cost)s, at %(high)s "
            "%(high_cost)s."
        )
        % said,
        note=_(
            "Cost in good clients refused an application; lower is better. Counted on clients "
            "that the judged model had not seen; the cut-off was chosen on these same clients, so "
            "expect a little more: the business cost given above."
        ),
        caption=_("Cost of other cut-offs"),
        columns=(
            Column(_("Cut-off, score of today"), numeric=False),
            Column(_("Clients refused")),
            Column(_("Cost an application")),
        ),
        rows=tuple(
            _cost_row(point, language) for point in numbers.points if point.score % EVERY == 0
        ),
        chart=Line(
            x=tuple(point.score for point in numbers.points),
            y=tuple(round(point.cost, 4) for point in numbers.points),
            x_axis=_("Cut-off, as a score of today"),
            y_axis=_("Cost an application"),
            marked=(numbers.chosen.score, round(numbers.chosen.cost, 4)),
            marked_label=_("Cut-off: %(cost)s") % said,
            language=language,
        ),
    )


def _elsewhere(numbers: CostCurve, name: str, score: float, language: str) -> dict[str, str]:
    point = min(numbers.points, key=lambda point: abs(point.score - score))
    return {
        name: format_number(point.score, language),
        f"{name}_cost": _cost_text(point.cost, language),
    }


def _cost_row(point: CostPoint, language: str) -> tuple[Cell, ...]:
    return (
        Cell(format_number(point.score, language), point.score),
        Cell(format_share(point.refused, language), round(point.refused, 4)),
        Cell(_cost_text(point.cost, language), round(point.cost, 4)),
    )


def _cost_text(cost: float, language: str) -> str:
    return format_number(cost, language, decimals=2, least=2)
