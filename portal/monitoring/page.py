"""What the monitoring page shows."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from explain.reading.kept_score import page_language
from explain.reading.words import advice_word
from ml.bundle import MANIFEST, BundleError, Manifest
from ml.curves import Band
from ml.points import Advice
from ml.wording.formats import format_number, format_share
from portal import health
from portal.model.portfolio import Distribution, distribution
from portal.monitoring.counting import coverage, scores_by_day, tasks_waiting
from portal.monitoring.stability import ACT_FROM, WATCH_FROM, Stability, Verdict, stability
from scoring.models import ModelVersion

VERSIONS_SHOWN = 20


def monitoring_context() -> dict[str, Any]:
    """Model versions, coverage, scores a day, change of the portfolio, and the queue."""
    language = page_language()
    versions = ModelVersion.objects.select_related("activated_by").order_by("-registered_at")
    shown = list(versions[:VERSIONS_SHOWN])
    active = next((v for v in shown if v.is_active), None) or versions.in_force().first()
    found = distribution()
    days = scores_by_day()
    return {
        "versions": _version_table(shown, language) if shown else None,
        "coverage": _coverage(active, language),
        "days": _day_table(days, language) if any(count for _day, count in days) else None,
        "change": _change(active, found, language),
        "queue": _queue(language),
    }


def _version_table(versions: list[ModelVersion], language: str) -> dict[str, Any]:
    return {
        "id": "versions",
        "caption": _("Model versions, newest first"),
        "columns": [
            {"label": _("Version")},
            {"label": _("Trained on")},
            {"label": _("AUC"), "numeric": True},
            {"label": _("95 % interval"), "numeric": True},
            {"label": _("In force")},
            {"label": _("Put in force by")},
        ],
        "rows": [
            {"cells": _version_cells(version, language), "current": version.is_active}
            for version in versions
        ],
    }


def _version_cells(version: ModelVersion, language: str) -> list[dict[str, Any]]:
    manifest = _manifest(version)
    bounds = manifest.intervals.get("auc") if manifest else None
    since = date_format(localtime(version.activated_at)) if version.activated_at else ""
    if version.is_active:
        in_force = _("since %(day)s") % {"day": since}
    else:
        in_force = _("no, last from %(day)s on") % {"day": since} if since else _("never yet")
    by = version.activated_by
    auc = version.metrics.get("auc")
    return [
        {"text": version.label, "header": True},
        {"text": date_format(localtime(version.trained_at))},
        {"text": "–" if auc is None else _decimals(auc, language)},
        {
            "text": _("%(low)s to %(high)s")
            % {"low": _decimals(bounds[0], language), "high": _decimals(bounds[1], language)}
            if bounds
            else _("cannot be read")
            if manifest is None
            else "–"
        },
        {"text": in_force},
        {"text": (by.get_full_name() or by.get_username()) if by else "–"},
    ]


def _manifest(version: ModelVersion) -> Manifest | None:
    """What a version's bundle says of itself; None where that cannot be read any more."""
    try:
        return _read_manifest(version.path, version.digest)
    except (OSError, BundleError):
        return None


@lru_cache(maxsize=VERSIONS_SHOWN)
def _read_manifest(path: str, digest: str) -> Manifest:
    manifest = Manifest.from_json((Path(path) / MANIFEST).read_text(encoding="utf-8"))
    if manifest.digest != digest:
        raise BundleError(f"{path} holds another bundle than the one registered")
    return manifest


def _coverage(active: ModelVersion | None, language: str) -> dict[str, Any] | None:
    found = coverage(active)
    if not found.applications:
        return None
    figures = [
        (_("Scored"), found.scored, ""),
        (_("Out of date"), found.out_of_date, "caution" if found.out_of_date else ""),
        (_("Not scored"), found.not_scored, "caution" if found.not_scored else ""),
    ]
    return {
        "figures": [
            {
                "label": label,
                "value": format_number(count, language),
                "note": _("%(share)s of the applications")
                % {"share": format_share(count / found.applications, language)},
                "tone": tone,
            }
            for label, count, tone in figures
        ],
        "stale": found.out_of_date,
    }


def _day_table(days: list[tuple[Any, int]], language: str) -> dict[str, Any]:
    return {
        "id": "days",
        "caption": _("Scores made on each day, newest first"),
        "columns": [{"label": _("Day")}, {"label": _("Scores"), "numeric": True}],
        "rows": [
            {
                "cells": [
                    {"text": date_format(day), "header": True},
                    {"text": format_number(count, language)},
                ]
            }
            for day, count in reversed(days)
        ],
        "total": _total(days, language),
    }


def _total(days: list[tuple[Any, int]], language: str) -> str:
    total = sum(count for _day, count in days)
    return ngettext(
        "%(count)s score was made in the last 30 days.",
        "%(count)s scores were made in the last 30 days.",
        total,
    ) % {"count": format_number(total, language)}


def _change(
    active: ModelVersion | None, found: Distribution, language: str
) -> dict[str, Any] | None:
    """The portfolio beside the clients of training; None where one of them is not known."""
    manifest = _manifest(active) if active else None
    if manifest is None or not found.clients:
        return None
    past = manifest.curves.bands
    edges = [float(past[0].low), *(float(band.high) for band in past)]
    result = stability(
        edges, [band.clients for band in past], [band.clients for band in found.bands]
    )
    return {
        "verdict": _verdict(result, language),
        "bands": _band_table(result, language),
        "advice": _advice_table(past, found, language),
    }


def _verdict(result: Stability, language: str) -> dict[str, str]:
    index = format_number(result.index, language, decimals=2, least=2)
    said = {
        "index": index,
        "watch": format_number(WATCH_FROM, language, decimals=2),
        "act": format_number(ACT_FROM, language, decimals=2),
    }
    if result.verdict is None:
        return {
            "tone": "",
            "title": _("Too few clients to say"),
            "text": _("A hundred scored clients are wanted before scores can be compared."),
        }
    texts = {
        Verdict.STABLE: (
            "positive",
            _("Stable: population stability index %(index)s"),
            _("Below %(watch)s: today’s scores are spread like those of training."),
        ),
        Verdict.WATCH: (
            "caution",
            _("Watch: population stability index %(index)s"),
            _("From %(watch)s to %(act)s: today’s clients differ from those of training; find out "
              "why."),
        ),
        Verdict.ACT: (
            "negative",
            _("Act: population stability index %(index)s"),
            _("%(act)s or more: today’s clients are not those that the model learned from; it may "
              "be wrong about them."),
        ),
    }  # fmt: skip
    tone, title, text = texts[result.verdict]
    return {"tone": tone, "title": title % said, "text": text % said}


def _band_table(result: Stability, language: str) -> dict[str, Any]:
    return {
        "id": "bands",
        "caption": _("Clients by score, in training and today"),
        "note": _("Training: scores by models that had not seen these clients."),
        "columns": [
            {"label": _("Score")},
            {"label": _("In training"), "numeric": True},
            {"label": _("Today"), "numeric": True},
            {"label": _("Part of the index"), "numeric": True},
        ],
        "rows": [
            {
                "cells": [
                    {
                        "text": _("%(low)s to under %(high)s")
                        % {
                            "low": format_number(band.low, language),
                            "high": format_number(band.high, language),
                        },
                        "header": True,
                    },
                    {"text": format_share(band.then, language)},
                    {"text": format_share(band.now, language)},
                    {"text": _decimals(band.part, language)},
                ]
            }
            for band in result.bands
        ],
    }


def _advice_table(past: tuple[Band, ...], found: Distribution, language: str) -> dict[str, Any]:
    then = _advice_then(past)
    return {
        "id": "advice",
        "caption": _("Clients by advice, in training and today"),
        "columns": [
            {"label": _("Advice")},
            {"label": _("In training"), "numeric": True},
            {"label": _("Today"), "numeric": True},
        ],
        "rows": [
            {
                "cells": [
                    {"text": advice_word(advice, language), "header": True},
                    {"text": format_share(then[advice], language) if then else "–"},
                    {"text": format_share(found.share(advice), language)},
                ]
            }
            for advice in (Advice.GRANT, Advice.REVIEW, Advice.REFUSE, Advice.COMPLETE)
        ],
    }


def _advice_then(past: tuple[Band, ...]) -> dict[Advice, float] | None:
    """Shares by advice in training; None where the advice's bounds fall inside a band."""
    edges = {past[0].low, *(band.high for band in past)}
    if not {settings.ADVICE_REVIEW_FROM, settings.ADVICE_REVIEW_TO} <= edges:
        return None
    clients = sum(band.clients for band in past)
    refuse = sum(b.clients for b in past if b.high <= settings.ADVICE_REVIEW_FROM) / clients
    grant = sum(b.clients for b in past if b.low >= settings.ADVICE_REVIEW_TO) / clients
    # Those of training were whole files, of which nothing had to be asked.
    return {
        Advice.GRANT: grant,
        Advice.REVIEW: 1 - grant - refuse,
        Advice.REFUSE: refuse,
        Advice.COMPLETE: 0.0,
    }


def _queue(language: str) -> list[dict[str, str]]:
    works = {True: _("answers"), False: _("does not answer")}
    waiting = tasks_waiting()
    return [
        {"term": _("Database"), "value": works[health.check("database")]},
        {"term": _("Queue of background work"), "value": works[health.check("broker")]},
        {
            "term": _("Tasks waiting for a worker"),
            "value": _("not known") if waiting is None else format_number(waiting, language),
        },
    ]


def _decimals(value: float, language: str) -> str:
    return format_number(value, language, decimals=3, least=3)
