"""A stage's query over Polars, made once and run on any frames."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import narwhals as nw
import polars as pl

FEW_ROWS = 10_000
"""Up to here the optimiser costs more than it saves."""

PLAIN = pl.QueryOptFlags.none(simplify_expression=True)

Schema = Mapping[str, type[pl.DataType]]
Stage = Callable[..., nw.LazyFrame[pl.LazyFrame]]


class Plan:
    """A stage told once to Polars, whose inputs are filled in at each run.

    Telling Narwhals' expressions to Polars takes many times longer than running them on one
    client, so the query is made over deferred frames and kept. A plan runs one set of frames at a
    time; ``Plans`` hands each caller one of its own.
    """

    def __init__(self, stage: Stage, schemas: Sequence[Schema]) -> None:
        self._schemas = schemas
        self._inputs: list[pl.DataFrame] = []
        leaves = [
            nw.from_native(pl.defer(partial(self._input, place), schema=schema))
            for place, schema in enumerate(schemas)
        ]
        self._query = stage(*leaves).to_native()

    def _input(self, place: int) -> pl.DataFrame:
        return self._inputs[place]

    def run(self, frames: Sequence[pl.DataFrame | None]) -> pl.DataFrame:
        """The stage's result; None stands for a frame without rows."""
        self._inputs = [
            pl.DataFrame(schema=schema) if frame is None else conform(frame, schema)
            for frame, schema in zip(frames, self._schemas, strict=True)
        ]
        rows = sum(frame.height for frame in self._inputs)
        try:
            if rows <= FEW_ROWS:
                return self._query.collect(optimizations=PLAIN, engine="in-memory")
            return self._query.collect()
        finally:
            self._inputs = []


class Plans:
    """Idle plans of one stage, by the tables that are present; safe to share between threads."""

    def __init__(self, stage: Stage, schemas: Sequence[Schema]) -> None:
        self._stage = stage
        self._schemas = schemas
        self._idle: dict[frozenset[str], list[Plan]] = {}

    def run(self, frames: Sequence[pl.DataFrame | None], known: frozenset[str]) -> pl.DataFrame:
        """Run the stage on these frames, with a plan that nobody else is using."""
        idle = self._idle.setdefault(known, [])
        try:
            plan = idle.pop()
        except IndexError:
            plan = Plan(partial(self._stage, known=known), self._schemas)
        result = plan.run(frames)
        idle.append(plan)
        return result


def conform(frame: pl.DataFrame, schema: Schema) -> pl.DataFrame:
    """The schema's columns of a frame, in its order and types.

    :raises ValueError: a column is absent.
    :raises polars.exceptions.InvalidOperationError: a value does not fit its column's type.
    """
    there = frame.schema
    if missing := [name for name in schema if name not in there]:
        message = f"columns are missing: {', '.join(missing)}"
        raise ValueError(message)
    wrong = {name: dtype for name, dtype in schema.items() if there[name] != dtype}
    if wrong:
        frame = frame.cast(wrong)  # type: ignore[arg-type]
    return frame if list(there) == list(schema) else frame.select(*schema)
