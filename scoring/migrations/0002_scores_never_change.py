"""The database itself refuses to change a score."""

from django.db import migrations

CREATE = """
CREATE FUNCTION scoring_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A score never changes: score % of application % was to be updated',
        OLD.id, OLD.application_id USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER score_never_changes BEFORE UPDATE ON scoring_score
    FOR EACH ROW EXECUTE FUNCTION scoring_refuse_change();
"""
DROP = """
DROP TRIGGER score_never_changes ON scoring_score;
DROP FUNCTION scoring_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("scoring", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, DROP)]
