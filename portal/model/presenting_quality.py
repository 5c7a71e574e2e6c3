"""How good the model is, as a page shows it: reliability and cost, in one language."""

from __future__ import annotations

from django.utils.translation import gettext as _

from ml.wording.formats import format_number, format_share
from portal.model.charts import Line, Row, Rows
from portal.model.figure import Cell, Column, Shown, count_cell
from portal.model.numbers import CostCurve, CostPoint, Reliability

EVERY, ELSEWHERE = 5, 10
"""Points between the cut-offs of the table; from the cut-off to those that the sentence names."""


def present_reliability(name: str, numbers: Reliability, language: str) -> Shown:
    """What the model said beside what happened."""
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
        title=_reliability_title(inside, said),
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
                count_cell(part.clients, language),
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


def _reliability_title(inside: int, said: dict[str, str]) -> str:
    if said["inside"] == said["all"]:
        return _("What it expects is what happens, within the margin of chance")
    if not inside:
        return _("What it expects is not what happens")
    return _("In %(inside)s of %(all)s groups, what it expects is what happens") % said


def _group_name(number: int, count: int) -> str:
    if number == 1:
        return _("1 (safest)")
    return _("%(number)s (riskiest)") % {"number": number} if number == count else str(number)


def present_cost(name: str, numbers: CostCurve, language: str) -> Shown:
    """What other cut-offs would cost."""
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
        title=_cost_title(numbers, language),
        sentence=_(
            "A good client refused costs 1, a loan granted that defaults costs %(ratio)s. At the "
            "cut-off %(refused)s of clients are refused and the cost is %(cost)s an application; "
            "with the cut-off at a score of %(low)s it would be %(low_cost)s, at %(high)s it would "
            "be %(high_cost)s."
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


def _cost_title(numbers: CostCurve, language: str) -> str:
    """Whether the cut-off is where it costs least, to the two decimals that are shown."""
    least = min(numbers.points, key=lambda point: point.cost)
    if round(numbers.chosen.cost, 2) <= round(least.cost, 2):
        return _("Refusals and defaults together cost least at the cut-off")
    return _(
        "Refusals and defaults together cost least with the cut-off at a score of %(score)s"
    ) % {"score": format_number(least.score, language)}


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
