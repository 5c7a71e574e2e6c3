"""Listing looks each client up, so that its time follows the clients at hand.

Joins were planned by what PostgreSQL believed of the tables. After an import that was killed,
autovacuum records them as empty, and the next import then compared every client with every
application. A lateral subquery with OFFSET or LIMIT is never turned back into a join.
"""

from importlib import import_module

from django.db import migrations

LIST = """
CREATE OR REPLACE FUNCTION scoring_list_clients(changed bigint[]) RETURNS void
LANGUAGE plpgsql SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    IF changed IS NULL THEN
        RETURN;
    END IF;
    PERFORM FROM clients_client WHERE id = ANY(changed) ORDER BY id FOR NO KEY UPDATE;
    INSERT INTO scoring_listedclient AS kept (
        client_id, application_id, reference, sort_name, age, contract, credit_amount, income,
        score, advice,
        annuity, employed_days, external_score_1, external_score_2, external_score_3,
        education, housing, occupation, income_type, defaulted
    )
    SELECT
        c.id, a.id, c.reference,
        nullif(btrim(clients_searchable(c.last_name || ' ' || c.first_name)), ''),
        extract(year FROM age(a.applied_on, c.birth_date)),
        a.contract, a.credit_amount, a.income, s.score, s.advice,
        a.annuity, a.applied_on - a.employed_since, a.external_score_1, a.external_score_2,
        a.external_score_3, a.education, a.housing, a.occupation, a.income_type, a."default"
    FROM (SELECT DISTINCT unnest(changed) AS id ORDER BY id) wanted
    JOIN LATERAL (SELECT * FROM clients_client WHERE id = wanted.id OFFSET 0) c ON true
    JOIN LATERAL (
        SELECT * FROM clients_application WHERE client_id = c.id
        ORDER BY applied_on DESC, id DESC LIMIT 1
    ) a ON true
    LEFT JOIN LATERAL (
        SELECT score_id FROM scoring_currentscore WHERE application_id = a.id OFFSET 0
    ) standing ON true
    LEFT JOIN LATERAL (
        SELECT score, advice FROM scoring_score WHERE id = standing.score_id OFFSET 0
    ) s ON true
    ON CONFLICT (client_id) DO UPDATE SET
        application_id = EXCLUDED.application_id, reference = EXCLUDED.reference,
        sort_name = EXCLUDED.sort_name, age = EXCLUDED.age, contract = EXCLUDED.contract,
        credit_amount = EXCLUDED.credit_amount, income = EXCLUDED.income,
        score = EXCLUDED.score, advice = EXCLUDED.advice,
        annuity = EXCLUDED.annuity, employed_days = EXCLUDED.employed_days,
        external_score_1 = EXCLUDED.external_score_1,
        external_score_2 = EXCLUDED.external_score_2,
        external_score_3 = EXCLUDED.external_score_3,
        education = EXCLUDED.education, housing = EXCLUDED.housing,
        occupation = EXCLUDED.occupation, income_type = EXCLUDED.income_type,
        defaulted = EXCLUDED.defaulted
    WHERE kept IS DISTINCT FROM EXCLUDED;
END $$;
"""

LIST_BEFORE = [
    import_module("scoring.migrations.0005_what_clients_are_compared_by").LIST,
    "ALTER FUNCTION scoring_list_clients(bigint[]) SET plan_cache_mode = force_custom_plan",
]


class Migration(migrations.Migration):
    dependencies = [("scoring", "0008_yardsticks")]
    operations = [migrations.RunSQL(LIST, LIST_BEFORE)]
