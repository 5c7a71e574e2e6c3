"""Scores into the database: never changed, and which one stands for an application now."""

# Only the name of our own staging table is built into the statements, values are parameters.
# ruff: noqa: S608

from __future__ import annotations

from collections.abc import Collection

import polars as pl
import polars.selectors as cs
from django.db import connection, transaction
from django.db.models import Model

from clients.copying import copy_in, quoted
from clients.digest import digests
from clients.models import Application
from clients.services import keep_digests, kept_digests
from clients.tables import loans_for
from scoring.models import CurrentScore, Score
from scoring.services.assessing import Assessed, assess_loans
from scoring.services.engines import ActiveModel, active
from scoring.signals import score_stored

STAGE = "scoring_stage"
RANGE = "range_low, range_high, below_cut_off, unknown_inputs, ask_first, narrows_by"


def score_application(*, application_id: int) -> Score:
    """Score one application with the model in force, and return the score that now stands.

    With the same inputs and model that is the score kept before.

    :raises NoActiveModel: there is none.
    :raises Application.DoesNotExist: there is no such application.
    """
    if not score_applications(application_ids=[application_id]):
        raise Application.DoesNotExist(f"no application {application_id}")
    score = Score.objects.select_related("model_version").get(current_for=application_id)
    score_stored.send(sender=Score, score_id=score.pk)
    return score


def score_applications(*, application_ids: Collection[int]) -> int:
    """Score applications with the model in force; how many there were. Unknown ids are left out.

    Repeating it adds nothing where inputs and model are the same.

    :raises NoActiveModel: there is none.
    """
    if not application_ids:
        return 0
    model = active()
    scored = 0
    with transaction.atomic():
        before = kept_digests(list(application_ids))
        for loans in loans_for(application_ids):
            found = digests(loans)
            keep_digests(found=found, before=before)
            _store(assess_loans(loans, model), found, model)
            scored += len(found)
    return scored


def _store(batch: Assessed, found: dict[int, str], model: ActiveModel) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMPORARY TABLE IF NOT EXISTS {STAGE} (application_id bigint,"
            " inputs_digest text, pd float8, score float8, advice text,"
            " contributions float8[], values jsonb, range_low float8, range_high float8,"
            " below_cut_off float8, unknown_inputs text[], ask_first text, narrows_by float8)"
            " ON COMMIT DROP"
        )
        cursor.execute(f"TRUNCATE {STAGE}")
    copy_in(STAGE, _staged(batch, found))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO scoring_score (application_id, model_version_id, inputs_digest, pd, score,"
            f" advice, contributions, values, {RANGE}, created_at)"
            " SELECT application_id, %s, inputs_digest, pd, score, advice, contributions, values,"
            f" {RANGE}, statement_timestamp() FROM {STAGE} ORDER BY application_id"
            " ON CONFLICT DO NOTHING",
            [model.version.pk],
        )
    _tell_planner(Score, len(found))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO scoring_currentscore AS kept (application_id, score_id, updated_at)"
            f" SELECT application_id, s.id, statement_timestamp() FROM {STAGE}"
            " JOIN scoring_score s USING (application_id, inputs_digest)"
            " WHERE s.model_version_id = %s ORDER BY application_id"
            " ON CONFLICT (application_id) DO UPDATE SET score_id = EXCLUDED.score_id,"
            " updated_at = EXCLUDED.updated_at WHERE kept.score_id <> EXCLUDED.score_id",
            [model.version.pk],
        )
    _tell_planner(CurrentScore, len(found))


def _tell_planner(model: type[Model], scored: int) -> None:
    """Where it knows of fewer rows than were scored just now, as only a part of many can bring.

    Autovacuum records as empty what a run that was killed in its first part has filled, and
    every statement is then planned for one row. Where it is at work on the table just now, the
    next part does it.
    """
    if scored == 1:
        return
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT reltuples < %s FROM pg_class WHERE oid = to_regclass(%s)", [scored, table]
        )
        if cursor.fetchone()[0]:
            cursor.execute(f"ANALYZE (SKIP_LOCKED) {quoted(table)}")


def _staged(batch: Assessed, found: dict[int, str]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "application_id": batch.ids,
            "inputs_digest": [found[application_id] for application_id in batch.ids],
            "pd": batch.pd,
            "score": batch.score,
            "advice": [word.value for word in batch.advice],
            "contributions": _array(pl.DataFrame(batch.contributions)),
            "values": _json_list(batch.values),
            "range_low": [found.low for found in batch.ranges],
            "range_high": [found.high for found in batch.ranges],
            "below_cut_off": [found.below_cut_off for found in batch.ranges],
            "unknown_inputs": [f"{{{','.join(found.unknown)}}}" for found in batch.ranges],
            "ask_first": pl.Series([found.asked_first for found in batch.ranges], dtype=pl.String),
            "narrows_by": [found.narrows_by for found in batch.ranges],
        }
    )


def _array(numbers: pl.DataFrame) -> pl.Series:
    """Each row as PostgreSQL writes an array."""
    row = pl.concat_str(pl.all().cast(pl.String), separator=",")
    return numbers.select(pl.concat_str(pl.lit("{"), row, pl.lit("}"))).to_series()


def _json_list(values: pl.DataFrame) -> pl.Series:
    """Each row as a JSON list; missing values are null."""
    quote = pl.lit('"')
    texts = values.select(cs.string()).columns
    written = values.with_columns(
        pl.concat_str(quote, _escaped(name), quote).alias(name) for name in texts
    ).select(pl.all().cast(pl.String).fill_null("null"))
    row = pl.concat_str(pl.all(), separator=",")
    return written.select(pl.concat_str(pl.lit("["), row, pl.lit("]"))).to_series()


def _escaped(name: str) -> pl.Expr:
    text = pl.col(name).str.replace_all("\\", "\\\\", literal=True)
    return text.str.replace_all('"', '\\"', literal=True)
