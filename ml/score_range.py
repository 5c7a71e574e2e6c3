"""Where a score would lie if what is unknown were known.

What nobody has given is completed from past clients who are near in what is known (a hot deck with
nearest neighbours: Andridge & Little, "A Review of Hot Deck Imputation", 2010): each completion
keeps all that is known of the client and takes everything unknown from one past client, so that
what belongs together stays together. The completions are scored like any application; the middle
80 % of their scores are the range. There is no lot in it: the same inputs give the same range.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ml import features
from ml.bundle import Bundle
from ml.features import Loans
from ml.points import CUT_OFF_SCORE, POINTS_PER_LOG_ODDS, PointsScale
from ml.schema.inputs import HISTORIES, INPUTS, none_in_files, unknown_inputs

COMPLETIONS = 500
MIDDLE = 0.8
"""Share of the completions whose scores the range holds."""
FEWEST_DONORS = 50
"""A history that fewer past clients than these have known is not completed."""
BANDS = (0.25, 0.5, 0.75, 1.0)
"""Upper bounds of the share of inputs unknown, by which ranges are judged."""

COLUMNS: tuple[str, ...] = tuple(column for each in INPUTS for column in each.columns)
"""The application's columns that features are computed from."""

OF_HISTORY: dict[str, tuple[str, ...]] = {
    name: tuple(f for f, needs in features.NEEDS.items() if needs & frozenset(tables))
    for name, tables in HISTORIES.items()
}
"""The features that each history of loans is needed for."""

OF_LOANS: tuple[str, ...] = tuple(name for name, needs in features.NEEDS.items() if needs)

Predict = Callable[[pl.DataFrame], NDArray[np.float64]]
"""From features to log-odds of default."""


@dataclass(frozen=True, kw_only=True)
class ScoreRange:
    """The score's range, in points, not clipped.

    Attributes:
        low, high: bounds of the middle 80 % of the completions.
        middle: their median.
        below_cut_off: share of the completions below the cut-off.
        unknown: inputs that nobody has given, in the schema's order.
        asked_first: of these, the one that narrows the range most; None where nothing would.
        narrows_by: by how many points, on average over the answers that it may get.
    """

    low: float
    middle: float
    high: float
    below_cut_off: float
    unknown: tuple[str, ...]
    asked_first: str | None = None
    narrows_by: float = 0.0


def is_wide(low: float | None, high: float | None, *, unknown: int, steady: float) -> bool:
    """Whether what is unknown moves a score further than the model itself is unsure of.

    Args:
        low, high: the range's bounds, in points; None where none was made.
        unknown: how many inputs are unknown.
        steady: how far another training would move nine of ten scores at most, in points.
    """
    if low is None or high is None or not unknown:
        return False
    return high - low > 2 * steady + 0.1


FINEST = 0.5
"""Points that another training may move nine of ten scores by, for tenths to mean anything."""


def carries_tenths(*, is_wide: bool, steady: float) -> bool:
    """Whether tenths of a point mean anything in a score; else it is told in whole points.

    Args:
        is_wide: whether what is unknown moves it (``is_wide``).
        steady: how far another training would move nine of ten scores at most, in points.
    """
    return not is_wide and steady < FINEST


@dataclass(frozen=True, kw_only=True)
class Donors:
    """Past clients whose answers complete what others have left open.

    Attributes:
        application: their inputs' columns (``COLUMNS``), n rows.
        features: their features, n rows in the same order.
        weights: input → how much it moves log-odds on average, for nearness.
    """

    application: pl.DataFrame
    features: pl.DataFrame
    weights: Mapping[str, float]

    @classmethod
    def of(cls, bundle: Bundle) -> Donors:
        """A bundle's donors."""
        return cls(
            application=pl.read_parquet(bundle.file("donors.parquet")),
            features=pl.read_parquet(bundle.file("reference.parquet")).drop("default"),
            weights=bundle.manifest.input_weights,
        )

    @cached_property
    def _places(self) -> dict[str, tuple[NDArray[np.float64], NDArray[np.float64]]]:
        """Column → its values as places from 0 to 1 (categories as codes), and sorted values."""
        found = {}
        for column in COLUMNS:
            values = _as_numbers(self.application[column])
            ordered = np.sort(values[~np.isnan(values)])
            found[column] = (_place(values, ordered, self.is_category(column)), ordered)
        return found

    @cached_property
    def _codes(self) -> dict[str, dict[str, int]]:
        texts = (name for name, kind in self.application.schema.items() if kind == pl.String)
        return {
            name: {
                value: code
                for code, value in enumerate(self.application[name].drop_nulls().unique().sort())
            }
            for name in texts
        }

    @cached_property
    def _unknown(self) -> dict[str, NDArray[np.bool_]]:
        none = none_in_files(self.application)
        frame = unknown_inputs(self.application, none)
        return {name: frame[name].to_numpy() for name in frame.columns}

    @cached_property
    def _knows(self) -> dict[str, NDArray[np.bool_]]:
        """History → of whom it is known."""
        return {
            name: self.features.select(pl.any_horizontal(pl.col(names).is_not_null()))
            .to_series()
            .to_numpy()
            for name, names in OF_HISTORY.items()
        }

    def can_complete(self, history: str) -> bool:
        """Whether enough past clients have this history known."""
        return int(self._knows[history].sum()) >= FEWEST_DONORS

    def is_category(self, column: str) -> bool:
        """Whether a column holds names, of which none is nearer than another."""
        return self.application.schema[column] in (pl.String, pl.Boolean)

    def nearest(self, client: Mapping[str, Any], unknown: Sequence[str]) -> NDArray[np.int64]:
        """The past clients nearest in what is known, who have what is unknown, nearest first."""
        able = np.ones(self.application.height, dtype=np.bool_)
        for name in unknown:
            if name in OF_HISTORY:
                able &= self._knows[name]
            else:
                able &= ~self._unknown[name]
        if able.sum() < FEWEST_DONORS:
            able[:] = True
        distance = np.zeros(self.application.height)
        for each in INPUTS:
            if each.name not in unknown:
                for column in each.columns:
                    weight = self.weights.get(each.name, 0.0) / len(each.columns)
                    distance += weight * self._distance(column, client[column])
        order = np.argsort(np.where(able, distance, np.inf), kind="stable")
        return order[: min(COMPLETIONS, int(able.sum()))]

    def _distance(self, column: str, value: float | str | bool | None) -> NDArray[np.float64]:
        places, ordered = self._places[column]
        number = np.nan
        if isinstance(value, str):
            number = float(self._codes[column].get(value, -1))
        elif value is not None:
            number = float(value)
        place = _place(np.array([number]), ordered, self.is_category(column))[0]
        if np.isnan(place):
            return np.where(np.isnan(places), 0.0, 0.5)
        apart = places != place if self.is_category(column) else np.abs(places - place)
        return np.where(np.isnan(places), 0.5, apart)

    def complete(
        self, loans: Loans, own: Mapping[str, Any], unknown: Sequence[str]
    ) -> pl.DataFrame:
        """Features of the client's completions, one row each.

        Args:
            loans: the client's records.
            own: the client's features.
            unknown: inputs to be completed.
        """
        client = loans.application.row(0, named=True)
        places = self.nearest(client, unknown)
        open_columns = {c for each in INPUTS if each.name in unknown for c in each.columns}
        given = [column for column in COLUMNS if column not in open_columns]
        taken = self.application[places].drop(given)
        application = pl.concat(
            [
                taken,
                _same_for_all(client, {c: self.application.schema[c] for c in given}, len(taken)),
                pl.DataFrame({"client_id": np.arange(len(taken), dtype=np.int64)}),
            ],
            how="horizontal",
        )
        if "annuity" in unknown and OF_HISTORY.keys() - set(unknown) and len(loans.known) > 1:
            completed = features.build(_repeated(loans, application))
        else:
            loans_own = _same_for_all(own, dict.fromkeys(OF_LOANS, pl.Float64()), len(taken))
            alone = _application_alone(application).drop(OF_LOANS)
            completed = pl.concat([alone, loans_own], how="horizontal")
        donated = [f for name in OF_HISTORY if name in unknown for f in OF_HISTORY[name]]
        return completed.with_columns(self.features[places].select(donated))


def _same_for_all(values: Mapping[str, Any], schema: Mapping[str, Any], rows: int) -> pl.DataFrame:
    """So many rows of the same values; far faster than as many literals as there are columns."""
    row = pl.DataFrame({name: [values[name]] for name in schema}, schema=dict(schema))
    return row[np.zeros(rows, dtype=np.int64)]


def _as_numbers(values: pl.Series) -> NDArray[np.float64]:
    if values.dtype == pl.String:
        codes = {value: code for code, value in enumerate(values.drop_nulls().unique().sort())}
        values = values.replace_strict(codes, default=None, return_dtype=pl.Float64)
    return values.cast(pl.Float64).fill_null(np.nan).to_numpy()


def _place(
    values: NDArray[np.float64], ordered: NDArray[np.float64], is_category: bool
) -> NDArray[np.float64]:
    if is_category or not len(ordered):
        return values
    middle = (
        np.searchsorted(ordered, values, "left") + np.searchsorted(ordered, values, "right")
    ) / 2
    return np.where(np.isnan(values), np.nan, middle / len(ordered))


def _application_alone(application: pl.DataFrame) -> pl.DataFrame:
    return features.build(Loans(_whole(application), None, None, frozenset({"application"})))


def _whole(application: pl.DataFrame) -> pl.DataFrame:
    """With the columns that no input has, which no feature reads."""
    nothing = NOT_ASKED[np.zeros(len(application), dtype=np.int64)]
    return pl.concat([application, nothing], how="horizontal")


def _repeated(loans: Loans, application: pl.DataFrame) -> Loans:
    """The client's loans, once for each completion."""

    def repeat(frame: pl.DataFrame | None) -> pl.DataFrame | None:
        if frame is None:
            return None
        return application.select("client_id").join(frame.drop("client_id"), how="cross")

    return Loans(
        _whole(application),
        repeat(loans.bureau_loans),
        repeat(loans.previous_loans),
        loans.known,
    )


NOT_ASKED = pl.DataFrame(
    {
        name: pl.Series([None], dtype=kind)
        for name, kind in features.APPLICATION_COLUMNS.items()
        if name not in {"client_id", *COLUMNS}
    }
)
"""One row of the application's columns that no input has."""

NEGLIGIBLE = 1.0
"""Points: where all that is unknown moves scores by less on average, no range is looked for."""


def unknown_of(loans: Loans, donors: Donors) -> dict[int, tuple[str, ...]]:
    """The inputs that nobody has given, by ``client_id``; clients who have none are left out.

    A history counts where past clients have it: a model that never saw loans asks for none.
    """
    histories = [
        name
        for name, tables in HISTORIES.items()
        if tables[0] not in loans.known and donors.can_complete(name)
    ]
    flags = unknown_inputs(loans.application)
    ids, names, table = loans.application["client_id"], flags.columns, flags.to_numpy()
    places = range(len(flags)) if histories else np.flatnonzero(table.any(axis=1)).tolist()
    found = {}
    for place in places:
        none = loans.none.get(ids[place], ())
        mine = [
            name
            for name, is_unknown in zip(names, table[place], strict=True)
            if is_unknown and name not in none
        ]
        if mine or histories:
            found[ids[place]] = (*mine, *histories)
    return found


def matters(unknown: Sequence[str], donors: Donors) -> bool:
    """Whether what is unknown moves scores by enough to look for a range."""
    moved = sum(donors.weights.get(name, np.inf) for name in unknown)
    return bool(moved * POINTS_PER_LOG_ODDS >= NEGLIGIBLE)


def find_range(
    *,
    loans: Loans,
    own: Mapping[str, Any],
    unknown: Sequence[str],
    score: float,
    donors: Donors,
    predict: Predict,
    scale: PointsScale,
    least: float = 0.0,
) -> ScoreRange:
    """The range of one client's score.

    Args:
        loans: the client's records, one application.
        own: the client's features.
        unknown: inputs that nobody has given; histories that no past client knows are left as
            they are.
        score: the client's own, in points.
        donors: past clients.
        predict: the model.
        scale: its points.
        least: points that each bound lies from the score at least, since no model is steadier.
    """
    if not matters(unknown, donors):
        return _steady(score, unknown, max(least, _usual_reach(unknown, donors)))
    completed = [name for name in unknown if name not in OF_HISTORY or donors.can_complete(name)]
    if not completed:
        return _steady(score, unknown, least)
    rows = donors.complete(loans, own, completed)
    scores = np.asarray(scale.base(predict(rows)))
    middle = float(np.median(scores))
    low, high = np.quantile(scores, [(1 - MIDDLE) / 2, (1 + MIDDLE) / 2])
    first, by = _asked_first(rows, scores, completed)
    return ScoreRange(
        low=min(float(low), score - least),
        middle=middle,
        high=max(float(high), score + least),
        below_cut_off=float(np.mean(scores < CUT_OFF_SCORE)),
        unknown=tuple(unknown),
        asked_first=first,
        narrows_by=by,
    )


OF_MEAN = 1.2816 * 1.2533
"""From a mean distance to the reach of the middle 80 %, for distances like those of a normal law:
its quantile, times the root of half of pi."""


def _usual_reach(unknown: Sequence[str], donors: Donors) -> float:
    """How far, in points, what hardly matters moves eight of ten scores at most."""
    moved = np.array([donors.weights[name] for name in unknown if name in donors.weights])
    return float(OF_MEAN * np.sqrt(np.sum(moved**2)) * POINTS_PER_LOG_ODDS)


def _steady(score: float, unknown: Sequence[str], least: float) -> ScoreRange:
    """Where nothing that matters is unknown: ``least`` to both sides."""
    return ScoreRange(
        low=score - least,
        middle=score,
        high=score + least,
        below_cut_off=float(score < CUT_OFF_SCORE),
        unknown=tuple(unknown),
    )


GROUPS = 5


def _asked_first(
    rows: pl.DataFrame, scores: NDArray[np.float64], unknown: Sequence[str]
) -> tuple[str | None, float]:
    """The unknown input whose answer narrows the range most, and by how much on average.

    The completions are parted by the answer that they took; the range within the parts, weighted
    by their size, is held against the whole one.
    """
    whole = _width_within(np.zeros(len(scores), dtype=np.int64), scores)
    best: tuple[str | None, float] = (None, 0.0)
    for name in unknown:
        label = ANSWER_FEATURE.get(name, name)
        if label not in rows.columns:
            continue
        narrowed = whole - _width_within(_parts(rows[label]), scores)
        if narrowed > best[1]:
            best = (name, narrowed)
    return best


ANSWER_FEATURE = {
    "building": "building_total_area",
    "documents": "document_3",
    "contacts": "contacts_given",
    "enquiries": "enquiries_year",
    "loans_elsewhere": "bureau_debt_to_amount",
    "loans_here": "previous_refused_share",
    "contact_region_differs": "region_mismatches",
    "work_region_differs": "region_mismatches",
    "contact_work_region_differ": "region_mismatches",
    "contact_city_differs": "city_mismatches",
    "contact_work_city_differ": "city_mismatches",
}
"""For inputs that are not a feature themselves, the one that tells their answers apart."""


def _width_within(part: NDArray[np.int64], scores: NDArray[np.float64]) -> float:
    """The mean width of the middle 80 % within the parts, weighted by their size.

    Args:
        part: the number of each score's part, shape [n].
        scores: shape [n].
    """
    order = np.lexsort((scores, part))
    numbers, ordered = part[order], scores[order]
    starts = np.flatnonzero(np.concatenate([[True], numbers[1:] != numbers[:-1]]))
    sizes = np.diff(np.append(starts, len(ordered)))
    last = starts + sizes - 1

    def at(share: float) -> NDArray[np.float64]:
        place = starts + share * (sizes - 1)
        below = place.astype(np.int64)
        step = ordered[np.minimum(below + 1, last)] - ordered[below]
        return np.asarray(ordered[below] + (place - below) * step)

    widths = at((1 + MIDDLE) / 2) - at((1 - MIDDLE) / 2)
    return float(widths @ sizes / len(scores))


def _parts(answers: pl.Series) -> NDArray[np.int64]:
    """Completions by answer: each category, or fifths of a number; nothing is an answer too."""
    if answers.dtype == pl.String:
        codes: dict[str | None, int] = {}
        return np.array([codes.setdefault(text, len(codes)) for text in answers.to_list()])
    values = answers.to_numpy().astype(np.float64)  # missing ones are NaN
    known = np.sort(values[~np.isnan(values)])
    shares = np.linspace(0, 1, GROUPS + 1)[1:-1]
    bounds = np.unique(known[(shares * (len(known) - 1)).astype(np.int64)]) if len(known) else known
    group = np.searchsorted(bounds, values, side="left")
    return np.where(np.isnan(values), -1, group)
