"""The list keeps what clients are compared by, so that comparing reads one narrow table."""

from django.db import migrations, models

# As before, with the columns that comparisons need.
LIST = """
CREATE OR REPLACE FUNCTION scoring_list_clients(changed bigint[]) RETURNS void
LANGUAGE plpgsql AS $$
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
    SELECT DISTINCT ON (c.id)
        c.id, a.id, c.reference,
        nullif(btrim(clients_searchable(c.last_name || ' ' || c.first_name)), ''),
        extract(year FROM age(a.applied_on, c.birth_date)),
        a.contract, a.credit_amount, a.income, s.score, s.advice,
        a.annuity, a.applied_on - a.employed_since, a.external_score_1, a.external_score_2,
        a.external_score_3, a.education, a.housing, a.occupation, a.income_type, a."default"
    FROM clients_client c
    JOIN clients_application a ON a.client_id = c.id
    LEFT JOIN scoring_currentscore standing ON standing.application_id = a.id
    LEFT JOIN scoring_score s ON s.id = standing.score_id
    WHERE c.id = ANY(changed)
    ORDER BY c.id, a.applied_on DESC, a.id DESC
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

APPLICATIONS = """
CREATE OR REPLACE FUNCTION scoring_application_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM scoring_unlist_clients(array_agg(DISTINCT owner))
    FROM fresh JOIN stale USING (id), unnest(ARRAY[fresh.client_id, stale.client_id]) AS owner
    WHERE (fresh.client_id, fresh.applied_on, fresh.contract, fresh.credit_amount,
            fresh.income, fresh.annuity, fresh.employed_since, fresh.external_score_1,
            fresh.external_score_2, fresh.external_score_3, fresh.education, fresh.housing,
            fresh.occupation, fresh.income_type, fresh."default")
        IS DISTINCT FROM
        (stale.client_id, stale.applied_on, stale.contract, stale.credit_amount,
            stale.income, stale.annuity, stale.employed_since, stale.external_score_1,
            stale.external_score_2, stale.external_score_3, stale.education, stale.housing,
            stale.occupation, stale.income_type, stale."default");
    RETURN NULL;
END $$;
"""

# What 0004 made, for the way back.
LIST_BEFORE = """
CREATE OR REPLACE FUNCTION scoring_list_clients(changed bigint[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF changed IS NULL THEN
        RETURN;
    END IF;
    PERFORM FROM clients_client WHERE id = ANY(changed) ORDER BY id FOR NO KEY UPDATE;
    INSERT INTO scoring_listedclient AS kept (
        client_id, application_id, reference, sort_name, age, contract, credit_amount, income,
        score, advice
    )
    SELECT DISTINCT ON (c.id)
        c.id, a.id, c.reference,
        nullif(btrim(clients_searchable(c.last_name || ' ' || c.first_name)), ''),
        extract(year FROM age(a.applied_on, c.birth_date)),
        a.contract, a.credit_amount, a.income, s.score, s.advice
    FROM clients_client c
    JOIN clients_application a ON a.client_id = c.id
    LEFT JOIN scoring_currentscore standing ON standing.application_id = a.id
    LEFT JOIN scoring_score s ON s.id = standing.score_id
    WHERE c.id = ANY(changed)
    ORDER BY c.id, a.applied_on DESC, a.id DESC
    ON CONFLICT (client_id) DO UPDATE SET
        application_id = EXCLUDED.application_id, reference = EXCLUDED.reference,
        sort_name = EXCLUDED.sort_name, age = EXCLUDED.age, contract = EXCLUDED.contract,
        credit_amount = EXCLUDED.credit_amount, income = EXCLUDED.income,
        score = EXCLUDED.score, advice = EXCLUDED.advice
    WHERE kept IS DISTINCT FROM EXCLUDED;
END $$;
"""

APPLICATIONS_BEFORE = """
CREATE OR REPLACE FUNCTION scoring_application_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM scoring_unlist_clients(array_agg(DISTINCT owner))
    FROM fresh JOIN stale USING (id), unnest(ARRAY[fresh.client_id, stale.client_id]) AS owner
    WHERE (fresh.client_id, fresh.applied_on, fresh.contract, fresh.credit_amount, fresh.income)
        IS DISTINCT FROM
        (stale.client_id, stale.applied_on, stale.contract, stale.credit_amount, stale.income);
    RETURN NULL;
END $$;
"""

FILL = "SELECT scoring_list_clients(array_agg(id)) FROM clients_client;"


class Migration(migrations.Migration):
    dependencies = [("scoring", "0004_clients_are_listed")]
    operations = [
        migrations.AddField("listedclient", "annuity", models.FloatField(null=True)),
        migrations.AddField("listedclient", "employed_days", models.IntegerField(null=True)),
        migrations.AddField("listedclient", "external_score_1", models.FloatField(null=True)),
        migrations.AddField("listedclient", "external_score_2", models.FloatField(null=True)),
        migrations.AddField("listedclient", "external_score_3", models.FloatField(null=True)),
        migrations.AddField(
            "listedclient", "education", models.CharField(max_length=50, null=True)
        ),
        migrations.AddField("listedclient", "housing", models.CharField(max_length=50, null=True)),
        migrations.AddField(
            "listedclient", "occupation", models.CharField(max_length=50, null=True)
        ),
        migrations.AddField(
            "listedclient", "income_type", models.CharField(max_length=50, null=True)
        ),
        migrations.AddField("listedclient", "defaulted", models.BooleanField(null=True)),
        migrations.RunSQL([LIST, APPLICATIONS, FILL], [LIST_BEFORE, APPLICATIONS_BEFORE]),
    ]
