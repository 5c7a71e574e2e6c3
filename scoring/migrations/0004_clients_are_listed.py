"""The database keeps the list of clients itself, whatever writes their records and scores.

Clients arrive by COPY, by set-based statements, by forms and by the API: triggers see them all.
They work by statement, so that an import lists a chunk of clients at once.
"""

from django.db import migrations

# Two transactions may give a client two applications at once: each waits for the other at the
# client's row, and the one that comes later then sees both.
LIST = """
CREATE FUNCTION scoring_list_clients(changed bigint[]) RETURNS void LANGUAGE plpgsql AS $$
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

# What is deleted may have been all that there was of a client.
UNLIST = """
CREATE FUNCTION scoring_unlist_clients(changed bigint[]) RETURNS void LANGUAGE sql AS $$
    DELETE FROM scoring_listedclient kept WHERE client_id = ANY(changed) AND NOT EXISTS (
        SELECT FROM clients_application a JOIN clients_client c ON c.id = a.client_id
        WHERE a.client_id = kept.client_id
    );
    SELECT scoring_list_clients(changed);
$$;
"""

CLIENTS = """
CREATE FUNCTION scoring_client_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM scoring_list_clients(array_agg(fresh.id)) FROM fresh JOIN stale USING (id)
    WHERE (fresh.reference, fresh.first_name, fresh.last_name, fresh.birth_date)
        IS DISTINCT FROM (stale.reference, stale.first_name, stale.last_name, stale.birth_date);
    RETURN NULL;
END $$;
CREATE TRIGGER client_listed AFTER UPDATE ON clients_client
    REFERENCING OLD TABLE AS stale NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION scoring_client_changed();

CREATE FUNCTION scoring_client_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM scoring_unlist_clients(array_agg(id)) FROM stale;
    RETURN NULL;
END $$;
CREATE TRIGGER client_unlisted AFTER DELETE ON clients_client
    REFERENCING OLD TABLE AS stale
    FOR EACH STATEMENT EXECUTE FUNCTION scoring_client_deleted();
"""

APPLICATIONS = """
CREATE FUNCTION scoring_application_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM scoring_list_clients(array_agg(DISTINCT client_id)) FROM fresh;
    RETURN NULL;
END $$;
CREATE TRIGGER application_listed AFTER INSERT ON clients_application
    REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION scoring_application_added();

CREATE FUNCTION scoring_application_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM scoring_unlist_clients(array_agg(DISTINCT owner))
    FROM fresh JOIN stale USING (id), unnest(ARRAY[fresh.client_id, stale.client_id]) AS owner
    WHERE (fresh.client_id, fresh.applied_on, fresh.contract, fresh.credit_amount, fresh.income)
        IS DISTINCT FROM
        (stale.client_id, stale.applied_on, stale.contract, stale.credit_amount, stale.income);
    RETURN NULL;
END $$;
CREATE TRIGGER application_relisted AFTER UPDATE ON clients_application
    REFERENCING OLD TABLE AS stale NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION scoring_application_changed();

CREATE FUNCTION scoring_application_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM scoring_unlist_clients(array_agg(DISTINCT client_id)) FROM stale;
    RETURN NULL;
END $$;
CREATE TRIGGER application_unlisted AFTER DELETE ON clients_application
    REFERENCING OLD TABLE AS stale
    FOR EACH STATEMENT EXECUTE FUNCTION scoring_application_deleted();
"""

# INSERT … ON CONFLICT DO UPDATE fires both the first and the second of these.
SCORES = """
CREATE FUNCTION scoring_standing_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM scoring_list_clients(array_agg(DISTINCT a.client_id))
    FROM fresh JOIN clients_application a ON a.id = fresh.application_id;
    RETURN NULL;
END $$;
CREATE TRIGGER standing_listed AFTER INSERT ON scoring_currentscore
    REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION scoring_standing_added();
CREATE TRIGGER standing_relisted AFTER UPDATE ON scoring_currentscore
    REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION scoring_standing_added();

CREATE FUNCTION scoring_standing_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM scoring_list_clients(array_agg(DISTINCT a.client_id))
    FROM stale JOIN clients_application a ON a.id = stale.application_id;
    RETURN NULL;
END $$;
CREATE TRIGGER standing_unlisted AFTER DELETE ON scoring_currentscore
    REFERENCING OLD TABLE AS stale
    FOR EACH STATEMENT EXECUTE FUNCTION scoring_standing_deleted();
"""

FILL = "SELECT scoring_list_clients(array_agg(id)) FROM clients_client;"

DROP = """
DROP FUNCTION scoring_standing_deleted() CASCADE;
DROP FUNCTION scoring_standing_added() CASCADE;
DROP FUNCTION scoring_application_deleted() CASCADE;
DROP FUNCTION scoring_application_changed() CASCADE;
DROP FUNCTION scoring_application_added() CASCADE;
DROP FUNCTION scoring_client_deleted() CASCADE;
DROP FUNCTION scoring_client_changed() CASCADE;
DROP FUNCTION scoring_unlist_clients(bigint[]);
DROP FUNCTION scoring_list_clients(bigint[]);
"""


class Migration(migrations.Migration):
    dependencies = [("scoring", "0003_listed_client")]
    operations = [
        migrations.RunSQL([LIST, UNLIST, CLIENTS, APPLICATIONS, SCORES, FILL], DROP),
    ]
