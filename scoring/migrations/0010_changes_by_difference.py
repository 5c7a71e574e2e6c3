"""What an update changed is found as a difference of sets, not by a join.

PostgreSQL keeps, for a whole session, how many rows a trigger's first statement changed. Where that
one changed none, old and new rows of each later one were compared each with each: twenty thousand
clients that an import updates took minutes. A difference is sorted or hashed, whatever is believed.
"""

from importlib import import_module

from django.db import migrations

WATCHED = (
    "id, client_id, applied_on, contract, credit_amount, income, annuity, employed_since,"
    " external_score_1, external_score_2, external_score_3, education, housing, occupation,"
    ' income_type, "default"'
)

APPLICATIONS = f"""
CREATE OR REPLACE FUNCTION scoring_application_changed() RETURNS trigger
LANGUAGE plpgsql SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    PERFORM scoring_unlist_clients(array_agg(DISTINCT client_id)) FROM (
        (SELECT {WATCHED} FROM fresh EXCEPT SELECT {WATCHED} FROM stale)
        UNION ALL
        (SELECT {WATCHED} FROM stale EXCEPT SELECT {WATCHED} FROM fresh)
    ) AS differing;
    RETURN NULL;
END $$;
"""  # noqa: S608

CLIENTS = """
CREATE OR REPLACE FUNCTION scoring_client_changed() RETURNS trigger
LANGUAGE plpgsql SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    PERFORM scoring_list_clients(array_agg(id)) FROM (
        SELECT id, reference, first_name, last_name, birth_date FROM fresh
        EXCEPT SELECT id, reference, first_name, last_name, birth_date FROM stale
    ) AS differing;
    RETURN NULL;
END $$;
"""

CLIENTS_BEFORE = """
CREATE OR REPLACE FUNCTION scoring_client_changed() RETURNS trigger
LANGUAGE plpgsql SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    PERFORM scoring_list_clients(array_agg(fresh.id)) FROM fresh JOIN stale USING (id)
    WHERE (fresh.reference, fresh.first_name, fresh.last_name, fresh.birth_date)
        IS DISTINCT FROM (stale.reference, stale.first_name, stale.last_name, stale.birth_date);
    RETURN NULL;
END $$;
"""

APPLICATIONS_BEFORE = [
    import_module("scoring.migrations.0005_what_clients_are_compared_by").APPLICATIONS,
    "ALTER FUNCTION scoring_application_changed() SET plan_cache_mode = force_custom_plan",
]


class Migration(migrations.Migration):
    dependencies = [("scoring", "0009_list_clients_one_by_one")]
    operations = [
        migrations.RunSQL(APPLICATIONS, APPLICATIONS_BEFORE),
        migrations.RunSQL(CLIENTS, CLIENTS_BEFORE),
    ]
