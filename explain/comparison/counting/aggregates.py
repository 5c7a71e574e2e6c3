"""What the database counts. Only sums leave it, never a client's row but the one compared."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection, transaction
from django.db.models import (
    BooleanField,
    Case,
    Count,
    ExpressionWrapper,
    FloatField,
    Func,
    IntegerField,
    Max,
    Min,
    Q,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.lookups import Exact, LessThan
from django.shortcuts import get_object_or_404

from explain.comparison.counting.cached_count import kept
from explain.comparison.counting.similar_clients import ENOUGH, Step, chosen_step
from explain.comparison.counting.variables import NUMBERS, Number, Variable
from scoring.models import ListedClient

Values = Mapping[str, float | str | None]


@dataclass(frozen=True)
class Part:
    """Some clients: how many, how many of them are known to have repaid or not, and their range.

    ``low`` and ``high`` are their lowest and highest value; None for categories.
    """

    count: int
    repaid: int
    defaulted: int
    low: float | None = None
    high: float | None = None

    @property
    def outcomes(self) -> int:
        """How many are known to have repaid or not."""
        return self.repaid + self.defaulted

    def __add__(self, other: Part) -> Part:
        lows = [part.low for part in (self, other) if part.low is not None]
        highs = [part.high for part in (self, other) if part.high is not None]
        return Part(
            self.count + other.count,
            self.repaid + other.repaid,
            self.defaulted + other.defaulted,
            min(lows, default=None),
            max(highs, default=None),
        )


NOBODY = Part(0, 0, 0)
Counted = dict[Any, Part]
"""Parts by bucket: a number's place between bounds, a code, a pair of places; None is unknown."""


NARROWER = 3
"""Up to this rule similar clients are looked for first: with many clients it holds enough."""


@dataclass(frozen=True)
class Near:
    """The same count of similar and of chosen clients; None where no group is chosen.

    ``rule`` is the number of the rule of similar clients that is taken, ``rule_sizes`` has how
    many that one and each narrower one holds.
    """

    similar: Counted
    chosen: Counted | None
    rule: int
    rule_sizes: tuple[int, ...]


def size(counted: Counted) -> int:
    """How many clients there are in all."""
    return sum(part.count for part in counted.values())


def compared_client(reference: int) -> tuple[ListedClient, Values]:
    """A client as they are listed, and their value of every variable; Http404 without one."""
    listed = get_object_or_404(
        ListedClient.objects.select_related("client").annotate(
            **{f"value_{n}": number.expression for n, number in enumerate(NUMBERS)}
        ),
        reference=reference,
    )
    values: dict[str, float | str | None] = {
        number.name: getattr(listed, f"value_{n}") for n, number in enumerate(NUMBERS)
    }
    names = ("contract", "education", "housing", "occupation", "income_type")
    return listed, values | {name: getattr(listed, name) for name in names}


_OUTCOMES = {
    "count": Count("*"),
    "repaid": Count("pk", filter=Q(defaulted=False)),
    "lost": Count("pk", filter=Q(defaulted=True)),
}


class Bucket(Func):
    """In which place between bounds a number falls; null where it is not known."""

    function = "width_bucket"
    output_field = IntegerField()

    def __init__(self, number: Combinable, bounds: Sequence[float]) -> None:
        given = Value(list(bounds), output_field=ArrayField(FloatField()))
        super().__init__(number, given)


def count_everybody(buckets: Mapping[str, Any], value: Combinable | None = None) -> Counted:
    """How many of all clients fall into each bucket.

    ``value`` is what parts keep the lowest and highest of.
    """
    found = ListedClient.objects.order_by().annotate(**buckets).values_list(*buckets)
    with _planned_for_sums():
        rows = kept(found.annotate(**_sums(value)))
    return _sum((row[: len(buckets)], Part(*row[len(buckets) :])) for row in rows)


def count_near(
    buckets: Mapping[str, Any],
    steps: Sequence[Step],
    chosen: Q | None,
    value: Combinable | None = None,
) -> Near:
    """How many of the similar and of the chosen clients fall into each bucket: one pass.

    The rule of similar clients is only known once it is known how many each of them holds, so the
    count is by the first rule that a client fits; a wider rule holds those of the narrower ones.
    At first only those are counted who fit one of the narrower rules, or are chosen; only where
    none of these rules holds enough is everybody. ``value`` is what parts keep the lowest and
    highest of.
    """
    for reach in (min(NARROWER, len(steps) - 1), len(steps) - 1):
        near = Q() if reach == len(steps) - 1 else steps[reach].condition
        rows = _rows_near(buckets, steps, near, chosen, value)
        sizes = [
            sum(part.count for _key, rule, _in, part in rows if rule <= n) for n in range(reach + 1)
        ]
        taken = chosen_step(sizes)
        if sizes[taken] >= ENOUGH:
            break
    return Near(
        similar=_sum((key, part) for key, rule, _in, part in rows if rule <= taken),
        chosen=None
        if chosen is None
        else _sum((key, part) for key, _rule, is_in, part in rows if is_in),
        rule=taken,
        rule_sizes=tuple(sizes[: taken + 1]),
    )


def _rows_near(
    buckets: Mapping[str, Any],
    steps: Sequence[Step],
    near: Q,
    chosen: Q | None,
    value: Combinable | None,
) -> list[tuple[tuple[Any, ...], int, bool, Part]]:
    """Of those who are near or chosen: key, number of the rule, whether chosen, and how many."""
    kinds: dict[str, Any] = {**buckets, "rule": _first_rule(steps), "in_chosen": Value(False)}
    asked = near
    if chosen is not None:
        fits = Case(When(chosen, then=Value(True)), default=Value(False))
        kinds["in_chosen"] = ExpressionWrapper(fits, BooleanField())
        asked = near | chosen if near else Q()
    found = ListedClient.objects.order_by().filter(asked).annotate(**kinds).values_list(*kinds)
    many = len(buckets)
    with _planned_for_sums():
        return [
            (row[:many], row[many], row[many + 1], Part(*row[many + 2 :]))
            for row in found.annotate(**_sums(value))
        ]


def _sums(value: Combinable | None) -> dict[str, Any]:
    return _OUTCOMES if value is None else {**_OUTCOMES, "low": Min(value), "high": Max(value)}


def _first_rule(steps: Sequence[Step]) -> Case:
    """The number of the narrowest rule that a client fits.

    The widest is asked first: most clients do not fit it, and then none of the others. Each then
    only asks what the one before did not.
    """
    return Case(
        *(When(~steps[n].added, then=Value(n + 1)) for n in range(len(steps) - 2, -1, -1)),
        default=Value(0),
        output_field=IntegerField(),
    )


@contextmanager
def _planned_for_sums() -> Iterator[None]:
    """Let the database share a count among its processes, and keep its sums in memory.

    It expects far more groups than there are. By itself it would therefore sort all clients, or
    count them in one process: handing over so many sums would take too long.

    What is told to the database ends with the block, also amid a transaction of the caller's:
    nothing is written here, so all of it is rolled back.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SET LOCAL work_mem = '32MB'; SET LOCAL parallel_setup_cost = 0; "
            "SET LOCAL parallel_tuple_cost = 0.05"
        )
        yield
        transaction.set_rollback(True)


def _sum(parts: Iterable[tuple[tuple[Any, ...], Part]]) -> Counted:
    found: Counted = {}
    for key, part in parts:
        bucket = key[0] if len(key) == 1 else key
        found[bucket] = found.get(bucket, NOBODY) + part
    return found


def bounds_around(value: float | None, bounds: Iterable[float]) -> tuple[float, ...]:
    """Bounds with two more around a value: those who have just it are then counted apart."""
    own = () if value is None else (value, math.nextafter(value, math.inf))
    return tuple(sorted({*bounds, *own}))


def standing(
    values: Values, variables: Iterable[Variable], condition: Q
) -> tuple[Part, dict[str, tuple[int, int, int]]]:
    """Some clients, and how many of them have less than the client, the same, and any value, by
    variable.

    One pass. A category has nobody below; a variable that the client has no value of has neither.
    """
    sums: dict[str, Any] = dict(_OUTCOMES)
    asked = list(variables)
    for n, variable in enumerate(asked):
        expression, value = variable.expression, values[variable.name]
        if isinstance(variable, Number) and value is not None:
            own = Value(value, output_field=FloatField())
            sums[f"below_{n}"] = Count("pk", filter=Q(LessThan(expression, own)))
            sums[f"same_{n}"] = Count("pk", filter=Q(Exact(expression, own)))
        elif value is not None:
            sums[f"same_{n}"] = Count("pk", filter=Q(**{variable.name: value}))
        sums[f"known_{n}"] = Count(expression)
    with _planned_for_sums():
        row = ListedClient.objects.filter(condition).aggregate(**sums)
    return Part(row["count"], row["repaid"], row["lost"]), {
        variable.name: (row.get(f"below_{n}", 0), row.get(f"same_{n}", 0), row[f"known_{n}"])
        for n, variable in enumerate(asked)
    }
