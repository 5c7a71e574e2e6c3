"""What searching clients by name needs from PostgreSQL, and the sequence of new references."""

from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations

# unaccent() is not immutable by itself, since its dictionary could be changed; an index needs a
# function that promises it. A hyphen and an apostrophe part words, as people type them.
CREATE = """
CREATE FUNCTION clients_searchable(written text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN regexp_replace(
    lower(unaccent('unaccent'::regdictionary, written)), '[[:space:][:punct:]]+', ' ', 'g'
);
CREATE SEQUENCE clients_reference START 1000001;
"""
DROP = """
DROP SEQUENCE clients_reference;
DROP FUNCTION clients_searchable(text);
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [TrigramExtension(), UnaccentExtension(), migrations.RunSQL(CREATE, DROP)]
