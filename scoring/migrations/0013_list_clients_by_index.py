"""Listing looks each client up by index, also where a table of a few pages is believed empty.

Reading such a table whole was planned as the cheaper way, and was then done once for each client.
"""

from django.db import migrations

FUNCTION = "ALTER FUNCTION scoring_list_clients(bigint[])"


class Migration(migrations.Migration):
    dependencies = [("scoring", "0012_outcomes_by_what_was_known")]
    operations = [
        migrations.RunSQL(
            f"{FUNCTION} SET enable_seqscan = off", f"{FUNCTION} RESET enable_seqscan"
        )
    ]
