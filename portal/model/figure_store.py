"""Figures kept: taken from the database where they are fresh, made and kept where not."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from portal.model.figure import Shown
from portal.model.layouts import LAYOUTS, VERSION
from portal.model.numbers import Numbers, as_json, read_numbers
from portal.model.presenting import present
from portal.model.records import ModelDrawing, ModelFigure
from portal.model.sample import read_sample
from scoring.models import ModelVersion
from scoring.services.engines import ActiveModel

RECIPE = 1
"""Raised when the same figure is computed another way: stored numbers are then stale."""

OVERVIEW = ("themes", "factors", "swarm")
QUALITY = ("reliability", "cost")
FACTOR = "dependence/"


def figure_names(version: ModelVersion) -> list[str]:
    """The names of all figures of a version that are shown."""
    return [*OVERVIEW, *QUALITY, *(FACTOR + feature for feature in version.features)]


@dataclass(frozen=True)
class Kept:
    """A figure's numbers as they are kept."""

    pk: int
    name: str
    numbers: Numbers


@dataclass(frozen=True)
class Drawn:
    """A figure in one language, its drawings by layout, and when the older of them was drawn."""

    shown: Shown
    svg: Mapping[str, str]
    drawn_at: datetime


def numbers_of(model: ActiveModel, names: Sequence[str]) -> dict[str, Kept]:
    """The numbers of these figures of the model in force; made now where they are not fresh.

    :raises OSError: the bundle's reference sample cannot be read.
    """
    kept = _fresh(model.version, names)
    if len(kept) < len(set(names)):
        make_numbers(model)
        kept = _fresh(model.version, names)
    return kept


def make_numbers(model: ActiveModel) -> int:
    """Compute the numbers of every figure, and keep them: a second or two. How many figures."""
    from portal.model import building

    sample = read_sample(model.engine)
    manifest = model.engine.bundle.manifest
    made: dict[str, Numbers] = {
        "themes": building.theme_importance(sample),
        "factors": building.factor_importance(sample),
        "swarm": building.swarm(sample),
        "reliability": building.reliability(manifest.calibration.curve),
        "cost": building.cost_curve(manifest),
        **{FACTOR + name: building.dependence(sample, name) for name in sample.names},
    }
    ModelFigure.objects.bulk_create(
        [
            ModelFigure(
                model_version=model.version,
                name=name,
                recipe=RECIPE,
                numbers=as_json(numbers),
                made_at=timezone.now(),
            )
            for name, numbers in made.items()
        ],
        update_conflicts=True,
        unique_fields=["model_version", "name"],
        update_fields=["recipe", "numbers", "made_at"],
    )
    return len(made)


def drawn(model: ActiveModel, names: Sequence[str], *, language: str) -> dict[str, Drawn]:
    """These figures with their drawings, kept or drawn now."""
    kept = numbers_of(model, names)
    stored: dict[int, dict[str, ModelDrawing]] = {}
    for row in ModelDrawing.objects.filter(
        figure__in=[figure.pk for figure in kept.values()], language=language
    ):
        stored.setdefault(row.figure_id, {})[row.layout] = row
    figures: list[tuple[Shown, dict[str, ModelDrawing]]] = []
    new: list[ModelDrawing] = []
    for name in names:
        figure = kept[name]
        shown = present(name, figure.numbers, language)
        drawings = stored.get(figure.pk, {})
        for layout in LAYOUTS:
            digest = _digest(shown, layout)
            if layout not in drawings or drawings[layout].digest != digest:
                drawings[layout] = _draw(figure.pk, shown, layout, digest)
                new.append(drawings[layout])
        figures.append((shown, drawings))
    if new:
        _keep(new)
    return {
        shown.name: Drawn(
            shown,
            {layout: drawing.svg for layout, drawing in drawings.items()},
            min(drawing.drawn_at for drawing in drawings.values()),
        )
        for shown, drawings in figures
    }


def rebuild(model: ActiveModel, *, languages: Iterable[str]) -> int:
    """Make what is kept for this version anew, drawings too; how many figures."""
    made = make_numbers(model)
    forget_drawings(model.version)
    for language in languages:
        drawn(model, figure_names(model.version), language=language)
    return made


def forget_drawings(version: ModelVersion) -> None:
    """Remove the drawings of a version, so that they are drawn anew."""
    ModelDrawing.objects.filter(figure__model_version=version).delete()


def remove_superseded_figures() -> int:
    """Remove the figures and drawings of versions that are not in force; how many figures."""
    _rows, removed = ModelFigure.objects.superseded().delete()
    return removed.get(ModelFigure._meta.label, 0)


def _fresh(version: ModelVersion, names: Iterable[str]) -> dict[str, Kept]:
    return {
        row.name: Kept(row.pk, row.name, read_numbers(row.name, row.numbers))
        for row in ModelFigure.objects.of(version).filter(name__in=names, recipe=RECIPE)
    }


def _draw(figure_id: int, shown: Shown, layout: str, digest: str) -> ModelDrawing:
    # Web processes start without matplotlib, and scipy below.
    from portal.model import drawing

    svg = drawing.draw(
        shown.chart,
        layout=layout,
        prefix=f"{shown.id}-{layout}",
        title=shown.title,
        description=shown.sentence,
    )
    return ModelDrawing(
        figure_id=figure_id,
        language=shown.language,
        layout=layout,
        digest=digest,
        svg=svg,
        drawn_at=timezone.now(),
    )


def _digest(shown: Shown, layout: str) -> str:
    """A fingerprint of all that is drawn, and of how."""
    what = f"{VERSION} {LAYOUTS[layout]} {shown!r}"
    return hashlib.sha256(what.encode()).hexdigest()


@transaction.atomic
def _keep(drawings: Sequence[ModelDrawing]) -> None:
    """Keep drawings, but those of figures that were removed while they were drawn."""
    figures = ModelFigure.objects.filter(pk__in={drawing.figure_id for drawing in drawings})
    there = set(figures.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))
    ModelDrawing.objects.bulk_create(
        [drawing for drawing in drawings if drawing.figure_id in there],
        update_conflicts=True,
        unique_fields=["figure", "language", "layout"],
        update_fields=["digest", "svg", "drawn_at"],
    )
